"""Whole numbers times powers of ten, each rounded once, as a decimal number has to be.

Where both are floats to the last bit, a single division or product of floats is that. Else it is done in pairs of
floats, of 106 bits together (Dekker, “A Floating-Point Technique for Extending the Available Precision”,
Numerische Mathematik 18, 1971), and what lies too close to the middle between two floats is left to others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats

_MOST = 270
"""The largest power, either way: all that is made of it on the way stays far from the limits of floats."""
_POWERS = np.array([float(10**k) for k in range(_MOST + 1)])
_MISSING = np.array([float(10**k - int(float(10**k))) for k in range(_MOST + 1)])
"""What the floats are too small by."""
_MOST_EXACT = 22
"""Up to this power nothing."""
_WHOLE = np.uint64(1 << 53)
"""Up to here every whole number is a float."""
_SPLIT = 134_217_729.0
"""2²⁷ + 1 parts a float into halves whose products are floats."""
_DOUBT = 2.0**-98
"""More than the error that is left, as a share of the result."""


def scaled(digits: NDArray[np.uint64], power: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return ``digits * 10**power``, both (n,), and which of them are certain; the others stand for nothing."""
    values = digits.astype(np.float64)
    certain = (digits <= _WHOLE) & (power <= 0) & (power >= -_MOST_EXACT)
    if certain.all():
        return values / _POWERS[-power], certain
    values /= _POWERS[np.where(certain, -power, 0)]
    for some, in_pairs in (((power > 0), _times), ((power <= 0) & ~certain, _divided)):
        left = np.flatnonzero(some & (np.abs(power) <= _MOST))
        if left.size:
            values[left], certain[left] = in_pairs(digits[left], np.abs(power[left]))
    return values, certain


def _times(digits: NDArray[np.uint64], power: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    near, rest = _pair(digits)
    by, by_rest = _POWERS[power], _MISSING[power]
    product, error = _product(near, by)
    return _summed(product, error + (near * by_rest + rest * by))


def _divided(digits: NDArray[np.uint64], power: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    near, rest = _pair(digits)
    by, by_rest = _POWERS[power], _MISSING[power]
    quotient = near / by
    product, error = _product(quotient, by)
    return _summed(quotient, (((near - product) - error) + (rest - quotient * by_rest)) / by)


def _pair(digits: NDArray[np.uint64]) -> tuple[Floats, Floats]:
    near = digits.astype(np.float64)
    return near, (digits - near.astype(np.uint64)).astype(np.int64).astype(np.float64)


def _summed(first: Floats, more: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the sum of a pair, and whether it is the same with some more or less of what is left."""
    doubt = first * _DOUBT
    return first + more, (first + (more - doubt)) == (first + (more + doubt))


def _product(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the product as floats have it, and what it is too small by."""
    product = a * b
    a_high, b_high = _high(a), _high(b)
    a_low, b_low = a - a_high, b - b_high
    error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return product, error


def _high(a: Floats) -> Floats:
    part = _SPLIT * a
    high: Floats = part - (part - a)
    return high
