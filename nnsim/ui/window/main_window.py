"""The main window: puts bar, places, docks and panels together. What they do is theirs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from nnsim.base.text import language, tr
from nnsim.document.fitting import layer_for
from nnsim.figures.plane import Plane
from nnsim.ui.canvas.graph_list import GraphListView
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.data_page import DataPage
from nnsim.ui.inspector.inspector import Inspector
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import app_icon
from nnsim.ui.look.theme import manager
from nnsim.ui.neurons.opening import Opening
from nnsim.ui.neurons.view import NeuronsView
from nnsim.ui.palette.palette import Palette
from nnsim.ui.panel import Panel, panels
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.messages import READING_TIME, Toast
from nnsim.ui.widgets.pages import Pages
from nnsim.ui.window import docks, menus
from nnsim.ui.window.command_palette import CommandPalette
from nnsim.ui.window.files import Files
from nnsim.ui.window.focus import FocusKeeper
from nnsim.ui.window.foot import Foot
from nnsim.ui.window.problems import Problems
from nnsim.ui.window.top_bar import TopBar
from nnsim.ui.window.vitals import VitalsViewer
from nnsim.ui.window.watching import Watching


class MainWindow(QMainWindow):
    """A window on a session. Can be thrown away and built anew while the session lives on."""

    def __init__(self, session: Session, preferences: Preferences) -> None:
        super().__init__()
        self.session = session
        self.workspace = session.workspace
        self.preferences = preferences
        self.files = Files(self, session, preferences)
        self.rebuild_wanted = False
        self.place_at_rebuild = "network"
        self.network_layout = QByteArray()
        self.panels_behind_tabs = False
        """Whether the panels were put behind tabs because the window is too narrow for them."""
        self._fitted = False
        self._closing = False
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self._build()
        self._join()
        self.focus = FocusKeeper(self)
        self._show_title()
        docks.restore(self, preferences)

    # ---- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        self.actions_by_key = menus.make_actions(self)
        self.menu = QMenu(self)
        menus.fill(self.menu, self)
        self.top_bar = TopBar(self.session, self.menu)
        self.setMenuWidget(self.top_bar)
        self.canvas = CanvasView(self.workspace)
        self._data_page: DataPage | None = None
        self.pages = Pages()
        self.pages.addWidget(self.canvas)
        self.setCentralWidget(self.pages)
        self.palette_box = Palette(fitted=lambda preset: layer_for(preset, self.workspace.prepared))
        self.inspector = Inspector(self.session)
        self.layer_list = GraphListView(self.workspace)
        self.panels: list[Panel] = [kind(self.workspace, self.session.feed) for kind in panels()]
        self.neurons = NeuronsView(self.session, self._plane)
        self.runs_list = RunsList(self.session, self.preferences)
        self.docks = docks.make(self)
        self.foot = Foot(self.session)
        self.setStatusBar(self.foot)
        self.command_palette = CommandPalette(self)
        self.vitals = VitalsViewer(self.session, self.canvas, self.top_bar)
        self.opening = Opening(self.canvas, self.neurons, above=(self.vitals.banner,))
        self.watching = Watching(self.session, self.panels)
        self.toast = Toast(self.pages, above=(self.vitals.banner,))
        self.problems = Problems(self)

    def _join(self) -> None:
        feed, session = self.session.feed, self.session
        viewers = (self.inspector, self.vitals, self.foot, self.neurons, self.runs_list)
        for viewer in (*self.panels, *viewers):
            feed.add_viewer(viewer)
        for panel in self.panels:
            panel.saved.connect(lambda name: self.tell(tr("Saved {name}").format(name=Path(name).name)))
            panel.failed.connect(self.complain)
        self.palette_box.activated.connect(self.canvas.deeds.adder.add_after_selection)
        self.layer_list.complained.connect(self.complain)
        self.top_bar.places.currentChanged.connect(self.go_to)
        self.top_bar.health.clicked.connect(self._explain_health)
        self.foot.problems.clicked.connect(self.problems.show_next)
        session.past.use_memory(self.preferences.history_bytes)
        self.foot.history.memory_chosen.connect(self.use_history_memory)
        self.canvas.deeds.notes.repair_wanted.connect(session.mending.mend)
        self.inspector.problems.repair_wanted.connect(session.mending.mend)
        self.inspector.problems.layer_wanted.connect(self.problems.show)
        self._leave = [
            session.told.connect(self.tell),
            session.complained.connect(self.complain),
            session.refused.connect(self.problems.refuse),
            session.workspace.file_changed.connect(self._show_title),
            session.workspace.data_changed.connect(self._show_title),
            session.workspace.resolved_changed.connect(self._drop_what_passed),
            session.feed.changed.connect(self._drop_what_passed),
            lambda: session.workspace.undo_stack.indexChanged.disconnect(self._drop_what_passed),
        ]
        session.workspace.undo_stack.indexChanged.connect(self._drop_what_passed)

    def release(self) -> None:
        """Let go of the session: every view stops listening."""
        self.session.feed.forget_viewers()
        self.focus.release()
        for leave in self._leave:
            leave()
        views = (self.top_bar, self.inspector, self.vitals, self.foot, self.neurons)
        for view in (*views, self.watching, self.runs_list):
            view.release()
        if self._data_page is not None:
            self._data_page.release()

    @property
    def data_page(self) -> DataPage:
        """The page of the Data place: made when it is first asked for, as it is a fifth of a window's making."""
        if self._data_page is None:
            self._data_page = DataPage(self.session)
            self.pages.addWidget(self._data_page)
            self.setTabOrder(self.canvas, self._data_page)  # Qt's Tab visits last what is made last
        return self._data_page

    def _plane(self) -> Plane | None:
        """Return the plane through the inputs that a panel looks at."""
        return next((panel.plane for panel in self.panels if panel.plane is not None), None)

    # ---- places and layout -------------------------------------------------------------------

    def go_to(self, place: str) -> None:
        """Show a place: ``network`` or ``data``."""
        if place == self.place:
            return
        page: QWidget = self.data_page if place == "data" else self.canvas
        leave_room = place != "network"
        if leave_room:
            docks.hide_all(self)
        # The page first: docks beside a page that needs more room would widen the window.
        self.pages.setCurrentWidget(page)
        self.pages.updateGeometry()
        if not leave_room:
            docks.bring_back(self)
        self.top_bar.places.set_current(place)
        page.setFocus()

    @property
    def place(self) -> str:
        """The place that is shown: ``network`` or ``data``."""
        return "network" if self.pages.currentWidget() is self.canvas else "data"

    def open_data(self, path: Path) -> None:
        """Take a data file as the data of the project, and show the Data page."""
        self.go_to("data")
        self.data_page.open_file(path)

    def reset_layout(self) -> None:
        """Put all docks back where they were at first."""
        self.go_to("network")
        docks.arrange(self)

    def show_training_settings(self) -> None:
        """Show the form of training settings."""
        self.go_to("network")
        self.workspace.select(())
        docks.reveal(self, "inspector")
        self.inspector.form.setFocus()

    def show_runs(self) -> None:
        """Show all runs of the sitting in a table."""
        self.go_to("network")
        docks.reveal(self, "runs")
        self.runs_list.view.setFocus()

    def begin_twin(self) -> None:
        """Let the run and its twin begin side by side, and show both in the table."""
        self.session.twin.begin()
        if self.session.twin.is_there:
            self.go_to("network")
            docks.reveal(self, "runs")

    def show_layer_list(self) -> None:
        """Show the network as a list."""
        self.go_to("network")
        docks.reveal(self, "layers")
        self.layer_list.setFocus()

    def use_theme(self, mode: str) -> None:
        """Switch the theme and remember it."""
        self.preferences.theme = mode
        manager().use(mode)

    def use_language(self, code: str) -> None:
        """Ask for a window in another language; the session lives on."""
        self.preferences.language = code
        if code != language():
            self._rebuild()

    def use_type_scale(self, scale: float) -> None:
        """Ask for a window with type of another size; the session lives on."""
        self.preferences.type_scale = scale
        if scale != fonts.scale():
            self._rebuild()

    def use_history_memory(self, most: int) -> None:
        """Let histories fill so many bytes, and remember it."""
        self.preferences.history_bytes = most
        self.session.past.use_memory(most)

    def _rebuild(self) -> None:
        self.rebuild_wanted = True
        self.place_at_rebuild = self.place
        self.close()

    def after_open(self) -> None:
        """Show another project from its best side, ready for the canvas's keys."""
        self.go_to("network")
        self.opening.close()
        if self._data_page is not None:
            self._data_page.selection.discard()
        self.foot.show_kept("")
        self.canvas.deeds.navigator.fit()
        self.canvas.setFocus()

    # ---- words -------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        """Show a passing message."""
        self.toast.show_message(text, "good")

    def complain(self, text: str) -> None:
        """Show what cannot be, until it is read."""
        self.toast.show_message(text, "bad", milliseconds=READING_TIME)

    def _drop_what_passed(self) -> None:
        """Take a message away whose cause is gone."""
        if self.toast.isVisible() and not self.session.words.holds(self.toast.text()):
            self.toast.hide()

    def _explain_health(self) -> None:
        """Say what is behind the pill: the verdict on the training, or why there is none."""
        if self.workspace.resolved.errors:
            self.problems.show_next()
        else:
            self.vitals.explain()

    def _show_title(self) -> None:
        name = self.workspace.path.name if self.workspace.path else tr("untitled")
        self.setWindowTitle(f"{name}[*] — nnsim")
        self.setWindowModified(self.workspace.is_modified)

    # ---- events ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self.canvas.deeds.navigator.fit()
            self.canvas.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.place == "network":
            docks.follow_size(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.focus.send_to_canvas(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files.open(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and not self.rebuild_wanted and self.workspace.is_modified:
            event.ignore()
            self.files.close_when_saved(self._close_now)
            return
        docks.remember(self, self.preferences)
        self.release()
        event.accept()

    def _close_now(self) -> None:
        self._closing = True
        self.close()
