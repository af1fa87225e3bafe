"""Reading a gradient norm: how long its bar is, and whether it is healthy."""

from __future__ import annotations

import math

SMALLEST = -7.0
"""log10 of the value whose bar is empty."""
LARGEST = 0.5
"""log10 of the value whose bar is full."""
_DEAD, _FAINT, _STRONG, _EXPLODING = 1e-5, 1e-3, 1e2, 1e4


def share(value: float | None) -> float:
    """Return the length of the bar, 0 to 1, on a logarithmic scale."""
    if value is None or math.isnan(value) or value <= 0:
        return 0.0
    if math.isinf(value):
        return 1.0
    return min(max((math.log10(value) - SMALLEST) / (LARGEST - SMALLEST), 0.02), 1.0)


def state(value: float | None) -> str:
    """Return ``good``, ``warning`` or ``bad``; ``neutral`` where nothing was measured."""
    if value is None:
        return "neutral"
    if not math.isfinite(value) or value < _DEAD or value > _EXPLODING:
        return "bad"
    return "warning" if value < _FAINT or value > _STRONG else "good"


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
