"""What the network answers over a plane through its inputs, with the examples on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.prepared import Prepared
from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.figure import Figure
from nnsim.figures.maps import map_title
from nnsim.figures.plane import Plane, default_plane
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.pictures.boundary_map import BoundaryMap, MapOver
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot
from nnsim.ui.brush.plane_painting import PlanePainting
from nnsim.ui.charts.map_switches import MapSwitches
from nnsim.ui.charts.plane_chart import PlaneChart
from nnsim.ui.charts.plane_choice import PlaneChoice
from nnsim.ui.charts.subject import Subject
from nnsim.ui.panel import Panel, register

RESOLUTION = 100
"""Points of the map along each side."""
PAPER_RESOLUTION = 300


@register
class BoundaryPanel(Panel):
    """The decision boundary of classes, the line of a single unit, the surface of a regression."""

    key = "boundary"
    title = mark("Decision boundary")
    short_title = mark("Boundary")
    summary = mark(
        "What the network answers over two inputs; the others stay at their means. Where the colour turns, it"
        " changes its mind. A single unit shows its line, with the weight vector w upright on it."
    )
    order = 20

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared: Prepared | None = None
        self._snapshot: Snapshot | None = None
        self._asked: MapOver | None = None
        self._is_due = False
        """Whether the data on show are others than those it was laid through."""
        self.view = PlaneChart()
        self.painting = PlanePainting(self.view, self.workspace, self.feed, partial(_say_why_nothing, self))
        room = QVBoxLayout(self.body)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(0)
        room.addWidget(self.painting.mode.bar)
        room.addWidget(self.view)
        self.choice = PlaneChoice(self)
        self.choice.chosen.connect(self._choose)
        self.choice.output.activated.connect(self.view.turn_to)
        switches = MapSwitches()
        switches.switched.connect(lambda: self.view.show_as(switches.look_after(self.view.look)))
        self._header: tuple[QWidget, ...] = (
            *self.choice.widgets,
            switches,
            self.painting.mode.button,
            self.files.button(),
        )
        disconnect = self.workspace.data_changed.connect(self._on_data)
        self.destroyed.connect(lambda *_: disconnect())
        self._on_data()

    # ---- contract -------------------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        self._catch_up()
        if self.plane is None:
            return ()
        x, y = self.view.chart.getViewBox().viewRange()
        self._asked = MapOver(self.plane.grid(x, y, RESOLUTION))
        return self._asked, *self.view.pointed.asked()

    @property
    def name(self) -> str:
        """What is shown: a border between classes, or the predictions of a regression."""
        return tr(self.title) if self._prepared is None else map_title(self._prepared)

    @property
    def short_name(self) -> str:
        return "" if _is_regression(self._prepared) else super().short_name

    @property
    def file_stem(self) -> str:
        return "predictions" if _is_regression(self._prepared) else self.key

    @property
    def plane(self) -> Plane | None:
        self._catch_up()
        return self.view.subject.plane if self.view.subject is not None else None

    def show_frame(self) -> None:
        self._catch_up()
        snapshot = self.feed.snapshot
        if snapshot is self._snapshot:
            return
        self._snapshot = snapshot
        self.painting.show_points_of(snapshot)
        self.view.show_map(
            _newest(snapshot, self._asked, self.plane) if snapshot is not None else None, snapshot
        )

    def clear(self) -> None:
        self._snapshot = None
        self.view.clear()

    def figure(self) -> Figure:
        self._catch_up()
        on = self.view.subject
        if on is None:
            raise NnsimError(self.notice or tr("There is no map to draw yet."))
        return boundary_figure(self.view.found, on.prepared, on.plane, self.caption(), on.target)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        """Return the border between classes, where there are some, and a plane to draw it on."""
        prepared = scene.prepared
        if not prepared.classes or math.prod(prepared.shape) < 2:
            return None
        plane = default_plane(prepared)
        found = MapOver(plane.grid(*plane.extent(prepared), PAPER_RESOLUTION)).take(scene)
        return boundary_figure(found, prepared, plane, caption)

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.view.chart.view_all()

    def retheme(self) -> None:
        self.view.retheme()
        self.painting.mode.retheme()

    # ---- data and axes --------------------------------------------------------------------------

    def _on_data(self) -> None:
        prepared = self.workspace.prepared
        if prepared is self._prepared and (prepared is not None or self.notice):
            _say_why_nothing(self)
            return
        self._prepared = prepared
        self.view.chart.setAccessibleName(self.name)
        self.setAccessibleName(self.name)
        self.named.emit(self.name)
        if prepared is None:
            self._use(None)
            self.choice.offer_nothing()
            _say_why_nothing(self)
            return
        self.choice.offer(prepared)
        self._is_due = True
        # While it is hidden nobody needs the points, and there may be many.
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        """Look at the data that came last, through the plane that shows most of them."""
        if not self._is_due or self._prepared is None:
            return
        self._is_due = False
        try:
            self._use(Subject(self._prepared, default_plane(self._prepared)))
        except NnsimError as error:
            self._use(None)
            self.say(str(error))

    def _choose(self) -> None:
        self._catch_up()
        prepared, on = self._prepared, self.view.subject
        if prepared is not None:
            plane = self.choice.plane(prepared)
            self._use(replace(on, plane=plane) if on is not None else Subject(prepared, plane))

    def _use(self, subject: Subject | None) -> None:
        """Look through another plane."""
        self._snapshot = None
        self.say("")
        self.view.use(subject)


def _newest(snapshot: Snapshot, asked: MapOver | None, plane: Plane | None) -> BoundaryMap | None:
    """Return what was asked for last, or else, while one zooms, a map of another part of the plane."""
    found = snapshot.answer(asked) if asked is not None else None
    maps = [found] if found is not None else snapshot.answers_to(MapOver)
    return next((m for m in maps if plane is not None and plane.holds(m.grid)), None)


def _say_why_nothing(panel: BoundaryPanel) -> None:
    """Say what is to be done while there are no data."""
    if panel.workspace.prepared is None:
        panel.say(panel.painting.words_for_nothing())


def _is_regression(prepared: Prepared | None) -> bool:
    return prepared is not None and not prepared.classes
