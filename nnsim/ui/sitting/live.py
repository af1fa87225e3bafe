"""Where the trainer's thread meets Qt: a timer that reads the mailbox and lets visible views draw."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from nnsim.base.event import Event
from nnsim.training.history import History
from nnsim.training.messages import (
    Diverged,
    Evaluation,
    Failed,
    Loaded,
    Moments,
    Report,
    Retired,
    State,
    Tested,
)
from nnsim.training.picture import Asked
from nnsim.training.snapshot import Snapshot, Wish, combined
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.frame_letters import joined
from nnsim.ui.sitting.run_feed import RunFeed

FRAME_MS = 33
"""Milliseconds from one frame to the next where drawing is quick."""
LONGEST_FRAME_MS = 250
HURRY_MS = 4
PAINT_SHARE, PAINT_SHARE_OF_SLOW = 0.2, 0.06
"""Greatest share of the time that may go into painting while a network trains: the trainer waits for
it. Where a frame takes long there are fewer of them; a slow network is not held up by its pictures."""
PAINT_SHARE_OF_REST = 0.75
"""Greatest share of the time in which training waits for its pace that may go into painting."""
SLOW = 2_000
"""Steps a second below which a network is slow."""


class Viewer(Protocol):
    """Something that draws from the feed while it is visible."""

    def isVisible(self) -> bool: ...
    def wants(self) -> Iterable[Asked]: ...
    def show_frame(self) -> None: ...
    def clear(self) -> None: ...


class LiveFeed(QObject):
    """The newest there is of all runs, and which of them is on the screen.

    While a frame is drawn, the trainer's gate is closed.

    Events
    ------
    loaded(), changed(), kept(), evaluated(Evaluation), diverged(Diverged), failed(Failed), tested(Tested)
        Of the run on the screen: it began; whether or how fast it runs, or where it stands, changed; other
        moments of it are kept; it was measured; it came to grief; it was measured on the test part.
    retired(Retired)
        A run plays no more.
    others_changed(int)
        A run that is not on the screen has said something of where it stands: its number.
    """

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: Event[[]] = Event()
        self.changed: Event[[]] = Event()
        self.kept: Event[[]] = Event()
        self.evaluated: Event[[Evaluation]] = Event()
        self.diverged: Event[[Diverged]] = Event()
        self.failed: Event[[Failed]] = Event()
        self.tested: Event[[Tested]] = Event()
        self.retired: Event[[Retired]] = Event()
        self.others_changed: Event[[int]] = Event()
        self.shown = RunFeed()
        """The run on the screen; an empty one while there is none."""
        self.run = 0
        """Number of the run that the drawing is of, also while it is put aside."""
        self._feeds: dict[int, RunFeed] = {}
        self._trainer = trainer
        self._viewers: list[Viewer] = []
        self._began = 0.0
        self._hurried = self._eager = False
        self._asked: Wish | None = None
        self._answered: Wish | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def history(self) -> History | None:
        """What the run on the screen has reported."""
        return self.shown.history

    @property
    def snapshot(self) -> Snapshot | None:
        """Its newest pictures."""
        return self.shown.snapshot

    @property
    def state(self) -> State | None:
        """Where it stands, and whether it plays."""
        return self.shown.state

    @property
    def past_step(self) -> int | None:
        """The step at which it stands in its past; None: where training has come to."""
        return self.shown.past_step

    @property
    def evaluation(self) -> Evaluation | None:
        """What was measured of it where it stands, or last before that."""
        return self.shown.evaluation

    @property
    def playing(self) -> bool:
        """Whether it is training."""
        return self.shown.playing

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._trainer.gate.open()

    def hurry(self) -> None:
        """Look often until the training stands still: somebody waits for it."""
        if self.playing and self._timer.isActive():
            self._hurried = True
            self._timer.setInterval(HURRY_MS)

    def look_soon(self) -> None:
        """Look often until there are pictures of where the run stands: it has just been told to go elsewhere.

        They are asked for at once, to be taken when it is there.
        """
        if self._timer.isActive():
            if not self._eager:
                # Setting the interval starts the timer anew: moves of the mouse would hold it up.
                self._eager = True
                self._timer.setInterval(HURRY_MS)
            self._answered = None
            self._ask(self._visible())

    def add_viewer(self, viewer: Viewer) -> None:
        """Let `viewer` draw whenever it is visible."""
        self._viewers.append(viewer)

    def forget_viewers(self) -> None:
        """Let go of all viewers: their window closes."""
        self._viewers.clear()

    def feed_of(self, run: int) -> RunFeed:
        """Return what is known of a run; an empty feed where nothing is yet."""
        return self._feeds.setdefault(run, RunFeed(run))

    def forget(self, run: int) -> None:
        """Let go of what is known of a run, whose letters fall on the floor from now on."""
        self._feeds.pop(run, None)

    def expect(self, run: int) -> None:
        """Show run number `run` from now on."""
        self.run = run
        self._show(self.feed_of(run))

    def put_aside(self) -> None:
        """Show nothing of the run: it is of a drawing that is no longer there, or not at present."""
        if self.shown.run:
            self._show(RunFeed())

    def bring_back(self) -> None:
        """Show the run again, with what came since it was put aside."""
        if self.run and self.shown.run != self.run:
            self._show(self.feed_of(self.run))

    def _show(self, feed: RunFeed) -> None:
        self.shown = feed
        self._hurried = self._eager = False
        self._asked = self._answered = None
        for viewer in self._viewers:
            viewer.clear()
        self.changed.fire()

    def rename(self, names: Mapping[str, str]) -> None:
        """Call the layers of the run on the screen by other names, by node id."""
        if self.shown.history is not None:
            self.shown.history.rename(names)

    @property
    def steps_per_epoch(self) -> int:
        """Steps that make an epoch with the batches of the run; 1 while there is none."""
        return self.state.steps_per_epoch if self.state is not None else 1

    @property
    def _waits_for_steps(self) -> bool:
        """Whether training keeps a pace so slow that a frame may bring no step."""
        state = self.state
        return state is not None and state.load < 1 and state.steps_per_second < 1000 / FRAME_MS

    def tick(self) -> None:
        """Read the mailbox, let visible viewers draw, ask for the next picture."""
        self._began = time.perf_counter()
        # No other frame before this one is painted: the trainer has made no picture for it.
        self._timer.setInterval(LONGEST_FRAME_MS)
        self._trainer.gate.close()
        try:
            for report in joined(self._trainer.mailbox.take_reports()):
                if report.run in self._feeds:
                    self._feeds[report.run].take(report)
                    self._tell(report)
                elif isinstance(report, Retired):
                    # What it kept must be given back, whoever has forgotten it.
                    self.retired.fire(report)
            for snapshot in self._trainer.mailbox.take_snapshots():
                if snapshot.run in self._feeds:
                    self._feeds[snapshot.run].snapshot = snapshot
                    self._note_answered(snapshot)
            self._draw()
        finally:
            # Painting comes after the timers of this turn: two turns later it is done.
            QTimer.singleShot(0, self, self._after_one_turn)

    def _after_one_turn(self) -> None:
        QTimer.singleShot(0, self, self._end_frame)

    def _end_frame(self) -> None:
        """Open the gate, and let the trainer work before the next frame as long as is its due."""
        self._trainer.gate.open()
        if self._timer.isActive():
            took = 1000 * (time.perf_counter() - self._began)
            pause = max(FRAME_MS - took, min(self._due_to_training(took), LONGEST_FRAME_MS))
            # Setting the interval starts the timer anew.
            self._timer.setInterval(HURRY_MS if self._hurried or self._eager else round(pause))

    def _due_to_training(self, took: float) -> float:
        """Return the milliseconds the trainer may work undisturbed after a frame that took so many."""
        if self.state is None or not self.state.playing:
            return 0.0
        share = PAINT_SHARE if self.state.steps_per_second > SLOW else PAINT_SHARE_OF_SLOW
        share = max(share, PAINT_SHARE_OF_REST * (1 - self.state.load))
        return took * (1 / share - 1)

    def _note_answered(self, snapshot: Snapshot) -> None:
        """Remember that a wish is met for good: where nothing moves it would bring the same pictures."""
        if snapshot.run == self.shown.run:
            still = self.state is not None and (not self.playing or self._waits_for_steps)
            final = self.state is not None and still and snapshot.step == self.state.step
            self._answered = self._asked if final else None
            self._eager &= not final

    def _tell(self, report: Report) -> None:
        """Let others know of a letter that its feed has taken."""
        if isinstance(report, Retired):
            self.retired.fire(report)
        elif report.run == self.shown.run:
            self._answered = None
            self._tell_of_shown(report)
        elif isinstance(report, Loaded | State):
            self.others_changed.fire(report.run)

    def _tell_of_shown(self, report: Report) -> None:
        match report:
            case Loaded():
                self.loaded.fire()
            case Evaluation():
                self.evaluated.fire(report)
            case State():
                self._hurried &= report.playing
                self._eager &= not report.playing
                self.changed.fire()
            case Moments():
                self.kept.fire()
            case Diverged():
                self.diverged.fire(report)
            case Tested():
                self.tested.fire(report)
            case Failed():
                self.failed.fire(report)
            case _:
                pass

    def _visible(self) -> list[Viewer]:
        return [viewer for viewer in self._viewers if viewer.isVisible()]

    def _draw(self) -> None:
        visible = self._visible()
        for viewer in visible:
            viewer.show_frame()
        if self.history is not None:
            self._ask(visible)

    def _ask(self, visible: list[Viewer]) -> None:
        wish = combined(viewer.wants() for viewer in visible)
        if wish and wish != self._answered:
            self._trainer.mailbox.ask(self.shown.run, wish)
            self._asked = wish
        elif not wish:
            self._eager = False
