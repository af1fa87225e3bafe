"""The network that is drawn, on its way into the trainer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer

from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.training.messages import Load, Pause, Play
from nnsim.ui.sitting.attic import origin_of, shapes_of
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.inheritance import Inheritance
from nnsim.ui.sitting.project_data import alike
from nnsim.ui.sitting.repainting import Repainting
from nnsim.ui.sitting.revival import Revival
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.trying import Trying
from nnsim.ui.sitting.twins import Twins
from nnsim.ui.sitting.waiting_start import WaitingStart


class Loading:
    """Keeps the network in the trainer that of the drawing: soon after an edit, or at once where it is needed.

    Attributes
    ----------
    trying
        Values that are tried out, as fast as loading follows.
    """

    def __init__(
        self,
        sitting: Sitting,
        loader: DataLoader,
        succession: Succession,
        inheritance: Inheritance,
        twins: Twins,
        revival: Revival,
        transport: Transport,
        waiting: WaitingStart,
        repainting: Repainting,
    ) -> None:
        self._sitting = sitting
        self._loader = loader
        self._succession = succession
        self._inheritance = inheritance
        self._twins = twins
        self._revival = revival
        self._transport = transport
        self._waiting = waiting
        self._repainting = repainting
        self._timer = QTimer(sitting.feed)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.load)
        self.trying = Trying(sitting, lambda: loader.is_busy or self.is_due)
        sitting.network.needed.connect(self.load)
        sitting.workspace.project_changed.connect(self._on_project)
        sitting.workspace.resolved_changed.connect(self._timer.start)

    @property
    def is_due(self) -> bool:
        """Whether the drawing has changed and is about to be looked at."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Load nothing any more by itself."""
        self._timer.stop()

    def load(self) -> None:
        """Load the network into the trainer if it changed and can run; whether it can train is asked at Play."""
        self._timer.stop()
        workspace = self._sitting.workspace
        prepared, resolved = workspace.prepared, workspace.resolved
        if self._loader.is_busy:
            return
        if prepared is None or not resolved.can_run:
            self._put_run_aside()
            return
        basis = RunBasis.loaded(resolved, workspace.project.training, prepared)
        if basis == self._sitting.network.basis or self._repainting.takes_over(basis, prepared):
            self._succession.note_project(workspace.project)
            self._bring_run_back()
        else:
            self._load(basis, prepared)

    def _load(self, basis: RunBasis, prepared: Prepared) -> None:
        """Let another run be drawn and loaded, which goes on playing if the one before did."""
        sitting, project = self._sitting, self._sitting.workspace.project
        resolved, training = sitting.workspace.resolved, project.training
        was_playing = self._transport.is_playing and not self._revival.is_under_way
        learned = self._inheritance.take(origin_of(project), shapes_of(resolved, training))
        learned = self._twins.start_for(learned)
        sitting.network.load(basis, prepared)
        load = self._revival.drawn(Load(0, resolved, training, prepared, learned))
        if load is not None:
            sitting.trainer.send(replace(load, run=sitting.run))
        if sitting.tried.is_on:
            sitting.feed.look_soon()
        waiting = self._waiting.take()
        goes_on = was_playing or (waiting is not None and self._waiting.is_resuming)
        if goes_on and not resolved.can_train:
            # After a repair, or with other data again; what is in its way stands on the canvas.
            self._waiting.wait(Play, resuming=True)
        elif was_playing:
            sitting.trainer.send(Play(sitting.run))
            self._waiting.unheard = sitting.run
            sitting.feed.news.changed.fire()
        elif waiting is not None:
            self._transport.begin(waiting)

    def _put_run_aside(self) -> None:
        """Stop the run and show nothing of it: its network is not the one that is drawn."""
        if self._transport.is_playing:
            self._sitting.trainer.send(Pause(self._sitting.run))
            self._waiting.wait(Play, resuming=True)
            self._waiting.unheard = 0
        self._sitting.feeds.put_aside()

    def _bring_run_back(self) -> None:
        """Go on with the run: the drawing is again what it was begun with."""
        self._sitting.feeds.bring_back()
        waiting = self._waiting.take()
        if waiting is not None:
            self._sitting.trainer.send(waiting(self._sitting.run))

    def _on_project(self, old: Project, new: Project) -> None:
        if old.training != new.training or (old.data != new.data and alike(old.data, new.data)):
            self._timer.start()
