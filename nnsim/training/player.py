"""A run and how it plays: playing, paused, one step, in its past; every word of it goes into the mailbox."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.compiled.library import NUMPY
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.training.divergence import DivergedError
from nnsim.training.epoch_end import is_every_one_awaited
from nnsim.training.examples_taken import first_told, of_last_examples
from nnsim.training.faults import failed
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Keeper, ended_at
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Diverged, Failed, Noticed
from nnsim.training.pace import Pacer
from nnsim.training.past import Past
from nnsim.training.photographer import Photographer
from nnsim.training.present import Present
from nnsim.training.reporter import AT_ONCE, Reporter
from nnsim.training.run import Run
from nnsim.training.testing import measure_test_part
from nnsim.training.walking import Walked, awaits_measuring, walk_apart, walk_through_gate

BURST = 0.004
"""Seconds of training between two looks at the clock, the queue and the wishes."""
MOST_STEPS = 32
"""Steps between two looks at most, where they need the interpreter: the window's gate is passed at each of them."""
NO_END = 1 << 40
"""More steps than anybody takes."""


@dataclass(frozen=True)
class Playing:
    """It trains until `stop_after` says so, which may be at the end of any epoch (`to_epoch`).

    `one` step alone is no reason to tell that all epochs are done.
    """

    stop_after: Callable[[Run], bool]
    one: bool = False
    to_epoch: bool = False


@dataclass(frozen=True)
class Travelling:
    """It is on its way to the step `goal` of its past."""

    goal: int


