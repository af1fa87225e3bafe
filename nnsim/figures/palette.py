"""Colours with a meaning, and the look-up tables that turn numbers into them.

Orange and blue stay apart for every common kind of colour blindness; the ramp is cividis-like:
its lightness grows all the way (Nuñez, Anderton & Renslow 2018).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.figures.figure import Array, Style

PAPER = "#ffffff"
INK = "#1c222b"
FAINT = "#68727f"
RULE = "#d9dee6"
GREEN = "#168f62"
AMBER = "#b97a08"
RED = "#cf3f4c"

SERIES = ("#2f6fe4", "#d9731a", "#168f62", "#8a4fd0", "#cf3f4c", "#0f8ea3", "#a06a00", "#c2499a")
"""For curves on paper, told apart by line style too."""
STYLES: tuple[Style, ...] = ("solid", "dashed", "dotted", "dash-dotted")
"""The line styles that go with them."""

CLASSES = (
    "#e8843c", "#3d7fe6", "#2fa57c", "#c45fc0", "#d9b310", "#17a5b8",
    "#e0565f", "#8f7be8", "#7c9a2d", "#9c6b4a",
)  # fmt: skip
"""For classes; the first two are those of a diverging map (0 orange, 1 blue)."""

RAMP = ("#00224e", "#2a3f6c", "#575c6d", "#7f7c75", "#a69d75", "#d3c164", "#fee838")
DARK_RAMP = ("#00224e", "#3f4f8c", "#8a6a9c", "#d0703c")


def rgb(colour: str) -> Array:
    """Return ``#rrggbb`` as three numbers 0 … 255."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float64)


def hex_of(values: Array) -> str:
    """Return three numbers 0 … 255 as ``#rrggbb``."""
    r, g, b = (round(float(v)) for v in values[:3])
    return f"#{r:02x}{g:02x}{b:02x}"


def lookup(colours: Sequence[str], n: int = 256) -> Array:
    """Return `n` colours evenly between `colours`, shape (n, 4), uint8, opaque."""
    stops = np.array([rgb(c) for c in colours])
    at = np.linspace(0, len(stops) - 1, n)
    table = np.full((n, 4), 255.0)
    for channel in range(3):
        table[:, channel] = np.interp(at, np.arange(len(stops)), stops[:, channel])
    rounded: Array = np.rint(table).astype(np.uint8)
    return rounded


def coloured(values: Array, levels: tuple[float, float], table: Array) -> Array:
    """Return the colours of `values` in `table`, whose ends stand for `levels`; NaN is transparent."""
    low, high = levels
    scale = (len(table) - 1) / (high - low) if high > low else 0.0
    unknown = np.isnan(values)
    index = np.clip((np.where(unknown, low, values) - low) * scale + 0.5, 0, len(table) - 1)
    rgba: Array = table[index.astype(np.intp)]
    if unknown.any():
        rgba[unknown] = 0
    return rgba


def confidence(best: Array, sure: Array, colours: Sequence[str], neutral: str) -> Array:
    """Return the map of several classes: the colour of the likeliest, fading to `neutral` with doubt.

    Parameters
    ----------
    best
        The likeliest class of every place, (rows, columns).
    sure
        How sure that is, (rows, columns), from 0 to 1; what lies beyond is taken for these.
    colours
        One for each class.
    """
    share = np.clip(sure, 0, 1) * 0.8 + 0.2
    weights = np.nan_to_num(share)[..., None].astype(np.float32)
    classes = np.array([rgb(colour) for colour in colours], np.float32)
    ground = rgb(neutral).astype(np.float32)
    rgba = np.full((*best.shape, 4), 255, np.uint8)
    rgba[..., :3] = ground + weights * (classes[best] - ground) + 0.5
    return rgba


def ramp(n: int, colours: Sequence[str] = RAMP) -> tuple[str, ...]:
    """Return `n` colours along a ramp, for layers from first to last."""
    table = lookup(colours, max(n, 2))
    return tuple(hex_of(table[i]) for i in range(n))
