"""Messages that do not stop the work: banners in the flow, toasts above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QFont,
    QKeyEvent,
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
from nnsim.ui.widgets.holding import layout_of, let_all_go, parent_of
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.widgets.style import button, icon_button, wrapped

READING_TIME = 12_000
"""Milliseconds a sentence stays that says what cannot be, unless the mouse is on it."""
_LEAST_WORDS = 260
"""Pixels that words beside a button need, or they would stand one below the other."""
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
"""Events after which a message may have to stand elsewhere."""
_ICONS = {"good": "check", "warning": "warning", "bad": "error", "neutral": "info"}


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
        _announce(self, f"{self._title.text()} {self._text.text()}")

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
        icons.paint(painter, _ICONS[self._state], mark, look.state(self._state))

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


class Toast(QWidget):
    """A passing message at the foot of `parent`, with what one can do about it; never modal.

    It stays while the pointer or the focus is on it, and Escape closes it.

    Parameters
    ----------
    above
        Widgets of the same window that a message must not cover while they are on show.
    """

    def __init__(self, parent: QWidget, above: Sequence[QWidget] = ()):
        super().__init__(parent)
        self._state, self._above = "neutral", tuple(above)
        self._label = QLabel()
        self._action, self._other = (LinkButton("", partial(self._act, place)) for place in range(2))
        self._on_actions: tuple[Callable[[], object] | None, ...] = ()
        self._content = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._content.setSpacing(8)
        self._content.addWidget(self._label, 1)
        for made in (self._action, self._other):
            self._content.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(44, 8, 8, 8)
        row.setSpacing(8)
        row.addLayout(self._content, 1)
        row.addWidget(icon_button("close", tr("Dismiss"), self.hide))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._stay = 0
        for watched in (parent, *self._above):
            watched.installEventFilter(self)
        self.hide()

    def show_message(
        self,
        text: str,
        state: str = "neutral",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        other: tuple[str, Callable[[], object]] | None = None,
        milliseconds: int = 6000,
    ) -> None:
        """Show `text`, instead of what was shown; 0 `milliseconds` means until closed.

        Parameters
        ----------
        action, on_action
            What a button says and does.
        other
            The same of a second one.
        """
        self._state, self._stay = state, milliseconds
        self._label.setText(text)
        offered = ((action, on_action), other or ("", None))
        self._on_actions = tuple(act for _, act in offered)
        for made, (words, _) in zip((self._action, self._other), offered, strict=True):
            made.setText(words)
            made.setVisible(bool(words))
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._wait()
        _announce(self, text)

    def text(self) -> str:
        """Return the message."""
        return self._label.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._wait()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        mark = QRectF(16, self.height() / 2 - 9, 18, 18)
        icons.paint(painter, _ICONS[self._state], mark, look.state(self._state))

    def _act(self, place: int) -> None:
        act = self._on_actions[place]
        self.hide()
        if act is not None:
            act()

    def _wait(self) -> None:
        if self._stay > 0:
            self._timer.start(self._stay)

    def _place(self) -> None:
        room = parent_of(self).rect()
        widest = max(160, room.width() - 32)
        # In one line first: what was broken into lines before asks for less than it needs.
        self._label.setWordWrap(False)
        self._content.setDirection(QBoxLayout.Direction.LeftToRight)
        self._content.invalidate()  # or it would answer for the words it had when it was last shown
        if self.sizeHint().width() > widest:
            self._label.setWordWrap(True)
            self.setFixedWidth(widest)
            self._content.setDirection(QBoxLayout.Direction.TopToBottom)
            height = max(layout_of(self).totalHeightForWidth(widest), self.minimumSizeHint().height())
            self.resize(widest, height)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(widest)
            self.resize(self.sizeHint())
        x, y = (room.width() - self.width()) // 2, room.height() - self.height() - 16
        for widget in self._above:
            top = parent_of(self).mapFromGlobal(widget.mapToGlobal(QPoint(0, 0))).y()
            if widget.isVisible() and y < top + widget.height() and y + self.height() > top:
                y = max(0, top - self.height() - 8)
        self.move(x, y)


def _announce(widget: QWidget, text: str) -> None:
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
