"""A Kohonen map: its lattice stretched over the examples, and the lattice seen from above."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, ColourBar, Image, Mark, Plot, Points, Segments
from nnsim.figures.plane import default_plane
from nnsim.training.scene import Scene

_SHOWN = 500
"""Examples that are drawn; more hide the lattice."""


def stretched(layer: Kohonen, places: Array, scene: Scene) -> Plot:
    """Return the lattice over the examples, units in the plane the window would choose.

    Parameters
    ----------
    places
        (inputs, units), where every unit stands among the inputs.
    """
    prepared = scene.prepared
    plane = default_plane(prepared)
    few = prepared.train.some(slice(_SHOWN))
    xy, units = plane.of(few), plane.coordinates(places.T)
    shades = _as_colours(places.T) if _are_colours(prepared.dataset.input_names, places) else None
    marks: list[Mark] = [
        Points(tr("examples"), xy[:, 0], xy[:, 1], palette.FAINT, size=2.5),
        Segments(tr("neighbours"), _edges(layer, units), palette.SERIES[0], width=1.3),
        Points(tr("units"), units[:, 0], units[:, 1], palette.SERIES[0], size=4.5, colours=shades),
    ]
    x, y = plane.extent(prepared, 0.04)
    return Plot(
        Axis(plane.axes[0].label, range=x),
        Axis(plane.axes[1].label, range=y),
        tuple(marks),
        tr("Lattice over the data"),
        aspect=plane.aspect,
        legend=False,
    )


def from_above(layer: Kohonen, places: Array, scene: Scene) -> Plot:
    """Return the lattice as it is laid out: in the colours its units stand for, else how far neighbours are apart."""
    extent = (-0.5, layer.columns - 0.5, -0.5, layer.rows - 0.5)
    if _are_colours(scene.prepared.dataset.input_names, places):
        shades = np.clip(places.T, 0, 1).reshape(layer.rows, layer.columns, 3)
        rgba = np.full((*shades.shape[:2], 4), 255, np.uint8)
        rgba[..., :3] = np.rint(255 * shades)
        title = tr("Colours of the units")
        image = Image(title, shades, rgba, extent, scene.prepared.dataset.input_names, smooth=False)
    else:
        apart = _distances(layer, places)
        levels = (0.0, float(apart.max()) or 1.0)
        rgba = palette.coloured(apart, levels, palette.lookup(palette.RAMP))
        title = tr("Distance to neighbours")
        bar = ColourBar("", levels, palette.RAMP)
        image = Image(title, apart, rgba, extent, bar=bar, smooth=False)
    return Plot(
        Axis(tr("column"), range=extent[:2], ticks=_whole(layer.columns)),
        Axis(tr("row"), range=extent[2:], ticks=_whole(layer.rows)),
        (image,),
        title,
        aspect=1.0,
        legend=False,
    )


def _whole(n: int) -> tuple[tuple[float, str], ...]:
    """Return ticks of the first of `n` rows or columns and some more, counted from 1."""
    return tuple((float(k), str(k + 1)) for k in range(0, n, max(1, round(n / 5))))


def _are_colours(names: tuple[str, ...], places: Array) -> bool:
    return len(places) == 3 and names == (tr("red"), tr("green"), tr("blue"))


def _as_colours(rows: Array) -> tuple[str, ...]:
    return tuple(palette.hex_of(255 * np.clip(row, 0, 1)) for row in rows)


def _pairs(layer: Kohonen) -> Array:
    """Return which units are neighbours in a row or column, (pairs, 2)."""
    unit = np.arange(layer.rows * layer.columns).reshape(layer.rows, layer.columns)
    beside = np.stack((unit[:, :-1].ravel(), unit[:, 1:].ravel()), 1)
    above = np.stack((unit[:-1].ravel(), unit[1:].ravel()), 1)
    return np.concatenate((beside, above))


def _edges(layer: Kohonen, units: Array) -> Array:
    return units[_pairs(layer)]


def _distances(layer: Kohonen, places: Array) -> Array:
    """Return of every unit the mean distance to its neighbours in the lattice, (rows, columns)."""
    pairs = _pairs(layer)
    apart = np.linalg.norm(places[:, pairs[:, 0]] - places[:, pairs[:, 1]], axis=0)
    sums, counts = (
        np.bincount(pairs.ravel(), np.repeat(w, 2), places.shape[1]) for w in (apart, np.ones(len(apart)))
    )
    return (sums / counts).reshape(layer.rows, layer.columns)
