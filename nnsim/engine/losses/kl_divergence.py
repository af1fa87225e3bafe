"""Kullback–Leibler divergence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.expression import Comparison, Expression, ln
from nnsim.engine.loss import LossEmitter, losses
from nnsim.engine.softmax_loss import SoftmaxLoss, emit_softmax


@losses.register
@dataclass(frozen=True)
class KullbackLeibler(SoftmaxLoss):
    """L = mean over the batch of Σ tᵢ(ln tᵢ − ln softmax(z)ᵢ); the gradient is softmax(z) − t.

    Takes weighted sums z and applies softmax by itself. Equal to
    ``torch.nn.functional.kl_div(log_softmax(z), t, reduction="batchmean")``. Targets are shares that sum
    to 1, and a share of 0 adds 0; for classes, which are one 1 among zeros, it is the cross-entropy.
    """

    key = "kl"
    title = mark("Kullback–Leibler divergence")
    summary = mark(
        "How far predicted shares are from target shares that sum to 1. Applies softmax to the output by itself."
    )
    formula = "L = Σ tᵢ·(ln tᵢ − ln softmax(z)ᵢ)"
    source = "Kullback & Leibler 1951"
    order = 25

    def encode(self, targets: np.ndarray, classes: int, units: int) -> np.ndarray:
        shares = super().encode(targets, classes, units)
        # Shares written with three decimals sum to 1 only nearly.
        if (shares < 0).any() or (np.abs(shares.sum(axis=1) - 1) > 0.01).any():
            raise NnsimError(
                tr(
                    "Kullback–Leibler divergence compares shares: the target columns of every row must be at least"
                    " 0 and sum to 1, without standardising. Choose Mean squared error for other numbers."
                )
            )
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def misfit(self, classes: int, columns: int, units: int) -> str | None:
        if units == 1 and (classes or columns == 1):
            return tr(
                "Kullback–Leibler divergence compares shares of several units, not of a single one. Give the output"
                " {k} units."
            ).format(k=max(classes, 2))
        return super().misfit(classes, columns, units)

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        work = c.buffer(*z.shape)
        shares, surprise = emit_softmax(c, z)
        c(np.copyto, work, t)
        c(np.maximum, work, c.constant(np.finfo(c.dtype).tiny), out=work)
        c(np.log, work, work)
        c(np.add, work, surprise, work)
        c(np.multiply, work, t, work)
        e.add(work)
        c(np.subtract, shares, t, shares)
        e.give(shares, e.factor)

    def spelled(self, c: Comparison) -> list[Expression]:
        return [
            t * (ln(t) - self.spelled_share(z, p, c)) if t.value else t
            for z, p, t in zip(c.outputs, c.answers, c.targets, strict=True)
        ]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return c.errors
