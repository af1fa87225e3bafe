"""Readings of the compiled walk: what C fills in step by step, and where."""

from __future__ import annotations

import numpy as np

from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.training.columns import Columns
from nnsim.training.recorder import Recorder

MOST_BYTES = 1 << 21
"""Bytes that readings nobody has taken yet may fill."""
MOST_STEPS = 8_192


class CompiledRecorder(Recorder):
    """Collects what the interpreter leaves: sums of squares in float64, whatever the network computes in.

    Attributes
    ----------
    sums
        (capacity, sums): of every step the sums of squares, by `place`.
    scalars
        (capacity, scalars): what the rule reports, the loss among them.
    """

    def __init__(self, network: Network, columns: Columns) -> None:
        self.capacity = self._steps_that_fit(columns)
        super().__init__(network, columns)
        self.sums = self._sums.reshape(self.capacity, -1)
        self.scalars = self._scalars

    @staticmethod
    def _steps_that_fit(columns: Columns) -> int:
        width = 8 * (columns.width + 1)
        return max(Recorder.capacity, min(MOST_STEPS, MOST_BYTES // width))

    def parts(self, program: Program) -> list[tuple[np.ndarray, int]]:
        """Return what is summed of a step of `program`, and the place of each sum in a row of `sums`."""
        layers = len(self.columns.layers)
        whole = [(self._parameters.all, part) for part in self._parts]
        whole += [(program.deltas, part) for part in self._delta_parts(program)]
        return [(array[part.start : part.stop], part.kind * layers + part.layer) for array, part in whole]
