"""Softmax cross-entropy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark, tr
from nnsim.engine.expression import Comparison, Expression
from nnsim.engine.loss import LossEmitter, losses
from nnsim.engine.softmax_loss import SoftmaxLoss, emit_softmax


@losses.register
@dataclass(frozen=True)
class SoftmaxCrossEntropy(SoftmaxLoss):
    """L = mean over the batch of −Σ tᵢ·ln softmax(z)ᵢ; the gradient is softmax(z) − t.

    Equal to ``torch.nn.CrossEntropyLoss(label_smoothing=ε)``: with ε > 0 every target t of k classes
    becomes (1 − ε)·t + ε/k.
    """

    key = "softmax_ce"
    title = mark("Softmax cross-entropy")
    summary = mark(
        "How surprised the network is by the right class. Applies softmax to the output by itself."
    )
    formula = "L = −Σ tᵢ·ln softmax(z)ᵢ"
    needs_classes = True
    order = 20

    smoothing: float = real(
        0.0,
        low=0.0,
        high=1.0,
        label=mark("Label smoothing ε"),
        help=mark(
            "The share of every target that is spread over all classes: keeps the network from being too sure"
        ),
        advanced=True,
    )

    def _class_misfit(self, classes: int, units: int) -> str | None:
        if units == 1:
            return tr(
                "Softmax cross-entropy compares classes: the output needs {k} units, one a class. For a single"
                " unit choose Binary cross-entropy."
            ).format(k=classes)
        return super()._class_misfit(classes, units)

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return super().best_constant((1 - self.smoothing) * targets + self.smoothing / targets.shape[1])

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        if self.smoothing:
            t = c.buffer(*z.shape)
            c(np.multiply, e.target, c.constant(1 - self.smoothing), t)
            c(np.add, t, c.constant(self.smoothing / e.units), t)
        shares, surprise = emit_softmax(c, z)
        c(np.multiply, surprise, t, surprise)
        e.add(surprise)
        c(np.subtract, shares, t, shares)
        e.give(shares, e.factor)

    def spelled(self, c: Comparison) -> list[Expression]:
        targets = self._smoothed(c)
        return [
            -(t * self.spelled_share(z, p, c)) for z, p, t in zip(c.outputs, c.answers, targets, strict=True)
        ]

    def _smoothed(self, c: Comparison) -> list[Expression]:
        if not self.smoothing:
            return list(c.targets)
        return [(1 - self.smoothing) * t + self.smoothing / c.units for t in c.targets]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [p - t for p, t in zip(c.answers, self._smoothed(c), strict=True)]
