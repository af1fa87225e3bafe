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
        self._none = np.zeros((0, columns.width), dtype)
        self._pieces: list[np.ndarray] = []
        self._before: np.ndarray | None = None

    @property
    def room(self) -> int:
        """How many steps the recorder can still take."""
        return 0 if self.recorder is None else self.recorder.capacity - self.recorder.count

    def begin_at(self, step: int) -> None:
        """Forget what waits: the next step is the one after `step`."""
        self.gather()
        self._pieces, self._first, self._before = [], step, None

    def use(self, recorder: Recorder) -> None:
        """Go on with another recorder; what the one before has waits here."""
        self.gather()
        self.recorder = recorder

    def gather(self) -> None:
        """Take what the recorder has: whoever takes the rows later has less to do."""
        if self.recorder is not None and self.recorder.count:
            self._pieces.append(self.recorder.flush())

    def take(self, run: int, epoch: float) -> Points:
        """Return the readings since the last call."""
        first, rows = self._first, self._gathered()
        self._pieces = []
        if len(rows):
            self._before = rows[-1].copy()
        self._first = first + len(rows)
        return Points(run, first + 1, rows, epoch)

    def row_before_last(self) -> np.ndarray | None:
        """Return the readings (width,) of the last step but one, None where there is none."""
        rows = self._gathered()
        return rows[-2] if len(rows) > 1 else self._before

    def _gathered(self) -> np.ndarray:
        self.gather()
        if len(self._pieces) > 1:
            self._pieces = [np.concatenate(self._pieces)]
        return self._pieces[0] if self._pieces else self._none
