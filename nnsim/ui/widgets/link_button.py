"""A link as long as a sentence: it breaks its lines where there is little room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_BESIDE = 14
"""Pixels on each side of the words."""
_ABOVE = 6
_LEAST = 120
"""Pixels that are asked for: no word of a repair takes more, and a form has them always."""
_HEIGHT = 28


class LinkButton(QPushButton):
    """A button with the looks of a link whose words are broken into lines, never cut."""

    def __init__(
        self, text: str = "", on_click: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("variant", "link")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * _BESIDE, fonts.grown(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint().boundedTo(QSize(fonts.grown(_LEAST), fonts.grown(_HEIGHT)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width >= self.sizeHint().width():
            return fonts.grown(_HEIGHT)
        room = QRect(0, 0, width - 2 * _BESIDE, 10_000)
        words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return max(fonts.grown(_HEIGHT), words.height() + 2 * _ABOVE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # the style draws one line
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(theme().colour("accent" if self.isEnabled() else "muted"))
        area = self.rect().adjusted(_BESIDE, 0, -_BESIDE, 0)
        one_line = self.width() >= self.sizeHint().width()
        flow = Qt.TextFlag.TextSingleLine if one_line else Qt.TextFlag.TextWordWrap
        painter.drawText(area, flow | Qt.AlignmentFlag.AlignVCenter, self.text())
