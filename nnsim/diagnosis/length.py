"""How far twins are trained: counted in work, so that the same project is judged alike on any machine."""

from __future__ import annotations

import math

from nnsim.diagnosis.twin import Ground
from nnsim.engine.stage import Stage

FEWEST, MOST, EPOCHS = 300, 2000, 3
"""Steps that a twin is trained at least and at most, and epochs, where nobody says how far."""
ENOUGH = 1000
"""Steps of a small network that has hardly begun."""
CHEAP, CALLS = 1.2e8, 5e4
"""Multiplications of a twin that are next to nothing: small networks are trained for longer than `FEWEST`; and those
that take as long as what a step costs beside."""
DEAR, LEAST = 8e9, 100
"""Multiplications of a twin that are the most, some seconds: large networks are trained in fewer steps, but from
`LEAST` on a trial can tell something."""
LONGEST = 10_000
"""Steps of a project that ends by itself which its twin is trained to the end, where its end is what is doubted."""
LONGER = 3
"""So many times the steps a cured twin may take that sees as many examples."""


def work_of(ground: Ground) -> float:
    """Return about how many multiplications a step takes, forward."""
    each = sum(
        ground.resolved.parameters[stage.id] * _times(stage) + math.prod(stage.shape)
        for stage in ground.resolved.stages
    )
    return CALLS + float(each) * max(1, ground.batch)


def _times(stage: Stage) -> int:
    """Return how often the weights of a layer are used for an example: at every place, or at every time."""
    shape = stage.shape if len(stage.shape) > 1 else next(iter(stage.inputs), stage.shape)
    if stage.layer.fully_connected or len(shape) < 2:
        return 1
    return math.prod(shape[1:]) if len(shape) > 2 else shape[0]


def length_of(ground: Ground, taken: int, *, ends: bool) -> int:
    """Return how many steps the twins of a project take.

    Parameters
    ----------
    taken
        Steps that it has taken already.
    ends
        Whether it is doubted that it ends where it does.
    """
    work, own = work_of(ground), ground.own_steps
    at_first = max(FEWEST, min(ENOUGH, int(CHEAP / work))) if taken < FEWEST else taken
    wanted = min(MOST, max(at_first, EPOCHS * ground.steps_per_epoch))
    if own is not None and (own <= MOST or ends):
        wanted = min(own, LONGEST)
    return min(wanted, affordable(work))


def cured_length(steps: int, sick: Ground, cured: Ground) -> int:
    """Return how far a cured twin goes: as many steps, or about as many examples where batches are others.

    Parameters
    ----------
    steps
        What the twin as it is takes.
    """
    before, after = sick.project.training, cured.project.training
    if after.epochs != before.epochs and before.epochs:
        own = cured.own_steps
        return min(LONGEST if own is None else min(own, LONGEST), max(steps, affordable(work_of(cured))))
    most = affordable(work_of(cured))
    if sick.steps_per_epoch == cured.steps_per_epoch:
        return min(steps, most)
    same = round(steps * cured.steps_per_epoch / sick.steps_per_epoch)
    return min(max(same, min(steps, 2 * FEWEST)), LONGER * steps, max(steps, most))


def affordable(work: float) -> int:
    """Return how many steps of so many multiplications a twin may take."""
    return max(LEAST, int(DEAR / work))
