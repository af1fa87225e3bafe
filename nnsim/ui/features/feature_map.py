"""What a feature is over the plane of two inputs, as a small picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from nnsim.base.errors import NnsimError
from nnsim.data.formulas.formula import parse
from nnsim.figures import palette
from nnsim.figures.maps import MapColours

SIDE = 40
"""Points along each side: twice the pixels of the picture, for screens that have them."""


def feature_values(
    formula: str, names: tuple[str, ...], ranges: tuple[tuple[float, float], ...]
) -> np.ndarray | None:
    """Return a formula of two inputs over their ranges, (side, side), the second input upwards.

    NaN where it has no value; None where it cannot be worked out at all.
    """
    if len(names) != 2:
        return None
    across, up = np.meshgrid(np.linspace(*ranges[0], SIDE), np.linspace(*ranges[1], SIDE)[::-1])
    try:
        found = parse(formula).values(names, [across.ravel(), up.ravel()], across.size, "missing")
    except NnsimError:
        return None
    return np.asarray(found, np.float64).reshape(SIDE, SIDE)


def feature_map(values: np.ndarray, colours: MapColours) -> QImage:
    """Return the picture of such values: one colour below 0, another above, both full at the greatest size."""
    known = np.where(np.isfinite(values), values, 0.0)
    most = float(np.abs(known).max()) or 1.0
    stops = palette.lookup((colours.negative, colours.neutral, colours.positive))
    pixels = np.ascontiguousarray(palette.coloured(known, (-most, most), stops), np.uint8)
    height, width = known.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
