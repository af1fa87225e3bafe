"""The run that is drawn follows the brush: it goes on with the points as they are."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
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
        self._given: Prepared | None = None
        """What the run was given of a stroke that the window has not followed yet."""
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
        if prepared is not self._given:
            self._give(prepared)
        if not self._sitting.workspace.strokes.is_under_way:
            self._given = None
        return True

    # ---- while a stroke is under way ---------------------------------------------------------------

    def _on_drawn(self) -> None:
        if not self._sitting.workspace.strokes.is_under_way:
            self._give_back()
        elif not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        """Let the run see the stroke under way."""
        strokes = self._sitting.workspace.strokes
        if strokes.is_under_way:
            self._give_ahead(strokes.sheet().settings)

    def _on_ending(self, settings: DataSettings) -> None:
        """Prepare the points at once: they are few, and nobody is to wait for a thread."""
        self._timer.stop()
        prepared = self._give_ahead(settings)
        if prepared is not None:
            self._loader.remember(settings, prepared)

    def _give_ahead(self, settings: DataSettings) -> Prepared | None:
        """Let the run have points that the window has not followed yet, if it can; return them, if they are some."""
        network = self._sitting.network
        try:
            prepared = prepare(settings)
        except NnsimError:
            return None
        known = network.prepared if network.is_there and not self._twins.numbers else None
        if known is not None and can_go_on(known, prepared):
            self._given = prepared
            self._give(prepared)
        return prepared

    def _give_back(self) -> None:
        """Let the run have the points of the project: the stroke it saw was given up."""
        self._timer.stop()
        network, given = self._sitting.network, self._given
        self._given = None
        if given is not None and network.is_there and network.prepared is not None:
            self._give(network.prepared)

    def _give(self, prepared: Prepared) -> None:
        self._sitting.trainer.send(UseExamples(self._sitting.run, prepared))
        self._sitting.workspace.file.note_learning()
