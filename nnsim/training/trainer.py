"""The trainer: a thread that obeys requests, takes steps, and leaves letters in its mailbox.

It knows no window. It is the only writer of parameters; what it hands out is frozen or copied.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.training.divergence import DivergedError
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import (
    Diverged,
    Failed,
    Load,
    Loaded,
    MeasureTest,
    Pause,
    Play,
    Report,
    Request,
    Reset,
    Retune,
    SetPace,
    SetWeight,
    Shutdown,
    State,
    StepEpoch,
    StepOnce,
)
from nnsim.training.pace import Pacer
from nnsim.training.picture import Asked
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.training.snapshot import Wish, look
from nnsim.training.testing import measure_test_part

REPORT_EVERY = 0.03
"""Seconds between two letters with readings while training."""
BURST = 0.004
"""Seconds of training between two looks at the clock, the queue and the wishes."""
MOST_STEPS = 32
"""Steps between two looks at most."""
PICTURE_SHARE = 0.02
"""Greatest share of the time of training that may go into pictures, unless it waits for its pace."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class PaintGate:
    """Closed by a window while it paints, so that the trainer does not fight it for the interpreter."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.waited = 0.0
        """Seconds that the trainer has waited here, in all."""

    def close(self) -> None:
        """Ask the trainer to wait before its next step."""
        self._open.clear()

    def open(self) -> None:
        """Let it go on."""
        self._open.set()

    def pass_through(self) -> None:
        """Wait while the gate is closed, but never long: a forgotten gate must not stop training."""
        if not self._open.is_set():
            start = time.perf_counter()
            self._open.wait(0.1)
            self.waited += time.perf_counter() - start


class Trainer:
    """Owns the thread, its queue of requests and its mailbox."""

    def __init__(self) -> None:
        self._requests: queue.SimpleQueue[Request | _Ask[Any] | _Look] = queue.SimpleQueue()
        self.mailbox = Mailbox(wake=lambda: self._requests.put(_Look()))
        self.gate = PaintGate()
        self._thread = threading.Thread(target=self._work, name="nnsim trainer", daemon=True)
        self._run: Run | None = None
        self._loaded: Load | None = None
        self._scene: Scene | None = None
        self._told: set[Asked] = set()
        """Pictures whose fault was told: once for a run."""
        self._playing = False
        self._stop_after: Callable[[Run], bool] | None = None
        self._burst = 1
        self._next_picture = self._picture_took = 0.0
        self._pace, self._pacer = Pace(), Pacer()
        self._one = False
        self._speed = _Speed()
        self._last_state = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def send(self, request: Request) -> None:
        """Queue a request. Returns at once."""
        self._requests.put(request)

    def shut_down(self, seconds: float = 5.0) -> bool:
        """Ask the thread to end and wait for it; return whether it did."""
        if not self._thread.is_alive():
            return True
        self.gate.open()
        self._requests.put(Shutdown())
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def learned(self, seconds: float = 10.0) -> Learned | None:
        """Return a copy of what the run has learned, taken between two steps; None when there is no run.

        Raises NnsimError when the trainer does not answer in time.
        """
        return self._ask(lambda run: run.learned(), seconds)

    def number(self, key: str, index: tuple[int, ...], seconds: float = 10.0) -> tuple[float, int] | None:
        """Return one number of one parameter and the step it is of; None when there is no run.

        Raises NnsimError when there is no such number, or the trainer does not answer in time.
        """
        return self._ask(lambda run: (run.network.parameters.number(key, index), run.step), seconds)

    def _ask(self, question: Callable[[Run], T], seconds: float) -> T | None:
        """Return what `question` says of the run, asked between two steps; None when there is no run."""
        ask = _Ask(question)
        self.gate.open()
        self._requests.put(ask)
        if not self._thread.is_alive() or not ask.answered.wait(seconds):
            raise NnsimError(tr("The training does not answer. Pause it and try again."))
        if ask.refused is not None:
            raise ask.refused
        return ask.found

    # ---- in the thread -----------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            request = self._next_request()
            if isinstance(request, Shutdown):
                return
            try:
                if request is not None:
                    self._obey(request)
                if self._run is not None:
                    self._train_and_show(self._run)
            except DivergedError as error:
                self._after_divergence(error)
            except NnsimError as error:
                self._after_fault(Failed(self._number, str(error)))
            except Exception as error:
                log.exception("the trainer failed")
                self._after_fault(Failed(self._number, repr(error), traceback.format_exc()))

    def _next_request(self) -> Request | _Ask[Any] | _Look | None:
        """Return the next request; sleep until there is one while paused, or until the next step is due."""
        if not self._playing:
            return self._requests.get()
        rest = self._pacer.wait()
        try:
            return self._requests.get(block=rest > 0, timeout=rest or None)
        except queue.Empty:
            return None

    @property
    def _number(self) -> int:
        return self._loaded.run if self._loaded is not None else 0

    def _put(self, report: Report) -> None:
        self.mailbox.put(report)

    def _obey(self, request: Request | _Ask[Any] | _Look) -> None:
        match request:
            case _Ask():
                request.answer(self._run)
            case Load():
                self._load(request)
            case Reset(run=number) if self._loaded is not None:
                old = self._loaded
                training = self._run.training if self._run is not None else old.training
                start = self._run.beginning() if self._run is not None else None
                self._load(Load(number, old.resolved, training, old.data, start))
            case Play():
                self._play(lambda run: run.finished)
            case StepOnce():
                self._play(lambda run: True, steps=1)
            case StepEpoch():
                self._play(lambda run: run.batches.position == 0)
            case Pause():
                self._pause("")
            case Retune(training=training) if self._run is not None:
                self._report(self._run)
                self._run.retune(training)
                self._keep_pace(self._run)
                self._put(self._state(self._run))
            case SetPace(pace=pace):
                self._pace = pace
                if self._run is not None:
                    self._keep_pace(self._run)
                    self._report(self._run)
                    self._put(self._state(self._run))
            case MeasureTest() if self._run is not None:
                self._put(measure_test_part(self._run))
            case SetWeight() if self._run is not None:
                self._run.set_weight(request.parameter, request.index, request.value)
                self._put(self._run.evaluate())
            case _:
                pass

    def _load(self, request: Load) -> None:
        self._run, self._playing, self._loaded = None, False, request
        self._scene, self._told = None, set()
        run = Run(request.resolved, request.training, request.data, request.learned, request.run)
        self._run = run
        self._next_picture = 0.0
        self._keep_pace(run)
        self._speed.restart(run.step)
        self._put(
            Loaded(
                run.number,
                run.columns,
                run.evaluator.metrics,
                run.step,
                run.epoch,
                run.evaluator.outputs,
            )
        )
        self._put(run.evaluate())
        self._put(self._state(run))

    def _play(self, stop_after: Callable[[Run], bool], steps: int | None = None) -> None:
        run = self._run
        if run is None:
            return
        if run.setup.why_not_train:
            raise NnsimError(run.setup.why_not_train)
        if steps is None and run.finished:
            self._pause(tr("All {n} epochs are done.").format(n=run.training.epochs))
            return
        self._stop_after, self._burst = stop_after, steps or 1
        self._playing, self._one = True, steps is not None
        self._pacer.restart()
        self._speed.restart(run.step)
        self._put(self._state(run))

    def _pause(self, reason: str) -> None:
        self._playing = False
        if self._run is not None:
            self._report(self._run)
            # Before the evaluation: Pause is honoured now, however large the data.
            self._put(self._state(self._run, reason))
            self._put(self._run.evaluate())

    def _train_and_show(self, run: Run) -> None:
        if self._playing:
            self._train(run)
        start = time.perf_counter()
        if self._playing and start < self._next_picture and not self._pacer.has_time_for(self._picture_took):
            return
        wish = self.mailbox.take_wish()
        if wish is not None:
            self._show(run, wish)
            self._picture_took = time.perf_counter() - start
            self._next_picture = start + self._picture_took / PICTURE_SHARE

    def _keep_pace(self, run: Run) -> None:
        self._pacer.keep(self._pace, run.steps_per_epoch)

    def _show(self, run: Run, wish: Wish) -> None:
        """Leave the answers to `wish`; a picture with a bug costs no step and no other picture."""
        self._scene = scene_of(run, self._scene)
        snapshot = look(self._scene, wish)
        self.mailbox.show(snapshot)
        for request, fault in snapshot.faults.items():
            if request not in self._told:
                self._told.add(request)
                self._put(Failed(run.number, fault.text, fault.traceback))

    def _train(self, run: Run) -> None:
        """Train for about `BURST` seconds, as far as steps are due, then report if it is time."""
        self.mailbox.wait_for_room(0.5)
        assert self._stop_after is not None
        step, end = run.step, time.perf_counter() + BURST
        while due := self._pacer.due(self._burst):
            if not self._advance(run, due):
                self._report(run)
                continue
            if run.stopped is not None:
                self._pause(run.stopped.sentence())
                return
            if run.done:
                self._pause(run.done)
                return
            if self._stop_after(run):
                done = run.finished and not self._one
                self._pause(tr("All {n} epochs are done.").format(n=run.training.epochs) if done else "")
                return
            if run.evaluation_is_due:
                self._report(run)
                self._put(run.evaluate())
            if time.perf_counter() > end:
                break
        now = time.perf_counter()
        # Who rests for long says first how far it came.
        if run.step != step and now - self._last_state + self._pacer.wait() > REPORT_EVERY:
            self._last_state = now
            self._report(run)
            self._put(self._state(run))

    def _advance(self, run: Run, most: int) -> int:
        """Take up to `most` steps, which should about fit into `BURST`; return how many."""
        start, waited = time.perf_counter(), self.gate.waited
        taken = run.advance(most, self.gate.pass_through)
        took = time.perf_counter() - start
        self._pacer.took(taken, took - (self.gate.waited - waited))
        if taken:
            fitting = int(taken * BURST / took)
            self._burst = max(1, min(MOST_STEPS, 2 * self._burst, fitting))
        return taken

    def _report(self, run: Run) -> None:
        points = run.take_points()
        if len(points.rows):
            self._put(points)

    def _state(self, run: Run, reason: str = "") -> State:
        # The first step of all comes at once, which is no speed to speak of.
        pacer = self._pacer
        speed = min(self._speed.measure(run.step), pacer.steps_per_second) if self._playing else 0.0
        place = run.number, self._playing, run.step, run.epoch
        return State(*place, speed, reason, run.rate, pacer.load, run.steps_per_epoch)

    def _after_fault(self, report: Failed) -> None:
        self._playing = False
        self._put(report)
        if self._run is not None:
            self._put(self._state(self._run))

    def _after_divergence(self, error: DivergedError) -> None:
        assert self._run is not None
        self._playing = False
        self._report(self._run)
        self._put(Diverged(self._run.number, error.step, error.sentence()))
        self._put(self._state(self._run))


class _Ask(Generic[T]):
    """A question about the run, put between two steps."""

    def __init__(self, question: Callable[[Run], T]) -> None:
        self._question = question
        self.answered = threading.Event()
        self.found: T | None = None
        self.refused: NnsimError | None = None

    def answer(self, run: Run | None) -> None:
        try:
            self.found = self._question(run) if run is not None else None
        except NnsimError as error:
            self.refused = error
        finally:
            self.answered.set()


class _Look:
    """No request: a wish for a picture waits in the mailbox."""


class _Speed:
    """Steps per second over the last half second or more."""

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, step: int) -> None:
        self._since, self._step, self._value = time.perf_counter(), step, 0.0

    def measure(self, step: int) -> float:
        now = time.perf_counter()
        if now - self._since > 0.5:
            self._value = (step - self._step) / (now - self._since)
            self._since, self._step = now, step
        elif not self._value and now > self._since:
            return (step - self._step) / (now - self._since)
        return self._value