class Player:
    """One run in the trainer's thread.

    Only the steps themselves may be taken in another thread (`walking`), while nobody else touches the run;
    what follows from them (`follow`) is the trainer's.

    Attributes
    ----------
    background
        Whether others come first. Such a run keeps no pace: nobody watches it step by step.
    reason
        A sentence that says why it paused last; empty where a person paused it.
    burst
        Steps that it takes at once: about as many as fit into `BURST`.
    """

    def __init__(self, run: Run, keeper: Keeper, mailbox: Mailbox, gate: PaintGate, pace: Pace) -> None:
        self.run = run
        self.past = Past(run, keeper)
        self.background = False
        self.reason = ""
        self._doing: Playing | Travelling | None = None
        self.pacer = Pacer()
        self.photographer = Photographer(run, mailbox, self.pacer)
        self.reporter = Reporter(run, self.past, self.pacer, mailbox)
        self._mailbox = mailbox
        self._gate = gate
        self._asked: int | None = None
        """The step it was told to go to last; None when it has taken steps of its own since."""
        self.burst = 1
        self.keep_pace(pace)
        self.reporter.introduce()
        self._tell()

    @property
    def number(self) -> int:
        """Number of its run."""
        return self.run.number

    @property
    def playing(self) -> bool:
        """Whether it trains."""
        return isinstance(self._doing, Playing)

    @property
    def needs_interpreter(self) -> bool:
        """Whether its steps need the interpreter, so that a thread of their own would gain nothing."""
        return self.run.walk == NUMPY

    @property
    def moves(self) -> bool:
        """Whether there is something to do: it plays, or is on its way to a moment."""
        return self._doing is not None

    @property
    def holds(self) -> bool:
        """Whether it is to be measured where it stands before it takes another step."""
        return self.moves and awaits_measuring(self.run, is_now=self.past.is_now)

    @property
    def _goal(self) -> int | None:
        """The step it is on its way to, in its past."""
        return self._doing.goal if isinstance(self._doing, Travelling) else None

    def learned(self) -> Learned:
        """Return what training has come to, wherever the run stands for the moment."""
        return self.run.named(self.past.now.moment)

    def present(self) -> Present:
        """Return all there is of the run now: what was read of its steps is in the letters that wait."""
        self.reporter.tell_readings()
        now = self.past.now
        kept = of_last_examples(ended_at(tuple(self.past.keeper), now))
        return Present(self.run.named(now.moment), kept, self._mailbox.waiting(self.number))

    # ---- what it is told -----------------------------------------------------------------------

    def play(self) -> None:
        """Train until paused, or until the epochs asked for are done."""
        if self.past.is_now and self.run.finished:
            self.pause(self._all_done())
        else:
            self._start(lambda run: self.past.is_now and run.finished)

    def step_once(self) -> None:
        """Take one step, then pause."""
        self._start(lambda run: True, one=True)

    def step_epoch(self) -> None:
        """Train to the end of the epoch, then pause."""
        self._start(lambda run: run.batches.position == 0, to_epoch=True)

    def pause(self, reason: str = "") -> None:
        """Stop, and say where it stands."""
        self._doing, self.reason = None, reason
        self._tell(reason, whole=True)
        self.reporter.evaluate()

    def keep_pace(self, pace: Pace) -> None:
        """Take steps at another pace from here on."""
        self.pacer.keep(pace, self.run.batches.steps_per_epoch(self.run.setup.batch))

    def tell_pace(self) -> None:
        """Say how fast it goes now."""
        self._tell()

    def retune(self, training: TrainingSettings) -> None:
        """Go on with other settings; raises NnsimError in the past."""
        self._refuse_in_past()
        if training == self.run.training:
            return
        self.run.see_end()
        self.reporter.tell_readings()
        self.run.retune(training)
        self.past.keep(by_hand=True)
        self.keep_pace(self.pacer.pace)
        self._tell(whole=True)

    def use_examples(self, prepared: Prepared) -> None:
        """Go on with other examples where training has come to; raises NnsimError when they are of another kind."""
        self.past.come_back()
        self.reporter.tell_readings()
        is_first = not self.run.examples and self.run.step > 0
        self.run.see_end()
        self.run.use_examples(prepared)
        if is_first:
            self._mailbox.put(Noticed(self.number, first_told()))
        self.past.keep(by_hand=True)
        self.keep_pace(self.pacer.pace)
        self._tell(whole=True)
        self.reporter.evaluate()

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Write one number of one parameter; raises NnsimError when it cannot be, and in the past."""
        self._refuse_in_past()
        self.run.see_end()
        self.reporter.tell_readings()
        self.run.set_weight(key, index, value)
        self.past.keep(by_hand=True)
        self.reporter.evaluate()

    def measure_test(self) -> None:
        """Measure on the test part what training has come to, wherever the run stands for the moment."""
        with self.past.at_present():
            self._mailbox.put(measure_test_part(self.run))

    def go_to(self, step: int) -> None:
        """Stand as at an earlier step, without forgetting what came after it; go on being paused there."""
        self._doing = None
        self.reporter.tell_readings()
        self._asked = step
        goal = self.past.go_to(step)
        if goal > self.run.step and not self.past.is_now:
            self._doing = Travelling(goal)
            self.reporter.tell_walk(goal)
        else:
            self._stay()

    def arrive(self) -> None:
        """Take the steps that are left to the moment it is on its way to."""
        while (goal := self._goal) is not None:
            self.train_to(goal)
            self._finish_measuring()

    def finish_step(self) -> None:
        """Take the single step that was asked for, if it has not been taken yet."""
        while isinstance(self._doing, Playing) and self._doing.one:
            self.train_to(self.run.step + 1)
            self._finish_measuring()

    # ---- playing -------------------------------------------------------------------------------

    def due(self, bursts: int = 1) -> int:
        """Return how many steps are to be taken now, at most to where it may have a reason to pause or keeps a moment."""
        most = min(bursts * self.burst, self._certain, self.past.room)
        if (goal := self._goal) is not None:
            return min(most, goal - self.run.step)
        return most if self.background else self.pacer.due(most)

    @property
    def rest(self) -> float:
        """Seconds until steps are due again."""
        return 0.0 if self.background or self._goal is not None or self.holds else self.pacer.wait()

    def train_to(self, step: int) -> None:
        """Take steps until the run is at `step`, has a reason to pause, or holds."""
        while self.goes_on_to(step):
            self.follow(self.walking(step))

    def goes_on_to(self, step: int) -> bool:
        """Return whether it has steps to take before it is at `step`."""
        return self.moves and self.run.step < step and not self.holds

    def walking(self, step: int) -> Callable[[], Walked]:
        """Return what takes the next steps towards `step` when it is called, in any thread, as the only one at work
        on the run. It is to be given to `follow` in the trainer's thread.
        """
        most = min(step - self.run.step, self.past.room)
        to_epoch = isinstance(self._doing, Playing) and self._doing.to_epoch
        if self.needs_interpreter:
            return partial(
                walk_through_gate, self.run, min(most, MOST_STEPS), self._gate, is_now=self.past.is_now
            )
        return partial(walk_apart, self.run, most, beyond_epoch=not to_epoch, is_now=self.past.is_now)

    def follow(self, walking: Callable[[], Walked]) -> None:
        """Take note of the steps that `walking` takes, or has taken, and do what they are a reason for."""
        try:
            walked = walking()
        except DivergedError as error:
            self._diverged(error)
            return
        except Exception as error:
            # Here, as whoever is trained beside it must be followed as well.
            self.fail(failed(self.number, error))
            return
        self.pacer.took(walked.steps, walked.seconds)
        if not walked.steps:
            self.reporter.tell_readings()
            return
        self.burst = self._next_burst(walked)
        self.reporter.evaluate_no_more()
        if walked.measured:
            self._see_where_it_stands()

    def measuring(self) -> Callable[[], bool]:
        """Return what measures on for a moment where it holds, in any thread; it is to be given to `see`."""
        return partial(self.run.measure_on, AT_ONCE)

    def see(self, measuring: Callable[[], bool]) -> None:
        """Take note of what `measuring` measures, or has measured, and do what it is a reason for when that is all."""
        try:
            done = measuring()
        except Exception as error:
            self.fail(failed(self.number, error))
            return
        if done:
            self._see_where_it_stands()

    @property
    def patience(self) -> float | None:
        """Seconds until there is something to be measured or pictured of it, whether or not it plays; None: nothing."""
        return 0.0 if self.photographer.is_at_work else self.reporter.patience

    def pay(self) -> None:
        """Measure on what is owed of the moment it stands at."""
        if self.reporter.pay() and self.run.end_is_unseen:
            self._see_where_it_stands()

    def tell_now_and_then(self) -> None:
        """Say where it stands, if it is time."""
        if self.playing and self.reporter.is_due(self.rest):
            self._tell()

    def fail(self, report: Failed) -> None:
        """Stop for a fault."""
        self._doing, self.reason = None, report.text
        self._mailbox.put(report)
        self._tell()

    # ---- inside --------------------------------------------------------------------------------

    def _start(self, stop_after: Callable[[Run], bool], *, one: bool = False, to_epoch: bool = False) -> None:
        if self.run.setup.why_not_train:
            raise NnsimError(self.run.setup.why_not_train)
        begun = self.run.step
        # It may have to be measured where it stands before it takes its first step, which is no end of this.
        self._doing = Playing(lambda run: run.step != begun and stop_after(run), one, to_epoch)
        self.burst = 1
        self._asked = None
        self.reporter.evaluate_no_more()
        self.reporter.tell_walk()
        self.past.keep()
        self.pacer.restart()
        self.reporter.speed.restart(self.run.step)
        self._tell()

    def _next_burst(self, walked: Walked) -> int:
        """Return how many steps to take at once after those just taken."""
        fitting = int(walked.steps * BURST / walked.seconds)
        if self.needs_interpreter:
            return max(1, min(MOST_STEPS, 2 * self.burst, fitting))
        # A call that was held up, as on a busy machine, says little of the next: as many as there were come back at once.
        return max(1, self.burst // 2, min(2 * self.burst, fitting))

    @property
    def _certain(self) -> int:
        """How many steps it takes for certain, unless it diverges: after them it may have a reason to pause."""
        run, doing, training = self.run, self._doing, self.run.training
        left = run.batches.steps_left(run.setup.batch)
        to_epoch = isinstance(doing, Playing) and doing.to_epoch
        if self.needs_interpreter or to_epoch or is_every_one_awaited(run):
            return left
        if not self.past.is_now:
            return max(1, self.past.latest - run.step)
        if not training.epochs:
            return NO_END
        epochs = max(0, training.epochs - 1 - run.batches.epoch)
        return left + epochs * run.batches.steps_per_epoch(run.setup.batch)

    def _finish_measuring(self) -> None:
        """Measure all that it holds for."""
        if self.holds:
            self.see(partial(self.run.measure_on, math.inf))

    def _see_where_it_stands(self) -> None:
        """Do what the steps it took are a reason for: all is measured."""
        self.run.see_end()
        self.past.keep()
        self._look_around()

    def _look_around(self) -> None:
        """Pause where there is a reason to; tell what is due at the end of an epoch."""
        run, doing = self.run, self._doing
        if not self.past.is_now:
            arrived = self.past.arrive()
            if run.step == self._goal:
                self._doing = None
                self._stay()
            elif arrived or (isinstance(doing, Playing) and doing.stop_after(run)):
                self.pause()
            elif self.moves:
                self.reporter.tell_walk(self._goal)
            return
        if run.watch.stopped is not None:
            self.pause(run.watch.stopped.sentence())
        elif run.watch.done:
            self.pause(run.watch.done)
        elif isinstance(doing, Playing) and doing.stop_after(run):
            done = run.finished and not doing.one
            self.pause(self._all_done() if done else "")
        elif run.evaluation_is_due:
            self.reporter.evaluate()

    def _all_done(self) -> str:
        return tr("All {n} epochs are done.").format(n=self.run.training.epochs)

    def _diverged(self, error: DivergedError) -> None:
        self._doing, self.reason = None, error.sentence()
        self.reporter.tell_readings()
        if self.past.is_now:
            # Where it stands now depends on the last checkpoint, which no earlier moment knows.
            self.past.keep(by_hand=True)
            self._mailbox.put(Diverged(self.number, error.step, error.sentence(), error))
        else:
            self.past.arrive()
        self._tell(whole=True)

    def _stay(self) -> None:
        """Say that it stands where it was told to; what that comes to is measured at leisure."""
        self._tell(whole=True)
        self.reporter.evaluate_at_leisure()

    def _refuse_in_past(self) -> None:
        if not self.past.is_now:
            raise NnsimError(
                tr("The past cannot be changed. Fork from here to go on in another way, or go back to now.")
            )

    def _tell(self, reason: str = "", *, whole: bool = False) -> None:
        self.reporter.tell(self.playing, reason, None if self.moves else self._asked, whole=whole)
