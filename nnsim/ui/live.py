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
    Points,
    Report,
    State,
    Tested,
)
from nnsim.training.picture import Asked
from nnsim.training.snapshot import Snapshot, Wish, combined
from nnsim.training.trainer import Trainer

FRAME_MS = 33
"""Milliseconds from one frame to the next where drawing is quick."""
LONGEST_FRAME_MS = 250
HURRY_MS = 10
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
    """The newest there is of the run on the screen.

    Letters of earlier runs fall on the floor. While a frame is drawn, the trainer's gate is closed.

    Events
    ------
    loaded(), changed(), evaluated(Evaluation), diverged(Diverged), failed(Failed), tested(Tested)
        A run began; whether or how fast it runs changed; it was measured; it came to grief; it was measured on the test part.
    """

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: Event[[]] = Event()
        self.changed: Event[[]] = Event()
        self.evaluated: Event[[Evaluation]] = Event()
        self.diverged: Event[[Diverged]] = Event()
        self.failed: Event[[Failed]] = Event()
        self.tested: Event[[Tested]] = Event()
        self.history: History | None = None
        self.snapshot: Snapshot | None = None
        self.state: State | None = None
        self.run = 0
        self._aside: tuple[History | None, Snapshot | None, State | None] | None = None
        self._later: list[Report] = []
        """Letters of the run that came while it was put aside."""
        self._trainer = trainer
        self._viewers: list[Viewer] = []
        self._began = 0.0
        self._hurried = False
        self._asked: Wish | None = None
        self._answered: Wish | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)

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

    def add_viewer(self, viewer: Viewer) -> None:
        """Let `viewer` draw whenever it is visible."""
        self._viewers.append(viewer)

    def forget_viewers(self) -> None:
        """Let go of all viewers: their window closes."""
        self._viewers.clear()

    def expect(self, run: int) -> None:
        """Take letters of run number `run` only, and forget what earlier runs showed."""
        self.run = run
        self._aside = None
        self._later.clear()
        self._show(None, None, None)

    def put_aside(self) -> None:
        """Show nothing of the run: it is of a drawing that is no longer there, or not at present."""
        if self._aside is None:
            self._aside = self.history, self.snapshot, self.state
            self._show(None, None, None)

    def bring_back(self) -> None:
        """Show the run again as it was put aside, with what came since."""
        if self._aside is not None:
            aside, self._aside = self._aside, None
            later, self._later = self._later, []
            self._show(*aside)
            for report in later:
                self._take(report)

    def _show(self, history: History | None, snapshot: Snapshot | None, state: State | None) -> None:
        self.history, self.snapshot, self.state = history, snapshot, state
        self._hurried = False
        self._asked = self._answered = None
        for viewer in self._viewers:
            viewer.clear()
        self.changed.fire()

    def rename(self, names: Mapping[str, str]) -> None:
        """Call the layers of the run on the screen by other names, by node id."""
        if self.history is not None:
            self.history.rename(names)

    @property
    def playing(self) -> bool:
        """Whether the run is training."""
        return self.state is not None and self.state.playing

    @property
    def steps_per_epoch(self) -> int:
        """Steps that make an epoch with the batches of the run; 1 while there is none."""
        return self.state.steps_per_epoch if self.state is not None else 1

    def tick(self) -> None:
        """Read the mailbox, let visible viewers draw, ask for the next picture."""
        self._began = time.perf_counter()
        self._trainer.gate.close()
        try:
            for report in self._trainer.mailbox.take_reports():
                if report.run == self.run and self._aside is not None:
                    self._later.append(report)
                elif report.run == self.run:
                    self._take(report)
            snapshot = self._trainer.mailbox.take_snapshot()
            if snapshot is not None and snapshot.run == self.run and self._aside is None:
                self.snapshot = snapshot
                # Where nothing moves the same wish would bring the same picture; any report may change it.
                still = self.state is not None and (not self.playing or self.state.load < 1)
                final = self.state is not None and still and snapshot.step == self.state.step
                self._answered = self._asked if final else None
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
            self._timer.setInterval(HURRY_MS if self._hurried else round(pause))

    def _due_to_training(self, took: float) -> float:
        """Return the milliseconds the trainer may work undisturbed after a frame that took so many."""
        if self.state is None or not self.state.playing:
            return 0.0
        share = PAINT_SHARE if self.state.steps_per_second > SLOW else PAINT_SHARE_OF_SLOW
        share = max(share, PAINT_SHARE_OF_REST * (1 - self.state.load))
        return took * (1 / share - 1)

    def _take(self, report: Report) -> None:
        self._answered = None
        match report:
            case Loaded():
                self.history = History(report.columns, report.metrics, outputs=report.outputs)
                self.loaded.fire()
            case Points() if self.history is not None:
                self.history.add_points(report)
            case Evaluation() if self.history is not None:
                self.history.add_evaluation(report)
                self.evaluated.fire(report)
            case State():
                self.state = report
                self._hurried &= report.playing
                self.changed.fire()
            case Diverged():
                self.diverged.fire(report)
            case Tested():
                self.tested.fire(report)
            case Failed():
                self.failed.fire(report)
            case _:
                pass

    def _draw(self) -> None:
        visible = [viewer for viewer in self._viewers if viewer.isVisible()]
        for viewer in visible:
            viewer.show_frame()
        if self.history is not None:
            self._ask(visible)

    def _ask(self, visible: list[Viewer]) -> None:
        wish = combined(viewer.wants() for viewer in visible)
        if wish and wish != self._answered:
            self._trainer.mailbox.ask(wish)
            self._asked = wish
