"""Bytes of pictures: learning a scaler from them, and what each byte is to a network, without unpacking them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.base.byte_numbers import CODES, ByteNumbers
from nnsim.data.dataset import Bytes
from nnsim.data.transforms import Scaler, ScalerKind, feature_axes

_AT_ONCE = 1 << 22
"""Bytes whose squares are held at a time."""
MOST_MEANINGS = 1 << 22
"""Numbers in a table of meanings: with more the examples are kept as numbers, which then are hardly more."""


def fit_byte_scaler(kind: ScalerKind, codes: Bytes, divisor: float) -> Scaler:
    """Learn what `fit_scaler` learns from ``codes / divisor``.

    Mean and standard deviation come from the sums of the bytes and of their squares, which are exact:
    var = Σx²/n − (Σx/n)².
    """
    axes, shape = feature_axes(codes)
    low, high = np.zeros(shape), np.ones(shape)
    if kind == "none" or len(codes) == 0:
        return Scaler(low, high)
    low, high = (of(axes).astype(np.float64) for of in (codes.min, codes.max))
    shift, scale = low, high - low
    if kind == "standardize":
        count = codes.size // low.size
        shift = codes.sum(axes, dtype=np.uint64) / count
        scale = np.sqrt(np.maximum(_squares(codes, axes) / count - shift**2, 0.0))
    constant = low == high
    shift, scale = np.where(constant, low, shift) / divisor, np.where(constant, divisor, scale) / divisor
    return Scaler(shift.reshape(shape), scale.reshape(shape))


def _squares(codes: Bytes, axes: tuple[int, ...]) -> NDArray[np.uint64]:
    """Return the sums of the squares over `axes`."""
    each = max(1, _AT_ONCE // max(1, codes[:1].size))
    sums = [
        np.square(codes[start : start + each], dtype=np.uint32).sum(axes, dtype=np.uint64)
        for start in range(0, len(codes), each)
    ]
    return np.asarray(np.sum(sums, axis=0), np.uint64)


def as_seen(codes: Bytes, divisor: float, scaler: Scaler) -> ByteNumbers | NDArray[np.float64]:
    """Return bytes with what each is to a network: ``scaler.apply(codes / divisor)``, bit for bit.

    Where every number of an example has a scale of its own and there are very many, the numbers themselves.
    """
    shift, scale = scaler.shift.reshape(-1, 1), scaler.scale.reshape(-1, 1)
    if codes.ndim == 3 and len(shift) > 1:
        # The features of a sequence lie side by side, not in stretches.
        return scaler.apply(codes / divisor)
    if (shift == shift[0]).all() and (scale == scale[0]).all():
        shift, scale = shift[:1], scale[:1]
    if len(shift) * CODES > MOST_MEANINGS:
        return scaler.apply(codes / divisor)
    values = np.arange(CODES, dtype=np.float64) / divisor
    return ByteNumbers(codes, (values - shift) / scale)
