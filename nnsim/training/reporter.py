"""What a run says of itself: readings, where it stands, which moments are kept of it, what was measured."""

from __future__ import annotations

import time

from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Loaded, Moments, Noticed, State
from nnsim.training.pace import Pacer
from nnsim.training.past import Past
from nnsim.training.run import Run
from nnsim.training.speed import Speed

REPORT_EVERY = 0.03
"""Seconds between two letters with readings while training."""
TELL_KEPT_EVERY = 0.25
"""Seconds between two letters about the moments that are kept."""
AT_ONCE = 0.02
"""Seconds of measuring in one go; what takes longer is measured in such pieces, between other requests."""
SETTLED = 0.1
"""Seconds after which a moment that is looked at is evaluated: a hand that drags leaves most of them at once."""


class Reporter:
    """Writes the letters of one run, and knows which are due.

    Attributes
    ----------
    speed
        How fast it trains, as it is told.
    """

    def __init__(self, run: Run, past: Past, pacer: Pacer, mailbox: Mailbox) -> None:
        self._run = run
        self._past = past
        self._pacer = pacer
        self._mailbox = mailbox
        self.speed = Speed()
        self._owed: float | None = None
        """When the moment it stands at is to be evaluated; None: it was."""
        self._last_state = self._told_kept = 0.0
        self._kept: tuple[object, ...] = ((), "")
        self._told_walks: set[tuple[bool, str]] = set()

    def introduce(self) -> None:
        """Say what its reports are of, and what it is like at the beginning."""
        run, evaluator = self._run, self._run.watch.evaluator
        names = run.unreported.columns, evaluator.metrics
        self._mailbox.put(Loaded(run.number, *names, run.step, run.epoch, evaluator.outputs))
        self.evaluate()
        self.speed.restart(run.step)

    def tell_readings(self) -> None:
        """Send the readings since the last call; those of the past were sent before."""
        points = self._run.take_points()
        if len(points.rows) and self._past.is_now:
            self._mailbox.put(points)

    def is_due(self, rest: float) -> bool:
        """Return whether it is time to say where a run stands that plays, and steps again after `rest` seconds."""
        now = time.perf_counter()
        # Who rests for long says first how far it came.
        due = now - self._last_state + rest > REPORT_EVERY
        if due:
            self._last_state = now
        return due

    def tell(self, playing: bool, reason: str, asked: int | None, *, whole: bool) -> None:
        """Send the readings and where it stands; with `whole`, which moments are kept, too.

        Parameters
        ----------
        reason
            Why it paused, where nobody asked it to.
        asked
            The step it was told to go to, where it has come there.
        """
        self.tell_readings()
        run, pacer = self._run, self._pacer
        # The first step of all comes at once, which is no speed to speak of.
        speed = min(self.speed.measure(run.step), pacer.steps_per_second) if playing else 0.0
        place = run.number, playing, run.step, run.epoch
        pace = run.rates.now, pacer.load, run.batches.steps_per_epoch(run.setup.batch)
        latest, training, walk = self._past.latest, run.training, run.walk if playing else ""
        # To ask a run that has taken no step as it is now compiles it: who only edits need not wait for that.
        why = run.why_numpy if playing or run.machine.is_chosen else ""
        walks, examples = self._past.walks, self._past.examples
        self._mailbox.put(
            State(*place, speed, reason, *pace, latest, asked, training, walk, why, walks, examples)
        )
        now = time.perf_counter()
        if whole or now - self._told_kept > TELL_KEPT_EVERY:
            self._told_kept = now
            self.tell_kept()

    def tell_kept(self) -> None:
        """Say which moments are kept, if others are."""
        keeper = self._past.keeper
        steps, note = keeper.steps, keeper.note()
        if (steps, note) != self._kept:
            self._kept = steps, note
            self._mailbox.put(Moments(self._run.number, steps, keeper.nbytes, note))

    def tell_walk(self, goal: int | None = None) -> None:
        """Say once that another walk takes the steps that follow, if it does; see `Past.other_walk`."""
        other, is_now = self._past.other_walk(goal), self._past.is_now
        if other is None or (is_now, other.before) in self._told_walks:
            return
        self._told_walks.add((is_now, other.before))
        text = other.going_on() if is_now else other.once_more()
        self._mailbox.put(Noticed(self._run.number, text))

    # ---- measuring -----------------------------------------------------------------------------

    def evaluate(self) -> None:
        """Measure the run where it stands: at once where that takes little time, else with `pay`."""
        self._owed = 0.0
        self.pay()

    def evaluate_at_leisure(self) -> None:
        """Measure the run where it stands, unless it soon stands elsewhere."""
        self._owed = time.perf_counter() + SETTLED

    def evaluate_no_more(self) -> None:
        """Measure nothing of where it stands: it goes on."""
        self._owed = None

    @property
    def patience(self) -> float | None:
        """Seconds until there is something of the moment it stands at to be evaluated; None when there is not."""
        return None if self._owed is None else max(0.0, self._owed - time.perf_counter())

    def pay(self) -> bool:
        """Go on to evaluate the moment it stands at if it is time; return whether that is done now."""
        if self.patience != 0:
            return False
        owed, self._owed = self._owed, None  # what measuring runs into is told once
        if not self._run.measure_on(AT_ONCE):
            self._owed = owed
            return False
        self._mailbox.put(self._run.evaluate())
        return True
