"""Where the trainer's thread meets Qt: a timer that reads the mailbox and lets visible views draw."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer

from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Report, Retired, State
from nnsim.training.snapshot import Snapshot
from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.asked_for import AskedFor
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.frame_letters import joined
from nnsim.ui.sitting.frame_pace import FRAME_MS, HURRY_MS, LONGEST_FRAME_MS, FramePace
from nnsim.ui.sitting.news import News
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.tried_runs import TriedRuns
from nnsim.ui.sitting.viewers import Viewers


class LiveFeed(QObject):
    """Frame by frame the newest there is of the run on the screen, for everybody who draws it.

    While a frame is drawn, the trainer's gate is closed: runs whose steps need the interpreter wait.

    Attributes
    ----------
    viewers
        Those who draw.
    news
        What letters told, for those who wait for something.
    """

    def __init__(
        self, trainer: Trainer, feeds: Feeds, tried: TriedRuns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.news = News()
        self.viewers = Viewers(tried)
        self._feeds = feeds
        self._trainer = trainer
        self._pace = FramePace()
        self._hurried = self._eager = False
        self._asked_for = AskedFor()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)
        feeds.turned.connect(self._on_turned)

    @property
    def shown(self) -> RunFeed:
        """The run on the screen; an empty one while there is none."""
        return self._feeds.shown

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
            self._asked_for.note_motion()
            self._ask()

    def _on_turned(self) -> None:
        self._hurried = self._eager = False
        self._asked_for.forget()
        self.viewers.turn()
        self.news.changed.fire()

    def tick(self) -> None:
        """Read the mailbox, let visible viewers draw, ask for the next picture."""
        self._pace.begin()
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
                    self.news.retired.fire(report)
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
            # Setting the interval starts the timer anew.
            pause = self._pace.pause(self.state)
            self._timer.setInterval(HURRY_MS if self._hurried or self._eager else pause)

    def _note_answered(self, snapshot: Snapshot) -> None:
        """Remember that a wish is met for good: where nothing moves it would bring the same pictures."""
        state = self.state
        if snapshot.run == self.shown.run:
            still = state is not None and (not state.playing or _waits_for_steps(state))
            # What stands from an earlier step would stand for good, where the run was paused right after a look.
            final = state is not None and still and snapshot.step == state.step and snapshot.is_of_one_step
            self._asked_for.note_answer(final=final)
            self._eager &= not final

    def _tell(self, report: Report) -> None:
        """Let others know of a letter that its feed has taken."""
        if isinstance(report, Retired):
            self.news.retired.fire(report)
        elif report.run == self.shown.run:
            self._asked_for.note_motion()
            if isinstance(report, State):
                self._hurried &= report.playing
                self._eager &= not report.playing
            self.news.tell_of_shown(report)

    def _draw(self) -> None:
        self.viewers.show_frame(self.shown)
        if self.history is not None:
            self._ask()

    def _ask(self) -> None:
        wish = self.viewers.wish()
        if self._asked_for.is_new(wish):
            self._trainer.mailbox.ask(self.shown.run, wish)
            self._asked_for.note_asked(wish)
        elif not wish:
            self._eager = False


def _waits_for_steps(state: State) -> bool:
    """Return whether training keeps a pace so slow that a frame may bring no step."""
    return state.load < 1 and state.steps_per_second < 1000 / FRAME_MS
