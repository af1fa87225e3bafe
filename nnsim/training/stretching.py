"""How far a run may go in one call of its walker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.training.epoch_end import is_awaited, is_every_one_awaited
from nnsim.training.stretch import Leg, Stretch
from nnsim.training.walker import Walker

if TYPE_CHECKING:
    from nnsim.training.run import Run

MOST_AHEAD = 1 << 18
"""Examples whose order may be drawn ahead for one stretch: 2 MB."""


def next_stretch(run: Run, walker: Walker, most: int, *, beyond_epoch: bool) -> Stretch | None:
    """Return the stretch `run` takes next, of up to `most` steps; None where there is room for none."""
    steps = min(most, run.unreported.room, run.guard.steps_left(run.step, walker.walks_through))
    if steps <= 0:
        return None
    legs = tuple(_legs(run, walker, steps, beyond_epoch))
    return Stretch(legs, run.step, run.guard.limit_now, run.rates.of_steps(legs))


def _legs(run: Run, walker: Walker, steps: int, beyond_epoch: bool) -> list[Leg]:
    """Return what comes next, of up to `steps` steps, up to where somebody looks at the run."""
    legs: list[Leg] = []
    step, end = run.step, run.step + steps
    beyond = beyond_epoch and walker.walks_through and not is_every_one_awaited(run)
    # A rate that changes does so at ends of epochs: then each has a leg of its own.
    for leg in run.batches.legs(run.setup.batch, joined=beyond and run.rates.is_constant):
        may = _steps_unseen(run, leg, step, end - step)
        leg = leg if leg.steps <= may else leg.begun(may)
        legs.append(leg)
        step += leg.steps
        if step == end or not walker.walks_through:
            break
        if leg.ends_epoch and not (beyond and _may_pass(run, int(leg.epoch_after(leg.steps)), step)):
            break
    return legs


def _steps_unseen(run: Run, leg: Leg, step: int, most: int) -> int:
    """Return how many steps of `leg`, of up to `most`, come to the first end that is looked at; `step` are before it."""
    for epoch, done in enumerate(leg.ends(), leg.epoch + 1):
        if done >= most:
            break
        if not _may_pass(run, epoch, step + done):
            return done
    return min(leg.steps, most)


def _may_pass(run: Run, epoch: int, step: int) -> bool:
    ahead = (epoch + 1 - run.batches.epoch) * run.batches.count
    return ahead <= MOST_AHEAD and not is_awaited(run, epoch, step)
