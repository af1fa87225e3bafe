"""Root mean squared error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class RMSE(Metric):
    """Root of the mean squared error of every target column, and the mean of these."""

    key = "rmse"
    title = mark("RMSE")
    summary = mark(
        "The root of the mean squared error, in the units of the targets: large errors weigh more."
    )
    formula = "√mean (t − y)²"
    task = "regression"
    order = 130

    def measure(self, judged: Judged) -> float:
        return float(np.sqrt(judged.mean(judged.residuals**2)).mean())
