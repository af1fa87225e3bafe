"""The examples as a table: as numbers, or as their file has them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from nnsim.base.text import tr
from nnsim.data.glance import Glance
from nnsim.data.prepare import Prepared
from nnsim.ui.datapage.file_lines import LinesView
from nnsim.ui.datapage.rows import MOST_ROWS, RowsView
from nnsim.ui.datapage.surface import Surface
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.segmented import SegmentedControl


class ExamplesTable(Surface):
    """The rows of the examples in use, and beside them the first lines of a file that is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.has_lines = False
        """Whether there are lines of a file to look at."""
        self.rows, self.lines = RowsView(), LinesView()
        self.title = SectionHeading(tr("Rows"))
        self.title.setWordWrap(True)
        self.views = SegmentedControl(
            [("rows", tr("As numbers")), ("lines", tr("As in the file"))], tr("What to show of the rows")
        )
        self.views.hide()
        self.views.currentChanged.connect(self._show_view)
        self._heading = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heading.setContentsMargins(16, 10, 16, 4)
        self._heading.addWidget(self.title, 1)
        self._heading.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.rows)
        self._tables.addWidget(self.lines)
        self.column.addLayout(self._heading)
        self.column.addWidget(self._tables, 1)

    def set_narrow(self, narrow: bool) -> None:
        """Let what stands beside the heading stand below it where there is little room."""
        self._heading.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show the rows of other examples."""
        self._count = len(prepared.dataset) if prepared is not None else 0
        self.rows.show_examples(prepared)
        self._name()

    def show_glance(self, glance: Glance | None) -> None:
        """Show the first lines of another file; None: there are none."""
        self.lines.show_glance(glance)
        self.has_lines = glance is not None
        self.views.setVisible(self.has_lines)
        if not self.has_lines:
            self.views.set_current("rows")

    def turn_to_lines(self) -> None:
        """Show the lines of the file, if there are any."""
        if self.has_lines:
            self.views.set_current("lines")

    def _show_view(self, view: str) -> None:
        self._tables.setCurrentWidget(self.lines if view == "lines" else self.rows)
        self._name()

    def _name(self) -> None:
        n = self._count
        words = tr("Rows") if n <= MOST_ROWS else tr("The first {most} of {n} rows")
        if self.views.current() == "lines":
            words = tr("The first lines")
        self.title.setText(words.format(most=MOST_ROWS, n=f"{n:,}"))
