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

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnsim.base.text import tr
from nnsim.ui.canvas.neurons import words
from nnsim.ui.canvas.neurons.painting import HEADER
from nnsim.ui.canvas.neurons.sheet import Line, Spot

if TYPE_CHECKING:
    from nnsim.ui.canvas.neurons.view import NeuronsView

_REACH = 6.0
"""Pixels from a curve at which the mouse is on it."""

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
        if self.hover_line is not None and not self.has_line(self.hover_line):
            self.hover_line = None
        if self.hover is not None and not self.has_spot(self.hover):
            self.hover = None
        if not self.has_spot(self.focus_spot):
            self.focus_spot, self.chosen = Spot(0, 0), None

    def has_line(self: NeuronsView, line: Line) -> bool:
        """Return whether there is such a curve."""
        assert self.sheet is not None
        if line.lines >= len(self.sheet.lines):
            return False
        weights = self.sheet.lines[line.lines].wires.weights
        return weights is not None and line.source < weights.shape[0] and line.target < weights.shape[1]

    def has_spot(self: NeuronsView, spot: Spot) -> bool:
        """Return whether there is such a neuron."""
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
            self.edit_line(on, event.position())

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
        self.canvas.deeds.selection.select({self.sheet.stages[spot.column].stage})

    # ---- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self: NeuronsView, event: QKeyEvent) -> None:
        # Nothing is left to the canvas below: its keys would change what cannot be seen.
        event.accept()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.text().isalpha():
            return  # a command of the window, or nothing
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
            self.canvas.deeds.navigator.fit()
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
        if self.sheet is None or not self.has_spot(spot):
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
            self.say_no_weight()
            return
        first = 0 if step > 0 else len(into) - 1
        self.chosen = first if self.chosen is None else (self.chosen + step) % len(into)
        number, row, value = into[self.chosen]
        assert self.sheet is not None
        source = Spot(self.sheet.lines[number].source, row)
        self.announce(words.weight(self.sheet, source, self.focus_spot, value))
        self.update()

    def say_no_weight(self: NeuronsView) -> None:
        """Say that the neuron has nothing to change."""
        self.canvas.deeds.talker.complained.fire(tr("No weight leads into this neuron."))
        self.announce(tr("No weight leads into this neuron."))
