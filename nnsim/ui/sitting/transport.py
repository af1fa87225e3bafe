"""Play, Pause and Step: what one does with the training of the run that is drawn."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.training.messages import Failed, MeasureTest, Pause, Play, SetPace, StepEpoch, StepOnce
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.waiting_start import Start, WaitingStart


class Transport:
    """Starts and stops training; a start waits while data are being loaded."""

    def __init__(
        self, sitting: Sitting, words: RunWords, gaze: Gaze, loader: DataLoader, waiting: WaitingStart
    ) -> None:
        self._sitting = sitting
        self._words = words
        self._gaze = gaze
        self._loader = loader
        self._waiting = waiting
        sitting.workspace.pace_changed.connect(self.send_pace)
        sitting.feed.news.changed.connect(self._on_state)
        sitting.feed.news.failed.connect(self._on_failure)

    @property
    def is_playing(self) -> bool:
        """Whether the run that is drawn plays, or was told to when it was loaded and has not said yet that it does."""
        run = self._sitting.run
        return self._sitting.feed.playing or (run != 0 and self._waiting.unheard == run)

    def toggle_play(self) -> None:
        """Play when paused, pause when playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Train until paused, or say why not."""
        self._start(Play)

    def pause(self) -> None:
        """Stop after the step under way."""
        self._waiting.drop()
        self._sitting.trainer.send(Pause(self._sitting.run))
        self._sitting.feed.hurry()

    def step(self) -> None:
        """Train on one batch."""
        self._start(StepOnce)

    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._start(StepEpoch)

    def choose_unit(self, unit: str) -> None:
        """Train at about the same pace, in the other unit."""
        workspace = self._sitting.workspace
        workspace.set_pace(workspace.pace.in_unit(unit, self._sitting.feed.shown.steps_per_epoch))

    def send_pace(self) -> None:
        """Let the trainer know the pace of the project."""
        self._sitting.trainer.send(SetPace(self._sitting.workspace.pace))

    def measure_test(self) -> None:
        """Measure the network as it is on the test part, and tell."""
        resolved = self._sitting.workspace.resolved
        if self._sitting.network.can_run and resolved.outputs:
            self._sitting.trainer.send(MeasureTest(self._sitting.run))
        else:
            self._sitting.voice.say_why_not(resolved)

    def begin(self, request: Start) -> None:
        """Train with the network that is loaded, or say why not."""
        if self._sitting.network.can_train:
            self._sitting.workspace.steps.begin_chapter()
            self._gaze.rest()
            self._sitting.trainer.send(request(self._sitting.run))
        else:
            self._sitting.voice.say_why_not(self._sitting.workspace.resolved)

    def _on_state(self) -> None:
        """Wait no longer for a run to say that it plays once it has, or has come to grief."""
        feed = self._sitting.feed
        if feed.state is not None and (feed.playing or feed.state.step > 0 or feed.shown.outcome):
            self._waiting.unheard = 0

    def _on_failure(self, _: Failed) -> None:
        """Let a run that could not be loaded say so: it is in no state that would be told."""
        if self._waiting.unheard == self._sitting.run != 0:
            self._waiting.unheard = 0
            self._sitting.feed.news.changed.fire()

    def _start(self, request: Start) -> None:
        self._sitting.network.ensure()
        if self._loader.is_busy:
            self._waiting.wait(request)
            text = tr("The data is being loaded; training begins when it is there.")
            self._words.say(self._sitting.voice.told, text, lambda: self._loader.is_busy)
        else:
            self.begin(request)
