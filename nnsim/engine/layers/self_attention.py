"""Multi-head self-attention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, ntr
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, layers, sequence_size
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable

_PARTS = ("Q", "K", "V")
"""In the order of their columns."""
_HIDDEN = 1e9
"""What is taken from the score of padding: its share is 0, unless all is padding."""


@layers.register
@dataclass(frozen=True)
class SelfAttention(Trainable):
    """Every time asks (Q), every time answers (K) and gives (V); heads do so side by side.

    Per head softmax(Q·Kᵀ/√d)·V with Q, K, V = W·x + b; all heads together go through W_o, b_o back to
    the features of the input. W is (features, 3·heads·d): the columns of Q, K, V, each head by head;
    W_o is (heads·d, features). The same as PyTorch's ``MultiheadAttention`` of x with itself.
    """

    key = "self_attention"
    title = mark("Self-attention")
    summary = mark(
        "Every time looks at all others and takes from those that matter; order needs a position code."
    )
    formula = "y = W_o·[softmax(Q·Kᵀ/√d)·V] + b_o,  Q, K, V = W·x + b"
    source = "Vaswani et al. 2017"
    category = "recurrent"
    main_setting = "heads"
    keeps_times = True
    reads_padding = False
    order = 70

    heads: int = integer(1, low=1, high=64, label=mark("Heads"))
    head_size: int = integer(
        0, low=0, high=1024, label=mark("Head size"), help=mark("0 divides the features among the heads")
    )
    causal: bool = flag(
        False,
        label=mark("Causal mask"),
        help=mark("Each time sees itself and what came before, not the future"),
    )
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        _, features = sequence_size(self.title, inputs[0])
        if not self.head_size and features % self.heads:
            raise NnsimError(
                ntr(
                    "{features} feature cannot be divided among {heads} heads. Choose a head size or other heads.",
                    "{features} features cannot be divided among {heads} heads. Choose a head size or other heads.",
                    features,
                ).format(features=features, heads=self.heads)
            )
        return inputs[0]

    def _size(self, features: int) -> int:
        """Return d, the numbers of one head."""
        return self.head_size or features // self.heads

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        f = inputs[0][1]
        width = self.heads * self._size(f)
        weights = (
            ParameterSpec(
                "W",
                (f, 3 * width),
                self.initializer,
                f,
                width,
                False,
                ("features", "Q, K, V × heads × d"),
                _PARTS,
            ),
            ParameterSpec("W_o", (width, f), self.initializer, width, f, axes=("heads × d", "features")),
        )
        if not self.bias:
            return weights
        return (
            *weights,
            ParameterSpec("b", (3 * width,), Zeros(), f, width, True, ("Q, K, V × heads × d",), _PARTS),
            ParameterSpec("b_o", (f,), Zeros(), width, f, bias=True, axes=("features",)),
        )

    def emit(self, e: Emitter) -> None:
        _Attention(e, self, self._size(e.inputs[0].shape[1]))


class _Attention:
    """The calls of one layer.

    Q, K and V come out of one product as rows (time, batch), columns (Q or K or V, head, d). Seen as
    (batch, head, time, d) every matrix of them has its last axis contiguous: `matmul` multiplies them
    where they lie, and writes there as well.
    """

    def __init__(self, e: Emitter, layer: SelfAttention, size: int) -> None:
        self.e, self.layer = e, layer
        self.time, self.features = e.inputs[0].shape
        self.heads, self.size = layer.heads, size
        n, moments, width = e.batch, self.time * e.batch, self.heads * size
        self.x = e.forward.buffer(self.features, moments)
        self.asked = e.forward.buffer(moments, 3 * width)
        self.mixed = e.forward.buffer(moments, width)
        self.shares = e.forward.buffer(n, self.heads, self.time, self.time)
        self.row = e.forward.buffer(n, self.heads, self.time, 1)
        self.scale = e.forward.constant(1 / math.sqrt(size))
        self.real = e.inputs[0].real
        self._emit_forward()
        if e.learns:
            self._emit_backward()

    def _by_head(self, rows: np.ndarray) -> np.ndarray:
        """Return (moments, k·heads·d) seen as (k, batch, head, time, d)."""
        seen = rows.reshape(self.time, self.e.batch, -1, self.heads, self.size)
        return seen.transpose(2, 1, 3, 0, 4)

    def _by_time(self, columns: np.ndarray) -> np.ndarray:
        """Return (features, moments) seen as (time, features, batch)."""
        return columns.reshape(self.features, self.time, self.e.batch).transpose(1, 0, 2)

    def _emit_forward(self) -> None:
        e, emit, shares = self.e, self.e.forward, self.shares
        emit(np.copyto, self._by_time(self.x), e.inputs[0].data)
        emit(self.x.T.dot, e.parameter("W"), self.asked)
        if self.layer.bias:
            emit(np.add, self.asked, e.parameter("b"), self.asked)
        q, k, v = self._by_head(self.asked)
        emit(np.matmul, q, k.swapaxes(-1, -2), shares)
        emit(np.multiply, shares, self.scale, shares)
        if self.layer.causal:
            future = np.triu(np.full((self.time, self.time), -np.inf, emit.dtype), 1)
            emit(np.add, shares, future, shares)
        if self.real is not None:
            hidden = emit.buffer(e.batch, 1, 1, self.time)
            emit(np.subtract, self.real.T[:, np.newaxis, np.newaxis], emit.constant(1), hidden)
            emit(np.multiply, hidden, emit.constant(_HIDDEN), hidden)
            emit(np.add, shares, hidden, shares)
        emit(np.maximum.reduce, shares, axis=-1, keepdims=True, out=self.row)
        emit(np.subtract, shares, self.row, shares)
        emit(np.exp, shares, shares)
        emit(np.add.reduce, shares, axis=-1, keepdims=True, out=self.row)
        emit(np.divide, shares, self.row, shares)
        emit(np.matmul, shares, v, self._by_head(self.mixed)[0])
        made = emit.buffer(self.features, len(self.mixed))
        emit(e.parameter("W_o").T.dot, self.mixed.T, made)
        if self.layer.bias:
            emit(np.add, self._by_time(made), e.parameter("b_o")[:, np.newaxis], e.output.data)
        else:
            emit(np.copyto, e.output.data, self._by_time(made))
        if self.real is not None:
            emit(np.multiply, e.output.data, self.real[:, np.newaxis], e.output.data)

    def _emit_backward(self) -> None:
        e, emit = self.e, self.e.backward
        dy = emit.buffer(self.features, len(self.mixed))
        d_asked, d_mixed = emit.buffer(*self.asked.shape), emit.buffer(*self.mixed.shape)
        if self.real is None:
            emit(np.copyto, self._by_time(dy), e.incoming.data)
        else:
            emit(np.multiply, e.incoming.data, self.real[:, np.newaxis], self._by_time(dy))
        emit(self.mixed.T.dot, dy.T, e.gradient("W_o"))
        emit(dy.T.dot, e.parameter("W_o").T, d_mixed)
        self._emit_heads_backward(self._by_head(d_mixed)[0], self._by_head(d_asked))
        emit(self.x.dot, d_asked, e.gradient("W"))
        if self.layer.bias:
            ones = emit.buffer(len(self.mixed))
            ones.fill(1)
            emit(dy.dot, ones, e.gradient("b_o"))
            emit(ones.dot, d_asked, e.gradient("b"))
        dx = e.input_gradients[0]
        if dx is not None:
            spread = emit.buffer(*self.x.shape)
            emit(e.parameter("W").dot, d_asked.T, spread)
            emit(np.copyto, dx.data, self._by_time(spread))

    def _emit_heads_backward(self, d_mixed: np.ndarray, d_asked: np.ndarray) -> None:
        """Emit ∂L/∂Q, K, V; through the softmax, P·(dP − Σ dP·P) for shares P, which are used up."""
        emit, shares = self.e.backward, self.shares
        q, k, v = self._by_head(self.asked)
        dq, dk, dv = d_asked
        d_shares = emit.buffer(*shares.shape)
        emit(np.matmul, shares.swapaxes(-1, -2), d_mixed, dv)
        emit(np.matmul, d_mixed, v.swapaxes(-1, -2), d_shares)
        emit(np.multiply, d_shares, shares, d_shares)
        emit(np.add.reduce, d_shares, axis=-1, keepdims=True, out=self.row)
        emit(np.multiply, shares, self.row, shares)
        emit(np.subtract, d_shares, shares, d_shares)
        emit(np.multiply, d_shares, self.scale, d_shares)
        emit(np.matmul, d_shares, k, dq)
        emit(np.matmul, d_shares.swapaxes(-1, -2), q, dk)
