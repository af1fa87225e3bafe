"""Gaussian code: a mean and a spread for every code, one number drawn of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, flat_size, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class GaussianCode(Layer):
    """While training, z = μ + σ·n with n ∼ N(0, 1) drawn anew at every step; in use, z = μ.

    From (2k,) to (k,): the first k inputs are the means μ, the others ln σ². What is added to the loss of every
    example is β·KL(N(μ, σ²) ‖ N(0, 1)) = β·½·Σ (μ² + σ² − ln σ² − 1), in use as well. With β = 1 before a loss
    in nats, such as binary cross-entropy summed over units, the whole is −ELBO.
    """

    key = "gaussian_code"
    title = mark("Gaussian code")
    summary = mark(
        "Draws every code around a mean, with a spread; both are told by the layer before it. All codes together are"
        " drawn towards a normal distribution, so that codes drawn from one can be decoded."
    )
    formula = "z = μ + σ·n,  n ∼ N(0, 1);  L += β·½·Σ(μ² + σ² − ln σ² − 1)"
    source = "Kingma & Welling 2014; β: Higgins et al. 2017"
    category = "normalise"
    cell_kind = CellKind.PROBABILISTIC_HIDDEN
    main_setting = "beta"
    order = 45

    beta: float = real(
        1.0,
        low=0.0,
        high=1e6,
        usual=(0.0, 10.0),
        label=mark("Weight β of the divergence"),
        help=mark("How much the codes are drawn towards N(0, 1); 1 is the bound of the likelihood"),
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        size = flat_size(self.title, inputs[0])
        if size < 2:
            raise NnsimError(
                tr(
                    "A code of zero width says nothing. Give the layer before {title} two units for every code:"
                    " at least 2."
                ).format(title=tr(self.title))
            )
        if size % 2:
            raise NnsimError(
                tr(
                    "{title} takes two numbers for every code, its mean and its spread, and {n} are odd. Give the"
                    " layer before it {m} units."
                ).format(title=tr(self.title), n=size, m=size + 1)
            )
        return (size // 2,)

    @property
    def adds_loss(self) -> bool:
        return self.beta > 0

    def emit(self, e: Emitter) -> None:
        x, y, c = e.inputs[0].flat, e.output.flat, e.forward
        mean, log_variance = x[: len(y)], x[len(y) :]
        spread, shift = c.buffer(*y.shape), c.buffer(*y.shape)
        c(np.multiply, log_variance, c.constant(0.5), spread)
        c(np.exp, spread, spread)
        if e.training:
            c(e.random.standard_normal, None, y.dtype, shift)
            c(np.multiply, shift, spread, shift)
            c(np.add, mean, shift, y)
        else:
            c(np.copyto, y, mean)
        variance = c.buffer(*y.shape)
        if e.own_loss is not None:
            self._emit_divergence(e, mean, log_variance, spread, variance)
        if e.learns and e.input_gradients[0] is not None:
            self._emit_backward(e, e.input_gradients[0].flat, shift, variance)

    def _emit_divergence(
        self, e: Emitter, mean: np.ndarray, log_variance: np.ndarray, spread: np.ndarray, variance: np.ndarray
    ) -> None:
        """Emit σ² into `variance`, and the loss of every example."""
        assert e.own_loss is not None
        c = e.forward
        terms = c.buffer(*mean.shape)
        c(np.multiply, spread, spread, variance)
        c(np.multiply, mean, mean, terms)
        c(np.add, terms, variance, terms)
        c(np.subtract, terms, log_variance, terms)
        c(np.subtract, terms, c.constant(1), terms)
        c(np.multiply, terms, c.constant(self.beta / 2), terms)
        c(np.add.reduce, terms, 0, None, e.own_loss)

    def _emit_backward(self, e: Emitter, dx: np.ndarray, shift: np.ndarray, variance: np.ndarray) -> None:
        """Emit ∂L/∂μ = ∂L/∂z + β·μ/N and ∂L/∂ln σ² = ∂L/∂z·½·σ·n + β·½·(σ² − 1)/N, N examples."""
        dz, c = e.incoming.flat, e.backward
        d_mean, d_log_variance = dx[: len(dz)], dx[len(dz) :]
        mean = e.inputs[0].flat[: len(dz)]
        c(np.copyto, d_mean, dz)
        if e.training:
            c(np.multiply, dz, shift, d_log_variance)
            c(np.multiply, d_log_variance, c.constant(0.5), d_log_variance)
        else:
            c(d_log_variance.fill, 0.0)
        if e.own_loss is not None:
            pull = c.buffer(*dz.shape)
            c(np.multiply, mean, c.constant(self.beta / e.batch), pull)
            c(np.add, d_mean, pull, d_mean)
            c(np.subtract, variance, c.constant(1), pull)
            c(np.multiply, pull, c.constant(self.beta / 2 / e.batch), pull)
            c(np.add, d_log_variance, pull, d_log_variance)

    def detail(self) -> str:
        return f"β = {self.beta:g}"
