"""What the layers of a network do to a plane: each place in the colour of where a layer brings it."""

from __future__ import annotations

import math

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.corner_colours import corner_colours
from nnsim.figures.figure import Axis, Figure, Image, Plot
from nnsim.training.pictures.filament import BroughtTo, FilamentOver

MOST = 5
"""Layers that stand side by side."""


def filament_figure(found: FilamentOver, caption: str, only: int | None = None, most: int = MOST) -> Figure:
    """Return the plane as it is, then after some layers up to the last; or after layer number `only` alone, 0 the inputs.

    At most `most` planes stand side by side.

    Raises
    ------
    NnsimError
        When there is no layer.
    """
    if len(found.layers) < 2:
        raise NnsimError(tr("There is no layer that could do anything to the plane. Add one."))
    last = len(found.layers) - 1
    shown = np.unique(np.linspace(0, last, min(most, last + 1)).round().astype(int))
    chosen = [min(only, last)] if only is not None else [int(k) for k in shown]
    grid = found.grid
    extent = (*grid.u_range, *grid.v_range)
    plots = tuple(_plot(found.layers[k], k, extent) for k in chosen)
    return Figure(tr("What the layers do to a plane"), caption, plots, (220.0 * len(plots) + 60.0, 330.0))


def _plot(layer: BroughtTo, depth: int, extent: tuple[float, float, float, float]) -> Plot:
    x0, x1, y0, y1 = extent
    if not (x1 > x0 and y1 > y0):
        raise NnsimError(tr("The inputs span no plane: at least two numbers that vary are needed."))
    image = Image(
        tr("brought to"), layer.places, corner_colours(layer.places), extent, ("y₁", "y₂"), smooth=False
    )
    title = tr("inputs") if depth == 0 else layer.name
    return Plot(
        Axis(width_in_words(layer), range=(x0, x1), ticks=()),
        Axis(range=(y0, y1), ticks=()),
        (image,),
        title,
        # Both sides are as long, whatever the inputs span.
        (y1 - y0) / (x1 - x0),
        legend=False,
    )


def width_in_words(layer: BroughtTo) -> str:
    """Return how wide the thread is: 1 as wide as long, 0 a mere line."""
    if math.isnan(layer.share):
        return tr("the same everywhere")
    width = math.sqrt(max(1 - layer.share, 0.0) / layer.share)
    return tr("width {value} of length").format(value=f"{width:.2g}")
