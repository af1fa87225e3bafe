"""The big picture of the examples, whatever they are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.data.prepare import Prepared
from nnsim.ui.datapage.examples import Columns, kind_of
from nnsim.ui.datapage.image_sheet import ImageSheet
from nnsim.ui.datapage.pictures import SequencePlots
from nnsim.ui.datapage.scatter import ScatterView
from nnsim.ui.look import fonts
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.labels import SpareLabel
from nnsim.ui.widgets.style import label

_MOST_AXES = 200


class Preview(QWidget):
    """A title, the choice of axes where there is one, and the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        self.title = SpareLabel()
        self.title.setFont(fonts.sized(fonts.ui_font(), fonts.TITLE, QFont.Weight.DemiBold))
        self.caption = label("", "muted")
        self.scatter, self.images, self.sequences = ScatterView(), ImageSheet(), SequencePlots()
        self._nothing = label("", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedWidget()
        for page in (self.scatter, self.images, self.sequences, self._nothing):
            self._stack.addWidget(page)
        self._axes = QWidget()
        self._axes_row = QHBoxLayout(self._axes)
        self._axes_row.setContentsMargins(0, 0, 0, 0)
        self.across, self.up = ChoiceField([]), ChoiceField([])
        self._lay_out()
        self.show_examples(None)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show other examples, or that there are none."""
        before, self._prepared = self._prepared, prepared
        self._axes.hide()
        if prepared is None:
            self.title.setText(tr("No data"))
            self.caption.clear()
            if self.scatter.is_painted_on:
                self._stack.setCurrentWidget(self.scatter)
                return
            self._say(tr("There are no examples to show. Choose data on the left, or open a file."))
            return
        self.title.setText(prepared.title)
        kind = kind_of(prepared.dataset)
        if kind == "points":
            self._show_points(before, prepared)
        elif kind == "images":
            self.caption.setText(_count(prepared))
            self.images.show_examples(prepared)
            self._stack.setCurrentWidget(self.images)
        elif kind == "sequences":
            steps, channels = prepared.shape
            self.caption.setText(tr("{t} time steps, {c} channels").format(t=steps, c=channels))
            self.sequences.show_examples(prepared)
            self._stack.setCurrentWidget(self.sequences)
        else:
            self.caption.clear()
            shape = " × ".join(str(n) for n in prepared.shape)
            self._say(
                tr("There is no picture for examples of {shape}; the rows are below.").format(shape=shape)
            )

    def let_paint(self, workspace: Workspace) -> None:
        """Let points be painted here, also the first ones of all."""
        painting = self.scatter.let_paint(workspace)
        self._head.insertWidget(self._head.count() - 1, painting.button)
        painting.turned.connect(lambda: self.show_examples(self._prepared))

    def release(self) -> None:
        """Let go of what is painted on."""
        if self.scatter.painting is not None:
            self.scatter.painting.release()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.scatter.retheme()
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.update()

    def _say(self, text: str) -> None:
        self._nothing.setText(text)
        self._stack.setCurrentWidget(self._nothing)

    def _show_points(self, before: Prepared | None, prepared: Prepared) -> None:
        columns = Columns(prepared.dataset)
        names = columns.names
        x, y = _axes_at_first(prepared)
        # The same table, split or scaled in another way, keeps the axes a person chose.
        if _is_same_table(before, prepared):
            x, y = int(self.across.value()), int(self.up.value())
        options = [(str(j), name) for j, name in enumerate(names) if j < _MOST_AXES or j >= prepared.shape[0]]
        for combo, place in ((self.across, x), (self.up, y)):
            combo.clear()
            for key, name in options:
                combo.addItem(name, key)
            combo.set_value(str(place))
        self._axes.show()
        self.caption.clear()
        self._stack.setCurrentWidget(self.scatter)
        self.scatter.show_examples(prepared, x, y)

    def _on_axes(self) -> None:
        if self._prepared is not None:
            self.scatter.show_examples(self._prepared, int(self.across.value()), int(self.up.value()))

    def _lay_out(self) -> None:
        for combo, name, sign in (
            (self.across, tr("Column along x"), "x"),
            (self.up, tr("Column along y"), "y"),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.setMinimumWidth(70)
            combo.setMaximumWidth(fonts.grown(150))
            combo.valueEdited.connect(lambda _key: self._on_axes())
            self._axes_row.addWidget(label(sign, "muted"))
            self._axes_row.addWidget(combo)
        self._head = head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.caption)
        head.addStretch(1)
        head.addWidget(self._axes)
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


def _is_same_table(before: Prepared | None, now: Prepared) -> bool:
    """Return whether both are points with the same title and columns."""
    if before is None or kind_of(before.dataset) != "points" or before.title != now.title:
        return False
    return Columns(before.dataset).names == Columns(now.dataset).names


def _axes_at_first(prepared: Prepared) -> tuple[int, int]:
    """Return the columns for x and y: the two inputs of the source where steps made more of them, else the telling."""
    names, own = prepared.input_names, prepared.origin.input_names
    if prepared.steps and len(own) == 2 and set(own) <= set(names):
        return names.index(own[0]), names.index(own[1])
    return Columns(prepared.dataset).telling()
