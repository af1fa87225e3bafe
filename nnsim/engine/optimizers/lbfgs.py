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
        pairs = v.slot("steps", self.memory), v.slot("changes", self.memory)
        last = v.slot("last_gradient"), v.slot("last_step")
        counts = v.scalar("begun"), v.scalar("pairs"), v.scalar("next")
        work, share = calls.buffer(*v.gradient.shape), calls.buffer()
        calls(quasi_newton_step, v.gradient, v.rate, v.step, *pairs, *last, *counts, work, share)


def quasi_newton_step(
    gradient: np.ndarray,
    rate: np.ndarray,
    step: np.ndarray,
    steps: np.ndarray,
    changes: np.ndarray,
    last_gradient: np.ndarray,
    last_step: np.ndarray,
    begun: np.ndarray,
    pairs: np.ndarray,
    next_place: np.ndarray,
    work: np.ndarray,
    share: np.ndarray,
) -> None:
    """Fill the step of L-BFGS from the gradient, and remember the pair that came with it.

    Nothing is remembered, and the step is 0, where no |gᵢ| is above `LEAST_GRADIENT`. Else the first
    step is min(1, 1/|g|₁)·η·g; before every later one the pair of the last is kept (`_remember`), and
    it is η·H·g (`_apply`). Where gᵀ(step without η) is below `LEAST_DESCENT` the step becomes 0 after
    it was kept in `last_step`.

    Parameters
    ----------
    gradient, rate
        g, (n,), and η, (); read only.
    step
        U, (n,), is written.
    steps, changes
        (m, n): a ring of pairs s and y, both divided by √(sᵀy): then every ρ = 1/sᵀy is 1, and the
        first guess of H, γ = sᵀy/yᵀy, is 1/yᵀy of the newest pair.
    last_gradient, last_step
        Gradient and step of the call before, (n,); of this one after it.
    begun, pairs, next_place
        Whether there was a step, how many pairs are kept, and where in the ring the next one goes: (),
        float64, whole numbers.
    work, share
        Room to work in, (n,) and (), of the type of the gradient.
    """
    np.absolute(gradient, work)
    if not work.size or work.max() <= LEAST_GRADIENT:
        step.fill(0.0)
        return
    length = rate.item()
    np.copyto(step, gradient)
    if begun:
        _remember(gradient, steps, changes, last_gradient, last_step, pairs, next_place, work, share)
        _apply(step, steps, changes, int(pairs), int(next_place), work, share)
    else:
        length *= min(1.0, 1.0 / float(work.sum()))
        begun[()] = 1.0
    np.copyto(last_gradient, gradient)
    descent = float(gradient.dot(step))
    share[()] = length
    np.multiply(step, share, last_step)
    if descent < LEAST_DESCENT:
        step.fill(0.0)
    else:
        np.copyto(step, last_step)


def _remember(
    gradient: np.ndarray,
    steps: np.ndarray,
    changes: np.ndarray,
    last_gradient: np.ndarray,
    last_step: np.ndarray,
    pairs: np.ndarray,
    next_place: np.ndarray,
    work: np.ndarray,
    share: np.ndarray,
) -> None:
    """Keep the last step with the change of the gradient it made, unless it curved the wrong way."""
    np.subtract(gradient, last_gradient, work)
    # Steps are taken away from the parameters, so Δw = −step.
    curvature = -float(work.dot(last_step))
    if not curvature > LEAST_CURVATURE:
        return
    memory, place = len(steps), int(next_place)
    share[()] = 1 / math.sqrt(curvature)
    np.multiply(work, share, changes[place])
    share[()] = -share
    np.multiply(last_step, share, steps[place])
    next_place[()] = (place + 1) % memory
    pairs[()] = min(int(pairs) + 1, memory)


def _apply(
    step: np.ndarray,
    steps: np.ndarray,
    changes: np.ndarray,
    pairs: int,
    next_place: int,
    work: np.ndarray,
    share: np.ndarray,
) -> None:
    """Turn the step, now the gradient, into H·gradient: the two loops of Nocedal (1980)."""
    newest_first = [(next_place - 1 - k) % len(steps) for k in range(pairs)]
    taken = []
    for k in newest_first:
        taken.append(float(steps[k].dot(step)))
        _add(step, -taken[-1], changes[k], work, share)
    if pairs:
        newest = changes[newest_first[0]]
        share[()] = 1 / float(newest.dot(newest))
        np.multiply(step, share, step)
    for k, of_step in zip(reversed(newest_first), reversed(taken), strict=True):
        _add(step, of_step - float(changes[k].dot(step)), steps[k], work, share)


def _add(step: np.ndarray, by: float, vector: np.ndarray, work: np.ndarray, share: np.ndarray) -> None:
    """Do step ← step + by·vector."""
    share[()] = by
    np.multiply(vector, share, work)
    np.add(step, work, step)
