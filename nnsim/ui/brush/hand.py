"""The mouse and the keys on a chart that is painted on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnsim.base.text import tr
from nnsim.data.painting.painting import MOST_CLASSES, Painting
from nnsim.ui.brush.easel import Easel
from nnsim.ui.brush.outline import Outline
from nnsim.ui.brush.places import REACH, Spray, near, to_data, within

_STEP = 8
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0),
    Qt.Key.Key_Right: (_STEP, 0),
    Qt.Key.Key_Up: (0, -_STEP),
    Qt.Key.Key_Down: (0, _STEP),
}
_PUT = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Hand(QObject):
    """Turns what mouse and keys do on a chart into deeds on its easel, while it is `active`.

    A press puts one point, a drag sprays; with the lasso a drag chooses points, and from a chosen one moves
    them. Keys: 1 to 8 a class, B brush, L lasso, E eraser, the arrows a cross and Space a point there, Delete,
    Esc.

    Signals
    -------
    left()
        Esc was pressed, and there was nothing else to give up.
    pressed()
        The mouse is about to do something: whatever lies under it had better give way.
    """

    left = Signal()
    pressed = Signal()

    def __init__(self, easel: Easel) -> None:
        super().__init__(easel)
        self.active = False
        self.easel = easel
        self.chart = easel.chart
        self.outline = Outline(self.chart.marks)
        self._spray = Spray()
        self._last: QPointF | None = None
        self._cross: QPointF | None = None
        self._line: list[QPointF] = []
        self._held: tuple[Painting, QPointF] | None = None
        self.chart.viewport().installEventFilter(self)
        self.chart.installEventFilter(self)

    def activate(self, active: bool) -> None:
        """Take mouse and keys, or leave them to the chart."""
        self.active = active
        self._drop()
        self._cross = None
        self.outline.show_spray(None, 0)
        cursor = Qt.CursorShape.CrossCursor if active else Qt.CursorShape.ArrowCursor
        self.chart.viewport().setCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.active:
            return False
        if watched is self.chart:
            return self._on_key_event(event)
        if event.type() == QEvent.Type.Leave:
            self.outline.show_spray(None, 0)
        if not isinstance(event, QMouseEvent):
            return False
        return self._on_mouse(event)

    # ---- the mouse -----------------------------------------------------------------------------

    def _on_mouse(self, event: QMouseEvent) -> bool:
        at, left = event.position(), Qt.MouseButton.LeftButton
        pressed = event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        if pressed and event.button() == left:
            if not self.chart.to_pixels().area.contains(at):
                return False
            self.chart.setFocus(Qt.FocusReason.MouseFocusReason)
            self._cross = None
            self.pressed.emit()
            self._press(at)
            return True
        if event.type() == QEvent.Type.MouseMove:
            self._show_edge(at)
            if self._last is not None:
                self._drag(at)
                return True
        if (
            event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == left
            and self._last is not None
        ):
            self._release()
            return True
        return False

    def _show_edge(self, at: QPointF) -> None:
        wide = self.easel.brush.kind != "lasso"
        self.outline.show_spray(at if wide else None, self.easel.brush.size)

    def _press(self, at: QPointF) -> None:
        easel, kind = self.easel, self.easel.brush.kind
        if kind == "lasso":
            if (
                _is_chosen_at(easel, at)
                and easel.sheet is not None
                and easel.begin(tr("Move painted points"))
            ):
                self._held = easel.sheet.painting, at
            else:
                self._line = [at]
            self._last = at
        elif easel.begin(tr("Erase painted points") if kind == "eraser" else self._label()):
            self._spray.begin()
            self._last = at
            if kind == "eraser":
                easel.erase(at, at)
            else:
                easel.put(np.array([[at.x(), at.y()]]))

    def _drag(self, at: QPointF) -> None:
        easel, last = self.easel, self._last
        assert last is not None
        if self._held is not None:
            start, grip = self._held
            places = to_data(np.array([[grip.x(), grip.y()], [at.x(), at.y()]]), self.chart.to_pixels())
            by = places[1] - places[0]
            easel.move(start, (float(by[0]), float(by[1])))
        elif self._line:
            self._line.append(at)
            self.outline.show_lasso(self._line)
        elif easel.brush.kind == "eraser":
            easel.erase(last, at)
        else:
            easel.put(self._spray.along(last, at, easel.brush.size))
        self._last = at

    def _release(self) -> None:
        line, self._line, self._last, self._held = self._line, [], None, None
        if line:
            self.outline.show_lasso([])
            _choose_within(self.easel, line)
        else:
            self.easel.end()

    def _drop(self) -> None:
        """Give up what the mouse is at."""
        self._line, self._last, self._held = [], None, None
        self.outline.show_lasso([])
        if self.easel.is_under_way:
            self.easel.give_up()

    def _label(self) -> str:
        sheet, brush = self.easel.sheet, self.easel.brush
        if sheet is None or sheet.source.has_values:
            return tr("Paint points")
        return tr("Paint {name}").format(name=sheet.source.class_names[brush.of_class])

    # ---- the keys ------------------------------------------------------------------------------

    def _on_key_event(self, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        assert isinstance(event, QKeyEvent)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            # Claimed, so that it comes back as a key: Space would start the training.
            if self._means_something(event):
                event.accept()
            return False
        return self._on_key(event)

    def _means_something(self, event: QKeyEvent) -> bool:
        key = event.key()
        ours = (*_PUT, *_DELETE, *_ARROWS, Qt.Key.Key_Escape, Qt.Key.Key_B, Qt.Key.Key_L, Qt.Key.Key_E)
        return key in ours or Qt.Key.Key_1 <= key <= Qt.Key.Key_8

    def _on_key(self, event: QKeyEvent) -> bool:
        easel, key = self.easel, Qt.Key(event.key())
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_8:
            self._take_class(key - Qt.Key.Key_1)
        elif key in _ARROWS:
            self._move_cross(*_ARROWS[key])
        elif key in _PUT:
            self._put_at_cross()
        elif key in _DELETE:
            easel.delete()
        elif key == Qt.Key.Key_B:
            easel.take(replace(easel.brush, kind="points"))
        elif key == Qt.Key.Key_L:
            easel.take(replace(easel.brush, kind="lasso"))
        elif key == Qt.Key.Key_E:
            easel.take(replace(easel.brush, kind="eraser"))
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _take_class(self, place: int) -> None:
        sheet = self.easel.sheet
        count = MOST_CLASSES if sheet is None else len(sheet.source.class_names)
        if place < count and sheet is not None and not sheet.source.has_values:
            self.easel.take(replace(self.easel.brush, kind="points", of_class=place))

    def _move_cross(self, right: int, down: int) -> None:
        area = self.chart.to_pixels().area
        at = self._cross or area.center()
        x = min(max(at.x() + right, area.left()), area.right())
        y = min(max(at.y() + down, area.top()), area.bottom())
        self._cross = QPointF(x, y)
        self.outline.show_spray(self._cross, 0, cross=True)

    def _put_at_cross(self) -> None:
        if self._cross is None:
            self._move_cross(0, 0)
        at = self._cross
        assert at is not None
        if self.easel.brush.kind == "eraser" and self.easel.begin(tr("Erase painted points")):
            self.easel.erase(at, at)
            self.easel.end()
        elif self.easel.brush.kind == "points" and self.easel.begin(self._label()):
            self.easel.put(np.array([[at.x(), at.y()]]))
            self.easel.end()

    def _leave(self) -> None:
        """Give up the stroke under way, else what is chosen, else painting."""
        if self._last is not None:
            self._drop()
        elif self.easel.chosen.any():
            self.easel.choose(np.zeros(len(self.easel.chosen), bool))
        else:
            self.left.emit()


def _choose_within(easel: Easel, line: list[QPointF]) -> None:
    """Choose the points that a closed line on the viewport surrounds."""
    if easel.sheet is not None:
        easel.choose(within(easel.sheet.painting.at, easel.chart.to_pixels(), line))


def _is_chosen_at(easel: Easel, at: QPointF) -> bool:
    """Return whether a chosen point lies under a place on the viewport."""
    if easel.sheet is None or not easel.chosen.any():
        return False
    chosen = easel.sheet.painting.at[easel.chosen]
    return bool(near(chosen, easel.chart.to_pixels(), at, at, REACH).any())
