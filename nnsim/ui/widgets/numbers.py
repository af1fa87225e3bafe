"""Numbers of settings with their units, and stepped; independent of the desktop's locale."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnsim.base.settings import Integer, Real

_BRIEF = 7
"""Characters of a number that stands in a bar."""


def labelled(value: float, kind: Integer | Real) -> str:
    """Return `value` with its unit, or the word that stands for it."""
    is_word = isinstance(kind, Integer) and kind.low_label and value == kind.low
    return f"{kind.show(value)} {kind.unit}" if kind.unit and not is_word else kind.show(value)


def brief(value: object, kind: Integer | Real) -> str:
    """Return `value` as it is written where there is little room: all of it where it is short, else rounded.

    A number that was cut would be another one; a rounded one is off by less than a percent.
    """
    whole = kind.show(value)
    if isinstance(kind, Integer) or len(whole) <= _BRIEF:
        return whole
    rounded = (kind.show(float(f"{value:.{digits}g}")) for digits in (5, 4, 3))
    return next((text for text in rounded if len(text) <= _BRIEF), kind.show(float(f"{value:.3g}")))


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


@dataclass(frozen=True)
class Notches:
    """Where a slider stops: `count` + 1 evenly spaced numbers from `low`, none beyond `high`."""

    low: float
    high: float
    step: float
    count: int

    def value(self, place: int) -> int | float:
        """Return the number of notch `place`."""
        value = min(self.low + place * self.step, self.high)
        return value if isinstance(self.step, int) else float(f"{value:.10g}")

    def place(self, value: float) -> int:
        """Return the notch nearest to `value`, which may lie beyond the ends."""
        if value >= self.high:
            return self.count
        return min(max(round((value - self.low) / self.step), 0), self.count)


_MOST_NOTCHES = 1000
_FINE = 100
"""Notches at least where a number has no step of its own."""


def notches(kind: Integer | Real) -> Notches | None:
    """Return where a slider for `kind` stops; None where its range is none that a hand could choose from."""
    low, high = kind.usual or (kind.low, kind.high)
    if isinstance(kind, Integer):
        count = -(-(int(high) - int(low)) // kind.step)
        is_narrow = kind.usual is not None or count <= _MOST_NOTCHES
        return Notches(int(low), int(high), kind.step, count) if is_narrow and count > 0 else None
    if kind.log or not math.isfinite(high - low) or high <= low:
        return None
    step = _round_step((high - low) / _FINE)
    return Notches(low, high, step, math.ceil((high - low) / step - 1e-9))


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
    return _round_step(span)


def _round_step(span: float) -> float:
    """Return the largest step of one digit (1, 2 or 5) that is not above `span`."""
    power = 10.0 ** math.floor(math.log10(span) + 1e-9)
    return max(r for r in _RUNGS if r * power <= span * (1 + 1e-9)) * power
