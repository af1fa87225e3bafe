"""Numbers as one writes them in a worked example: six figures, and none before the point where there is none."""

from __future__ import annotations

import math

FIGURES = 6
SMALLEST, GREATEST = 1e-7, 1e9
"""Beyond these sizes a number is written with a power of ten."""
EXACT = 1e-13
"""What rounding may have left of a number that is meant to be exact."""


def written(value: float, figures: int = FIGURES, *, signed: bool = False) -> str:
    """Return a number with so many significant figures, such as ``.593270`` or ``−.0226025``.

    Zeros at the end are left out only where they say nothing: a number that is exactly ``.05`` is
    written so. `signed` puts a plus before what is positive.
    """
    if math.isnan(value):
        return "NaN"
    sign = "−" if math.copysign(1, value) < 0 and value != 0 else "+" if signed and value > 0 else ""
    size = abs(value)
    if math.isinf(size):
        return sign + "∞"
    if size != 0 and not SMALLEST <= size < GREATEST:
        return sign + f"{size:.{min(figures, 4) - 1}e}".replace("e-0", "e-").replace("e+0", "e").replace(
            "e+", "e"
        )
    digits = figures - 1 - (math.floor(math.log10(size)) if size else 0)
    text = f"{size:.{max(digits, 0)}f}"
    if "." in text and math.isclose(float(text), size, rel_tol=EXACT):
        text = text.rstrip("0").rstrip(".")
    return sign + (text[1:] if text.startswith("0.") else text)


def fixed(value: float, places: int = 9, *, signed: bool = False) -> str:
    """Return a number for columns of a table: ``.149780716``, with a place less for every figure before the point."""
    if not math.isfinite(value) or abs(value) >= GREATEST:
        return written(value, signed=signed)
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    before = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    text = f"{abs(value):.{max(places - before, 0)}f}"
    if "." in text and math.isclose(float(text), abs(value), rel_tol=EXACT):
        text = text.rstrip("0").rstrip(".") or "0"
    return sign + (text[1:] if text.startswith("0.") else text)
