"""Numbers in the evidence of a verdict, as people read them."""

from __future__ import annotations

import math


def short(number: float) -> str:
    """Return a number with two or three digits: 0.0123, 1.5, 340, 12,000; ``1e-6`` and ``2e7`` where that is long."""
    if not math.isfinite(number):
        return "∞" if number > 0 else str(number)
    size = abs(number)
    if size >= 1e6 or 0 < size < 1e-4:
        digits, power = f"{number:.1e}".replace(".0e", "e").split("e")
        return f"{digits}e{int(power)}"
    if size >= 1000:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{number:.3g}"


def percent(share: float) -> str:
    """Return a share as a percentage: 0.25 is ``25 %``; below 1 % with two digits."""
    value = 100 * share
    return f"{value:.0f} %" if abs(value) >= 1 or value == 0 else f"{short(float(f'{value:.2g}'))} %"
