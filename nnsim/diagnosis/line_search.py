"""How far downhill the loss of a batch falls: what tells a step that is too short from one that is not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnsim.engine.subject import Copy, Subject

FIRST, LEAST, MOST = 1e-2, 1e-6, 30.0
"""Relative change of the weights that is tried first, and the least and the greatest that are tried."""
FURTHER = 4.0
"""How many times as far the next try goes: a factor of that size is all that is asked for."""


def reach_of(copy: Copy, subject: Subject) -> float:
    """Return how far down the gradient the loss of the batch of a copy falls, up to a factor of `FURTHER`.

    A line search (J. Nocedal and S. Wright, Numerical Optimization, 3.5: bracketing) from the weights of `subject` along
    the gradient that the copy holds. The distance is ‖ΔW‖/‖W‖, the greatest of all layers that connect inputs with units,
    as `Pace.change` is of a step: the same number where one step of plain descent goes as far as it can.

    NaN where there is no gradient to go along, or no step of those that are tried lowers the loss. The parameters of the
    copy are moved.
    """
    gradient = np.array(copy.parameters.gradient, np.float64)
    vector = np.array(subject.vector, np.float64)
    changes = [
        float(np.linalg.norm(gradient[w.start : w.stop]) / size)
        for w in subject.windows
        if len(w.spec.shape) > 1 and (size := float(np.linalg.norm(vector[w.start : w.stop]))) > 0
    ]
    steepest = max(changes, default=0.0)
    if not 0 < steepest < math.inf or not np.isfinite(gradient).all():
        return math.nan

    def loss(distance: float) -> float:
        copy.parameters.vector[:] = vector - distance / steepest * gradient
        found = copy.loss()
        return found if math.isfinite(found) else math.inf

    here = loss(0.0)
    if not here < math.inf:
        return math.nan
    distance, found = FIRST, loss(FIRST)
    if found < here:
        return _as_far_as_it_falls(distance, found, loss)
    while distance > LEAST:
        distance /= FURTHER
        if loss(distance) < here:
            return distance
    return math.nan


def _as_far_as_it_falls(distance: float, found: float, loss: Callable[[float], float]) -> float:
    while distance < MOST and (further := loss(distance * FURTHER)) < found:
        distance, found = distance * FURTHER, further
    return distance
