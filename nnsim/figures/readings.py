"""What a figure reads of a run, and the quantities there are of every layer.

The classes of `nnsim.training` have these shapes; figures do not import them, so that a history
read from a file serves as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from nnsim.base.text import mark
from nnsim.figures.figure import Array

Key = Literal["weight", "bias", "output", "ratio"]


class SeriesLike(Protocol):
    """Rows of readings in buckets of steps."""

    @property
    def steps(self) -> Array: ...
    def __len__(self) -> int: ...
    def mean(self, column: int) -> Array: ...
    def low(self, column: int) -> Array: ...
    def high(self, column: int) -> Array: ...


class LayerLike(Protocol):
    """Where the readings of one layer stand in a row, and how large its arrays are."""

    @property
    def node(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def bias(self) -> int: ...
    @property
    def output(self) -> int: ...
    @property
    def ratio(self) -> int: ...
    @property
    def weight_size(self) -> int: ...
    @property
    def bias_size(self) -> int: ...
    @property
    def output_size(self) -> int: ...


class ColumnsLike(Protocol):
    """The layers of a row of readings."""

    @property
    def layers(self) -> Sequence[LayerLike]: ...


class HistoryLike(Protocol):
    """The memory of a run: readings of every step (column 0: loss) and evaluations.

    Columns of `evaluations`: training loss, validation loss, then `metrics`.
    """

    @property
    def columns(self) -> ColumnsLike: ...
    @property
    def metrics(self) -> tuple[str, ...]: ...
    @property
    def readings(self) -> SeriesLike: ...
    @property
    def evaluations(self) -> SeriesLike: ...


@dataclass(frozen=True)
class Quantity:
    """One thing that is measured of every layer at every step."""

    key: Key
    symbol: str
    title: str
    has_rms: bool = True

    def column(self, layer: LayerLike) -> int:
        """Return the column of this quantity; -1 when the layer has none."""
        return int(getattr(layer, self.key))

    def scale(self, layer: LayerLike, rms: bool) -> float:
        """Return what a norm is multiplied by: 1, or 1/√size for the root mean square."""
        if not (rms and self.has_rms):
            return 1.0
        size: int = getattr(layer, f"{self.key}_size")
        return 1.0 / math.sqrt(max(size, 1))

    def shown_symbol(self, rms: bool) -> str:
        """Return the symbol as norm or as root mean square."""
        return self.symbol.replace("‖", "").join(("RMS(", ")")) if rms and self.has_rms else self.symbol


QUANTITIES = (
    Quantity("weight", "‖∂L/∂W‖", mark("Gradient of the weights")),
    Quantity("bias", "‖∂L/∂b‖", mark("Gradient of the biases")),
    Quantity("output", "‖∂L/∂output‖", mark("Gradient of the outputs")),
    Quantity("ratio", "‖ΔW‖/‖W‖", mark("Relative change of the weights"), has_rms=False),
)


@dataclass(frozen=True)
class LayerReadings:
    """The layers that have a quantity: names, columns, and the factors that make norms into RMS."""

    names: tuple[str, ...]
    columns: tuple[int, ...]
    factors: tuple[float, ...]

    def values(self, series: SeriesLike, most: int = 0) -> tuple[Array, Array]:
        """Return steps (n,) and values (layers, n); with `most`, means over groups of buckets."""
        steps = series.steps
        k = -(-len(steps) // most) if most else 1
        starts = np.arange(0, len(steps), max(k, 1))
        found = np.empty((len(self.columns), len(starts)))
        sizes = np.diff(np.append(starts, len(steps)))
        for row, (column, factor) in enumerate(zip(self.columns, self.factors, strict=True)):
            mean = series.mean(column)
            found[row] = (np.add.reduceat(mean, starts) / sizes if k > 1 else mean) * factor
        return (steps[starts + sizes - 1] if k > 1 else steps), found

    def latest(self, series: SeriesLike) -> Array:
        """Return the newest bucket of each layer, shape (layers,)."""
        found = [series.mean(c)[-1] * f for c, f in zip(self.columns, self.factors, strict=True)]
        return np.array(found, np.float64)


def layer_readings(columns: ColumnsLike, quantity: Quantity, rms: bool) -> LayerReadings:
    """Return the layers that have `quantity`, in the order they run."""
    layers = [layer for layer in columns.layers if quantity.column(layer) >= 0]
    return LayerReadings(
        tuple(layer.name for layer in layers),
        tuple(quantity.column(layer) for layer in layers),
        tuple(quantity.scale(layer, rms) for layer in layers),
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
