"""The main window: puts bar, places, docks and panels together. What they do is theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from nnsim.base.text import tr
from nnsim.document.fitting import layer_for
from nnsim.figures.plane import Plane
from nnsim.ui.canvas.graph_list import GraphListView
from nnsim.ui.desk import Desk
from nnsim.ui.doctor.doctor_column import DoctorColumn
from nnsim.ui.inspector.inspector import Inspector
from nnsim.ui.look.icons import app_icon
from nnsim.ui.neurons.opening import Opening
from nnsim.ui.neurons.view import NeuronsView
from nnsim.ui.palette.palette import Palette
from nnsim.ui.panel import Panel, panels
from nnsim.ui.places.data import DataPlace
from nnsim.ui.places.network import NetworkPlace
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.viewers import Viewer
from nnsim.ui.twins.twins_list import TwinsList
from nnsim.ui.window import menus
from nnsim.ui.window.command_palette import CommandPalette
from nnsim.ui.window.docks import Docks
from nnsim.ui.window.doctor_desk import DoctorDesk
from nnsim.ui.window.exchange import Exchange
from nnsim.ui.window.exporting import Exporting
from nnsim.ui.window.files import Files
from nnsim.ui.window.focus import FocusKeeper
from nnsim.ui.window.foot import Foot
from nnsim.ui.window.looks import Looks
from nnsim.ui.window.making import Making
from nnsim.ui.window.middle import Middle
from nnsim.ui.window.places import Places
from nnsim.ui.window.predicting import Predicting
from nnsim.ui.window.problems import Problems
from nnsim.ui.window.telling import Telling
from nnsim.ui.window.top_bar import TopBar
from nnsim.ui.window.twins_dock import TwinsDock
from nnsim.ui.window.vitals import VitalsViewer
from nnsim.ui.window.watching import Watching


class MainWindow(QMainWindow):
    """A window on a session. Can be thrown away and built anew while the session lives on.

    Attributes
    ----------
    desk
        Its parts, as commands and menus see them.
    rebuild_wanted, place_at_rebuild
        Whether it closes to be built anew, and where that one begins.
    """

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.rebuild_wanted = False
        self.place_at_rebuild = "network"
        self._fitted = False
        self._closing = False
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._build(session, preferences)
        self._join()
        self._show_title()
        self.desk.docks.restore(preferences, self.desk.places.current)

    # ---- building ----------------------------------------------------------------------------

    def _build(self, session: Session, preferences: Preferences) -> None:
        menu = QMenu(self)
        self.top_bar = TopBar(session, menu)
        self.setMenuWidget(self.top_bar)
        places = Places(session)
        middle = Middle(places.stack, DoctorColumn(session))
        self.setCentralWidget(middle)
        network = places["network"]
        assert isinstance(network, NetworkPlace)
        canvas = network.canvas
        palette = Palette(fitted=lambda preset: layer_for(preset, session.workspace.prepared))
        inspector, layers = Inspector(session), GraphListView(session.workspace)
        shown: list[Panel] = [kind(session.workspace, session.feed) for kind in panels]
        runs = RunsList(session, preferences)
        twins = TwinsList(session)
        sides = {"palette": palette, "inspector": inspector, "layers": layers, "twins": twins}
        docks = Docks(self, sides, shown, runs, network.drawn)
        self.neurons = NeuronsView(session, self._plane)
        foot = Foot(session)
        self.setStatusBar(foot)
        self.vitals = VitalsViewer(session, canvas, self.top_bar)
        self.vitals.counsel.add(middle.banner, middle.show_banner)
        canvas.deeds.corners.add_elsewhere(self.vitals.advice.banner, quietly=True)
        self.opening = Opening(
            canvas, self.neurons, above=(self.vitals.advice.banner,), beside=network.data.chip
        )
        self.opening.turned.connect(network.data.be_brief)
        telling = Telling(session, places.stack, (self.vitals.advice.banner,), self.vitals.advice.free_head)
        self.desk = Desk(
            window=self,
            session=session,
            preferences=preferences,
            places=places,
            docks=docks,
            canvas=canvas,
            data=network.data,
            palette=palette,
            inspector=inspector,
            layers=layers,
            runs=runs,
            twins=twins,
            panels=shown,
            foot=foot,
            files=Files(self, session, preferences),
            exchange=Exchange(self, session, preferences, shown),
            exporting=Exporting(self, session, preferences),
            predicting=Predicting(self, session, preferences),
            problems=Problems(session, places, docks, canvas, inspector, telling),
            telling=telling,
            looks=Looks(preferences, self._rebuild),
        )
        self.actions_by_key = menus.make_actions(self.desk)
        menus.fill(menu, self.desk, self.actions_by_key)
        self.command_palette = CommandPalette(self.desk, self.actions_by_key)
        self.doctor = DoctorDesk(self.desk, self.vitals.counsel, middle, self.top_bar.health)
        self.focus = FocusKeeper(self, places, self.actions_by_key)
        self._parts = Watching(session, shown), Making(session, self.desk.files, places)

    def _join(self) -> None:
        desk, session = self.desk, self.desk.session
        others: tuple[Viewer, ...] = (session.labs.ward, desk.inspector, self.vitals, desk.foot, self.neurons)
        for viewer in (*desk.panels, *others, desk.runs, desk.twins):
            session.feed.viewers.add(viewer)
        for panel in desk.panels:
            panel.files.saved.connect(
                lambda name: desk.telling.tell(tr("Saved {name}").format(name=Path(name).name))
            )
            panel.files.failed.connect(desk.telling.complain)
        desk.palette.activated.connect(desk.canvas.deeds.adder.add_after_selection)
        desk.data.more_wanted.connect(partial(desk.places.go_to, "data"))
        desk.layers.complained.connect(desk.telling.complain)
        self.top_bar.places.currentChanged.connect(desk.places.go_to)
        self.top_bar.health.clicked.connect(self.doctor.explain_pill)
        desk.places.leaving.connect(desk.docks.leave)
        for enter in (desk.docks.enter, self.top_bar.follow, desk.foot.follow):
            desk.places.entered.connect(enter)
        desk.foot.problems.clicked.connect(desk.problems.show_next)
        session.past.use_memory(desk.preferences.history_bytes)
        desk.foot.history.memory_chosen.connect(partial(_remember_memory, desk))
        desk.canvas.deeds.notes.repair_wanted.connect(session.mending.mend_as_offered)
        desk.inspector.problems.repair_wanted.connect(session.mending.mend)
        desk.inspector.problems.layer_wanted.connect(desk.problems.show)
        desk.inspector.problems.network_wanted.connect(session.mending.suggest)
        desk.files.opened.connect(self._show_opened)
        desk.files.data_chosen.connect(partial(_take_data, desk))
        desk.command_wanted.connect(self.command_palette.open)
        self._leave: list[Callable[[], object]] = [
            TwinsDock(desk).release,
            session.voice.refused.connect(desk.problems.refuse),
            session.workspace.file.changed.connect(self._show_title),
            session.workspace.data_changed.connect(self._show_title),
        ]

    def release(self) -> None:
        """Let go of the session: every view stops listening."""
        self.desk.session.feed.viewers.forget_all()
        for leave in self._leave:
            leave()
        desk = self.desk
        parts = (self.focus, self.top_bar, self.vitals, self.doctor, self.neurons, *self._parts)
        for part in (*parts, desk.inspector, desk.foot, desk.runs, desk.places, desk.telling):
            part.release()

    def _plane(self) -> Plane | None:
        """Return the plane through the inputs that a panel looks at."""
        return next((panel.plane for panel in self.desk.panels if panel.plane is not None), None)

    # ---- what follows from what ----------------------------------------------------------------

    def _show_opened(self) -> None:
        """Show another project from its best side."""
        self.opening.close()
        self.desk.foot.show_kept("")
        self.desk.places.project_opened()

    def _show_title(self) -> None:
        path = self.desk.workspace.file.path
        self.setWindowTitle(f"{path.name if path else tr('untitled')}[*] — nnsim")
        self.setWindowModified(self.desk.workspace.is_modified)

    def _rebuild(self) -> None:
        self.rebuild_wanted = True
        self.place_at_rebuild = self.desk.places.current.key
        self.close()

    # ---- events ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self.desk.docks.bring_within_reach()
            self.desk.canvas.deeds.navigator.fit()
            self.desk.canvas.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.desk.docks.follow_size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.focus.send_to_page(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.desk.files.open(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and not self.rebuild_wanted and self.desk.workspace.is_modified:
            event.ignore()
            self.desk.files.close_when_saved(self._close_now)
            return
        self.desk.docks.remember(self.desk.preferences)
        self.release()
        event.accept()

    def _close_now(self) -> None:
        self._closing = True
        self.close()


def _take_data(desk: Desk, path: Path) -> None:
    """Take a data file as the data of the project, where one sees them."""
    desk.places.go_to("data")
    place = desk.places["data"]
    assert isinstance(place, DataPlace)
    place.open_file(path)


def _remember_memory(desk: Desk, most: int) -> None:
    """Let histories fill so many bytes, and remember it."""
    desk.preferences.history_bytes = most
    desk.session.past.use_memory(most)
