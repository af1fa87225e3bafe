"""Where a support vector machine decides: its margin, and the examples that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.contour import contour
from nnsim.figures.figure import Array, Axis, ColourBar, Image, Mark, Plot, Points, Segments
from nnsim.figures.maps import MapColours, cell_extent
from nnsim.figures.plane import Plane, default_plane
from nnsim.training.scene import Scene
from nnsim.zoo.drawing.pale import PALE

_SHOWN, _RESOLUTION = 600, 64
_LEVELS = (-2.0, 2.0)
"""Answers that are drawn in the fullest colours."""


def margin_plot(scene: Scene, output: str, support: Array) -> Plot:
    """Return the map of f with the lines f = −1, 0, 1, support vectors ringed.

    Where examples have more than two numbers, f itself is the one axis, and the other only keeps them apart.

    Parameters
    ----------
    output
        Id of the stage that gives f.
    support
        (n, numbers), the support vectors among the inputs.
    """
    prepared = scene.prepared
    few = prepared.train.some(slice(_SHOWN))
    plane = default_plane(prepared)
    if prepared.shape == (2,) and not plane.before_steps:
        return _map(scene, output, plane, plane.of(few), plane.coordinates(support), few.targets)
    return _along_answers(scene, output, plane, few.values(), support, few.targets)


def _map(scene: Scene, output: str, plane: Plane, xy: Array, held: Array, labels: Array) -> Plot:
    x, y = plane.extent(scene.prepared)
    fed = scene.fed(plane.grid(x, y, _RESOLUTION))
    assert fed is not None
    answers = scene.network.run(fed, [output])[0][:, 0].reshape(_RESOLUTION, _RESOLUTION)
    rgba = palette.coloured(answers, _LEVELS, palette.lookup(PALE))
    bar = ColourBar("f(x)", _LEVELS, PALE)
    marks: list[Mark] = [Image("f(x)", answers, rgba, cell_extent(x, y, answers.shape), bar=bar)]
    marks += _lines(lambda level: contour(answers, level, x, y))
    marks += _points(scene, xy, held, labels)
    axes = Axis(plane.axes[0].label, range=x), Axis(plane.axes[1].label, range=y)
    return Plot(*axes, tuple(marks), aspect=plane.aspect)


def _lines(at: Callable[[float], Array]) -> Iterator[Mark]:
    """Yield the border and the margin, drawn where `at` says that f has a value."""
    border, margin = at(0.0), np.concatenate((at(-1.0), at(1.0)))
    if len(border):
        yield Segments("f = 0", border, palette.INK, width=1.8)
    if len(margin):
        yield Segments("f = ±1", margin, palette.INK, "dashed", 1.2)


def _along_answers(
    scene: Scene, output: str, plane: Plane, inputs: Array, support: Array, labels: Array
) -> Plot:
    shape = scene.prepared.shape

    def placed(rows: Array) -> Array:
        answers = scene.network.predict(rows.reshape(-1, *shape), [output])[0][:, 0]
        return np.column_stack((answers, plane.coordinates(rows)[:, 0]))

    xy = placed(inputs)
    held = placed(support) if len(support) else np.zeros((0, 2))
    low, high = float(xy[:, 1].min()), float(xy[:, 1].max())
    reach = max(2.0, float(np.abs(xy[:, 0]).max()) * 1.05)
    upright = _lines(lambda level: np.array([[[level, low], [level, high]]]))
    marks = (*upright, *_points(scene, xy, held, labels))
    return Plot(Axis("f(x)", range=(-reach, reach)), Axis(plane.axes[0].label), marks)


def _points(scene: Scene, xy: Array, held: Array, labels: Array) -> Iterator[Mark]:
    colours = MapColours()
    if len(held):
        yield Points(tr("support vectors"), held[:, 0], held[:, 1], palette.INK, mark=5, size=11.0)
    for k, name in enumerate(scene.prepared.target_names):
        here = labels == k
        if here.any():
            yield Points("", xy[here, 0], xy[here, 1], colours.of_class(k), label=name, mark=k, size=4.5)
