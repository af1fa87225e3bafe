"""One training: a network, its data, and the walk from step to step.

A run does the same, bit for bit, whether a window watches or not: nothing in it depends on time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnsim.base.changes import changed_effects, within_run
from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.data.prepare import Prepared
from nnsim.document.doubts import data_doubts
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.threads import use_one_blas_thread
from nnsim.training.columns import Columns, columns_of
from nnsim.training.divergence import DivergedError, first_place
from nnsim.training.evaluator import Evaluator
from nnsim.training.guard import CHECKPOINT_EVERY, Guard, is_finite, is_good
from nnsim.training.judging import Judge
from nnsim.training.machine import Machine
from nnsim.training.messages import Evaluation, Points
from nnsim.training.position import Position
from nnsim.training.rate import RateInForce
from nnsim.training.setup import Setup
from nnsim.training.stepper import Stepper
from nnsim.training.stopping import StoppedEarly
from nnsim.training.unreported import Unreported
from nnsim.training.watch import Watch


class Run:
    """One training of one network.

    Parameters
    ----------
    resolved, training, prepared
        What it is of, see `nnsim.training.setup.Setup`.
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
        use_one_blas_thread()
        self.number = number
        self.step = 0
        self.setup = Setup(resolved, training, prepared)
        self.network, self.batches = self.setup.build()
        self.start: Moment | None = None
        """Where the run began; None: at the first weights of its seed."""
        rule, scalars = training.rule, self.setup.scalars
        judge = Judge(scalars, rule.judged_by, self.network.parameters.scalars)
        self.watch = Watch(Evaluator(self.network, prepared), judge)
        columns = columns_of(self.network, scalars, rule.judged_by, self.evaluator.metrics)
        self.unreported = Unreported(self.network, columns, self.setup.batch)
        self.rates = RateInForce(self.network.parameters.rate, self.batches.count, training)
        self.machine = Machine(self.network, self.batches, self.rates, judge)
        self.guard = Guard()
        self.machine.build(training, {})
        self._set_rate()
        self._begin_from(learned)
        self._check()

    # ---- position ----------------------------------------------------------------------------

    @property
    def training(self) -> TrainingSettings:
        """How it is trained now."""
        return self.setup.training

    @property
    def prepared(self) -> Prepared:
        """Its examples."""
        return self.setup.prepared

    @property
    def columns(self) -> Columns:
        """The layout of a row of readings."""
        return self.unreported.columns

    @property
    def evaluator(self) -> Evaluator:
        """What measures it on whole parts of the data."""
        return self.watch.evaluator

    @property
    def stopped(self) -> StoppedEarly | None:
        """Set when early stopping has just ended the training; going on forgets it."""
        return self.watch.stopped

    @property
    def done(self) -> str:
        """A sentence when the rule has said, at the end of the epoch just done, that nothing is left to do."""
        return self.watch.done

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the one under way."""
        return self.batches.exact_epoch

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return -(-self.batches.count // self.setup.batch)

    @property
    def left_in_epoch(self) -> int:
        """Steps to the end of the epoch under way."""
        return -(-(self.batches.count - self.batches.position) // self.setup.batch)

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
        """Whether an epoch has ended, and enough was trained for an evaluation to cost little."""
        return self.batches.position == 0 and self.watch.is_due(self.setup.batch)

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
        if self.setup.why_not_train:
            raise NnsimError(self.setup.why_not_train)
        left = self.batches.count - self.batches.position
        size = min(self.setup.batch, left)
        steps = min(most, left // size, self.unreported.room, self.guard.steps_left(self.step))
        if steps <= 0:
            return 0
        stepper = self.machine.stepper(size, self.training, self.unreported.recorder)
        if not self.rates.is_constant:
            self._set_rate(size)
        limit = self.guard.limit_now
        taken = stepper.walk(self.batches.order, self.batches.position, steps, yield_to, limit)
        self.step += taken
        self.watch.walked(taken)
        self.batches.advance(taken * size)
        if taken < steps or not stepper.total() < limit:
            self._diverge(stepper)
        self.guard.learn(stepper.total())
        if self.step % CHECKPOINT_EVERY == 0:
            self.machine.flush()
            if not self._check():
                self._diverge(stepper)
        if self.batches.position == 0:
            self._end_epoch()
        return taken

    def run_epoch(self) -> None:
        """Train to the end of the epoch under way (a new one when none is)."""
        epoch = self.batches.epoch
        while self.batches.epoch == epoch:
            if not self.advance(self.unreported.recorder.capacity):
                self.take_points()

    def take_points(self) -> Points:
        """Return the readings since the last call."""
        return self.unreported.take(self.number, self.epoch)

    def evaluate(self) -> Evaluation:
        """Measure losses and metrics on the whole training and validation parts."""
        return self.watch.tell(self.number, self.step, self.epoch)

    # ---- moments -----------------------------------------------------------------------------

    def moment(self) -> Moment:
        """Return where the run stands, to go on from there bit for bit."""
        arrays = self.machine.copy_arrays(self.step, self.epoch)
        return replace(arrays, place=self._position.record(), best=self.watch.stopping.kept)

    def go_to(self, moment: Moment) -> None:
        """Stand where `moment` was taken, with the settings in force now.

        Of a moment without a place, the arrays alone are taken. Readings that nobody took are gone.

        Raises
        ------
        NnsimError
            When its place makes no sense.
        """
        self.machine.put_back(moment, self.training)
        self._position.restore(moment, self.machine.copy_arrays(0, 0.0))
        self.step = moment.step
        self.unreported.begin_at(moment.step)
        self.watch.forget()
        if not self.training.patience:
            self.watch.stopping.forget()
        self._set_rate()
        self._check()

    def learned(self) -> Learned:
        """Return where the run stands, with the names of its arrays."""
        return Learned(self.moment(), self.network.parameters.layout, self.start)

    def beginning(self) -> Learned | None:
        """Return where the run began; None: at the first weights of its seed."""
        return None if self.start is None else Learned(self.start, self.network.parameters.layout, self.start)

    # ---- changing ----------------------------------------------------------------------------

    def retune(self, training: TrainingSettings) -> None:
        """Go on with other settings; a new optimizer starts with an empty memory.

        What belongs to a run from its beginning (`Effect.RUN`) is not changed here.
        """
        old = self.training
        new = within_run(old, training)
        self.setup = replace(self.setup, training=new)
        self.batches.shuffle = new.shuffle
        self.rates.tune(new)
        self._set_rate()
        if not new.patience:
            self.watch.stopping.forget()
        if Effect.STEP not in changed_effects(old, new):
            return
        self.take_points()
        keeps = old.optimizer == new.optimizer
        if not keeps:
            self.watch.stopping.forget_slots()
        if old.batch != new.batch:
            self.network.forget_programs()
            self.unreported.use_batch(self.setup.batch)
        self.machine.build(new, self.machine.slots if keeps else {})
        self._check()

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Write one number of one parameter; raises NnsimError when it cannot be."""
        self.network.parameters.set_number(key, index, value)
        self.watch.forget()
        self._check()

    # ---- inside ------------------------------------------------------------------------------

    @property
    def _position(self) -> Position:
        return Position(
            self.network, self.batches, self.rates, self.watch.judge, self.watch.stopping, self.guard
        )

    def _begin_from(self, learned: Learned | None) -> None:
        """Take over what fits of `learned`; go on where it stopped if it is all of this network."""
        parameters = self.network.parameters
        whole = None if learned is None else learned.arranged(parameters.layout, parameters.size)
        if whole is not None and all(np.isfinite(a).all() for a in whole.arrays.values()):
            self.start = whole.start
            self.go_to(whole.moment)
        elif learned is not None:
            parameters.adopt(learned.arrays)

    def _set_rate(self, size: int = 0) -> None:
        """Set the learning rate for the steps from here on, of `size` examples."""
        self.rates.begin(self.batches.epoch, self.batches.position, size)

    def _check(self) -> bool:
        """Keep a checkpoint, unless there is none to go on from; return whether all numbers are some."""
        parameters = self.network.parameters
        good = is_good(parameters)
        if good or self.guard.checkpoint is None:
            self.guard.checkpoint = self.machine.copy_arrays(self.step, self.epoch)
        return good or is_finite(parameters)

    def _end_epoch(self) -> None:
        """Let rule, schedule and early stopping see what the epoch came to, where they want to."""
        training, stopping = self.training, self.watch.stopping
        self.watch.done = training.rule.done(self.network.parameters, self.batches.epoch)
        judged = self.watch.judge.end_epoch()
        if not (training.schedule.observes or training.patience):
            return
        found = self.watch.look(self.number, self.step, self.epoch)
        loss = found.train_loss if found.val_loss is None else found.val_loss
        if judged is not None:
            loss = judged
        training.schedule.observe(loss, self.rates.memory)
        if training.patience and stopping.is_better(loss, training.min_improvement):
            stopping.kept = self.machine.copy_arrays(self.step, self.batches.epoch)
        elif training.patience and stopping.kept and stopping.waited >= training.patience:
            self._stop(stopping.kept, found)

    def _stop(self, best: Moment, last: Evaluation) -> None:
        """Put the best weights back, and count anew, so that who plays on gets as many epochs again."""
        stopping = self.watch.stopping
        self.watch.stop(
            StoppedEarly(stopping.waited, best.step, int(best.epoch), last, self.watch.judge.scalar)
        )
        stopping.waited = 0
        self.machine.put_back(best, self.training)
        self._check()

    def _diverge(self, stepper: Stepper) -> None:
        """Put the last good weights back and say so."""
        before = self.unreported.row_before_last()
        place = first_place(self.network, stepper.program, self.columns, before)
        measured = self.watch.measure(self.number, self.step, self.epoch)
        good = self.guard.checkpoint
        assert good is not None
        self.machine.put_back(good, self.training)
        doubts = data_doubts(self.setup.resolved.stages, self.setup.resolved.outputs, self.prepared)
        cause = next((doubt.text for doubt in doubts if doubt.overflows), "")
        raise DivergedError(good.step, measured, place, cause)
