"""The hot loop of training: fetch a batch, run the calls, record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nnsim.engine.calls import Call
from nnsim.engine.program import Program
from nnsim.engine.rule import Rule
from nnsim.engine.step_plan import StepPlan
from nnsim.training.batches import Batches
from nnsim.training.recorder import Recorder


class Stepper:
    """Takes steps of one batch size; nothing is looked up on the way.

    Parameters
    ----------
    program, rule
        What runs, and what plans the step.
    before, updates, after
        What every step begins with, by group what moves its parameters, and what every step ends with.
    """

    def __init__(
        self,
        program: Program,
        rule: Rule,
        batches: Batches,
        recorder: Recorder,
        before: Sequence[Call],
        updates: Mapping[str, Sequence[Call]],
        after: Sequence[Call] = (),
    ) -> None:
        step = StepPlan(program, updates)
        rule.plan(step)
        self.calls: list[Call] = [*before, *step.finished(), *after]
        self._feeds = batches.feeds(program)
        self._record = recorder.record_for(program)
        self._size = program.batch
        self.program = program
        totals = program.loss_totals
        # The sum of one loss is that loss, and reading it is many times faster than summing.
        self.total: Callable[[], float] = (
            totals.reshape(()).item if len(totals) == 1 else lambda: float(totals.sum())
        )
        """Returns the unscaled loss of the last step."""

    def walk(
        self,
        order: np.ndarray,
        position: int,
        steps: int,
        yield_to: Callable[[], None] | None,
        limit: float,
    ) -> int:
        """Take `steps` steps from `position` in `order`; stop early when the loss is not below `limit`."""
        size, calls, feeds, record = self._size, self.calls, self._feeds, self._record
        total = self.total
        with np.errstate(all="ignore"):
            for done in range(steps):
                if yield_to is not None:
                    yield_to()
                batch = order[position : position + size]
                for take, buffer in feeds:
                    take(batch, 0, buffer, "clip")
                for call in calls:
                    call()
                record()
                # Not ">= limit": a loss that is not a number compares false with everything.
                if not total() < limit:
                    return done + 1
                position += size
        return steps
