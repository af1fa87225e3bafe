"""What figures read of the layers of a run, and how readings compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnsim.figures.figure import Array
from nnsim.training.columns import Columns
from nnsim.training.quantities import Quantity
from nnsim.training.series import Series


@dataclass(frozen=True)
class LayerReadings:
    """The layers that have a quantity: names, columns, and the factors that make norms into RMS."""

    names: tuple[str, ...]
    columns: tuple[int, ...]
    factors: tuple[float, ...]
    nodes: tuple[str, ...] = ()
    """Id of each, which stays when a layer is called otherwise."""

    def values(self, series: Series, most: int = 0) -> tuple[Array, Array]:
        """Return steps (n,) and values (layers, n); with `most`, means over groups of buckets."""
        return self.groups(series, -(-len(series) // most) if most else 1)

    def groups(self, series: Series, size: int, first: int = 0) -> tuple[Array, Array]:
        """Return steps (n,) and values (layers, n), means over `size` buckets each, from bucket `first` on."""
        steps = series.steps[first:]
        if size <= 1:
            means = [series.mean(column, first) for column in self.columns]
        else:
            starts = np.arange(0, len(steps), size)
            sizes = np.diff(np.append(starts, len(steps)))
            means = [np.add.reduceat(series.mean(column, first), starts) / sizes for column in self.columns]
            steps = steps[starts + sizes - 1]
        found = np.empty((len(self.columns), len(steps)))
        for row, (mean, factor) in enumerate(zip(means, self.factors, strict=True)):
            np.multiply(mean, factor, out=found[row])
        return steps, found

    def latest(self, series: Series, step: float | None = None) -> Array:
        """Return the bucket of each layer that holds `step` (None: the newest), shape (layers,)."""
        if not len(series):
            return np.full(len(self.columns), np.nan)
        row = series.newest() if step is None else series.at(step)
        return np.array([row[c] * f for c, f in zip(self.columns, self.factors, strict=True)], np.float64)


def layer_readings(columns: Columns, quantity: Quantity, rms: bool) -> LayerReadings:
    """Return the layers that have `quantity`, in the order they run."""
    layers = [layer for layer in columns.layers if quantity.column(layer) >= 0]
    return LayerReadings(
        tuple(layer.name for layer in layers),
        tuple(quantity.column(layer) for layer in layers),
        tuple(quantity.scale(layer, rms) for layer in layers),
        tuple(layer.node for layer in layers),
    )


Severity = Literal["good", "warning", "bad"]

WEAK_DECADES = 1.5
VANISHING_DECADES = 3.0


def severity(value: float, largest: float) -> Severity:
    """Return how far `value` lies below the `largest` of all layers: 1.5 decades weak, 3 vanishing.

    Where all are 0 none lies below another: nothing is left to be learned, or nothing learns any more.
    """
    if value == largest == 0:
        return "good"
    if not np.isfinite(value) or value <= 0:
        return "bad"
    decades = float(np.log10(largest / value)) if largest > 0 else 0.0
    return "bad" if decades > VANISHING_DECADES else "warning" if decades > WEAK_DECADES else "good"


def decades(values: Array, most: float = 40.0) -> tuple[float, float]:
    """Return whole decades (low, high) that hold the positive `values`, at least 3 and at most `most`."""
    positive = values[np.isfinite(values) & (values > 0)]
    if not positive.size:
        return -6.0, 0.0
    high = float(np.ceil(np.log10(positive.max()) - 1e-9))
    low = float(np.floor(np.log10(positive.min()) + 1e-9))
    return max(min(low, high - 3.0), high - most), high
