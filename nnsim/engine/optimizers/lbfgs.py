"""L-BFGS: a quasi-Newton method with limited memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers

LEAST_CURVATURE = 1e-10
"""A pair with sᵀy below it is not remembered: the inverse Hessian must stay positive."""
LEAST_GRADIENT = 1e-7
"""No step where every part of the gradient is below it."""
LEAST_DESCENT = 1e-9
"""No step where the direction leads down by less than this. All three as in torch.optim.LBFGS."""


@optimizers.register
@dataclass(frozen=True)
class LBFGS(Optimizer):
    """Δ = η·H·g, where H, an inverse Hessian, comes from the last m steps s and changes y of the gradient.

    There is no line search: the first step is min(1, 1/|g|₁)·η·g, and those after it are η·H·g. H is
    never formed: the two loops of Nocedal (1980) apply it.
    """

    key = "lbfgs"
    title = mark("L-BFGS")
    summary = mark(
        "Learns the curvature from its last steps and aims at the minimum. Needs all examples in one batch and a"
        " learning rate near 1."
    )
    formula = "w ← w − η·H·g,  H from the last m pairs s = Δw, y = Δg"
    source = "Nocedal 1980; Liu & Nocedal 1989"
    whole_data = True
    order = 65

    memory: int = integer(10, low=1, high=100, label=mark("Remembered steps m"))

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        calls(_TwoLoops(self.memory, v).step)


class _TwoLoops:
    """The memory of L-BFGS and its step.

    The pairs are kept in a ring, s and y both divided by √(sᵀy): then every ρ = 1/sᵀy is 1, and the
    first guess of H, γ = sᵀy/yᵀy, is 1/yᵀy of the newest pair.
    """

    def __init__(self, memory: int, v: OptimizerVectors) -> None:
        self._v = v
        steps, changes = v.slot("steps", memory), v.slot("changes", memory)
        self._steps, self._changes = list(steps), list(changes)
        self._last_gradient, self._last_step = v.slot("last_gradient"), v.slot("last_step")
        self._begun, self._pairs, self._next = v.scalar("begun"), v.scalar("pairs"), v.scalar("next")
        self._work = np.zeros_like(v.gradient)
        self._share = np.zeros((), v.gradient.dtype)

    def step(self) -> None:
        """Fill the step from the gradient and remember the pair that came with it."""
        v, work = self._v, self._work
        gradient, step = v.gradient, v.step
        np.absolute(gradient, work)
        if not work.size or work.max() <= LEAST_GRADIENT:
            step.fill(0.0)
            return
        length = v.rate.item()
        np.copyto(step, gradient)
        if self._begun:
            self._remember()
            self._apply()
        else:
            length *= min(1.0, 1.0 / float(work.sum()))
            self._begun[()] = 1.0
        np.copyto(self._last_gradient, gradient)
        descent = float(gradient.dot(step))
        self._share[()] = length
        np.multiply(step, self._share, self._last_step)
        if descent < LEAST_DESCENT:
            step.fill(0.0)
        else:
            np.copyto(step, self._last_step)

    def _remember(self) -> None:
        """Keep the last step with the change of the gradient it made, unless it curved the wrong way."""
        np.subtract(self._v.gradient, self._last_gradient, self._work)
        # Steps are taken away from the parameters, so Δw = −step.
        curvature = -float(self._work.dot(self._last_step))
        if not curvature > LEAST_CURVATURE:
            return
        memory, place = len(self._steps), int(self._next)
        self._share[()] = 1 / math.sqrt(curvature)
        np.multiply(self._work, self._share, self._changes[place])
        self._share[()] = -self._share
        np.multiply(self._last_step, self._share, self._steps[place])
        self._next[()] = (place + 1) % memory
        self._pairs[()] = min(int(self._pairs) + 1, memory)

    def _apply(self) -> None:
        """Turn the step, now the gradient, into H·gradient."""
        memory, pairs, next_ = len(self._steps), int(self._pairs), int(self._next)
        newest_first = [(next_ - 1 - k) % memory for k in range(pairs)]
        step = self._v.step
        shares = []
        for k in newest_first:
            shares.append(float(self._steps[k].dot(step)))
            self._add(-shares[-1], self._changes[k])
        if pairs:
            newest = self._changes[newest_first[0]]
            self._share[()] = 1 / float(newest.dot(newest))
            np.multiply(step, self._share, step)
        for k, share in zip(reversed(newest_first), reversed(shares), strict=True):
            self._add(share - float(self._changes[k].dot(step)), self._steps[k])

    def _add(self, share: float, vector: np.ndarray) -> None:
        self._share[()] = share
        np.multiply(vector, self._share, self._work)
        np.add(self._v.step, self._work, self._v.step)
