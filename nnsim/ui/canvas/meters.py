"""Reading a gradient norm: how long its bar is, and whether it is healthy."""

from __future__ import annotations

import math

from nnsim.figures.readings import severity

SMALLEST = -7.0
"""log10 of the value whose bar is empty."""
LARGEST = 0.5
"""log10 of the value whose bar is full."""


def share(value: float | None) -> float:
    """Return the length of the bar, 0 to 1, on a logarithmic scale."""
    if value is None or math.isnan(value) or value <= 0:
        return 0.0
    if math.isinf(value):
        return 1.0
    return min(max((math.log10(value) - SMALLEST) / (LARGEST - SMALLEST), 0.02), 1.0)


def state(value: float | None, largest: float) -> str:
    """Return ``good``, ``warning`` or ``bad`` by the distance to the `largest` of all layers.

    ``neutral`` where nothing was measured, or where all layers rest.
    """
    if value is None or largest == 0:
        return "neutral"
    return severity(value, largest)


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
