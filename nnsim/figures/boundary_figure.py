"""The figure of what a network answers over a plane through its inputs."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.figures import palette
from nnsim.figures.figure import Arrow, Axis, ColourBar, Figure, Image, Mark, Plot, Points, Segments
from nnsim.figures.maps import (
    MapColours,
    answer_names,
    cell_extent,
    class_scale,
    height_name,
    in_units,
    is_binary,
    map_contours,
    map_rgba,
    map_title,
    part_name,
    parts,
    shown_ranges,
    target_scale,
    unit_line,
)
from nnsim.figures.one_input import one_input_figure
from nnsim.figures.plane import Plane, slice_words
from nnsim.training.pictures.boundary_map import BoundaryMap


def boundary_figure(
    map_: BoundaryMap | None, prepared: Prepared, plane: Plane, caption: str = "", target: int = 0
) -> Figure:
    """Return the map of a network's answers with the examples on it.

    Parameters
    ----------
    map_
        Outputs over `plane`; None draws the examples alone.
    target
        Which output to draw of a regression.
    """
    if plane.is_line:
        return one_input_figure(map_, prepared, plane, caption, target)
    if prepared.task == "regression" and not 0 <= target < len(prepared.target_names):
        raise NnsimError(tr("There is no such output to draw. Choose another."))
    colours = MapColours()
    marks: list[Mark] = list(_map_marks(map_, prepared, plane, colours, target)) if map_ else []
    marks += _point_marks(prepared, plane, colours, target)
    x, y = shown_ranges(map_, plane) if map_ else plane.extent(prepared)
    aspect = plane.aspect
    if map_ is not None and map_.line is not None:
        aspect = plane.axes[1].scale / plane.axes[0].scale
        marks += _line_marks(map_, plane)
    if plane.is_slice:
        caption = " · ".join(filter(None, (caption, slice_words())))
    axes = (Axis(plane.axes[0].label, range=x), Axis(plane.axes[1].label, range=y))
    plot = Plot(*axes, tuple(marks), aspect=aspect)
    return Figure(map_title(prepared), caption, (plot,), (640.0, 520.0))


def _map_marks(
    map_: BoundaryMap, prepared: Prepared, plane: Plane, colours: MapColours, target: int
) -> Iterator[Mark]:
    x, y = shown_ranges(map_, plane)
    values, reading = map_.values, map_.reading
    units = values.shape[-1]
    extent = cell_extent(x, y, values.shape)
    rgba = map_rgba(map_, prepared, colours, target)
    if prepared.task == "regression":
        name = prepared.target_names[target]
        scale = target_scale(prepared, target, colours)
        bar = ColourBar(name, scale.levels, scale.colours)
        yield Image(tr("Prediction"), in_units(prepared, values, target), rgba, extent, (name,), bar)
        return
    outputs = answer_names(reading, prepared, units)
    if is_binary(values):
        scale = class_scale(reading, units, colours)
        bar = ColourBar(outputs[-1], scale.levels, scale.colours)
        yield Image(outputs[-1], values, rgba, extent, outputs, bar)
    else:
        yield Image(height_name(reading), values, rgba, extent, outputs)
    ends = map_contours(map_, prepared, x, y)
    if len(ends) and map_.line is None:
        yield Segments(tr("Decision boundary"), ends, palette.INK)


def _line_marks(map_: BoundaryMap, plane: Plane) -> list[Mark]:
    found = unit_line(map_, plane)
    if found is None:
        return []
    line = Segments(f"w·x + b = {map_.level:.3g}", found.ends[None], palette.INK, width=1.8)
    return [line, Arrow("w", found.start, found.tip, palette.INK)]


def _point_marks(prepared: Prepared, plane: Plane, colours: MapColours, target: int) -> Iterator[Mark]:
    for key, shape, examples in parts(prepared):
        xy = plane.of(examples)
        name = part_name(key)
        if prepared.task == "regression":
            values = in_units(prepared, examples.targets, target)
            rgba = target_scale(prepared, target, colours).rgba(values)
            each = tuple(palette.hex_of(c) for c in rgba)
            yield Points(name, xy[:, 0], xy[:, 1], palette.FAINT, shape, colours=each, values=values)
            continue
        for k, label in enumerate(prepared.target_names):
            here = examples.targets == k
            if here.any():
                yield Points(name, xy[here, 0], xy[here, 1], colours.of_class(k), shape, label, mark=k)
