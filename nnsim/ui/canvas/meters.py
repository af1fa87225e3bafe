"""Reading a gradient norm: how long its bar is, and whether it is healthy."""

from __future__ import annotations

import math
from collections.abc import Iterable

from nnsim.figures.readings import severity
from nnsim.training.history import History
from nnsim.training.quantities import GRADIENT

SMALLEST = -7.0
"""log10 of the value whose bar is empty."""
LARGEST = 0.5
"""log10 of the value whose bar is full."""


def norms(history: History, step: int | None = None) -> dict[str, float]:
    """Return the gradient norm of every layer that has one at `step`, by node id; of None, the newest.

    That is the mean of a bucket, as in the panel: the same quantity reads the same everywhere.
    """
    readings, layers = history.readings, history.columns.layers
    if not len(readings):
        return {}
    row = readings.newest() if step is None else readings.at(step)
    return {layer.node: float(row[at]) for layer in layers if (at := GRADIENT.column(layer)) >= 0}


def largest(values: Iterable[float | None]) -> float:
    """Return the largest finite number among `values`, 0 where there is none."""
    return max((v for v in values if v is not None and math.isfinite(v)), default=0.0)


def share(value: float | None) -> float:
    """Return the length of the bar, 0 to 1, on a logarithmic scale."""
    if value is None or math.isnan(value) or value <= 0:
        return 0.0
    if math.isinf(value):
        return 1.0
    return min(max((math.log10(value) - SMALLEST) / (LARGEST - SMALLEST), 0.02), 1.0)


def state(value: float | None, most: float) -> str:
    """Return ``good``, ``warning`` or ``bad`` by the distance to `most`, the largest of all layers.

    ``neutral`` where nothing was measured, or where all layers rest.
    """
    if value is None or most == 0:
        return "neutral"
    return severity(value, most)


def written(value: float | None) -> str:
    """Return the value as on the card, such as ``3.8e-3``."""
    if value is None:
        return "—"
    if not math.isfinite(value):
        return "∞" if value > 0 else "NaN"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"
