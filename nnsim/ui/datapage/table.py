"""The examples as a table: as numbers, or as their file has them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QStackedWidget, QWidget

from nnsim.base.text import tr
from nnsim.data.formulas.named import quoted
from nnsim.data.prepared import Prepared
from nnsim.data.tables.glance import Glance
from nnsim.ui.datapage.file_lines import LinesView
from nnsim.ui.datapage.rows import RowsView
from nnsim.ui.datapage.surface import Surface
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import label, set_property

_PATIENCE = 150
"""Milliseconds after a key before rows are looked for."""
_BRIEF = 8
"""Characters of a name that has room in the example of a filter."""
_FILTER = 260
"""Pixels of the filter before letters grow."""


class ExamplesTable(Surface):
    """The rows of the examples in use, and beside them the first lines of a file that is looked at.

    Attributes
    ----------
    has_lines
        Whether there are lines of a file to look at.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_lines = self._is_narrow = False
        self.rows, self.lines = RowsView(), LinesView()
        self.title = SectionHeading(tr("Rows"))
        self.title.setWordWrap(True)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(tr("Which rows to show"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAcceptDrops(False)
        self.filter.setMaximumWidth(fonts.grown(_FILTER))
        self.problem = label("", "bad")
        self.problem.setWordWrap(True)
        self.problem.setContentsMargins(16, 0, 16, 6)
        self.problem.hide()
        self.views = SegmentedControl(
            [("rows", tr("As numbers")), ("lines", tr("As in the file"))], tr("What to show of the rows")
        )
        self.views.hide()
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_PATIENCE)
        self._lay_out()
        self.views.currentChanged.connect(self._show_view)
        self.filter.textEdited.connect(lambda _text: self._typed.start())
        self.filter.textChanged.connect(self._on_cleared)
        self.filter.returnPressed.connect(self._look)
        self._typed.timeout.connect(self._look)
        self.rows.told.connect(self._name)

    def set_narrow(self, narrow: bool) -> None:
        """Let what stands beside the heading stand below it where there is little room."""
        self._is_narrow = narrow
        self._arrange()

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show the rows of other examples; what they are filtered by stays where the columns do."""
        self.rows.show_examples(prepared)
        if not self.rows.query.text:
            self.filter.clear()
        names = prepared.input_names if prepared is not None else ()
        example = quoted(min(names, key=len)) if names else ""
        # A long name would leave no room for the rest.
        told = tr("Filter: {example} > 0, a class or a part").format(example=example)
        plain = tr("Filter: a condition, a class or a part")
        self.filter.setPlaceholderText(told if 0 < len(example) <= _BRIEF else plain)
        self.filter.setToolTip(
            tr(
                "A condition such as x1 > 0 and x2 < 1, or the name of a class, a part or a row; "
                "“missing” finds rows that lack a value."
            )
        )
        self._name()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        for view in (self.rows.viewport(), self.rows.head.viewport(), self.lines.viewport()):
            view.update()

    def show_glance(self, glance: Glance | None) -> None:
        """Show the first lines of another file; None: there are none."""
        self.lines.show_glance(glance)
        self.has_lines = glance is not None
        self.views.setVisible(self.has_lines)
        self._arrange()
        if not self.has_lines:
            self.views.set_current("rows")

    def turn_to_lines(self) -> None:
        """Show the lines of the file, if there are any."""
        if self.has_lines:
            self.views.set_current("lines")

    def _lay_out(self) -> None:
        self._heading = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._heading.setContentsMargins(16, 10, 16, 4)
        self._heading.addWidget(self.title, 1)
        self._heading.addWidget(self.filter, 1)
        self._heading.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.rows)
        self._tables.addWidget(self.lines)
        self.column.addLayout(self._heading)
        self.column.addWidget(self.problem)
        self.column.addWidget(self._tables, 1)

    def _arrange(self) -> None:
        """Let everything stand in a row; below each other where there is little room and much to choose."""
        way = QBoxLayout.Direction
        self._heading.setDirection(way.TopToBottom if self._is_narrow and self.has_lines else way.LeftToRight)

    def _show_view(self, view: str) -> None:
        self._tables.setCurrentWidget(self.lines if view == "lines" else self.rows)
        self.filter.setVisible(view == "rows")
        self._name()

    def _on_cleared(self, text: str) -> None:
        if not text:
            self._look()

    def _look(self) -> None:
        self._typed.stop()
        if self.filter.text() != self.rows.query.text:
            self.rows.filter_by(self.filter.text())

    def _name(self) -> None:
        """Say how many rows there are, and why it cannot be told which."""
        n, m = self.rows.shown, self.rows.total
        is_lines = self.views.current() == "lines"
        words = tr("Rows") if n == m else tr("{n} of {m} rows")
        self.title.setText(tr("The first lines") if is_lines else words.format(n=f"{n:,}", m=f"{m:,}"))
        problem = "" if is_lines else self.rows.problem
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_property(self.filter, "wrong", bool(problem))
