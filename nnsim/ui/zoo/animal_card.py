"""One animal in the gallery: its name, its cells, and its latest result."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.figures.figure import Plot
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.zoo.cell_picture import CellPicture
from nnsim.zoo.animal import Animal

_LEAST = QSize(150, 150)
_PAD = 10
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_TITLE = _LEFT | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class AnimalCard(QWidget):
    """A card to be chosen.

    Signals
    -------
    pressed()
        It was clicked, or chosen by the space bar.
    activated()
        It was clicked twice, or Return was pressed on it.
    """

    pressed = Signal()
    activated = Signal()

    def __init__(self, animal: type[Animal], parent: QWidget) -> None:
        super().__init__(parent)
        self._animal = animal
        self._cells: CellPicture | None = None
        self._words, self._state = "", "muted"
        self._chosen = self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(tr(animal.title))
        self._name()

    @classmethod
    def least(cls) -> QSize:
        """Return the least size of a card."""
        return QSize(fonts.grown(_LEAST.width()), fonts.grown(_LEAST.height()))

    def set_chosen(self, on: bool) -> None:
        """Show whether it is the one that is looked at."""
        self._chosen = on
        self._name()
        self.update()

    @property
    def has_cells(self) -> bool:
        """Whether the drawing of its network is there."""
        return self._cells is not None

    def show_cells(self, plot: Plot) -> None:
        """Show the drawing of its network."""
        self._cells = CellPicture(plot)
        self.update()

    def show_result(self, words: str, state: str) -> None:
        """Show what became of it, in the colour of a state (see `Theme.state`)."""
        self._words, self._state = words, state
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return self.least()

    # ---- events ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.activated.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.pressed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit()
        else:
            event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.pressed.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.colour("hover" if self._hovered and not self._chosen else "panel"))
        edge = QPen(look.colour("accent"), 2) if self._chosen else QPen(look.colour("line"), 1)
        painter.setPen(edge)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        inner = self.rect().adjusted(_PAD, _PAD - 2, -_PAD, -_PAD + 2)
        title, small = fonts.sized(fonts.ui_font(), fonts.BASE), fonts.sized(fonts.ui_font(), fonts.SMALL)
        title.setBold(True)
        painter.setFont(title)
        painter.setPen(look.colour("text"))
        most = inner.adjusted(0, 0, 0, 2 * painter.fontMetrics().lineSpacing() - inner.height())
        name = tr(self._animal.title)
        line = painter.boundingRect(most, _TITLE, name).height()
        painter.drawText(most, _TITLE, name)
        painter.setFont(small)
        below = painter.fontMetrics().lineSpacing()
        if self._cells is not None:
            self._cells.paint(painter, inner.adjusted(0, line + 2, 0, -below - 2))
        foot = inner.adjusted(0, inner.height() - below, 0, 0)
        painter.setPen(look.colour("muted"))
        painter.drawText(foot, _LEFT | _MIDDLE, self._animal.short())
        gap = painter.fontMetrics().horizontalAdvance(self._animal.short()) + 8
        room = foot.adjusted(gap, 0, 0, 0)
        painter.setPen(look.colour(self._state))
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _RIGHT | _MIDDLE, words)

    def _name(self) -> None:
        """Say to a screen reader what is to be seen."""
        chosen = tr("chosen") if self._chosen else ""
        self.setAccessibleName(", ".join(filter(None, (tr(self._animal.title), self._words, chosen))))
        self.setAccessibleDescription(tr(self._animal.summary))
