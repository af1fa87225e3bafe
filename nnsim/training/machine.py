"""The compiled step of a run: one for every batch size that occurs, with one memory for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.engine.network import Network
from nnsim.engine.threads import faster_count
from nnsim.training.batches import Batches
from nnsim.training.guard import Guard
from nnsim.training.judging import Judge
from nnsim.training.step import Step
from nnsim.training.unreported import Unreported
from nnsim.training.update import compile_update
from nnsim.training.walk_choice import choose_walker
from nnsim.training.walker import Walker


class Machine:
    """Steps of one network, and who takes them.

    Attributes
    ----------
    slots
        The optimizer's memory, by its names.
    flushes
        Calls that set to 0 what has faded away (`nnsim.engine.fading`).
    guard
        Keeps its checkpoints.
    batch
        Examples of a whole batch.
    columns
        Which readings there are of a step.
    choose
        Says which walker takes the steps.
    """

    def __init__(
        self,
        network: Network,
        batches: Batches,
        judge: Judge,
        unreported: Unreported,
        guard: Guard,
        training: TrainingSettings,
    ) -> None:
        self.network = network
        self.parameters = network.parameters
        self.guard = guard
        self.columns = unreported.columns
        self.choose: Callable[[Machine], Walker] = choose_walker
        self._batches = batches
        self._judge = judge
        self._unreported = unreported
        self._phase = 0
        self._threads = 0
        """Threads of the matrix products, once that has been looked into."""
        self.build(training, {})

    def build(self, training: TrainingSettings, memory: Mapping[str, np.ndarray]) -> None:
        """Compile what follows the gradient; the optimizer takes what it knows of `memory`."""
        self._training = training
        self.batch = training.batch_of(self._batches.count)
        compiled = compile_update(self.parameters, training, memory)
        self._updates, self.slots, self.flushes = compiled
        self.guard.watch(self.slots)
        self._steps: dict[int, Step] = {}
        self._walker: Walker | None = None

    def feed_anew(self) -> None:
        """Compile the steps for where the batches have their examples now; what is learned and remembered stays."""
        self._steps = {}
        self._walker = None

    def enter(self, epoch: int) -> None:
        """Compile the steps for the phase of the rule that follows `epoch` epochs, where that is another one."""
        phase = self._training.rule.phase(self.parameters.stages, epoch)
        if phase != self._phase:
            self._phase = phase
            self.feed_anew()

    def fit_batch(self) -> None:
        """Take batches of the size that fits the examples there are now."""
        batch = self._training.batch_of(self._batches.count)
        if batch != self.batch:
            self.network.forget_programs()
            self.batch = batch
            self.feed_anew()

    @property
    def sizes(self) -> set[int]:
        """All sizes that a batch may have: at the end of an epoch it may be smaller."""
        return {self.batch, self._batches.count % self.batch or self.batch}

    def step(self, size: int) -> Step:
        """Return what a step of `size` examples does."""
        if size not in self._steps:
            rule = self._training.rule
            program = self.network.program(size, training=True, learns=True, goes_back=rule.goes_back)
            parts = rule, self._batches, self._updates, self._judge.calls
            self._steps[size] = made = Step.of(program, *parts, self._phase)
            if self._training.threads == "faster" and not self._threads:
                self._threads = faster_count(made.calls)
        return self._steps[size]

    @property
    def is_chosen(self) -> bool:
        """Whether it has been decided who takes the steps as they are compiled now."""
        return self._walker is not None

    def walker(self) -> Walker:
        """Return what takes the steps: chosen when it is first asked for, and anew when they are compiled anew.

        The readings go where it records them from then on.
        """
        if self._walker is None:
            self._walker = self.choose(self)
            self._unreported.use(self._walker.recorder)
        return self._walker

    def flush(self) -> None:
        """Set to 0 what has faded away."""
        for flush in self.flushes:
            flush()

    # ---- arrays -------------------------------------------------------------------------------

    def copy_arrays(self, step: int, epoch: float) -> Moment:
        """Return all that is learned as a moment without a place."""
        parameters = self.parameters
        slots = {name: read_only(array) for name, array in self.slots.items()}
        return Moment(step, epoch, read_only(parameters.vector), read_only(parameters.state), slots)

    def put_back(self, moment: Moment, training: TrainingSettings) -> None:
        """Write the arrays of `moment` over those in use; the optimizer takes what it knows of the slots."""
        parameters = self.parameters
        parameters.vector[:] = moment.parameters
        parameters.state[:] = moment.state
        parameters.step[:] = 0  # of the last step taken, which did not lead here
        shapes = {name: array.shape for name, array in self.slots.items()}
        if shapes != {name: array.shape for name, array in moment.slots.items()}:
            self.build(training, moment.slots)
            return
        for name, array in self.slots.items():
            array[...] = moment.slots[name]
