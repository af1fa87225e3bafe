"""The Gradient lab: what there is at the left, the open network or an experiment in the middle."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.storage import Opened
from nnsim.lab.experiment import Experiment, experiments
from nnsim.lab.pictures import own_pictures
from nnsim.ui.gradientlab.experiment_job import ExperimentJob
from nnsim.ui.gradientlab.experiment_page import ExperimentPage
from nnsim.ui.gradientlab.experimenting import Experimenting
from nnsim.ui.gradientlab.lab_list import NETWORK, LabList
from nnsim.ui.gradientlab.network_page import NetworkPage
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.pages import Pages
from nnsim.ui.window.watching import Watching

LIST_WIDTH = 220


class GradientLab(QWidget):
    """All of the lab.

    Events
    ------
    opening(Opened)
        A network of an experiment is to be opened on the canvas.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.opening: Event[[Opened]] = Event()
        self._session = session
        self.experimenting = Experimenting(self)
        self.list = LabList()
        self.network = NetworkPage(session)
        self.experiment = ExperimentPage(self.experimenting, self._open_family, own_pictures)
        self._pages = Pages()
        for page in (self.network, self.experiment):
            self._pages.addWidget(page)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(self.list)
        parts.addWidget(self._pages)
        parts.setStretchFactor(1, 1)
        parts.setSizes([fonts.grown(LIST_WIDTH), 4 * fonts.grown(LIST_WIDTH)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(parts)
        self.list.chosen.connect(self.show_entry)
        self._watching = Watching(session, self.network.panels)
        for panel in self.network.panels:
            session.feed.viewers.add(panel)
        self._leave = self.experimenting.changed.connect(self._on_changed)

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
        self._leave()
        self.experimenting.cancel()
        self.experiment.release()
        self._watching.release()

    def _open_family(self, experiment: Experiment) -> None:
        family = experiment.family(own_pictures())
        self.opening.fire(Opened(family[0].project))

    def _on_changed(self, key: str) -> None:
        job, busy = self.experimenting.job_of(key), self.experimenting.at_work == key
        self.list.show_verdict(key, *_how_it_went(job, busy))


def _how_it_went(job: ExperimentJob | None, busy: bool) -> tuple[str, str]:
    """Return how an experiment went in words, and the state it is in."""
    if busy:
        share = 0.0 if job is None or job.found is None else job.found.share
        return tr("at work, {share} %").format(share=f"{100 * share:.0f}"), "accent"
    if job is None or job.found is None:
        return "", "muted"
    if not job.found.finished:
        return tr("unfinished"), "warning"
    return (tr("✓ agrees"), "good") if job.found.holds else (tr("✗ differs"), "bad")
