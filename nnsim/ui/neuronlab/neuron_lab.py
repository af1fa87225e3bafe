"""The Neuron lab: a row of pages with their scenes, and the page in sight."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.storage import Opened
from nnsim.figures.figure import Figure
from nnsim.lab import separability
from nnsim.lab.lab_scene import LabScene
from nnsim.ui.charts.plot_files import Plot, PlotFiles
from nnsim.ui.neuronlab.lab_page import LabPage, lab_pages
from nnsim.ui.neuronlab.scene_row import SceneRow, scenes_of
from nnsim.ui.place import Made
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.pages import Pages
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import button, wrapped

_READY = 500
"""Milliseconds."""


class NeuronLab(QWidget):
    """All of the lab. A page begins with its first scene.

    Events
    ------
    opening(Made)
        What lies on the board is to be opened on the canvas.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.opening: Event[[Made]] = Event()
        self._session = session
        self._made: dict[str, LabPage] = {}
        self.pages = SegmentedControl([(kind.key, tr(kind.title)) for kind in lab_pages], tr("Pages"))
        for kind in lab_pages:
            self.pages.segment(kind.key).setToolTip(wrapped(tr(kind.summary)))
        self.from_network = button(tr("From network"), self._take_from_network)
        self.from_network.setToolTip(
            wrapped(tr("Bring what is selected on the canvas here, with its weights as they are now."))
        )
        self.use_in_network = button(tr("Use in network"), self._open)
        self.use_in_network.setToolTip(wrapped(tr("Open what lies here as a network on the canvas.")))
        self.files = PlotFiles(Plot(self._figure, lambda: self.pages.current(), lambda: None), self)
        self.files.failed.connect(session.voice.complained.fire)
        self.scenes = SceneRow(self.show_scene)
        self._stack = Pages()
        self.setAccessibleName(tr("Neuron lab"))
        self._lay_out()
        self.pages.currentChanged.connect(self.show_page)
        self.show_page(self.pages.current())
        # After the first picture: both would fight for the interpreter.
        QTimer.singleShot(_READY, separability.get_ready)

    @property
    def page(self) -> LabPage:
        """The page in sight."""
        return self._page(self.pages.current())

    def show_page(self, key: str) -> None:
        """Show a page, with what its user left there."""
        page = self._page(key)
        self.pages.set_current(key)
        self._stack.setCurrentWidget(page)
        self.setFocusProxy(self.pages.segment(key))
        self.scenes.show_those_of(type(page))

    def show_scene(self, scene: LabScene) -> None:
        """Show a scene, on the page that has its kind of board."""
        kind = next(kind for kind in lab_pages if issubclass(scene.lays, kind.boards))
        self.show_page(kind.key)
        self.page.show_board(scene.board())
        self.scenes.mark(scene)

    def release(self) -> None:
        """Let go of the session: the window closes."""
        for page in self._made.values():
            page.release()

    # ---- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QWidget()
        head.setProperty("role", "bar")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        # In narrow windows, or with large type, the pages scroll sideways.
        pages = Strip()
        pages.row.setContentsMargins(0, 4, 0, 4)
        pages.row.addWidget(self.pages)
        pages.row.addStretch(1)
        row.addWidget(pages, 1)
        row.addWidget(self.from_network)
        row.addWidget(self.use_in_network)
        row.addWidget(self.files.button())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.scenes)
        column.addWidget(self._stack, 1)

    def _page(self, key: str) -> LabPage:
        if key not in self._made:
            page = self._made[key] = lab_pages[key](self._session)
            self._stack.addWidget(page)
            page.use_wanted.connect(self._open)
            page.begun_anew.connect(self.scenes.unmark)
            first = next(iter(scenes_of(type(page))), None)
            if first is not None:
                page.show_board(first.board())
                self.scenes.mark(first)
        return self._made[key]

    def _figure(self) -> Figure:
        board = self.page.board()
        if board is None:
            raise NnsimError(tr("There is nothing to draw here yet. Choose a scene."))
        return board.figure()

    def _take_from_network(self) -> None:
        try:
            self.page.show_board(self.page.board_of_network())
            self.scenes.unmark()
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))

    def _open(self) -> None:
        try:
            board = self.page.board()
            if board is not None:
                self.opening.fire(Made(Opened(board.project(), board.learned())))
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))
