"""What was done to the data, in words, as the share of each part, and as the size of each class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.notes import Switch, reason_of, switches_of
from nnsim.data.prepare import Prepared
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import PART_SHAPES, colours, part_names
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import let_all_go, widgets_in
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import button, label

_BAR, _LINE, _GAP = 8, 22, 10
_MOST_CLASSES = 20
_MOST_BUTTONS = 2
_SHORT, _NARROW = 48, 16
"""A sentence of at most so many characters leaves room beside it for buttons of so many."""
_WIDEST = 32
"""Characters of buttons that have room side by side; more are a menu."""
_INDENT = 14
"""Pixels before a line of a list, where its dot is."""


class PartsBar(QWidget):
    """One bar cut into training, validation and test, with the rows of each below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self.setFont(fonts.tabular(fonts.ui_font(fonts.SMALL)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, train: int, validation: int, test: int) -> None:
        """Show so many rows in each part."""
        self._counts = (train, validation, test)
        words = ", ".join(self._words(place) for place in range(3))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _BAR + fonts.grown(26))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        metrics, total = QFontMetricsF(self.font()), max(1, sum(self._counts))
        texts = [self._words(place) for place in range(3)]
        if sum(metrics.horizontalAdvance(text) for text in texts) + 3 * 14 + 2 * _GAP > self.width():
            texts = [f"{count:,}" for count in self._counts]
        left, words = 0.0, 0.0
        for place, count in enumerate(self._counts):
            width = self.width() * count / total
            colour = look.colour("accent", (1.0, 0.6, 0.3)[place])
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(left, 2, max(0.0, width - 2), _BAR), 3, 3)
            left += width
            painter.save()
            painter.translate(QPointF(words + 5, _BAR + fonts.grown(17)))
            painter.scale(8, 8)
            painter.drawPath(symbol(PART_SHAPES[place]))
            painter.restore()
            painter.setPen(look.colour("muted"))
            painter.drawText(QPointF(words + 13, _BAR + fonts.grown(21)), texts[place])
            words += metrics.horizontalAdvance(texts[place]) + 13 + _GAP

    def _words(self, place: int) -> str:
        return f"{part_names()[place]} {self._counts[place]:,}"


