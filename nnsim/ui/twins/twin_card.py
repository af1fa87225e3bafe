"""One of those that are compared, as a card: what it has otherwise, how it goes, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.runs_table.runs_model import dash_name, sample
from nnsim.ui.twins.twin_rows import TwinRow
from nnsim.ui.widgets.labels import ElidedLabel, Pill
from nnsim.ui.widgets.style import button, icon_button, label, wrapped

_SAMPLE = QSize(22, 12)
_LEAST_PILL = 80
"""Pixels that the words of a verdict have, before letters grow; beyond them they end in an ellipsis."""


class TwinCard(QFrame):
    """Shows a row of the comparison; the one on the canvas has no buttons.

    Parameters
    ----------
    take, remove
        What its buttons do.

    Attributes
    ----------
    take, remove
        Its buttons.
    row
        What it shows.
    """

    def __init__(
        self,
        row: TwinRow,
        take: Callable[[int], object],
        remove: Callable[[int], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setProperty("level", "raised")
        self.row = row
        self._line, self._name = QLabel(), ElidedLabel()
        self._name.setFont(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold))
        self.difference = label("", "muted")
        self.difference.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.difference.setWordWrap(True)
        self.figures = ElidedLabel()
        self.figures.setFont(fonts.tabular(fonts.ui_font()))
        self.pill = Pill()
        # What is behind its words is told on hover.
        self.pill.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.pill.setMinimumWidth(fonts.grown(_LEAST_PILL))
        number = row.number
        self.take = button(tr("Take it"), lambda: take(number), variant="link")
        self.take.setAccessibleName(tr("Take this one"))
        self.take.setToolTip(
            wrapped(
                tr(
                    "Put it on the canvas, with everything; the comparison ends, and the others stay as earlier runs"
                )
            )
        )
        self.remove = icon_button(
            "close", tr("Leave it out; it stays as an earlier run"), lambda: remove(number)
        )
        self._lay_out()
        self._show(row)

    def show_row(self, row: TwinRow) -> None:
        """Show the same run as it is now."""
        if row != self.row:
            self._show(row)

    def retheme(self) -> None:
        """Take the colours of the theme."""
        self._line.setPixmap(sample(self.row.colour, self.row.dash).pixmap(_SAMPLE))

    def _show(self, row: TwinRow) -> None:
        self.row = row
        self._name.setText(row.name)
        self.difference.setText(row.difference)
        self.figures.setText(row.figures)
        self.pill.set_state(row.opinion.mood, row.opinion.words)
        self.pill.setToolTip(wrapped(row.opinion.told))
        self._line.setToolTip(dash_name(row.dash))
        self.setAccessibleName(
            ". ".join(t for t in (row.name, row.difference, row.figures, row.opinion.words) if t)
        )
        self.retheme()

    def _lay_out(self) -> None:
        head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.setSpacing(8)
        head.addWidget(self._line)
        head.addWidget(self._name, 1)
        foot.addWidget(self.pill)
        foot.addStretch(1)
        if not self.row.is_drawn:
            head.addWidget(self.remove)
            foot.addWidget(self.take)
        for unused in (self.take, self.remove) if self.row.is_drawn else ():
            unused.setParent(self)
            unused.hide()
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.difference)
        column.addWidget(self.figures)
        column.addLayout(foot)
