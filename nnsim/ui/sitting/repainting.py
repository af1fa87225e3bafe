"""The run that is drawn follows the brush: it goes on with the points as they are."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from nnsim.base.errors import NnsimError
from nnsim.data.prepare import DataSettings, Prepared, prepare
from nnsim.training.messages import UseExamples
from nnsim.training.other_examples import can_go_on
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.twins import Twins

FOLLOW_EVERY_MS = 100
"""Milliseconds between two looks of the training at a stroke under way: more often nobody could tell."""


class Repainting:
    """Gives the run other points without beginning another one."""

    def __init__(
        self, sitting: Sitting, loader: DataLoader, runs: Runs, past: LookingBack, twins: Twins
    ) -> None:
        self._sitting = sitting
        self._loader = loader
        self._runs = runs
        self._past = past
        self._twins = twins
        self._ahead = False
        """Whether the run has points of a stroke that is not yet in the project."""
        self._timer = QTimer(sitting.feed)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FOLLOW_EVERY_MS)
        self._timer.timeout.connect(self._follow)
        strokes = sitting.workspace.strokes
        strokes.begun.connect(past.come_back)
        strokes.told.connect(sitting.voice.told.fire)
        strokes.drawn.connect(self._on_drawn)
        strokes.ending.connect(self._on_ending)

    def takes_over(self, basis: RunBasis, prepared: Prepared) -> bool:
        """Let the loaded run go on with `prepared`, if all that differs are points; return whether it does.

        Twins would have to follow at the same step: with them another run begins.
        """
        network, entry, project = self._sitting.network, self._runs.current, self._sitting.workspace.project
        if network.basis is None or network.prepared is None or entry is None or self._twins.numbers:
            return False
        joined = self._sitting.workspace.strokes.are_joined(entry.project.data, project.data)
        if not joined or not basis.differs_in_data_alone(network.basis):
            return False
        if not can_go_on(network.prepared, prepared):
            return False
        self._past.come_back()
        network.load(basis, prepared)
        self._give(prepared)
        self._ahead = False
        return True

    # ---- while a stroke is under way ---------------------------------------------------------------

    def _on_drawn(self) -> None:
        if not self._sitting.workspace.strokes.is_under_way:
            self._give_back()
        elif not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        """Let the run see the stroke as it is, where it can."""
        strokes, network = self._sitting.workspace.strokes, self._sitting.network
        if not strokes.is_under_way or network.prepared is None or self._twins.numbers:
            return
        prepared = _prepared(strokes.sheet().settings)
        if prepared is not None and network.is_there and can_go_on(network.prepared, prepared):
            self._give(prepared)
            self._ahead = True

    def _give_back(self) -> None:
        """Let the run have the points of the project: the stroke it saw was given up."""
        self._timer.stop()
        network = self._sitting.network
        if self._ahead and network.is_there and network.prepared is not None:
            self._give(network.prepared)
        self._ahead = False

    def _on_ending(self, settings: DataSettings) -> None:
        """Prepare the points at once: they are few, and nobody is to wait for a thread."""
        self._timer.stop()
        prepared = _prepared(settings)
        if prepared is not None:
            self._loader.remember(settings, prepared)

    def _give(self, prepared: Prepared) -> None:
        self._sitting.trainer.send(UseExamples(self._sitting.run, prepared))
        self._sitting.workspace.file.note_learning()


def _prepared(settings: DataSettings) -> Prepared | None:
    """Return the examples of painted points; None where they say nothing yet."""
    try:
        return prepare(settings)
    except NnsimError:
        return None
