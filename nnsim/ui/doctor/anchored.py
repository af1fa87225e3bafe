"""A column that scrolls, and in which what somebody looks at stays where it is while things above it come and go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class AnchoredArea(QScrollArea):
    """Shows a column of which the part from `anchor` on keeps its place under the eyes.

    Parameters
    ----------
    inside
        The column.
    anchor
        A widget in it.
    """

    def __init__(self, inside: QWidget, anchor: QWidget) -> None:
        super().__init__()
        self._anchor = anchor
        self._wants_anchor = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self._bar = self.verticalScrollBar()
        self._bar.rangeChanged.connect(self._go_on)
        self._bar.actionTriggered.connect(self._let_be)
        anchor.installEventFilter(self)

    def show_anchor(self) -> None:
        """Bring the anchor to the head: at once, or as soon as there is enough below it, unless somebody scrolls."""
        self._wants_anchor = True
        self._go_on()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._anchor and isinstance(event, QMoveEvent):
            if self._wants_anchor:
                self._go_on()
            elif self._bar.value() >= event.oldPos().y():
                self._bar.setValue(self._bar.value() + event.pos().y() - event.oldPos().y())
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self._wants_anchor:
            self._bar.setValue(self._anchor.y())
            self._wants_anchor = self._bar.value() < self._anchor.y()

    def _let_be(self) -> None:
        self._wants_anchor = False
