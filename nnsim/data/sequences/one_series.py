"""Generated series that are cut into windows: each window tells what comes behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import PointSource
from nnsim.data.sequences.generated import sequence_count


@dataclass(frozen=True)
class OneSeries(PointSource):
    """One long series as the step *Windows of time* makes examples of a table: (window, features) and a target each.

    Windows overlap and stand in the order of time, and each row knows when its target is (`Dataset.moments`), so that
    a split by time keeps the future out of training.
    """

    points: int = sequence_count(500)

    def _in_windows(self, seen: Floats, told: Floats, steps: int, horizon: int, name: str) -> Dataset:
        """Return the first `points` windows of a series.

        Parameters
        ----------
        seen, told
            (time,) what is known, and what is to be told of each time; at least points + steps + horizon − 1.
        steps, horizon
            How long a window is, and how many steps behind its end its target lies.
        name
            What the target is called, translated.
        """
        times = np.arange(steps + horizon - 1, steps + horizon - 1 + self.points)
        return Dataset(
            title=tr(self.title),
            inputs=sliding_window_view(seen, steps)[: self.points, :, np.newaxis].copy(),
            targets=told[times][:, np.newaxis],
            task="regression",
            input_names=(),
            target_names=(name,),
            ready=True,
            moments=times.astype(np.float64),
        )
