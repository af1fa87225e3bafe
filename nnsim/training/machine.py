"""The compiled step of a run: one for every batch size that occurs, with one memory for all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.engine.calls import Call
from nnsim.engine.network import Network
from nnsim.engine.threads import faster_count
from nnsim.training.batches import Batches
from nnsim.training.judging import Judge
from nnsim.training.rate import RateInForce
from nnsim.training.recorder import Recorder
from nnsim.training.stepper import Stepper
from nnsim.training.update import compile_update


class Machine:
    """Steps of one network, ready to be taken.

    Attributes
    ----------
    slots
        The optimizer's memory, by its names.
    flushes
        Calls that set to 0 what has faded away (`nnsim.engine.fading`).
    """

    def __init__(self, network: Network, batches: Batches, rates: RateInForce, judge: Judge) -> None:
        self.slots: dict[str, np.ndarray] = {}
        self.flushes: list[Call] = []
        self.parameters = network.parameters
        self._network = network
        self._batches = batches
        self._rates = rates
        self._judge = judge
        self._updates: dict[str, list[Call]] = {}
        self._steppers: dict[int, Stepper] = {}
        self._threads = 0
        """Threads of the matrix products, once that has been looked into."""

    def build(self, training: TrainingSettings, memory: Mapping[str, np.ndarray]) -> None:
        """Compile what follows the gradient; the optimizer takes what it knows of `memory`."""
        compiled = compile_update(self._network.parameters, training, memory)
        self._updates, self.slots, self.flushes = compiled
        self._steppers = {}

    def stepper(self, size: int, training: TrainingSettings, recorder: Recorder) -> Stepper:
        """Return what takes steps of `size` examples."""
        if size not in self._steppers:
            program = self._network.program(size, training=True, learns=True)
            parts = (training.rule, self._batches, recorder)
            made = Stepper(program, *parts, self._rates.calls, self._updates, self._judge.calls)
            self._steppers[size] = made
            if training.threads == "faster" and not self._threads:
                self._threads = faster_count(made.calls)
        return self._steppers[size]

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
