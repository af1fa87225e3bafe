"""Toasts: passing messages above the work, with what one can do about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QEnterEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import layout_of, parent_of
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.widgets.messages import STATE_ICONS, announce
from nnsim.ui.widgets.style import icon_button

READING_TIME = 12_000
"""Milliseconds a sentence stays that says what cannot be, unless the mouse is on it."""
_LOW = 420
"""Pixels of height below which a message does not stand above another one."""
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
"""Events after which a message may have to stand elsewhere."""


class Toast(QWidget):
    """A passing message at the foot of `parent`, with what one can do about it; never modal.

    It stays while the pointer or the focus is on it, and Escape closes it.

    Parameters
    ----------
    above
        Widgets of the same window that a message must not cover while they are on show.
    head
        Returns from which x to which (in `parent`) there is room at the head: where the parent is so low
        that a message above those widgets would cover what they leave, it stands there.
    """

    def __init__(
        self,
        parent: QWidget,
        above: Sequence[QWidget] = (),
        head: Callable[[], tuple[int, int]] | None = None,
    ):
        super().__init__(parent)
        self._head = head
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
        announce(self, text)

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
        icons.paint(painter, STATE_ICONS[self._state], mark, look.state(self._state))

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
        self._fit_into(room.width())
        x, y = (room.width() - self.width()) // 2, room.height() - self.height() - 16
        for widget in self._above:
            top = parent_of(self).mapFromGlobal(widget.mapToGlobal(QPoint(0, 0))).y()
            if widget.isVisible() and y < top + widget.height() and y + self.height() > top:
                y = max(0, top - self.height() - 8)
                if self._head is not None and room.height() < fonts.grown(_LOW):
                    left, right = self._head()
                    self._fit_into(right - left)
                    x, y = (left + right - self.width()) // 2, 8
        self.move(x, y)

    def _fit_into(self, room: int) -> None:
        """Take the size that its words need in so many pixels of width, with some beside it."""
        widest = max(160, room - 32)
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
