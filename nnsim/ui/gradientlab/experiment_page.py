"""One experiment in the middle of the Gradient lab: what it shows, run it, what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.seeds import MOST_FIRST_SEED
from nnsim.base.text import tr
from nnsim.figures.figure import Figure
from nnsim.lab.experiment import Experiment, Member
from nnsim.ui.gradientlab.digits_choice import DigitsChoice
from nnsim.ui.gradientlab.experiment_head import ExperimentHead
from nnsim.ui.gradientlab.experiment_picture import ExperimentPicture
from nnsim.ui.gradientlab.findings_table import FindingsTable
from nnsim.ui.gradientlab.opened_members import words_for
from nnsim.ui.sitting.found_job import FoundJob
from nnsim.ui.sitting.found_jobs import FoundJobs
from nnsim.ui.widgets.style import button, label, wrapped

_ROOM = 260
"""Height of the findings, if they need it, to a figure three times as high."""


class ExperimentPage(QWidget):
    """Shows the experiment that was chosen.

    Parameters
    ----------
    open_networks
        Opens networks of an experiment: the first, and the others as its twins.

    Attributes
    ----------
    digits
        Which digits experiments run on.
    """

    def __init__(self, experimenting: FoundJobs, open_networks: Callable[[Sequence[Member]], object]) -> None:
        super().__init__()
        self._experimenting, self._open_networks = experimenting, open_networks
        self.digits = DigitsChoice()
        self._experiment: Experiment | None = None
        self._family: tuple[Member, ...] = ()
        self._head = ExperimentHead()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.run = button(tr("Run"), self._run, variant="primary", icon_name="play")
        self.cancel = button(tr("Cancel"), experimenting.cancel)
        self.twins = button(tr("Open its networks"), self._open)
        self.seed = QSpinBox()
        self.seed.setRange(0, MOST_FIRST_SEED)
        self.seed.setAccessibleName(tr("First seed"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.picture = ExperimentPicture()
        self.picture.view.pressed.connect(self._open_behind)
        self.findings = FindingsTable()
        self._lay_out()
        self._leave = experimenting.changed.connect(self._on_changed)
        self.digits.changed.connect(self._choose)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment, with what came of it the last time."""
        self._experiment = experiment
        self._head.show_experiment(experiment)
        self._choose()

    def release(self) -> None:
        """Listen no more."""
        self._leave()

    # ---- inside ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for widget in (self.run, self.cancel, label(tr("First seed"), "muted"), self.seed, self.twins):
            keys.addWidget(widget)
        keys.addStretch(1)
        keys.addWidget(self.picture.files.button())
        self._parts = parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.picture)
        parts.addWidget(self.findings)
        parts.setStretchFactor(0, 1)
        parts.setSizes([3 * _ROOM, _ROOM])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.digits)
        column.addLayout(keys)
        column.addWidget(self.progress)
        column.addWidget(self.sentence)
        column.addWidget(parts, 1)

    def _run(self) -> None:
        if self._experiment is not None:
            run = partial(self._experiment.run, self.seed.value(), self.digits.pictures)
            self._experimenting.begin(self._experiment.key, run)

    def _open(self) -> None:
        if self._family:
            self._open_networks(self._family)

    def _open_behind(self, x: float, y: float) -> None:
        """Open the network that stands behind a place of the figure, if one does."""
        if self._experiment is not None:
            member = self._experiment.behind(x, y, self.digits.pictures)
            if member is not None:
                self._open_networks((member,))

    def _choose(self) -> None:
        """Find out what the experiment in sight is about on the digits in use, and show it."""
        if self._experiment is not None:
            # Deep networks take tens of milliseconds: not whenever there is more to see.
            self._family = self._experiment.family(self.digits.pictures)
            self._show()

    def _on_changed(self, key: str) -> None:
        if self._experiment is not None and key == self._experiment.key:
            self._show()

    def _show(self) -> None:
        assert self._experiment is not None
        key = self._experiment.key
        job, busy = self._experimenting.job_of(key), self._experimenting.at_work == key
        self.digits.setVisible(self._experiment.needs_pictures)
        self.run.setEnabled(not busy)
        self.cancel.setEnabled(busy)
        self.twins.setEnabled(bool(self._family))
        self.twins.setToolTip(wrapped(words_for(self._family)))
        found = job.found if job is not None else None
        self.progress.setVisible(busy)
        self.progress.setValue(round(1000 * found.share) if found is not None else 0)
        self.picture.show_figure(key, _figure_of(job, busy), _before(self._family))
        self.findings.show_findings(
            () if found is None else found.findings, found is not None and found.finished
        )
        # The figure keeps more than half; many findings scroll.
        whole = self._parts.height()
        needed = min(self.findings.maximumHeight(), whole * 2 // 5)
        self._parts.setSizes([whole - needed, needed])
        self.sentence.setText(_words_of(job, busy))


def _before(family: Sequence[Member]) -> str:
    """Return what stands in the place of the figure while there is none: what will be compared."""
    if len(family) < 2:
        return tr("Press Run. What is found is drawn here while it works.")
    text = tr("Press Run. What is found is drawn here while it works.\n\nCompared: {names}")
    return text.format(names=" · ".join(member.name for member in family))


def _figure_of(job: FoundJob | None, busy: bool) -> Figure | None:
    """Return what a run of an experiment has to draw, which says so where it is unfinished and will stay so."""
    if job is None or job.found is None:
        return None
    return job.found.figure if busy else job.found.marked().figure


def _words_of(job: FoundJob | None, busy: bool) -> str:
    """Return what is to be said of a run of an experiment."""
    if job is None:
        return tr("Not run yet.")
    if job.problem:
        return job.problem
    if busy:
        share = 0.0 if job.found is None else job.found.share
        left = job.seconds * (1 - share) / share if share > 0.02 else None
        if left is None:
            return tr("At work …")
        return tr("At work: {share} %, about {left} s left").format(
            share=f"{100 * share:.0f}", left=f"{left:.0f}"
        )
    if job.found is None:
        return tr("It was cancelled before there was anything to see.")
    return job.found.sentence()
