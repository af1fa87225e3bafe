"""One training: a network, its data, and the walk from step to step.

A run does the same, bit for bit, whether a window watches or not: nothing in it depends on time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.compiled.library import NUMPY
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.engine.threads import use_one_blas_thread
from nnsim.training.columns import columns_of
from nnsim.training.divergence import diverged
from nnsim.training.epoch_end import end_epoch, see_end
from nnsim.training.evaluator import Evaluator
from nnsim.training.examples_taken import ExamplesTaken
from nnsim.training.guard import CHECKPOINT_EVERY, Guard
from nnsim.training.judging import Judge
from nnsim.training.machine import Machine
from nnsim.training.messages import Evaluation, Points
from nnsim.training.other_examples import use_examples
from nnsim.training.position import Position
from nnsim.training.rate import RateInForce
from nnsim.training.retuning import retune
from nnsim.training.setup import Setup
from nnsim.training.spacing import Spacing
from nnsim.training.stretching import next_stretch
from nnsim.training.unreported import Unreported
from nnsim.training.walks_taken import OtherWalk, WalksTaken
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
        evaluator = Evaluator(self.network, prepared)
        spacing = Spacing.of(self.network, self.setup.batch, self.batches.count)
        self.watch = Watch(evaluator, judge, spacing)
        columns = columns_of(self.network, scalars, rule.judged_by, evaluator.metrics)
        self.unreported = Unreported(columns, self.network.dtype)
        self.rates = RateInForce(self.network.parameters.rate, self.batches.count, training)
        self.guard = Guard(self.network.parameters)
        parts = self.batches, judge, self.unreported, self.guard
        self.machine = Machine(self.network, *parts, training)
        self.walks = WalksTaken()
        self.examples = ExamplesTaken()
        self.position = Position(
            self.network, self.batches, self.rates, self.watch, self.guard, self.walks, self.examples
        )
        self.rates.begin(self.batches)
        self._begin_from(learned)
        self.guard.check(self.step, self.epoch)

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
    def epoch(self) -> float:
        """Epochs done, with the fraction of the one under way."""
        return self.batches.exact_epoch

    @property
    def finished(self) -> bool:
        """Whether the number of epochs asked for is done."""
        return 0 < self.training.epochs <= self.batches.epoch

    @property
    def evaluation_is_due(self) -> bool:
        """Whether an epoch has just ended that is measured for the curves, and nobody has been told yet."""
        return self.watch.is_due

    @property
    def end_is_unseen(self) -> bool:
        """Whether schedule or early stopping have still to see the epoch that has just ended, before the next step."""
        return self.watch.unseen is not None

    @property
    def walk(self) -> str:
        """Name of the walk its steps are taken in (`nnsim.training.walker`)."""
        return NUMPY if self.setup.why_not_train else self.machine.walker().walk

    @property
    def other_walk(self) -> OtherWalk | None:
        """What is to be said before it goes on in another walk than its last step was taken in; else None."""
        before = self.walks.up_to(self.step)
        if not before or self.setup.why_not_train or before[-1][1] == self.walk:
            return None
        return OtherWalk(self.step, before[-1][1], self.walk, self.why_numpy)

    @property
    def why_numpy(self) -> str:
        """A sentence for people that says why its steps are taken in NumPy; empty where there is nothing to say."""
        return "" if self.setup.why_not_train else self.machine.walker().why_numpy

    # ---- walking -----------------------------------------------------------------------------

    def advance(
        self, most: int, yield_to: Callable[[], None] | None = None, *, beyond_epoch: bool = False
    ) -> int:
        """Take up to `most` steps, at most to the end of the epoch, and see what came of it; return how many were taken.

        See `walk_on` for what is asked and raised.
        """
        taken = self.walk_on(most, yield_to, beyond_epoch=beyond_epoch)
        self.see_end()
        return taken

    def walk_on(
        self, most: int, yield_to: Callable[[], None] | None = None, *, beyond_epoch: bool = False
    ) -> int:
        """Take up to `most` steps, at most to the end of the epoch; return how many were taken.

        Where an epoch ended, `see_end` is to follow, once there is time to measure: at the latest with the next step.

        Parameters
        ----------
        yield_to
            Called before every step, or before the first where the walker cannot stop in between; a
            window lets the run wait there while it paints.
        beyond_epoch
            Go on to an end of an epoch that somebody wants to see, where the walker can.

        Raises
        ------
        DivergedError
            When the loss has grown beyond all bounds. The run then stands at its last checkpoint.
        NnsimError
            When the network runs, but cannot train.
        """
        if self.setup.why_not_train:
            raise NnsimError(self.setup.why_not_train)
        self.see_end()
        self.machine.enter(self.batches.epoch)
        walker = self.machine.walker()
        stretch = next_stretch(self, walker, most, beyond_epoch=beyond_epoch)
        if stretch is None:
            return 0
        taken = walker.take(stretch, yield_to)
        self.walks.note(self.step, walker.walk)
        self.step += taken
        self.watch.forget()
        self.batches.advance(stretch.examples(taken))
        if taken < stretch.steps or not walker.total() < stretch.limit:
            raise diverged(self, walker)
        self.guard.learn(walker.total())
        if self.step % CHECKPOINT_EVERY == 0:
            self.machine.flush()
            if not self.guard.check(self.step, self.epoch):
                raise diverged(self, walker)
        if self.batches.position == 0:
            end_epoch(self)
        return taken

    def take_points(self) -> Points:
        """Return the readings since the last call."""
        return self.unreported.take(self.number, self.epoch)

    def evaluate(self) -> Evaluation:
        """Measure losses and metrics on the whole training and validation parts."""
        return self.watch.tell(self.number, self.step, self.epoch)

    def measure_on(self, seconds: float) -> bool:
        """Measure for about so long what `evaluate` and `see_end` are soon to know; return whether all is known."""
        return self.watch.measure_on(seconds)

    def see_end(self) -> None:
        """Let schedule and early stopping see the epoch that has just ended, if they have not; it is measured now."""
        see_end(self)

    # ---- moments -----------------------------------------------------------------------------

    def moment(self) -> Moment:
        """Return where the run stands, to go on from there bit for bit."""
        arrays = self.machine.copy_arrays(self.step, self.epoch)
        return replace(arrays, place=self.position.record(), best=self.watch.stopping.kept)

    def go_to(self, moment: Moment) -> None:
        """Stand where `moment` was taken, with the settings in force now.

        Of a moment without a place, the arrays alone are taken. Readings that nobody took are gone.

        Raises
        ------
        NnsimError
            When its place makes no sense.
        """
        self.machine.put_back(moment, self.training)
        self.watch.forget()
        self.position.restore(moment, self.machine.copy_arrays(0, 0.0))
        self.step = moment.step
        self.unreported.begin_at(moment.step)
        if not self.training.patience:
            self.watch.stopping.forget()
        self.rates.begin(self.batches)
        self.guard.check(self.step, self.epoch)

    def learned(self) -> Learned:
        """Return where the run stands, with the names of its arrays."""
        return self.named(self.moment())

    def named(self, moment: Moment) -> Learned:
        """Return a moment of this run with the names of its arrays."""
        return Learned(moment, self.network.parameters.layout, self.start)

    # ---- changing ----------------------------------------------------------------------------

    def retune(self, training: TrainingSettings) -> None:
        """Go on with other settings, as far as they do not belong to a run from its beginning."""
        compiled = retune(self, training)
        self.rates.begin(self.batches)
        if compiled:
            self.guard.check(self.step, self.epoch)

    def use_examples(self, prepared: Prepared) -> None:
        """Go on with other examples of the same kind from the next step on; its moments tell of it.

        Raises
        ------
        NnsimError
            When they are of another kind; nothing has changed then.
        """
        use_examples(self, prepared)
        self.examples.note(self.step, self.batches.count)
        self.rates.begin(self.batches)

    def stand_on(self, prepared: Prepared) -> None:
        """Have the examples that it had at a moment it is about to go to."""
        if prepared is not self.prepared:
            use_examples(self, prepared)

    def set_weight(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Write one number of one parameter; raises NnsimError when it cannot be."""
        self.network.parameters.set_number(key, index, value)
        self.watch.forget()
        self.guard.check(self.step, self.epoch)

    # ---- inside ------------------------------------------------------------------------------

    def _begin_from(self, learned: Learned | None) -> None:
        """Take over what fits of `learned`; go on where it stopped if it is all of this network."""
        parameters = self.network.parameters
        whole = None if learned is None else learned.arranged(parameters.layout, parameters.size)
        if whole is not None:
            self.start = whole.start
            self.go_to(whole.moment)
        elif learned is not None:
            # What the rule has counted or kept is of the run before: it begins anew.
            own = self.training.rule.states(self.setup.resolved.stages)
            kept = {f"{stage}/{spec.name}" for stage, spec in own}
            parameters.adopt({key: array for key, array in learned.arrays.items() if key not in kept})
