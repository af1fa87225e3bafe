"""The big picture of the examples, whatever they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.examples import kind_of
from nnsim.ui.datapage.image_sheet import ImageSheet
from nnsim.ui.datapage.point_views import PointViews
from nnsim.ui.datapage.sequence_plots import SequencePlots
from nnsim.ui.look import fonts
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.labels import SpareLabel
from nnsim.ui.widgets.style import label


class Preview(QWidget):
    """A title, and the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self.title = SpareLabel()
        self.title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        self.caption = label("", "muted")
        self.points, self.images, self.sequences = PointViews(), ImageSheet(), SequencePlots()
        self.scatter, self.across, self.up = self.points.scatter, self.points.across, self.points.up
        self._nothing = label("", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedWidget()
        for page in (self.points, self.images, self.sequences, self._nothing):
            self._stack.addWidget(page)
        self._lay_out()
        self.show_examples(None)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show other examples, or that there are none."""
        self._prepared = prepared
        is_table = prepared is not None and kind_of(prepared.dataset) == "points"
        self.points.show_examples(prepared if is_table else None)
        if prepared is None:
            self.title.setText(tr("No data"))
            self.caption.clear()
            if self.scatter.is_painted_on:
                self._stack.setCurrentWidget(self.points)
                return
            self._say(tr("There are no examples to show. Choose data on the left, or open a file."))
            return
        self.title.setText(prepared.title)
        kind = kind_of(prepared.dataset)
        if kind == "points":
            self.caption.clear()
            self._stack.setCurrentWidget(self.points)
        elif kind == "images":
            self.caption.setText(_count(prepared))
            self.images.show_examples(prepared)
            self._stack.setCurrentWidget(self.images)
        elif kind == "sequences":
            steps, channels = prepared.shape
            words = tr("{t} time steps, {c} channels").format(t=steps, c=channels)
            if prepared.dataset.channel_names:
                words = tr("{words}, each in its own range").format(words=words)
            self.caption.setText(words)
            self.sequences.show_examples(prepared)
            self._stack.setCurrentWidget(self.sequences)
        else:
            self.caption.clear()
            shape = " × ".join(str(n) for n in prepared.shape)
            self._say(
                tr("There is no picture for examples of {shape}; the rows are below.").format(shape=shape)
            )

    def enlarge(self, row: int) -> None:
        """Show one picture or sequence large; rows of a table are large enough where they stand."""
        shown = self._stack.currentWidget()
        if shown is self.images:
            self.images.enlarge(row)
        elif shown is self.sequences:
            self.sequences.enlarge(row)

    def let_paint(self, workspace: Workspace) -> None:
        """Let points be painted here, also the first ones of all."""
        painting = self.scatter.let_paint(workspace)
        self._head.addWidget(painting.button)
        painting.turned.connect(lambda: self.show_examples(self._prepared))

    def release(self) -> None:
        """Let go of what is painted on."""
        if self.scatter.painting is not None:
            self.scatter.painting.release()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.points.retheme()
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.update()

    def _say(self, text: str) -> None:
        self._nothing.setText(text)
        self._stack.setCurrentWidget(self._nothing)

    def _lay_out(self) -> None:
        self._head = head = QHBoxLayout()
        head.setSpacing(10)
        # Or everything below would jump where there is nothing to paint on.
        head.addStrut(fonts.grown(32))
        head.addWidget(self.title)
        head.addWidget(self.caption)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stack, 1)


def _count(prepared: Prepared) -> str:
    n = len(prepared.dataset)
    return ntr("{n} picture; click it to see it large", "{n} pictures; click one to see it large", n).format(
        n=f"{n:,}"
    )
