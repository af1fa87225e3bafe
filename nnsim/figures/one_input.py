"""What a network answers to data with a single input: curves over it, with the examples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.loss import PROBABILITIES, ClassReading
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points
from nnsim.figures.maps import (
    MapColours,
    answer_names,
    height_name,
    in_units,
    part_name,
    parts,
)
from nnsim.figures.plane import Plane
from nnsim.training.pictures.boundary_map import BoundaryMap


def answers(
    map_: BoundaryMap, prepared: Prepared, plane: Plane, target: int = 0
) -> tuple[Array, list[Array]]:
    """Return x in the units of the data, and the curves over it.

    A regression has one curve, its prediction in the units of the data; a single unit how much
    it means class 1; more units one each.
    """
    axis = plane.axes[0]
    u = np.linspace(*map_.grid.u_range, map_.values.shape[1])
    row = map_.values[0]
    if prepared.task == "regression":
        curves = [in_units(prepared, row, target)]
    else:
        curves = list(row.T)
    return u * axis.scale + axis.shift, [np.asarray(c, np.float64) for c in curves]


def curve_names(reading: ClassReading, prepared: Prepared, curves: int, target: int = 0) -> tuple[str, ...]:
    """Return what each curve of `answers` is called."""
    if prepared.task == "regression":
        return (tr("Prediction of {name}").format(name=prepared.target_names[target]),)
    return answer_names(reading, prepared, curves)


def places(
    prepared: Prepared,
    plane: Plane,
    examples: Examples,
    target: int = 0,
    reading: ClassReading = PROBABILITIES,
) -> Array:
    """Return where examples stand, shape (n, 2): on a plane by their inputs, else over their input.

    With a single input the height is the target; classes stand in their order from what a unit is
    trained towards for one that is not meant to 1.
    """
    found = plane.of(examples)
    if plane.is_line:
        if prepared.task == "regression":
            found[:, 1] = in_units(prepared, examples.targets, target)
        else:
            share = examples.targets / max(prepared.classes - 1, 1)
            found[:, 1] = reading.off + (1 - reading.off) * share
    return found


def view_ranges(
    prepared: Prepared, plane: Plane, target: int = 0, reading: ClassReading = PROBABILITIES
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ranges of both axes that hold all examples, with a margin."""
    x, y = plane.extent(prepared)
    if plane.is_line:
        found = [places(prepared, plane, e, target, reading)[:, 1] for _, _, e in parts(prepared)]
        heights = np.concatenate(found)
        low, high = float(heights.min()), float(heights.max())
        margin = 0.12 * ((high - low) or 1.0)
        y = (low - margin, high + margin)
    return x, y


def one_input_figure(
    map_: BoundaryMap | None, prepared: Prepared, plane: Plane, caption: str = "", target: int = 0
) -> Figure:
    """Return the curves of a network with one input over the examples."""
    reading = map_.reading if map_ is not None else PROBABILITIES
    marks: list[Mark] = list(_points(prepared, plane, target, reading))
    if map_ is not None:
        x, curves = answers(map_, prepared, plane, target)
        names = curve_names(map_.reading, prepared, len(curves), target)
        for k, (name, y) in enumerate(zip(names, curves, strict=True)):
            marks.append(
                Line(name, x, y, palette.INK if len(curves) == 1 else palette.CLASSES[k % 10], width=2)
            )
    regression = prepared.task == "regression"
    title = prepared.target_names[target] if regression else height_name(reading)
    ranges = view_ranges(prepared, plane, target, reading)
    axes = Axis(plane.axes[0].label, range=ranges[0]), Axis(title, range=ranges[1])
    return Figure(tr("Predictions"), caption, (Plot(*axes, tuple(marks)),), (640.0, 440.0))


def _points(prepared: Prepared, plane: Plane, target: int, reading: ClassReading) -> Iterator[Mark]:
    colours = MapColours()
    for key, shape, examples in parts(prepared):
        at, name = places(prepared, plane, examples, target, reading), part_name(key)
        if prepared.task == "regression":
            yield Points(name, at[:, 0], at[:, 1], colours.positive, shape, values=at[:, 1])
            continue
        for k, label in enumerate(prepared.target_names):
            here = examples.targets == k
            if here.any():
                yield Points(
                    name, at[here, 0], at[here, 1], colours.of_class(k), shape, label, mark=k, placed=True
                )
