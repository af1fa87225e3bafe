"""One training: a network, its data, and the walk from step to step.

A run does the same, bit for bit, whether a window watches or not: nothing in it depends on time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.data.prepare import Prepared
from nnsim.document.doubts import data_doubts
from nnsim.document.learned import Learned
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.data_start import begin_from_data
from nnsim.engine.network import Network
from nnsim.engine.threads import faster_count, use_one_blas_thread
from nnsim.training.batches import Batches
from nnsim.training.codes import refuse_what_is_no_code
from nnsim.training.divergence import DivergedError, Place, first_place
from nnsim.training.evaluator import Evaluator
from nnsim.training.judging import Judge
from nnsim.training.messages import Evaluation, Points
from nnsim.training.position import position_record, restore_position
from nnsim.training.rate import RateInForce
from nnsim.training.recorder import columns_of, recorder_for
from nnsim.training.stepper import Stepper
from nnsim.training.stopping import SLOTS, EarlyStopping, StoppedEarly
from nnsim.training.update import COMPILED, compile_update

DIVERGED_AT = 1e8
"""A loss this many times the first one (or 1, if that is more) has diverged, finite or not."""
HUGE_LOSS = 1e300
EVALUATE_AFTER = (4, 500)
"""Evaluate at the first end of an epoch after so many times the data, or so many steps."""
CHECKPOINT_EVERY = 64
"""Steps between two checkpoints; counted, not timed, so that a run that diverged and plays on is the
same with and without a window."""


class Run:
    """One training of one network.

    Parameters
    ----------
    resolved
        What the drawing means; must be able to run. One that cannot train is shown, and takes no step.
    training
        How to train.
    prepared
        The examples.
    learned
        Where to start from; what is missing in it is initialised from the seed.
    number
        Number of the run, which its reports carry.

    Raises
    ------
    NnsimError
        When the network cannot run on the data.
    """

    def __init__(
        self,
        resolved: Resolved,
        training: TrainingSettings,
        prepared: Prepared,
        learned: Learned | None = None,
        number: int = 0,
    ) -> None:
        if not resolved.can_run:
            raise NnsimError(resolved.errors[0].text)
        self.why_not_train = "" if resolved.can_train else resolved.errors[0].text
        """A sentence that says why no step can be taken; empty when it can."""
        use_one_blas_thread()
        self._threads = 0
        """Threads of the matrix products, once that has been looked into."""
        self.number = number
        self.resolved = resolved
        self.training = training
        self.prepared = prepared
        rule, drawn = training.rule, (resolved.stages, resolved.outputs)
        scalars = rule.scalars(*drawn)
        kept = rule.states(resolved.stages), scalars
        self.network = Network(*drawn, training.precision, training.seed, *kept)
        self.batches = Batches(self.network, prepared, training.seed, training.shuffle)
        refuse_what_is_no_code(self.network, prepared)
        begin_from_data(self.network, self.batches.inputs)
        self.evaluator = Evaluator(self.network, prepared)
        self.columns = columns_of(self.network, scalars)
        self.recorder = recorder_for(self.network, self.columns, self._batch)
        self.step = 0
        self._first_unreported = 0
        self._rows = np.zeros((0, self.columns.width), self.network.dtype)
        self._row_before: np.ndarray | None = None
        self._since_evaluation = 0
        self._limit: float | None = None
        self._slots: dict[str, np.ndarray] = {}
        self._steppers: dict[int, Stepper] = {}
        self._checkpoint: tuple[int, np.ndarray, np.ndarray, dict[str, np.ndarray]] | None = None
        self._judge = Judge(scalars, rule.judged_by, self.network.parameters.scalars)
        self._rate = RateInForce(self.network.parameters.rate, self.batches.count, training)
        self._stopping = EarlyStopping()
        self.done = ""
        """A sentence when the rule has said, at the end of the epoch just done, that nothing is left to do."""
        self.stopped: StoppedEarly | None = None
        """Set when early stopping has just ended the training; going on forgets it."""
        self._measured: Evaluation | None = None
        continues = learned is not None and self._adopt(learned)
        self._build_update()
        if learned is not None and continues:
            place = (self.network, self.batches, self._rate, self._judge, self._stopping, self._live())
            self._limit = restore_position(learned, *place)
        if not training.patience:
            self._stopping.forget()
        self._set_rate()
        self._keep_checkpoint()

    # ---- position ----------------------------------------------------------------------------

    @property
    def _batch(self) -> int:
        return self.training.batch_of(self.batches.count)

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the one under way."""
        return self.batches.exact_epoch

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return -(-self.batches.count // self._batch)

    @property
    def rate(self) -> float:
        """The learning rate in force: with warm-up and schedule, as the last step used it."""
        return float(self.network.parameters.rate)

    @property
    def finished(self) -> bool:
        """Whether the number of epochs asked for is done."""
        return 0 < self.training.epochs <= self.batches.epoch

    @property
    def evaluation_is_due(self) -> bool:
        """Whether enough was trained since the last evaluation for another one to cost little."""
        times, steps = EVALUATE_AFTER
        if self.batches.position != 0:
            return False
        if self._measured is not None and self._since_evaluation:
            # Schedule or early stopping wanted to know already.
            return True
        trained = self._since_evaluation * self._batch
        return trained >= times * self.evaluator.cost or self._since_evaluation >= steps

    # ---- walking -----------------------------------------------------------------------------

    def advance(self, most: int, yield_to: Callable[[], None] | None = None) -> int:
        """Take up to `most` steps, at most to the end of the epoch; return how many were taken.

        Parameters
        ----------
        yield_to
            Called before every step; a window lets the run wait there while it paints.

        Raises
        ------
        DivergedError
            When the loss has grown beyond all bounds. The run then stands at its last checkpoint.
        NnsimError
            When the network runs, but cannot train.
        """
        if self.why_not_train:
            raise NnsimError(self.why_not_train)
        left = self.batches.count - self.batches.position
        size = min(self._batch, left)
        whole = left // size
        room = self.recorder.capacity - self.recorder.count
        steps = min(most, whole, room, CHECKPOINT_EVERY - self.step % CHECKPOINT_EVERY)
        if steps <= 0:
            return 0
        if self._limit is None:
            # The first step says what a loss is like here. A step, not a time: runs must not differ.
            steps = 1
        stepper = self._stepper(size)
        self.stopped = self._measured = None
        self.done = ""
        if not self._rate.is_constant:
            self._set_rate(size)
        position, order = self.batches.position, self.batches.order
        limit = self._limit or HUGE_LOSS
        taken = stepper.walk(order, position, steps, yield_to, limit)
        self.step += taken
        self._since_evaluation += taken
        self.batches.advance(taken * size)
        if taken < steps or not stepper.total() < limit:
            self._diverge(stepper)
        if self._limit is None:
            self._limit = DIVERGED_AT * max(1.0, stepper.total())
        if self.step % CHECKPOINT_EVERY == 0:
            for flush in self._flushes:
                flush()
            if not self._keep_checkpoint():
                self._diverge(stepper)
        if self.batches.position == 0:
            self._end_epoch()
        return taken

    def run_epoch(self) -> None:
        """Train to the end of the epoch under way (a new one when none is)."""
        epoch = self.batches.epoch
        while self.batches.epoch == epoch:
            if not self.advance(self.recorder.capacity):
                self.take_points()

    def take_points(self) -> Points:
        """Return the readings since the last call."""
        first = self._first_unreported
        rows = np.concatenate([self._rows, self.recorder.flush()])
        self._rows = rows[:0].copy()  # a view would keep all of them alive
        if len(rows):
            self._row_before = rows[-1].copy()
        self._first_unreported = first + len(rows)
        return Points(self.number, first + 1, rows, self.epoch)

    def evaluate(self) -> Evaluation:
        """Measure losses and metrics on the whole training and validation parts."""
        self._since_evaluation = 0
        return self._measured or self._measure()

    def _measure(self) -> Evaluation:
        train_loss, val_loss, metrics = self.evaluator.measure()
        return Evaluation(self.number, self.step, self.epoch, train_loss, val_loss, metrics)

    # ---- changing ----------------------------------------------------------------------------

    def retune(self, training: TrainingSettings) -> None:
        """Go on with other settings; a new optimizer starts with an empty memory.

        Seed, precision, rule and threads belong to a run from its beginning and are not changed here.
        """
        old = self.training
        new = replace(training, seed=old.seed, precision=old.precision, threads=old.threads, rule=old.rule)
        self.training = new
        self.batches.shuffle = new.shuffle
        self._rate.tune(new)
        self._set_rate()
        if not new.patience:
            self._stopping.forget()
        if all(getattr(old, name) == getattr(new, name) for name in COMPILED):
            return
        self.take_points()
        if old.optimizer != new.optimizer:
            self._slots = {}
            self._stopping.forget_slots()
        if old.batch != new.batch:
            self.network.forget_programs()
            self.recorder = recorder_for(self.network, self.columns, self._batch)
        self._build_update()
        self._keep_checkpoint()

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Write one number of one parameter; raises NnsimError when it cannot be."""
        self.network.parameters.set_number(key, index, value)
        self._measured = None
        self._keep_checkpoint()

    def learned(self) -> Learned:
        """Return a copy of everything needed to go on exactly here."""
        position = (self.network, self.batches, self._rate, self._judge, self._stopping, self._limit)
        return Learned(
            arrays=self.network.parameters.copy_arrays(),
            slots={name: array.copy() for name, array in self._slots.items()},
            step=self.step,
            epoch=self.epoch,
            extra=position_record(*position),
            best={name: array.copy() for name, array in self._stopping.arrays.items()},
        )

    def _adopt(self, learned: Learned) -> bool:
        """Take over what fits; return whether it was all of this network, to go on where it stopped."""
        parameters = self.network.parameters
        adopted = parameters.adopt(learned.arrays)
        whole = adopted == len(list(parameters.items())) == len(learned.arrays)
        if whole:
            self.step = self._first_unreported = learned.step
            self._slots = dict(learned.slots)
        return whole

    # ---- inside ------------------------------------------------------------------------------

    def _build_update(self) -> None:
        """Compile what follows the gradient."""
        compiled = compile_update(self.network.parameters, self.training, self._slots)
        self._update, self._slots, self._flushes = compiled
        self._steppers = {}

    def _set_rate(self, size: int = 0) -> None:
        """Set the learning rate for the steps from here on, of `size` examples."""
        self._rate.begin(self.batches.epoch, self.batches.position, size)

    def _live(self) -> dict[str, np.ndarray]:
        """Return, by name, the arrays that early stopping keeps and puts back."""
        parameters = self.network.parameters
        slots = {SLOTS + name: array for name, array in self._slots.items()}
        return {"vector": parameters.vector, "state": parameters.state, **slots}

    def _end_epoch(self) -> None:
        """Let rule, schedule and early stopping see what the epoch came to, where they want to."""
        training, stopping = self.training, self._stopping
        self.done = training.rule.done(self.network.parameters, self.batches.epoch)
        judged = self._judge.end_epoch()
        if not (training.schedule.observes or training.patience):
            return
        self._measured = found = self._measure()
        loss = found.train_loss if found.val_loss is None else found.val_loss
        if judged is not None:
            loss = judged
        training.schedule.observe(loss, self._rate.memory)
        if training.patience and stopping.is_better(loss, training.min_improvement):
            stopping.keep(self._live(), self.step, self.batches.epoch)
        elif training.patience and stopping.arrays and stopping.waited >= training.patience:
            kept = stopping.waited, stopping.step, stopping.epoch
            self.stopped = StoppedEarly(*kept, found, self._judge.scalar)
            self._measured = None
            if not stopping.put_back(self._live()):
                self._slots = {}
                self._build_update()
            self._keep_checkpoint()

    def _stepper(self, size: int) -> Stepper:
        if size not in self._steppers:
            program = self.network.program(size, training=True, learns=True)
            parts = (self.training.rule, self.batches, self.recorder)
            self._steppers[size] = Stepper(program, *parts, self._rate.calls, self._update, self._judge.calls)
            if self.training.threads == "faster" and not self._threads:
                self._threads = faster_count(self._steppers[size].calls)
        return self._steppers[size]

    def _keep_checkpoint(self) -> bool:
        """Copy what is learned, unless it is too large to go on from; return whether it is finite.

        The loss can be finite when weights are not: tanh of infinity is 1.
        """
        parameters = self.network.parameters
        vector, state = parameters.vector, parameters.state
        with np.errstate(all="ignore"):
            good = isfinite(float(vector.dot(vector)) + float(state.dot(state)))
        if good or self._checkpoint is None:
            slots = {name: array.copy() for name, array in self._slots.items()}
            self._checkpoint = (self.step, vector.copy(), state.copy(), slots)
        return good or bool(np.isfinite(vector).all() and np.isfinite(state).all())

    def _place(self, stepper: Stepper) -> Place | None:
        """Return where a number of the last step stopped being finite, however the walk was cut."""
        self._rows = np.concatenate([self._rows, self.recorder.flush()])
        before = self._rows[-2] if len(self._rows) > 1 else self._row_before
        return first_place(self.network, stepper.program, self.columns, before)

    def _diverge(self, stepper: Stepper) -> None:
        """Put the last good weights back and say so."""
        place, measured = self._place(stepper), self._measure()
        assert self._checkpoint is not None
        kept, vector, state, slots = self._checkpoint
        self.network.parameters.vector[:] = vector
        self.network.parameters.state[:] = state
        for name, array in self._slots.items():
            array[...] = slots.get(name, 0.0)
        raise DivergedError(kept, measured, place, self._cause())

    def _cause(self) -> str:
        """Return what makes numbers of this run overflow whatever the learning rate, as a sentence, or nothing."""
        doubts = data_doubts(self.resolved.stages, self.resolved.outputs, self.prepared)
        return next((doubt.text for doubt in doubts if doubt.overflows), "")
