"""Mean absolute error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class MAE(Metric):
    """Mean absolute error over examples and target columns."""

    key = "mae"
    title = mark("MAE")
    summary = mark("The mean size of an error, in the units of the targets.")
    formula = "mean |t − y|"
    task = "regression"
    order = 120

    def measure(self, judged: Judged) -> float:
        return float(judged.mean(np.abs(judged.residuals)).mean())
