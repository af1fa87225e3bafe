"""What a network answers over the plane of its two inputs, with the examples on it."""

from __future__ import annotations

import math
from dataclasses import replace

from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.figure import Figure, Image, Plot
from nnsim.figures.plane import default_plane
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.scene import Scene

RESOLUTION = 64
"""Places along each axis: a portrait is drawn while the network trains."""


def plane_map(scene: Scene, caption: str = "") -> Figure | None:
    """Return the map over the plane the window would choose; None for data without a plane."""
    prepared = scene.prepared
    if math.prod(prepared.shape) < 2:
        return None
    plane = default_plane(prepared)
    found = MapOver(plane.grid(*plane.extent(prepared), RESOLUTION)).take(scene)
    figure = boundary_figure(found, prepared, plane, caption)
    return replace(figure, plots=tuple(map(_without_bars, figure.plots)))


def _without_bars(plot: Plot) -> Plot:
    """Return a plot that has room for its map: the legend names the classes already."""
    marks = (replace(m, bar=None) if isinstance(m, Image) else m for m in plot.marks)
    return replace(plot, marks=tuple(marks))
