"""Where a plane is brought by a function, told in colours: a blend of four, which comes round with every unit."""

from __future__ import annotations

import numpy as np

from nnsim.figures import palette
from nnsim.figures.figure import Array

CORNERS = ("#2f6fe4", "#168f62", "#d9731a", "#f2e9c9")
"""Of (−1, −1), (−1, 1), (1, −1) and (1, 1) in (sin 2πy₁, sin 2πy₂)."""


def corner_colours(places: Array) -> Array:
    """Return the colours of places (…, 2), (…, 4) uint8, by sin 2πy as in Duvenaud et al. 2014, figure 5.

    Places that are alike, or a whole number apart, have one colour; what is no number is transparent.
    """
    with np.errstate(invalid="ignore"):
        share = (np.sin(2 * np.pi * np.asarray(places, np.float64)) + 1) / 2
    unknown = np.isnan(share).any(axis=-1)
    u, v = (np.nan_to_num(share[..., i])[..., None] for i in (0, 1))
    low_low, low_high, high_low, high_high = (palette.rgb(colour) for colour in CORNERS)
    blend = (1 - u) * ((1 - v) * low_low + v * low_high) + u * ((1 - v) * high_low + v * high_high)
    rgba = np.full((*share.shape[:-1], 4), 255, np.uint8)
    rgba[..., :3] = np.rint(blend)
    rgba[unknown] = 0
    return rgba
