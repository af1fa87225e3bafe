"""How far the steps go, beside how far they would have to: what tells a small step from a small gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination

NO_GRADIENT = 1e-4
"""Share of the loss that the gradient promises for a change of the weights by their own size, below which there is none
to speak of."""


@dataclass(frozen=True)
class Pace:
    """The steps of a run lately. NaN where something is not known.

    Attributes
    ----------
    change
        Greatest ‖ΔW‖/‖W‖ of a step, of all layers that connect inputs with units: the median of the last steps.
    least_change
        The least of them.
    largest
        The greatest change of any single layer in any bucket of the run, the median of the five greatest.
    promise
        ‖W‖·‖∂L/∂W‖/L: the share of the loss by which it would fall, were it a plane, if the weights moved by their own
        size. About 1 where there is something to learn; far below where gradients vanish, or all is learned.
    fall
        ‖ΔW‖·‖∂L/∂W‖/L summed over the layers: the greatest share of the loss that a step can take away.
    own_size
        The relative change as it would be if `promise` were 1: a small rate makes it small, a small gradient does not.
    further
        How many times as far as a step goes the loss of a batch falls along its gradient: near 1 or below where steps are
        as long as they can be, hundreds where they are far too short.
    is_proportional
        Whether steps are about rate times gradient in every layer, as those of plain gradient descent are.
    """

    change: float = math.nan
    least_change: float = math.nan
    largest: float = math.nan
    promise: float = math.nan
    fall: float = math.nan
    own_size: float = math.nan
    further: float = math.nan
    is_proportional: bool = False

    @property
    def steps_needed(self) -> float:
        """Steps at least until the loss falls to about a third, at this pace; infinite where it stands still."""
        return math.inf if self.fall <= 0 else 1.0 / self.fall


def pace_of(course: Course, now: Examination) -> Pace:
    """Return how far the steps of `course` go, with the gradients that were seen `now`."""
    loss = abs(now.loss)
    seen = now.by_node
    changes, falls, promises, sizes, greatest = (
        list[float](),
        list[float](),
        list[float](),
        list[float](),
        list[float](),
    )
    alike = True
    for layer in course.layers:
        look = seen.get(layer.node)
        if look is None or not look.connects:
            continue
        curve = course.change(layer)
        recent = curve[-course.lately :]
        if not recent.size or not np.isfinite(recent).any():
            continue
        change = float(np.nanmedian(recent))
        weights = look.weight_rms * math.sqrt(layer.sizes["weights"])
        changes.append(change)
        greatest.append(float(np.median(np.sort(curve[np.isfinite(curve)])[-5:])))
        if not (loss > 0 and math.isfinite(look.gradient) and weights > 0):
            continue
        promise = weights * look.gradient / loss
        promises.append(promise)
        falls.append(change * promise)
        if promise > NO_GRADIENT:
            proportional = _is_proportional(course, look.gradient, change * weights)
            alike = alike and proportional
            sizes.append(change / promise if proportional and promise < 1 else change)
    if not changes:
        return Pace()
    return Pace(
        max(changes),
        min(changes),
        max(greatest),
        max(promises, default=math.nan),
        sum(falls) if falls else math.nan,
        max(sizes, default=math.nan),
        now.reach / max(changes) if max(changes) > 0 else math.nan,
        alike and bool(sizes),
    )


def _is_proportional(course: Course, gradient: float, step: float) -> bool:
    """Return whether the optimizer's step is about rate times gradient: one of Adam's has its own size."""
    plain = course.rate * gradient
    return plain > 0 and 0.1 < step / plain < 30.0
