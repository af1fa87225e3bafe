"""Painting on the map of a network's answers: the points of now, or those that the run had in its past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.data.sources.painted import Painted
from nnsim.figures.maps import Scale, target_scale
from nnsim.training.snapshot import Snapshot
from nnsim.ui.brush.painting_mode import PaintingMode
from nnsim.ui.charts.plane_chart import PlaneChart, map_colours
from nnsim.ui.sitting.live import LiveFeed
from nnsim.ui.sitting.strokes import Sheet
from nnsim.ui.sitting.workspace import Workspace


class PlanePainting:
    """Lets a map be painted on.

    Parameters
    ----------
    turned
        Called when painting has begun or ended.
    """

    def __init__(
        self, view: PlaneChart, workspace: Workspace, feed: LiveFeed, turned: Callable[[], object]
    ) -> None:
        self._view, self._workspace, self._feed = view, workspace, feed
        self.mode = PaintingMode(view.chart, workspace, map_colours, self._scale, fits=self._shows_inputs)
        self.mode.turned.connect(self._on_turned)
        self.mode.turned.connect(turned)
        self.mode.hand.pressed.connect(view.readout.leave)

    def words_for_nothing(self) -> str:
        """Return what is said where there are no examples; nothing while the first ones are painted."""
        source = self._workspace.project.data.source
        if self.mode.is_on:
            return ""
        if isinstance(source, Painted) and not self._workspace.strokes.why_not():
            return tr("Press Paint, and paint points of at least two classes.")
        return tr("Choose data to see the decision boundary.")

    def show_points_of(self, snapshot: Snapshot | None) -> None:
        """Show the points that the run has where it stands: in its past it may have had others."""
        subject, now = self._view.subject, self._workspace.prepared
        if subject is None or now is None:
            return
        then = snapshot.prepared if snapshot is not None and self._feed.past_step is not None else None
        shown = then or now
        if shown.train.inputs is not subject.prepared.train.inputs:
            self.mode.show_points(then is None)
            self._paint_over(self.mode.is_on and then is None)
            self._view.use(replace(subject, prepared=shown))

    def _on_turned(self) -> None:
        self._paint_over(self.mode.is_on and self._feed.past_step is None)

    def _paint_over(self, is_painted_over: bool) -> None:
        self._view.show_as(replace(self._view.look, is_painted_over=is_painted_over))

    def _shows_inputs(self) -> bool:
        """Return whether the axes are the two inputs there are."""
        prepared = self._workspace.prepared
        return prepared is None or prepared.columns.shape == (2,)

    def _scale(self, sheet: Sheet) -> Scale | None:
        if not sheet.source.has_values:
            return None
        colours, prepared = map_colours(), self._workspace.prepared
        if prepared is not None and _has_values(prepared):
            return target_scale(prepared, 0, colours)
        return Scale((-1.0, 1.0), (colours.negative, colours.neutral, colours.positive))


def _has_values(prepared: Prepared) -> bool:
    return prepared.task == "regression"
