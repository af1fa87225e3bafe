"""The numbers a rule reports, as people read them."""

from __future__ import annotations

from math import isfinite

from nnsim.base.text import ntr, tr
from nnsim.engine.scalar import Scalar
from nnsim.figures.ticks import short


def counted(scalar: Scalar, value: float) -> str:
    """Return what has been counted so far in words, such as *12 mistakes*."""
    if not isfinite(value) or not scalar.counted:
        return tr("{name} {value}").format(name=tr(scalar.title), value=short(float(value)))
    n = int(value)
    return ntr(*scalar.counted, n).format(n=f"{n:,}")
