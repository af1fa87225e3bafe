"""A push button whose words break into lines where the column is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

_LEAST_WIDTH = 96
"""Pixels below which words are no longer broken: one word needs about that many."""


class WrappingButton(QPushButton):
    """A push button that asks for no more width than there is, and for the height its words then need."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(_LEAST_WIDTH, whole.width()), whole.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        whole, lines = self.sizeHint(), self._lines(width)
        return whole.height() + (lines.count("\n")) * self.fontMetrics().lineSpacing()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self._lines(self.width())  # type: ignore[attr-defined]
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _lines(self, width: int) -> str:
        """Return the words with line breaks, so that they fit into so many pixels where they can."""
        metrics = self.fontMetrics()
        flags = int(Qt.TextFlag.TextShowMnemonic)
        whole = metrics.size(flags, self.text()).width()
        room = width - (self.sizeHint().width() - whole)
        if whole <= room:
            return self.text()
        lines = [""]
        for word in self.text().split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and metrics.size(flags, longer).width() > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return "\n".join(lines)
