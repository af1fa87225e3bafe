"""Twins overlaid, small: loss, score and gradients as they are and with the cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.trial import Arm, Trial
from nnsim.ui.doctor.trial_words import loss_curve
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_HEIGHT, _HEAD, _BETWEEN, _PAD = 76, 15, 12, 3
_Line = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class _Pane:
    """A small plot: its name, and lines (x, y) of the network as it is and with the cure."""

    name: str
    sick: tuple[_Line, ...]
    cured: tuple[_Line, ...]

    def span(self) -> tuple[float, float, float, float] | None:
        """Return the least and greatest x and y; None where there is nothing to draw."""
        lines = (*self.sick, *self.cured)
        x = np.concatenate([line[0] for line in lines] or [np.zeros(0)])
        y = np.concatenate([line[1] for line in lines] or [np.zeros(0)])
        y = y[np.isfinite(y)]
        if not x.size or not y.size:
            return None
        room = max(float(np.ptp(y)), 1e-6 * max(1.0, abs(float(y.max())))) * 0.08
        return float(x.min()), float(x.max()), float(y.min()) - room, float(y.max()) + room


class TrialCurves(QWidget):
    """Draws a trial; the dashed lines are the network as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._panes: tuple[_Pane, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(fonts.grown(_HEIGHT))
        self.setToolTip(tr("Dashed: as it is. Solid: with the cure."))

    def show_trial(self, trial: Trial, *, losses: bool) -> None:
        """Draw a trial; `losses`: those of both mean the same and can be laid over each other."""
        self._panes = tuple(_panes(trial, losses))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = max(1, len(self._panes))
        width = (self.width() - (count - 1) * _BETWEEN) / count
        for place, pane in enumerate(self._panes):
            self._paint(painter, pane, QRectF(place * (width + _BETWEEN), 0, width, self.height()))

    def _paint(self, painter: QPainter, pane: _Pane, area: QRectF) -> None:
        look, head = theme(), fonts.grown(_HEAD)
        painter.setFont(fonts.sized(fonts.ui_font(), 10))
        painter.setPen(look.colour("muted"))
        top = QRectF(area.left(), area.top(), area.width(), head)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, pane.name)
        room = area.adjusted(0, head, 0, -1)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        span = pane.span()
        if span is None:
            return
        for lines, state, style in (
            (pane.sick, "bad", Qt.PenStyle.DashLine),
            (pane.cured, "good", Qt.PenStyle.SolidLine),
        ):
            painter.setPen(QPen(QColor(look.state(state)), 1.5, style))
            for x, y in lines:
                painter.drawPolyline(_polygon(x, y, span, room))


def _panes(trial: Trial, losses: bool) -> Iterator[_Pane]:
    if losses:
        yield _pane(tr("loss"), trial, lambda arm: (arm.steps, loss_curve(arm)))
    what = "R²" if any(arm.what == "r2" for arm in trial.cured) else tr("accuracy")
    yield _pane(what, trial, lambda arm: (arm.steps, np.clip(arm.scores, -1.0, 1.0)))
    yield _pane(tr("gradients"), trial, _gradients)


def _pane(name: str, trial: Trial, line: Callable[[Arm], _Line]) -> _Pane:
    return _Pane(name, tuple(map(line, trial.sick)), tuple(map(line, trial.cured)))


def _gradients(arm: Arm) -> _Line:
    """Return the gradients of the layers from first to last, as powers of ten."""
    norms = np.array([norm for _, norm in arm.gradients], np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arange(len(norms), dtype=np.float64), np.log10(norms)


def _polygon(
    x: np.ndarray, y: np.ndarray, span: tuple[float, float, float, float], room: QRectF
) -> QPolygonF:
    left, right, low, high = span
    fine = np.isfinite(y)
    across = (x[fine] - left) / max(right - left, 1e-30) * (room.width() - 2 * _PAD) + room.left() + _PAD
    down = room.bottom() - (y[fine] - low) / (high - low) * room.height()
    return QPolygonF([QPointF(a, b) for a, b in zip(across, down, strict=True)])
