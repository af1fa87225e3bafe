"""The examples as points on a map: the part of the data by shape, the class by colour and mark."""

from __future__ import annotations

from collections.abc import Collection

import pyqtgraph as pg

from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.loss import ClassReading
from nnsim.figures import palette
from nnsim.figures.figure import Shape
from nnsim.figures.maps import MapColours, in_units, part_name, parts, target_scale
from nnsim.figures.one_input import places
from nnsim.figures.plane import Plane
from nnsim.ui.charts.key_row import Key
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.look.theme import theme

SIZE = 8
_DARK, _LIGHT = "#0d1015", "#ffffff"


def scatters(
    prepared: Prepared,
    plane: Plane,
    target: int,
    colours: MapColours,
    reading: ClassReading,
    shown: Collection[str],
) -> list[pg.ScatterPlotItem]:
    """Return one item for each part of the data whose key is among `shown`."""
    light_outline = not theme().dark and prepared.task == "classes"
    outline = pg.mkPen(_LIGHT if light_outline else _DARK, width=1)
    made = []
    for key, shape, examples in parts(prepared):
        if key not in shown:
            continue
        at = places(prepared, plane, examples, target, reading)
        fills, symbols = _looks(prepared, examples, shape, target, colours, plane.is_line)
        item = pg.ScatterPlotItem(pxMode=True, antialias=True)
        item.setData(at[:, 0], at[:, 1], size=SIZE, symbol=symbols, pen=outline, brush=fills)
        item.setZValue(10)
        made.append(item)
    return made


def keys(prepared: Prepared, colours: MapColours) -> list[Key]:
    """Return what explains the points: shapes of parts, then colours and marks of classes."""
    found: list[Key] = [(part_name(key), shape, 0, theme().muted) for key, shape, _ in parts(prepared)]
    if prepared.task == "classes":
        for k, name in enumerate(prepared.target_names):
            found.append((name, "circle", k, _lifted(colours.of_class(k))))
    return found


def _looks(
    prepared: Prepared, examples: Examples, shape: Shape, target: int, colours: MapColours, one_input: bool
) -> tuple[list[object], object]:
    """Return a brush for each point, and its symbol or the symbol of all."""
    if prepared.task == "regression" and one_input:
        # Their height says the target; a colour that fades about zero would hide them.
        return [pg.mkBrush(_lifted(colours.positive))] * len(examples), symbol(shape)
    if prepared.task == "regression":
        scale = target_scale(prepared, target, colours)
        tints = scale.tints(in_units(prepared, examples.targets, target))
        brushes_of = {tint: pg.mkBrush(tint) for tint in set(tints)}
        return [brushes_of[tint] for tint in tints], symbol(shape)
    brushes = [pg.mkBrush(_lifted(c)) for c in colours.of_classes(prepared.classes)]
    symbols = [symbol(shape, k) for k in range(prepared.classes)]
    return [brushes[k] for k in examples.targets], [symbols[k] for k in examples.targets]


def _lifted(colour: str) -> str:
    """Return `colour` a little away from itself, so that a point shows on the map of its own class."""
    ground = _LIGHT if theme().dark else "#1f3a6b"
    return palette.hex_of(palette.rgb(colour) * 0.65 + palette.rgb(ground) * 0.35)
