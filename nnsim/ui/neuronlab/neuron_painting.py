"""How one large neuron looks, apart from the numbers one takes hold of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from nnsim.base.text import tr
from nnsim.lab.neuron import Neuron
from nnsim.lab.neuron_board import NeuronBoard, curve_about
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.bubbles import CENTRE, number, paint_fitted
from nnsim.ui.neuronlab.neuron_geometry import NeuronGeometry

_DASH = (7.0, 4.0)


def wire_pen(weight: float, largest: float) -> QPen:
    """Return the pen of a weight: blue and solid above 0, orange and dashed below, as thick as it is large."""
    share = abs(weight) / largest if largest else 0.0
    width = 1.2 + 8.3 * share
    pen = QPen(theme().colour("positive" if weight >= 0 else "negative", 0.35 + 0.65 * share), width)
    if weight < 0:
        pen.setDashPattern([_DASH[0] / width, _DASH[1] / width])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def verdict_colour(neuron: Neuron) -> QColor:
    """Return the colour of an output: green where the neuron fires, else red; the word beside it says so, too."""
    return theme().colour("good" if neuron.fires else "bad")


def comparison(neuron: Neuron, weighted: float) -> str:
    """Return the question the step asks, with its answer: ``1 ≤ 3``."""
    return f"{number(weighted)} {'>' if weighted > neuron.threshold else '≤'} {number(neuron.threshold)}"


def paint_wires(
    painter: QPainter, places: NeuronGeometry, weights: tuple[float, ...], share: float | None
) -> None:
    """Draw every weight as a wire, and the signals on it: the larger what it brings, the larger the dot."""
    largest = max(map(abs, weights), default=0.0)
    for place, weight in enumerate(weights):
        painter.strokePath(places.wire(place), wire_pen(weight, largest))
    if share is not None and share < 0.5:
        for place in range(len(weights)):
            _paint_dot(painter, places.wire(place), share / 0.5)


def _paint_dot(painter: QPainter, path: QPainterPath, share: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("warning"))
    painter.drawEllipse(path.pointAtPercent(min(share, 1.0)), 6.0, 6.0)


def paint_axon(painter: QPainter, places: NeuronGeometry, fires: bool, share: float | None) -> None:
    """Draw the way of the output, and the signal on it where the neuron fires."""
    painter.strokePath(places.axon, QPen(theme().colour("good" if fires else "muted"), 3.0 if fires else 2.0))
    if share is not None and share >= 0.5 and fires:
        _paint_dot(painter, places.axon, (share - 0.5) / 0.5)


def paint_body(painter: QPainter, places: NeuronGeometry, neuron: Neuron, *, as_bias: bool) -> None:
    """Draw the cell body with the weighted sum in it."""
    look, body = theme(), places.body
    painter.setPen(QPen(look.colour("accent"), 2.5))
    painter.setBrush(look.colour("panel", 0.94))
    painter.drawEllipse(body)
    side = body.width()
    painter.setPen(look.colour("muted"))
    formula = "Σ wᵢxᵢ + w₀·1" if as_bias else "Σ wᵢxᵢ"
    paint_fitted(painter, _part(body, 0.2, 0.14), formula, fonts.BASE, QFont.Weight.Normal)
    painter.setPen(look.colour("text"))
    shown = neuron.sum if as_bias else neuron.sum - neuron.bias
    paint_fitted(painter, _part(body, 0.37, 0.28), number(shown), int(side * 0.2), QFont.Weight.Bold)
    if neuron.activation.flat:
        said = f"{number(shown)} {'>' if shown > 0 else '≤'} 0" if as_bias else comparison(neuron, shown)
        painter.setPen(verdict_colour(neuron))
        paint_fitted(painter, _part(body, 0.68, 0.14), said, fonts.BASE, QFont.Weight.DemiBold)
    elif not as_bias:
        painter.setPen(look.colour("muted"))
        text = tr("minus threshold: {z}").format(z=number(neuron.sum))
        paint_fitted(painter, _part(body, 0.68, 0.12), text, fonts.SMALL, QFont.Weight.Normal)


def _part(body: QRectF, top: float, height: float) -> QRectF:
    side = body.width()
    return QRectF(body.left() + 0.12 * side, body.top() + top * side, 0.76 * side, height * side)


def paint_activation(painter: QPainter, box: QRectF, neuron: Neuron) -> None:
    """Draw the activation in its box, with the point where the sum stands."""
    look = theme()
    painter.setPen(QPen(look.colour("line"), 1.6))
    painter.setBrush(look.colour("panel"))
    painter.drawRoundedRect(box, 12, 12)
    z, y = curve_about(neuron)
    room = box.adjusted(14, 16, -14, -16)
    low, high = min(0.0, float(y.min())), max(float(y.max()), float(y.min()) + 1e-9)

    def at(a: float, b: float) -> QPointF:
        x = room.left() + (a - z[0]) / (z[-1] - z[0]) * room.width()
        return QPointF(x, room.bottom() - (b - low) / max(high - low, 1e-9) * room.height())

    painter.setPen(QPen(look.colour("line"), 1))
    painter.drawLine(at(z[0], 0), at(z[-1], 0))
    painter.drawLine(at(0, low), at(0, high))
    painter.setPen(QPen(look.colour("activation"), 2.6))
    if neuron.activation.flat:
        painter.drawPolyline(_stairs(z, y, at))
    else:
        painter.drawPolyline(QPolygonF([at(a, b) for a, b in zip(z.tolist(), y.tolist(), strict=True)]))
    painter.setPen(QPen(look.colour("panel"), 1.5))
    painter.setBrush(verdict_colour(neuron))
    painter.drawEllipse(at(min(max(neuron.sum, float(z[0])), float(z[-1])), neuron.output), 6.5, 6.5)


def _stairs(z: np.ndarray, y: np.ndarray, at) -> QPolygonF:  # type: ignore[no-untyped-def]
    """Return a curve that jumps, upright where it does."""
    points = []
    for i, (a, b) in enumerate(zip(z.tolist(), y.tolist(), strict=True)):
        if i and b != y[i - 1]:
            points.append(at(a, float(y[i - 1])))
        points.append(at(a, b))
    return QPolygonF(points)


def paint_output(painter: QPainter, places: NeuronGeometry, board: NeuronBoard) -> None:
    """Write what comes out, and what that means."""
    neuron, area = board.neuron, places.output
    painter.setPen(verdict_colour(neuron))
    paint_fitted(painter, area.adjusted(0, 4, 0, -22), number(neuron.output), 36, QFont.Weight.Bold)
    if neuron.activation.flat and board.verdicts[0]:
        word = board.verdicts[1 if neuron.output > 0 else 0]
        paint_fitted(painter, area.adjusted(0, 58, 0, 2), word, fonts.BASE, QFont.Weight.Medium)


def paint_words(painter: QPainter, places: NeuronGeometry, *, biology: bool, fires: bool) -> None:
    """Write what the parts are called: those of a neuron, or those of a nerve cell."""
    box, body = places.box, places.body
    top = places.input(0)
    named = (
        (
            QRectF(top.center().x() - 120, max(top.top() - 34, 8), 240, 20),
            tr("inputs"),
            tr("dendrites · signals"),
        ),
        (
            QRectF(body.center().x() - 130, body.top() - 42, 260, 20),
            tr("weighted sum"),
            tr("cell body · nucleus"),
        ),
        (QRectF(box.center().x() - 90, box.top() - 30, 180, 20), tr("activation"), tr("threshold")),
        (
            places.output.translated(0, -66).adjusted(-14, 24, 0, -36),
            tr("output"),
            tr("axon · firing") if fires else tr("axon · at rest"),
        ),
    )
    painter.setPen(theme().colour("muted"))
    painter.setFont(fonts.ui_font(fonts.BASE))
    for area, plain, living in named:
        painter.drawText(area, int(CENTRE | Qt.TextFlag.TextDontClip), living if biology else plain)