class ClassBars(QWidget):
    """How many rows each class has, as slim bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts = np.zeros(0, np.int64)
        self.setFont(fonts.tabular(fonts.ui_font(12)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, names: tuple[str, ...], counts: np.ndarray) -> None:
        """Show so many rows for each class."""
        self._names, self._counts = names, counts
        words = ", ".join(f"{name} {n:,}" for name, n in zip(names, counts, strict=True))
        self.setAccessibleName(words)
        self.setToolTip(words if len(names) > _MOST_CLASSES else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lines = min(len(self._names), _MOST_CLASSES) + (len(self._names) > _MOST_CLASSES)
        return QSize(200, fonts.grown(_LINE) * lines + 2)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        shown = self._names[:_MOST_CLASSES]
        if not shown:
            return
        widest = min(max(metrics.horizontalAdvance(n) for n in shown), self.width() * 0.45)
        figures = max(metrics.horizontalAdvance(f"{n:,}") for n in self._counts)
        bar = QRectF(widest + 26, 0, max(8.0, self.width() - widest - figures - 38), 6)
        for k, name in enumerate(shown):
            self._paint_class(painter, k, metrics.elidedText(name, Qt.TextElideMode.ElideRight, widest), bar)
        more = len(self._names) - len(shown)
        if more:
            painter.setPen(theme().colour("muted"))
            area = QRectF(18, len(shown) * fonts.grown(_LINE), self.width(), fonts.grown(_LINE))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, tr("and {n} more").format(n=f"{more:,}"))

    def _paint_class(self, painter: QPainter, k: int, name: str, bar: QRectF) -> None:
        look, middle = theme(), (k + 0.5) * fonts.grown(_LINE)
        colour = QColor(colours().of_class(k))
        painter.save()
        painter.translate(QPointF(6, middle))
        painter.scale(9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(symbol("circle", k))
        painter.restore()
        painter.setPen(look.colour("text"))
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(18, middle - fonts.grown(11), bar.left() - 20, fonts.grown(22)), align, name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line"))
        ground = bar.translated(0, middle - 3)
        painter.drawRoundedRect(ground, 3, 3)
        painter.setBrush(colour)
        ground.setWidth(ground.width() * float(self._counts[k]) / max(1, int(self._counts.max())))
        painter.drawRoundedRect(ground, 3, 3)
        painter.setPen(look.colour("muted"))
        figures = QRectF(0, middle - fonts.grown(11), self.width() - 2, fonts.grown(22))
        painter.drawText(figures, align | Qt.AlignmentFlag.AlignRight, f"{int(self._counts[k]):,}")


class DoneList(QWidget):
    """The summary of the preparation as a list, with what can be turned over, and the classes."""

    turned = Signal(object)
    """A user wants another reading: a `Switch`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._classes_heading = SectionHeading(tr("Rows in each class"))
        self.classes = ClassBars()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionHeading(tr("What was done")))
        column.addLayout(self._lines)
        column.addSpacing(6)
        column.addWidget(self._classes_heading)
        column.addWidget(self.classes)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Tell what was done to other examples."""
        let_all_go(self._lines)
        self.setVisible(prepared is not None)
        if prepared is None:
            return
        for text in prepared.summary:
            point = Point(text)
            point.turned.connect(self.turned)
            self._lines.addWidget(point)
        is_classes = prepared.task == "classes"
        self._classes_heading.setVisible(is_classes)
        self.classes.setVisible(is_classes)
        if is_classes:
            counts = np.bincount(prepared.dataset.targets.astype(np.int64), minlength=prepared.classes)
            self.classes.set_counts(prepared.target_names, counts)

    def lines(self) -> list[str]:
        """Return the lines on show."""
        return [point.words.text() for point in self.points()]

    def points(self) -> list[Point]:
        """Return the lines on show, with their buttons."""
        return [point for point in widgets_in(self._lines) if isinstance(point, Point)]


class Point(QWidget):
    """A sentence, and beside it the ways to turn over what it tells; below it, why."""

    turned = Signal(object)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = _Words(text)
        self.reason = label(reason_of(text), "muted")
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.reason.setContentsMargins(_INDENT, 0, 0, 0)
        if not reason_of(text):
            self.reason.hide()
        self.switches: dict[str, Callable[[], None]] = {}
        """By label, what each way does."""
        switches = switches_of(text)
        for switch in switches:
            self.switches[switch.label] = partial(self.turned.emit, switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        beside = QHBoxLayout()
        beside.setSpacing(2)
        beside.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(beside)
        column.addWidget(self.reason)
        width = sum(len(switch.label) for switch in switches)
        if len(switches) > _MOST_BUTTONS or width > _WIDEST:
            beside.addWidget(self._menu(text), 0, Qt.AlignmentFlag.AlignVCenter)
        elif len(text) <= _SHORT and width <= _NARROW:
            self._add_buttons(beside, switches, text)
        elif switches:
            below = QHBoxLayout()
            below.setContentsMargins(_INDENT, 2, 0, 0)
            below.setSpacing(2)
            self._add_buttons(below, switches, text)
            below.addStretch(1)
            column.addLayout(below)

    def _add_buttons(self, row: QHBoxLayout, switches: Sequence[Switch], text: str) -> None:
        """Add a button for each switch to a row."""
        for switch in switches:
            made = button(switch.label, self.switches[switch.label], variant="link")
            made.setFont(fonts.ui_font(12))
            made.setAccessibleDescription(text)
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)

    def _menu(self, text: str) -> QToolButton:
        """Return a button that opens the list of the other ways."""
        made = QToolButton()
        made.setProperty("variant", "flat")
        made.setText(tr("Change"))
        made.setFont(fonts.ui_font(12))
        made.setAccessibleDescription(text)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        for name, turn in self.switches.items():
            menu.addAction(name).triggered.connect(lambda _checked=False, turn=turn: turn())
        made.setMenu(menu)
        return made


class _Words(QLabel):
    """A line of a list, with a dot before it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.ui_font(12))
        self.setContentsMargins(_INDENT, 0, 0, 0)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        painter.drawEllipse(QPointF(5, self.fontMetrics().height() / 2), 2.5, 2.5)
        painter.end()
        super().paintEvent(event)
