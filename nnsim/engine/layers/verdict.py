"""Verdict: is an example real, or was it generated?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, StateSpec, flat_size, layers
from nnsim.engine.shape import Shape

LABEL = "label"
"""State of a verdict: the answer that is asked for, 1 for real and 0 for generated."""


@layers.register
@dataclass(frozen=True)
class Verdict(Layer):
    """y = σ(z), the probability that an example is real; −t·ln y − (1 − t)·ln(1 − y) is added to the loss.

    t is kept with the network: 1 at rest, and what the rule sets while it trains. Of several numbers z, (n,), each is
    a verdict of its own, and their losses are summed. As in binary cross-entropy with logits the loss is
    max(z, 0) − t·z + ln(1 + e^−|z|), which cannot overflow; its gradient is σ(z) − t.
    """

    key = "verdict"
    title = mark("Verdict")
    summary = mark(
        "How probable it is that an example is real and not generated. Brings its own loss; the adversarial rule says"
        " which answer is right."
    )
    formula = "y = σ(z),  L = −t·ln y − (1 − t)·ln(1 − y)"
    source = "Goodfellow et al. 2014"
    category = "merge"
    cell_kind = None
    order = 90

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (flat_size(self.title, inputs[0]),)

    def states(self, inputs: Sequence[Shape]) -> Sequence[StateSpec]:
        return (StateSpec(LABEL, (1,), 1.0, axes=("label",)),)

    @property
    def adds_loss(self) -> bool:
        return True

    def emit(self, e: Emitter) -> None:
        z, y, c = e.inputs[0].flat, e.output.flat, e.forward
        fading, rest = c.buffer(*y.shape), c.buffer(*y.shape)
        self._emit_sigmoid(c, z, fading, rest, y)
        if e.own_loss is not None:
            self._emit_loss(e, z, fading)
        dz = e.input_gradients[0]
        if not e.learns or dz is None:
            return
        b, slope = e.backward, e.backward.buffer(*y.shape)
        b(np.subtract, b.constant(1), y, slope)
        b(np.multiply, slope, y, slope)
        b(np.multiply, slope, e.incoming.flat, dz.flat)
        if e.own_loss is not None:
            b(np.subtract, y, e.state(LABEL), slope)
            b(np.multiply, slope, b.constant(1 / e.batch), slope)
            b(np.add, dz.flat, slope, dz.flat)

    @staticmethod
    def _emit_sigmoid(c: Calls, z: np.ndarray, fading: np.ndarray, rest: np.ndarray, y: np.ndarray) -> None:
        """Emit e^−|z| into `fading` and σ(z) into `y`: 1/(1 + e^−|z|), times e^−|z| where z < 0."""
        negative = c.buffer(*y.shape, dtype=np.bool_)
        c(np.absolute, z, fading)
        c(np.negative, fading, fading)
        c(np.exp, fading, fading)
        c(np.add, fading, c.constant(1), rest)
        c(np.divide, c.constant(1), rest, y)
        c(np.multiply, y, fading, rest)
        c(np.less, z, c.constant(0), negative)
        c(np.copyto, y, rest, where=negative)

    @staticmethod
    def _emit_loss(e: Emitter, z: np.ndarray, fading: np.ndarray) -> None:
        assert e.own_loss is not None
        c, terms, work = e.forward, e.forward.buffer(*z.shape), e.forward.buffer(*z.shape)
        c(np.maximum, z, c.constant(0), out=terms)
        c(np.multiply, z, e.state(LABEL), work)
        c(np.subtract, terms, work, terms)
        c(np.log1p, fading, work)
        c(np.add, terms, work, terms)
        c(np.add.reduce, terms, 0, None, e.own_loss)
