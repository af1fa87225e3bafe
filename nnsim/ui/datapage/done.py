"""What was done to the data, in words, and the size of each class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.notes import Switch, reason_of, switches_of, written_out
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.bars import ClassBars
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import let_all_go, widgets_in
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import button, icon_button, label

_MOST_BUTTONS = 2
_SHORT, _NARROW = 48, 16
"""A sentence of at most so many characters leaves room beside it for buttons of so many."""
_WIDEST = 32
"""Characters of buttons that have room side by side; more are a menu."""
_INDENT = 14
"""Pixels before a line of a list, where its dot is."""


class DoneList(QWidget):
    """The summary of the preparation as a list, with what can be turned over, and the classes."""

    turned = Signal(object)
    """A user wants another reading: a `Switch`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self._classes_heading = SectionHeading(tr("Rows in each class"))
        self.classes = ClassBars()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(SectionHeading(tr("What was done")), 1)
        self.copy = icon_button("copy", tr("Copy what was done as text"), self._copy)
        head.addWidget(self.copy)
        column.addLayout(head)
        column.addLayout(self._lines)
        column.addSpacing(6)
        column.addWidget(self._classes_heading)
        column.addWidget(self.classes)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Tell what was done to other examples."""
        self._prepared = prepared
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

    def _copy(self) -> None:
        """Put all of it on the clipboard, with the reasons."""
        if self._prepared is not None:
            text = written_out(self._prepared.title, self._prepared.summary)
            QGuiApplication.clipboard().setText(text)

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
