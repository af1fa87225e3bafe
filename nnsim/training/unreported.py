"""Readings of the steps taken since somebody last asked for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.training.columns import Columns
from nnsim.training.messages import Points
from nnsim.training.recorder import Recorder


class Unreported:
    """The recorder of a run, and the rows that wait in it.

    Parameters
    ----------
    dtype
        Type of the rows.

    Attributes
    ----------
    recorder
        Collects what every step leaves behind; None before there is somebody to take a step.
    """

    def __init__(self, columns: Columns, dtype: np.dtype[Any]) -> None:
        self.columns = columns
        self.recorder: Recorder | None = None
        self._first = 0
        self._rows = np.zeros((0, columns.width), dtype)
        self._before: np.ndarray | None = None

    @property
    def room(self) -> int:
        """How many steps the recorder can still take."""
        return 0 if self.recorder is None else self.recorder.capacity - self.recorder.count

    def begin_at(self, step: int) -> None:
        """Forget what waits: the next step is the one after `step`."""
        self._rows, self._first, self._before = self._flushed()[:0].copy(), step, None

    def use(self, recorder: Recorder) -> None:
        """Go on with another recorder; what the one before has waits here."""
        self._rows, self.recorder = self._flushed(), recorder

    def take(self, run: int, epoch: float) -> Points:
        """Return the readings since the last call."""
        first, rows = self._first, self._flushed()
        self._rows = rows[:0].copy()  # a view would keep all of them alive
        if len(rows):
            self._before = rows[-1].copy()
        self._first = first + len(rows)
        return Points(run, first + 1, rows, epoch)

    def row_before_last(self) -> np.ndarray | None:
        """Return the readings (width,) of the last step but one, None where there is none."""
        self._rows = self._flushed()
        return self._rows[-2] if len(self._rows) > 1 else self._before

    def _flushed(self) -> np.ndarray:
        if self.recorder is None:
            return self._rows
        return np.concatenate([self._rows, self.recorder.flush()])
