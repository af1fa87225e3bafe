"""Reading, writing and stepping the numbers of settings; independent of the desktop's locale."""

from __future__ import annotations

import math

from nnsim.base.settings import Integer, Real
from nnsim.base.text import tr

_MINUS = str.maketrans({"−": "-", "–": "-"})


def parse(text: str, kind: Integer | Real) -> int | float | None:
    """Return the number that `text` stands for, or None when it is none.

    The decimal point is ``.``; exponents such as ``1e-3`` are understood, for whole numbers too
    (``1e4``). A comma is refused, since it means a thousand to some and a tenth to others.
    """
    if isinstance(kind, Integer) and kind.low_label and text.strip() == tr(kind.low_label):
        return kind.low
    text = text.strip().removesuffix(kind.unit).strip().translate(_MINUS)
    if "_" in text or "," in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    if math.isnan(value):
        return None
    if isinstance(kind, Real):
        return value
    return int(value) if math.isfinite(value) and value == int(value) else None


def show(value: float) -> str:
    """Return `value` in at most eight digits, an exponent without padding: ``0.03``, ``1e-5``."""
    if isinstance(value, int):
        return str(value)
    text = repr(float(value))
    if len(text.split("e")[0].replace(".", "").strip("-0")) > 8:
        text = f"{value:.6g}"
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def labelled(value: float, kind: Integer | Real) -> str:
    """Return `value` with its unit, or the word that stands for it."""
    if isinstance(kind, Integer) and kind.low_label and value == kind.low:
        return tr(kind.low_label)
    return f"{show(value)} {kind.unit}" if kind.unit else show(value)


def stepped(value: float, steps: int, kind: Integer | Real, *, big: bool = False) -> int | float:
    """Return `value` moved by `steps` within the limits of `kind`.

    Whole numbers move by their step (ten times it when `big`), logarithmic numbers along
    1-2-5-10 (a power of ten when `big`), others by a twentieth of their range or, without a
    range, by a tenth of their own magnitude, rounded to 1, 2 or 5.
    """
    if isinstance(kind, Integer):
        moved: float = int(value) + steps * kind.step * (10 if big else 1)
        return int(min(max(moved, kind.low), kind.high))
    if kind.log:
        moved = _log_stepped(value, steps * (3 if big else 1), kind)
    else:
        size = _linear_step(value, kind) * (10 if big else 1)
        moved = round(value / size + steps) * size if not big else value + steps * size
    return float(f"{min(max(moved, kind.low), kind.high):.10g}")


_RUNGS = (1.0, 2.0, 5.0)
_SMALLEST = 1e-8


def _rung(n: int) -> float:
    return float(f"{_RUNGS[n % 3]:g}e{n // 3}")


def _log_stepped(value: float, steps: int, kind: Real) -> float:
    floor = max(_SMALLEST, kind.low)
    if value < floor:
        return value if steps < 0 else max(floor, 1e-6 if kind.low <= 0 else floor)
    at = math.floor(math.log10(value)) * 3
    while _rung(at + 1) <= value * (1 + 1e-9):
        at += 1
    exact = math.isclose(_rung(at), value, rel_tol=1e-9)
    moved = _rung(at + steps + (0 if exact or steps > 0 else 1))
    return kind.low if moved < floor else moved


def _linear_step(value: float, kind: Real) -> float:
    span = (kind.high - kind.low) / 20
    if not math.isfinite(span) or span > 1:
        span = abs(value) / 10 if value else 0.1
    power = 10.0 ** math.floor(math.log10(span) + 1e-9)
    return max(r for r in _RUNGS if r * power <= span * (1 + 1e-9)) * power
