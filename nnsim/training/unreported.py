"""Readings of the steps taken since somebody last asked for them."""

from __future__ import annotations

import numpy as np

from nnsim.engine.network import Network
from nnsim.training.columns import Columns
from nnsim.training.messages import Points
from nnsim.training.recorder import recorder_for


class Unreported:
    """The recorder of a run, and the rows that wait in it.

    Attributes
    ----------
    recorder
        Collects what every step leaves behind.
    """

    def __init__(self, network: Network, columns: Columns, batch: int) -> None:
        self.columns = columns
        self.recorder = recorder_for(network, columns, batch)
        self._network = network
        self._first = 0
        self._rows = np.zeros((0, columns.width), network.dtype)
        self._before: np.ndarray | None = None

    @property
    def room(self) -> int:
        """How many steps the recorder can still take."""
        return self.recorder.capacity - self.recorder.count

    def begin_at(self, step: int) -> None:
        """Forget what waits: the next step is the one after `step`."""
        self.recorder.flush()
        self._rows, self._first, self._before = self._rows[:0], step, None

    def use_batch(self, batch: int) -> None:
        """Record batches of another size; what waits must have been taken."""
        self.recorder = recorder_for(self._network, self.columns, batch)

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
        return np.concatenate([self._rows, self.recorder.flush()])
