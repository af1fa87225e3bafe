"""Drawing what the mouse or the keyboard points at, over the picture of everything."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnsim.base.text import tr
from nnsim.ui.neurons import painting, words
from nnsim.ui.neurons.painting import HEADER
from nnsim.ui.neurons.sheet import Spot

if TYPE_CHECKING:
    from nnsim.ui.neurons.view import NeuronsView


class Pointing:
    """Methods of `NeuronsView` that draw what is pointed at."""

    def paint_pointed(self: NeuronsView, painter: QPainter) -> None:
        """Draw the neuron or weight under the mouse, and the one the keyboard stands on."""
        assert self.sheet is not None
        painter.save()
        painter.translate(self.shift)
        painter.scale(self.zoom, self.zoom)
        if self.hasFocus():
            painting.paint_focus(painter, self.sheet, self.focus_spot)
            self._paint_chosen(painter)
        if self.hover is not None:
            self._paint_weights_of(painter, self.hover)
        if self.hover_line is not None and self.has_line(self.hover_line):
            line = self.hover_line
            self._paint_weight(painter, line.lines, line.source, line.target, self.sheet.weight(line))
        painter.restore()
        self._paint_words(painter)

    def _paint_chosen(self: NeuronsView, painter: QPainter) -> None:
        into = self.sheet.into(self.focus_spot) if self.sheet is not None and self.chosen is not None else []
        if self.chosen is not None and self.chosen < len(into):
            number, row, value = into[self.chosen]
            self._paint_weight(painter, number, row, self.focus_spot.row, value)

    def _paint_weights_of(self: NeuronsView, painter: QPainter, spot: Spot) -> None:
        """Draw all weights into a neuron and out of it, clearer than the others."""
        assert self.sheet is not None
        for number, lines in enumerate(self.sheet.lines):
            weights = lines.wires.weights
            if weights is None:
                continue
            if lines.target == spot.column:
                for row, value in enumerate(weights[:, spot.row].tolist()):
                    self._paint_weight(painter, number, row, spot.row, value)
            elif lines.source == spot.column:
                for row, value in enumerate(weights[spot.row].tolist()):
                    self._paint_weight(painter, number, spot.row, row, value)

    def _paint_weight(
        self: NeuronsView, painter: QPainter, number: int, source: int, target: int, value: float
    ) -> None:
        assert self.sheet is not None
        lines = self.sheet.lines[number]
        share = abs(value) / lines.largest if lines.largest > 0 and math.isfinite(value) else 0.0
        painter.strokePath(
            painting.curve(*self.sheet.curve(lines, source, target)),
            painting.pen_for(value >= 0, min(share, 1.0)),
        )

    def _paint_words(self: NeuronsView, painter: QPainter) -> None:
        """Draw the enlarged neuron, or the weight in words, beside what is pointed at."""
        assert self.sheet is not None
        room = QRectF(self.rect()).adjusted(0, HEADER, 0, 0)
        spot = self.hover
        if spot is not None:
            stage = self.sheet.stages[spot.column]
            lines = [words.name_of(stage, spot.row), *words.facts(stage, spot.row)]
            beside = self.to_view(self.sheet.tile(spot))
            painting.paint_enlarged(painter, room, beside, self.picture(spot), lines)
        elif self.hover_line is not None and self.has_line(self.hover_line):
            line, found = self.hover_line, self.sheet.lines[self.hover_line.lines]
            value = self.sheet.weight(line)
            self._paint_weight_words(
                painter, room, found.source, found.target, line.source, line.target, value
            )
        elif self.chosen is not None and self.hasFocus():
            into = self.sheet.into(self.focus_spot)
            if self.chosen < len(into):
                number, row, value = into[self.chosen]
                found = self.sheet.lines[number]
                self._paint_weight_words(
                    painter, room, found.source, found.target, row, self.focus_spot.row, value
                )

    def _paint_weight_words(
        self: NeuronsView,
        painter: QPainter,
        room: QRectF,
        source_column: int,
        target_column: int,
        source: int,
        target: int,
        value: float,
    ) -> None:
        assert self.sheet is not None
        beside = self.to_view(self.sheet.tile(Spot(target_column, target)))
        lines = [
            tr("weight {value}").format(value=words.number(value)),
            tr("from {name}").format(name=words.name_of(self.sheet.stages[source_column], source)),
            tr("to {name}").format(name=words.name_of(self.sheet.stages[target_column], target)),
        ]
        painting.paint_enlarged(painter, room, beside, None, lines)
