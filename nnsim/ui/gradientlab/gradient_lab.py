"""The Gradient lab: what there is at the left, the open network or an experiment in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.storage import Opened
from nnsim.lab.experiment import Member, experiments
from nnsim.ui.gradientlab.experiment_page import ExperimentPage
from nnsim.ui.gradientlab.lab_list import NETWORK, LabList
from nnsim.ui.gradientlab.network_page import NetworkPage
from nnsim.ui.gradientlab.opened_members import opened_members
from nnsim.ui.look import fonts
from nnsim.ui.place import Made
from nnsim.ui.sitting.beside import done_beside
from nnsim.ui.sitting.found_job import FoundJob
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.viewers import Viewer
from nnsim.ui.twins.compare_window import open_compare
from nnsim.ui.twins.twins_list import TwinsList
from nnsim.ui.widgets.pages import Pages
from nnsim.ui.window.watching import Watching

LIST_WIDTH = 220


class GradientLab(QWidget):
    """All of the lab.

    Events
    ------
    opening(Made)
        The networks of an experiment are to be opened, side by side.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.opening: Event[[Made]] = Event()
        self._session = session
        self.setAccessibleName(tr("Gradient lab"))
        self._twins_seen = False
        self.experimenting = session.labs.experimenting
        self.list = LabList()
        self.network = NetworkPage(session)
        self.experiment = ExperimentPage(self.experimenting, self._open_networks)
        self._pages = Pages()
        for page in (self.network, self.experiment):
            self._pages.addWidget(page)
        parts = QSplitter(Qt.Orientation.Horizontal)
        self.twins = TwinsList(session, tells=False)
        self.twins.compare_wanted.connect(lambda: open_compare(session, self))
        self._side = side = QSplitter(Qt.Orientation.Vertical)
        side.addWidget(self.list)
        side.addWidget(self.twins)
        side.setStretchFactor(0, 1)
        parts.addWidget(side)
        parts.addWidget(self._pages)
        parts.setStretchFactor(1, 1)
        parts.setSizes([fonts.grown(LIST_WIDTH), 4 * fonts.grown(LIST_WIDTH)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)
        self.list.chosen.connect(self.show_entry)
        self._watching = Watching(session, self.network.panels)
        viewers: tuple[Viewer, ...] = (*self.network.panels, self.twins)
        for viewer in viewers:
            session.feed.viewers.add(viewer)
        for kind in experiments:
            self._on_changed(kind.key)
        self.experiment.digits.complained.connect(session.voice.complained.fire)
        self._leave = (
            self.experimenting.changed.connect(self._on_changed),
            session.runs.changed.connect(self._give_room),
        )

    def show_entry(self, key: str) -> None:
        """Show the open network, or the experiment called `key`."""
        self.list.choose(key)
        if key == NETWORK:
            self._pages.setCurrentWidget(self.network)
            return
        self.experiment.show_experiment(experiments[key]())
        self._pages.setCurrentWidget(self.experiment)

    def release(self) -> None:
        """Let go of the session: the window closes."""
        for leave in self._leave:
            leave()
        self.experiment.release()
        self._watching.release()
        self.twins.release()

    def _open_networks(self, members: Sequence[Member]) -> None:
        first, *others = opened_members(members)
        opened, learned = Opened(first.project), first.learned
        if learned is not None:
            seed = first.project.training.seed
            try:
                # Some seconds of training: the window is painted meanwhile.
                opened = Opened(first.project, done_beside(lambda: learned(seed), "nnsim first weights"))
            except NnsimError as error:
                self._session.voice.complained.fire(str(error))
                return
        twins = tuple((other.name, other.project) for other in others)
        self.opening.fire(Made(opened, twins, first.name, "gradient_lab"))

    def _give_room(self) -> None:
        """Let twins that have come be seen beside the list, and give it back what they do not need."""
        there = self._session.twins.are_there
        if there != self._twins_seen:
            self._twins_seen = there
            whole = self._side.height()
            below = whole // 2 if there else self.twins.minimumSizeHint().height()
            self._side.setSizes([whole - below, below])

    def _on_changed(self, key: str) -> None:
        job, busy = self.experimenting.job_of(key), self.experimenting.at_work == key
        self.list.show_verdict(key, *_how_it_went(job, busy))


def _how_it_went(job: FoundJob | None, busy: bool) -> tuple[str, str]:
    """Return how an experiment went in words, and the state it is in."""
    if busy:
        share = 0.0 if job is None or job.found is None else job.found.share
        return tr("at work, {share} %").format(share=f"{100 * share:.0f}"), "accent"
    if job is None or job.found is None:
        return "", "muted"
    if not job.found.finished:
        return tr("unfinished"), "warning"
    return (tr("✓ agrees"), "good") if job.found.holds else (tr("✗ differs"), "bad")
