"""Mouse and keyboard on the neurons: pointing, moving about, setting a weight.

=====================  ================================================================
Key                    What it does
=====================  ================================================================
arrow                  go to the neighbouring neuron
Page Up, Page Down     eight neurons up, down
E, Shift+E             the next, previous weight into the neuron, strongest first
Enter, F2              type a number for that weight (at first the strongest)
B                      type a number for the bias of the neuron
+, -                   zoom in, out
Home, 0                show all neurons
Alt+arrow              move the paper
N, F, Escape           back to the layers
=====================  ================================================================
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.ui.canvas.neurons import painting, words
from nnsim.ui.canvas.neurons.painting import HEADER
from nnsim.ui.canvas.neurons.sheet import Line, Spot

if TYPE_CHECKING:
    from nnsim.ui.canvas.neurons.view import NeuronsView

_REACH = 6.0
"""Pixels from a curve at which the mouse is on it."""
_MOST = 1e6
_FIELD = (110, 28)
WEIGHT = Real(label=mark("Weight"), low=-_MOST, high=_MOST)
BIAS = Real(label=mark("Bias"), low=-_MOST, high=_MOST)

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_PageUp: (0, -8),
    Qt.Key.Key_PageDown: (0, 8),
}


class Hands:
    """Methods of `NeuronsView` for what a person does."""

    def set_up_hands(self: NeuronsView) -> None:
        """Begin with nothing pointed at."""
        self.hover: Spot | None = None
        self.hover_line: Line | None = None
        self.chosen: int | None = None
        self._press: QPointF | None = None
        self._pressed_on: Spot | Line | None = None
        self._panning = False

    def forget_hover(self: NeuronsView) -> None:
        """Point at nothing."""
        self.hover = self.hover_line = None

    def keep_hands_on_sheet(self: NeuronsView) -> None:
        """Let go of what a new picture no longer has."""
        assert self.sheet is not None
        if self.hover_line is not None and not self._has(self.hover_line):
            self.hover_line = None
        if self.hover is not None and not self._has_spot(self.hover):
            self.hover = None
        if not self._has_spot(self.focus_spot):
            self.focus_spot, self.chosen = Spot(0, 0), None

    def _has(self: NeuronsView, line: Line) -> bool:
        assert self.sheet is not None
        lines = self.sheet.lines
        return line.lines < len(lines) and line.number < len(lines[line.lines].pairs)

    def _has_spot(self: NeuronsView, spot: Spot) -> bool:
        assert self.sheet is not None
        stages = self.sheet.stages
        return spot.column < len(stages) and spot.row < stages[spot.column].shown

    # ---- mouse ---------------------------------------------------------------------------------

    def _under(self: NeuronsView, at: QPointF) -> Spot | Line | None:
        if self.sheet is None or self.notice or at.y() < HEADER:
            return None
        point = self.to_sheet(at)
        return self.sheet.spot_at(point) or self.sheet.line_at(point, _REACH / self.zoom)

    def mouseMoveEvent(self: NeuronsView, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is not None:
            moved = (at - self._press).manhattanLength() >= QApplication.startDragDistance()
            if self._panning or moved:
                self._panning = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.pan_by(at.x() - self._press.x(), at.y() - self._press.y())
                self._press = at
            return
        found = self._under(at)
        spot = found if isinstance(found, Spot) else None
        line = found if isinstance(found, Line) else None
        if (spot, line) != (self.hover, self.hover_line):
            self.hover, self.hover_line = spot, line
            if found is None:
                self.unsetCursor()
            else:
                self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.update()

    def mousePressEvent(self: NeuronsView, event: QMouseEvent) -> None:
        self.editor.close_editor(take=True)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed_on = self._under(event.position()) if left else None
        event.accept()

    def mouseReleaseEvent(self: NeuronsView, event: QMouseEvent) -> None:
        on, panned = self._pressed_on, self._panning
        self._press, self._pressed_on, self._panning = None, None, False
        self.unsetCursor()
        if panned or on is None:
            return
        if isinstance(on, Spot):
            self.move_focus_to(on)
            self._select_layer(on)
        else:
            self._edit_line(on, event.position())

    def mouseDoubleClickEvent(self: NeuronsView, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if isinstance(found, Spot):
            self.edit_bias(found)
        event.accept()

    def wheelEvent(self: NeuronsView, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.zoom_by(math.pow(1.0016, turn), event.position())
        event.accept()

    def contextMenuEvent(self: NeuronsView, event: QContextMenuEvent) -> None:
        event.accept()  # or the canvas below would open a menu for what cannot be seen

    def leaveEvent(self: NeuronsView, event: QEvent) -> None:
        if self.hover is not None or self.hover_line is not None:
            self.forget_hover()
            self.update()

    def focusInEvent(self: NeuronsView, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self: NeuronsView, event: QFocusEvent) -> None:
        self.update()

    def _select_layer(self: NeuronsView, spot: Spot) -> None:
        assert self.sheet is not None
        self.canvas.select_edges(())
        self.workspace.select({self.sheet.stages[spot.column].stage})

    # ---- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self: NeuronsView, event: QKeyEvent) -> None:
        # Nothing is left to the canvas below: its keys would change what cannot be seen.
        event.accept()
        key = event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in _WAYS:
            dx, dy = _WAYS[Qt.Key(key)]
            if alt:
                self.pan_by(-48 * dx, -48 * dy)
            else:
                self.step_focus(dx, dy)
        elif key in (Qt.Key.Key_N, Qt.Key.Key_Escape):
            self._on_leave(key == Qt.Key.Key_Escape)
        elif key == Qt.Key.Key_F:
            self.canvas.fit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_0):
            self.fit_all()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(1 / 1.25 if key == Qt.Key.Key_Minus else 1.25)
        elif key == Qt.Key.Key_E:
            self.choose_weight(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_weight()
        elif key == Qt.Key.Key_B:
            self.edit_bias(self.focus_spot)

    def _on_leave(self: NeuronsView, one_by_one: bool) -> None:
        if one_by_one and self.chosen is not None:
            self.chosen = None
            self.update()
        else:
            self.close_view()

    def step_focus(self: NeuronsView, dx: int, dy: int) -> None:
        """Go to the neuron beside the focused one; in another column to the one at its height."""
        if self.sheet is None or not self.sheet.stages:
            return
        here, stages = self.focus_spot, self.sheet.stages
        column = min(max(here.column + dx, 0), len(stages) - 1)
        row = here.row + dy
        if column != here.column:
            row = round(here.row - stages[here.column].shown / 2 + stages[column].shown / 2)
        self.move_focus_to(Spot(column, min(max(row, 0), stages[column].shown - 1)))

    def move_focus_to(self: NeuronsView, spot: Spot) -> None:
        """Put the keyboard on a neuron."""
        if self.sheet is None or not self._has_spot(spot):
            return
        self.focus_spot, self.chosen = spot, None
        self.show_spot(spot)
        self.announce(words.neuron(self.sheet.stages[spot.column], spot.row))
        self.update()

    def focus_nearest(self: NeuronsView, at: QPointF) -> None:
        """Put the keyboard on the neuron nearest to `at`, without moving the paper."""
        assert self.sheet is not None
        point = self.to_sheet(at)
        column = min(max(round(point.x() / self.sheet.spacing), 0), len(self.sheet.stages) - 1)
        rows = range(self.sheet.stages[column].shown)
        row = min(rows, key=lambda r: abs(self.sheet.y_of(column, r) - point.y()) if self.sheet else 0.0)
        self.focus_spot, self.chosen = Spot(column, row), None
        self.announce(words.neuron(self.sheet.stages[column], row))

    def choose_weight(self: NeuronsView, step: int) -> None:
        """Select the next of the weights that lead into the focused neuron."""
        into = self.sheet.into(self.focus_spot) if self.sheet is not None else []
        if not into:
            self._no_weight()
            return
        first = 0 if step > 0 else len(into) - 1
        self.chosen = first if self.chosen is None else (self.chosen + step) % len(into)
        number, row, value = into[self.chosen]
        assert self.sheet is not None
        source = Spot(self.sheet.lines[number].source, row)
        self.announce(words.weight(self.sheet, source, self.focus_spot, value))
        self.update()

    def _no_weight(self: NeuronsView) -> None:
        self.canvas.complained.fire(tr("No weight leads into this neuron."))
        self.announce(tr("No weight leads into this neuron."))

    # ---- setting a number ----------------------------------------------------------------------

    def edit_weight(self: NeuronsView) -> None:
        """Ask for a number for the selected, or else the strongest, weight of the focused neuron."""
        into = self.sheet.into(self.focus_spot) if self.sheet is not None else []
        if not into:
            self._no_weight()
            return
        assert self.sheet is not None
        self.chosen = min(self.chosen or 0, len(into) - 1)
        number, row, value = into[self.chosen]
        tile = self.to_view(self.sheet.tile(self.focus_spot))
        self._ask_weight(number, row, self.focus_spot.row, value, tile.bottomLeft())

    def _edit_line(self: NeuronsView, line: Line, at: QPointF) -> None:
        if self.sheet is None or not self._has(line):
            return
        lines = self.sheet.lines[line.lines]
        source, target = (int(n) for n in lines.pairs[line.number])
        self._ask_weight(line.lines, source, target, float(lines.values[line.number]), at)

    def _ask_weight(
        self: NeuronsView, number: int, source_row: int, target_row: int, value: float, at: QPointF
    ) -> None:
        if not self.editable or self.sheet is None:
            return
        sheet, lines = self.sheet, self.sheet.lines[number]
        source, target = Spot(lines.source, source_row), Spot(lines.target, target_row)

        def take(new: float) -> None:
            if new != value:
                self._set(lines.wires.parameter, (source_row, target_row), new)
                self._tell(words.weight(sheet, source, target, new))

        self._ask(WEIGHT, value, at, take)
        self.announce(words.weight(sheet, source, target, value))

    def edit_bias(self: NeuronsView, spot: Spot) -> None:
        """Ask for a number for the bias of a neuron."""
        if self.sheet is None or not self.editable or not self._has_spot(spot):
            return
        stage = self.sheet.stages[spot.column]
        if stage.biases is None:
            self.canvas.complained.fire(tr("This neuron has no bias."))
            return

        def take(new: float) -> None:
            if new != float(np.float32(before)):
                self._set(stage.bias, (spot.row,), new)
                self._tell(
                    tr("Bias of {name}: {value}").format(
                        name=words.name_of(stage, spot.row), value=words.number(new)
                    )
                )

        before = float(stage.biases[spot.row])
        self._ask(BIAS, before, self.to_view(self.sheet.tile(spot)).bottomLeft(), take)

    def _ask(self: NeuronsView, kind: Real, value: float, at: QPointF, take: object) -> None:
        width, height = _FIELD
        x = min(max(at.x(), 4), max(self.width() - width - 4, 4))
        y = min(max(at.y() + 6, HEADER), max(self.height() - height - 4, 0))
        shown = float(f"{value:.6g}") if math.isfinite(value) else 0.0
        self.editor.open(
            QRect(round(x), round(y), width, height), kind, shown, take, self.canvas.complained.fire
        )

    def _set(self: NeuronsView, parameter: str, index: tuple[int, ...], value: float) -> None:
        self.session.set_weight(parameter, index, value)
        self._outdate()

    def _tell(self: NeuronsView, text: str) -> None:
        self.session.told.fire(tr("{what}. Undo does not take this back.").format(what=text))

    # ---- what is pointed at --------------------------------------------------------------------

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
        if self.hover_line is not None and self._has(self.hover_line):
            lines = self.sheet.lines[self.hover_line.lines]
            source, target = (int(n) for n in lines.pairs[self.hover_line.number])
            value = float(lines.values[self.hover_line.number])
            self._paint_weight(painter, self.hover_line.lines, source, target, value)
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
        elif self.hover_line is not None and self._has(self.hover_line):
            found = self.sheet.lines[self.hover_line.lines]
            source, target = (int(n) for n in found.pairs[self.hover_line.number])
            value = float(found.values[self.hover_line.number])
            self._paint_weight_words(painter, room, found.source, found.target, source, target, value)
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
