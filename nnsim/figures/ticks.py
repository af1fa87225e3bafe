"""Where ticks stand on an axis and what they say; short texts for numbers."""

from __future__ import annotations

import math

_PLAIN_DECADES = 3
"""Decades written out (0.001 … 1000); beyond them ``1e-6``."""


def short(value: float) -> str:
    """Return `value` in at most three digits, such as ``0.213`` or ``7.1e-6``."""
    if not math.isfinite(value):
        return "∞" if value == math.inf else "−∞" if value == -math.inf else "–"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def steady(value: float) -> str:
    """Return `value` with three decimals where these say enough: a number that does not change width."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 1000 else short(value)


def linear_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return at most about `most` ticks at round numbers (1, 2, 2.5 or 5 times a power of ten)."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return []
    raw = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1.0, 2.0, 2.5, 5.0, 10.0) if m * power >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [k * step for k in range(first, last + 1)]
    largest = max((abs(v) for v in values), default=0.0)
    return [(v, _linear_label(v, step, largest)) for v in values]


def _linear_label(value: float, step: float, largest: float) -> str:
    if abs(value) < step * 1e-6:
        return "0"
    for unit, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if largest >= unit * (10 if unit == 1e3 else 1) and largest < 1e13:
            return _decimals(value / unit, step / unit) + sign
    if largest >= 1e13 or largest < 1e-3:
        return short(value)
    return _decimals(value, step)


def _decimals(value: float, step: float) -> str:
    """Return `value` with as many decimals as tell neighbours `step` apart from each other."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(step * 10**digits - round(step * 10**digits)) > 1e-6:
        digits += 1
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def log_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return ticks of a logarithmic axis from 10**low to 10**high, at the logarithms of their values."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    most = max(most, 2)
    every = max(1, math.ceil((last - first + 1) / most))
    exponents = [e for e in range(first, last + 1) if e % every == 0]
    if len(exponents) < 2:
        # Counted from the first decade there are two: one alone would not say how long a decade is.
        exponents = list(range(first, last + 1, every))
    if len(exponents) >= 3 or (len(exponents) == 2 and most <= 4):
        plain = all(abs(e) <= _PLAIN_DECADES for e in exponents)
        return [(float(e), _decade(e, plain)) for e in exponents]
    found = []
    for e in range(math.floor(low), math.ceil(high) + 1):
        for m in (1, 2, 5):
            place = e + math.log10(m)
            if low - 1e-9 <= place <= high + 1e-9:
                found.append((place, short(m * 10.0**e)))
    if len(found) >= 2:
        return found
    return [(math.log10(v), t) for v, t in linear_ticks(10.0**low, 10.0**high, most) if v > 0]


def _decade(exponent: int, plain: bool) -> str:
    if exponent == 0:
        return "1"
    return f"{10.0**exponent:.10f}".rstrip("0").rstrip(".") if plain else f"1e{exponent}"
