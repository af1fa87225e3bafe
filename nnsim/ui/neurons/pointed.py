"""Drawing what the mouse or the keyboard points at, over the picture of everything."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnsim.ui.neurons import painting, words
from nnsim.ui.neurons.camera import HEADER, Camera
from nnsim.ui.neurons.pictures import Pictures
from nnsim.ui.neurons.pointer import Pointer
from nnsim.ui.neurons.sheet import Line, Sheet, Spot


def paint_pointed(
    painter: QPainter, sheet: Sheet, camera: Camera, pointer: Pointer, pictures: Pictures, focused: bool
) -> None:
    """Draw the neuron or weight under the mouse, and, where the keyboard is here (`focused`), the one it is on."""
    hover = pointer.hover
    chosen = pointer.chosen_line(sheet) if focused else None
    painter.save()
    painter.translate(camera.shift)
    painter.scale(camera.zoom, camera.zoom)
    if focused:
        painting.paint_focus(painter, sheet, pointer.spot)
    lines = [chosen] if chosen is not None else []
    if isinstance(hover, Spot):
        lines += weights_of(sheet, hover)
    elif hover is not None:
        lines.append(hover)
    for line in lines:
        painting.paint_weight(painter, sheet, line)
    painter.restore()
    if isinstance(hover, Spot):
        _enlarge(painter, sheet, camera, pictures, hover)
    else:
        _write(painter, sheet, camera, hover or chosen)


def weights_of(sheet: Sheet, spot: Spot) -> Iterator[Line]:
    """Yield all weights into a neuron and out of it."""
    for number, lines in enumerate(sheet.lines):
        weights = lines.wires.weights
        if weights is None:
            continue
        if lines.target == spot.column:
            yield from (Line(number, row, spot.row) for row in range(weights.shape[0]))
        elif lines.source == spot.column:
            yield from (Line(number, spot.row, row) for row in range(weights.shape[1]))


def _enlarge(painter: QPainter, sheet: Sheet, camera: Camera, pictures: Pictures, spot: Spot) -> None:
    """Draw a neuron large beside its tile, with what is known of it."""
    stage = sheet.stages[spot.column]
    lines = [words.name_of(stage, spot.row), *words.facts(stage, spot.row)]
    beside = camera.to_view(sheet.tile(spot))
    painting.paint_enlarged(painter, _room(camera), beside, pictures.of(stage, spot.row), lines)


def _write(painter: QPainter, sheet: Sheet, camera: Camera, line: Line | None) -> None:
    """Say a weight in words beside the neuron it leads to."""
    if line is None:
        return
    beside = camera.to_view(sheet.tile(sheet.ends(line)[1]))
    painting.paint_enlarged(painter, _room(camera), beside, None, words.weight_lines(sheet, line))


def _room(camera: Camera) -> QRectF:
    """Return where words may stand: below the names of the columns."""
    return QRectF(0, HEADER, camera.size.width(), camera.size.height() - HEADER)
