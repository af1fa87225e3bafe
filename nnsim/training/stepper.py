"""The hot loop of training in NumPy: fetch a batch, run the calls, record."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnsim.training.recorder import StepRecorder
from nnsim.training.step import Step
from nnsim.training.stretch import Leg


class Stepper:
    """Takes steps of one batch size; nothing is looked up on the way.

    Parameters
    ----------
    rate
        Zero-dimensional array that the step reads its learning rate from.
    """

    def __init__(self, step: Step, recorder: StepRecorder, rate: np.ndarray) -> None:
        self.program = step.program
        self._step = step
        self._rate = rate
        self._feeds = [(source.take, buffer) for source, buffer in step.feeds]
        self._record = recorder.record_for(step.program)
        totals = step.program.loss_totals
        # The sum of one loss is that loss, and reading it is many times faster than summing.
        self.total: Callable[[], float] = (
            totals.reshape(()).item if len(totals) == 1 else lambda: float(totals.sum())
        )
        """Returns the unscaled loss of the last step."""

    def walk(
        self, leg: Leg, limit: float, rates: np.ndarray | None, yield_to: Callable[[], None] | None
    ) -> int:
        """Take the steps of `leg`; stop early when the loss is not below `limit`."""
        size, order, position, steps, *_ = leg
        calls, feeds, record, total = self._step.calls, self._feeds, self._record, self.total
        rate, each = self._rate, None if rates is None else rates.tolist()
        with np.errstate(all="ignore"):
            for done in range(steps):
                if yield_to is not None:
                    yield_to()
                if each is not None:
                    rate[()] = each[done]
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
