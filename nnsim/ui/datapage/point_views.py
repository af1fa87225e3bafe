"""Rows of columns as a picture: as points, column by column, against each other, before and after scaling."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.examples import Columns, kind_of
from nnsim.ui.datapage.look import Look, Tables
from nnsim.ui.datapage.looks import ColumnsLook, CorrelationsLook, ScalingLook
from nnsim.ui.datapage.scatter import ScatterView
from nnsim.ui.look import fonts
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import label

_MOST_AXES = 200
SCATTER = "scatter"
_ICONS = {"scatter": "data", "columns": "chart", "correlations": "link", "scaling": "fit"}
_LEAST = 230
"""Pixels of icons and the longest name, before letters grow."""


class PointViews(QWidget):
    """A row with the choice of views and what can be set about the one on show, and the view below.

    Attributes
    ----------
    views
        The choice.
    scatter, looks
        The points, and by its key each of the other views.
    across, up
        Which columns the points stand on.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: Prepared | None = None
        tables = Tables()
        self.scatter, self.correlations = ScatterView(), CorrelationsLook(tables)
        self.looks: dict[str, Look] = {
            "columns": ColumnsLook(tables),
            "correlations": self.correlations,
            "scaling": ScalingLook(tables),
        }
        looks = [(key, tr(look.title)) for key, look in self.looks.items()]
        self._names = [(SCATTER, tr("Scatter")), *looks]
        self.views = SegmentedControl(self._names, tr("How to look at the columns"))
        self.across, self.up = ChoiceField([]), ChoiceField([])
        self._axes = QWidget()
        self._tools: dict[str, tuple[QWidget, ...]] = {SCATTER: (self._axes,)}
        self._lay_out()
        self.views.currentChanged.connect(self._show_view)
        self.correlations.pair_wanted.connect(self._show_pair)
        self._show_view(SCATTER)

    def show_examples(self, prepared: Prepared | None) -> None:
        """Show other examples; while somebody paints, what is painted on."""
        before, self._prepared = self._prepared, prepared
        for look in self.looks.values():
            look.show_examples(prepared)
        if self.scatter.is_painted_on:
            self.views.set_current(SCATTER)
        self._tool_row.setVisible(prepared is not None)
        self.views.setVisible(not self.scatter.is_painted_on)
        if prepared is not None:
            self._show_points(before, prepared)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.scatter.retheme()
        for look in self.looks.values():
            look.retheme()

    def _show_view(self, key: str) -> None:
        for other, tools in self._tools.items():
            for tool in tools:
                tool.setVisible(other == key)
        self._stack.setCurrentWidget(self.scatter if key == SCATTER else self.looks[key])

    def _show_pair(self, x: int, y: int) -> None:
        self.across.set_value(str(x))
        self.up.set_value(str(y))
        self._on_axes()
        self.views.set_current(SCATTER)

    def _show_points(self, before: Prepared | None, prepared: Prepared) -> None:
        names = Columns(prepared.dataset).names
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
        self.scatter.show_examples(prepared, x, y)

    def _on_axes(self) -> None:
        if self._prepared is not None:
            self.scatter.show_examples(self._prepared, int(self.across.value()), int(self.up.value()))

    def _lay_out(self) -> None:
        axes = QHBoxLayout(self._axes)
        axes.setContentsMargins(0, 0, 0, 0)
        for combo, name, sign in (
            (self.across, tr("Column along x"), "x"),
            (self.up, tr("Column along y"), "y"),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(name)
            combo.setMinimumWidth(90)
            combo.setMaximumWidth(fonts.grown(150))
            combo.valueEdited.connect(lambda _key: self._on_axes())
            axes.addWidget(label(sign, "muted"))
            axes.addWidget(combo)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._axes)
        self._tool_row = _ToolRow(self.views, tools)
        for key, name in self._names:
            self.views.segment(key).setToolTip(name)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.scatter)
        for key, look in self.looks.items():
            self._tools[key] = (*look.tools, look.files.button())
            for tool in self._tools[key]:
                row.addWidget(tool)
            self._stack.addWidget(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._tool_row)
        column.addWidget(self._stack, 1)


class _ToolRow(QWidget):
    """Views and what can be set about one, below each other where there is little room, with icons where there is less."""

    def __init__(self, views: SegmentedControl, tools: QWidget) -> None:
        super().__init__()
        self._views, self._tools = views, tools
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(views, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addWidget(tools, 1)

    def minimumSizeHint(self) -> QSize:
        """Return the least it can do with, whichever way they stand now."""
        least = max(fonts.grown(_LEAST), self._tools.minimumSizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        way, room = QBoxLayout.Direction, event.size().width()
        views = self._views.named_width
        self._views.show_icons({} if views <= room else _ICONS)
        beside = views + self._tools.minimumSizeHint().width() + 6 <= room
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)


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
