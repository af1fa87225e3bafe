"""Banners: messages in the flow that do not stop the work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import layout_of, let_all_go
from nnsim.ui.widgets.style import button, icon_button, wrapped

_LEAST_WORDS = 260
"""Pixels that words beside a button need, or they would stand one below the other."""
STATE_ICONS = {"good": "check", "warning": "warning", "bad": "error", "neutral": "info"}


class Banner(QWidget):
    """A message with a bar in the colour of its state, an icon, and what one can do about it."""

    dismissed = Signal()

    def __init__(
        self,
        state: str = "neutral",
        title: str = "",
        text: str = "",
        parent: QWidget | None = None,
        *,
        closable: bool = False,
    ):
        super().__init__(parent)
        self._state = state
        self._title, self._text = QLabel(), QLabel()
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold))
        self._title.setWordWrap(True)
        self._text.setProperty("tone", "muted")
        self._text.setFont(fonts.sized(fonts.ui_font(), 12))
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out(closable)
        self.set_content(state, title, text)

    def state(self) -> str:
        """Return the state shown."""
        return self._state

    def set_content(self, state: str, title: str, text: str = "") -> None:
        """Show another state, title and explanation; the actions stay."""
        self._state = state
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.update()

    def add_action(
        self, label: str, on_click: Callable[[], object] | None = None, *, variant: str = "pill"
    ) -> QPushButton:
        """Add a button; `variant` is ``pill``, ``link`` or ``primary``."""
        made = button(label, on_click, variant=variant)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._actions.addWidget(made)
        return made

    def clear_actions(self) -> None:
        """Take all buttons away."""
        let_all_go(self._actions)

    def height_for(self, width: int) -> int:
        """Return the height it needs in so many pixels; where there are few, the actions stand below the words."""
        actions = self._actions.sizeHint().width()
        beside = actions == 0 or width - actions > max(actions, fonts.grown(_LEAST_WORDS))
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._content.direction() != direction:
            self._content.setDirection(direction)
        layout_of(self).activate()  # or it would answer for what was shown before
        return layout_of(self).totalHeightForWidth(width)

    def set_brief(self, brief: bool) -> None:
        """Show the title only, and keep the explanation for the tooltip."""
        self._text.setVisible(bool(self._text.text()) and not brief)
        self.setToolTip(wrapped(self._text.text()) if brief else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.height_for(self.width())

    def announce(self) -> None:
        """Have a screen reader say title and text."""
        announce(self, f"{self._title.text()} {self._text.text()}")

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(area, 10, 10)
        painter.fillPath(shape, look.colour("panel"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, 4, self.height()), look.state(self._state))
        painter.restore()
        painter.setPen(QPen(look.colour("line"), 1))
        outline = QPainterPath(shape)
        painter.setClipRect(QRectF(4, 0, self.width(), self.height()))
        painter.drawPath(outline)
        mark = QRectF(16, self.height() / 2 - 9, 18, 18)
        icons.paint(painter, STATE_ICONS[self._state], mark, look.state(self._state))

    def _lay_out(self, closable: bool) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(12)
        self._content = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._content.setSpacing(16)
        self._content.addLayout(words, 1)
        self._content.addLayout(self._actions)
        # Without an alignment the words above the actions would be no wider than these.
        self._content.setAlignment(self._actions, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(46, 10, 14, 10)
        row.setSpacing(16)
        row.addLayout(self._content, 1)
        if closable:
            row.addWidget(icon_button("close", tr("Dismiss"), self._dismiss))

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text`."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
