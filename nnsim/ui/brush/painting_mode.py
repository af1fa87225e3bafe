"""Painting on a chart: on or off, with the button that says so, the bar and the hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal

from nnsim.base.text import tr
from nnsim.data.sources.painted import Painted
from nnsim.figures.maps import MapColours, Scale
from nnsim.ui.brush.easel import Easel
from nnsim.ui.brush.hand import Hand
from nnsim.ui.brush.paint_bar import PaintBar
from nnsim.ui.charts.chart import Chart
from nnsim.ui.look.icons import icon
from nnsim.ui.sitting.strokes import Sheet
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.style import toggle

_MARGIN = 0.05


class PaintingMode(QObject):
    """Lets one chart be painted on.

    Parameters
    ----------
    height
        Where points lie among the marks of the chart.
    fits
        Says whether the axes of the chart are the two inputs.

    Signals
    -------
    turned()
        Painting has begun or ended.
    """

    turned = Signal()

    def __init__(
        self,
        chart: Chart,
        workspace: Workspace,
        colours: Callable[[], MapColours],
        scale: Callable[[Sheet], Scale | None],
        height: float = 8.0,
        fits: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(chart)
        self.is_on = False
        self.easel = Easel(chart, workspace.strokes, colours, scale, height)
        self.hand = Hand(self.easel)
        self.bar = PaintBar(self.easel)
        self.button = toggle(tr("Paint"), tr("Paint points with the mouse, also while it trains"))
        self.button.setParent(chart)  # until it has its place: without one it would be shown as a window
        self.button.setIcon(icon("brush", "muted"))
        self.button.setIconSize(QSize(16, 16))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.clicked.connect(self.turn)
        self.hand.left.connect(lambda: self.turn(False))
        self._chart, self._workspace, self._fits = chart, workspace, fits
        self._leave: list[Callable[[], object]] = [
            workspace.project_changed.connect(lambda _old, _new: self.refresh()),
            workspace.data_changed.connect(self.refresh),
        ]
        leave = self._leave
        self.destroyed.connect(lambda *_: _all_of(leave))
        self.refresh()

    def release(self) -> None:
        """Hear nothing more of the workspace, which lives on."""
        _all_of(self._leave)

    def turn(self, on: bool) -> None:
        """Begin to paint, or end."""
        on = on and self._can_paint()
        self.button.setChecked(on)
        if on == self.is_on:
            return
        self.is_on = on
        self.hand.activate(on)
        self.bar.setVisible(on)
        self.easel.show(on)
        self.turned.emit()
        if on:
            self._show_axes()
            self._chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_points(self, shown: bool) -> None:
        """Show the points that are painted on, or let the chart show others, as those of the past."""
        self.easel.show(shown and self.is_on)

    def refresh(self) -> None:
        """Follow other data: end where they cannot be painted on."""
        can = self._can_paint()
        self.button.setVisible(can)
        if self.is_on and not can:
            self.turn(False)
        elif self.is_on and self.easel.cloud.shown and not self.easel.is_under_way:
            self.easel.refresh()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.easel.retheme()

    def _can_paint(self) -> bool:
        return self._fits() and not self._workspace.strokes.why_not()

    def _show_axes(self) -> None:
        """Show the ranges of the axes where there are no examples yet."""
        source = self._workspace.project.data.source
        if self._workspace.prepared is None and isinstance(source, Painted):
            (a, b), (c, d) = source.ranges
            self._chart.set_labels(*source.input_names)
            across, up = _MARGIN * (b - a), _MARGIN * (d - c)
            self._chart.lock_aspect(1.0 if b - a == d - c else None)
            self._chart.view_all()
            self._chart.fit((a - across, b + across), (c - up, d + up))


def _all_of(leave: list[Callable[[], object]]) -> None:
    while leave:
        leave.pop()()
