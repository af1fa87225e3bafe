"""The learning rate in force: what was set, times warm-up, times the schedule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnsim.document.project import TrainingSettings
from nnsim.engine.schedule import REACTION
from nnsim.training.batches import Batches
from nnsim.training.stretch import Leg


class RateInForce:
    """Writes the learning rate of a run, which depends on the place in the epochs and nothing else.

    While warm-up lasts, W epochs, a step that ends after e epochs has the share e/W of the learning
    rate (Goyal et al. 2017), so that the first step moves too; the schedule counts from its end.

    Parameters
    ----------
    rate
        Zero-dimensional array that optimizers read.
    count
        Number of training examples.
    """

    def __init__(self, rate: np.ndarray, count: int, training: TrainingSettings) -> None:
        self._rate = rate
        self._count = count
        self.memory: dict[str, Any] = {}
        """What the schedule keeps of the losses it has observed."""
        self._training = training
        self.tune(training)

    def tune(self, training: TrainingSettings) -> None:
        """Go on with other settings; another schedule begins with an empty memory."""
        if training.schedule != self._training.schedule:
            self.memory = {}
        self._training = training
        schedule = training.schedule
        self._one_step = training.batch_of(self._count) / self._count
        self.is_constant = schedule.is_constant and not training.warm_up
        self._moves_within_epoch = schedule.moves_within_epoch or training.warm_up > 0

    def use_count(self, count: int) -> None:
        """Go on with so many training examples."""
        self._count = count
        self._one_step = self._training.batch_of(count) / count

    def factor(self, epoch: float) -> float:
        """Return what the learning rate is multiplied by in the step that begins after `epoch` epochs."""
        warm_up, schedule = self._training.warm_up, self._training.schedule
        if epoch < warm_up:
            return min(1.0, (epoch + self._one_step) / warm_up)
        return schedule.factor(epoch - warm_up) * float(self.memory.get(REACTION, 1.0))

    @property
    def now(self) -> float:
        """The learning rate in force: with warm-up and schedule, as the last step used it."""
        return float(self._rate)

    def begin(self, batches: Batches) -> None:
        """Set the rate for a step from where `batches` stands."""
        self._rate[...] = self._at(batches.exact_epoch)

    def of_steps(self, legs: Sequence[Leg]) -> np.ndarray | None:
        """Return the learning rate of every step of `legs`, float64 (steps,).

        None where it is the same for all of them; then it is set.
        """
        if self.is_constant:
            return None
        if self._moves_within_epoch:
            rate, factor = self._training.learning_rate, self.factor
            return np.array([rate * factor(epoch) for leg in legs for epoch in leg.epochs()])
        rates = [self._at(leg.epoch) for leg in legs]
        if len(legs) == 1:
            self._rate[...] = rates[0]
            return None
        return np.repeat(rates, [leg.steps for leg in legs])

    def _at(self, epoch: float) -> float:
        """Return the learning rate of the step that begins after `epoch` epochs."""
        return self._training.learning_rate * self.factor(epoch)

    # ---- between two sittings ------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """Return the memory of the schedule as JSON data."""
        return {"kind": self._training.schedule.key, "memory": dict(self.memory)}

    def restore(self, state: dict[str, Any]) -> None:
        """Take over the memory of the same kind of schedule; raises ValueError when it makes no sense."""
        if state["kind"] != self._training.schedule.key:
            return
        memory = {str(name): value + 0 for name, value in state["memory"].items()}
        if not all(map(math.isfinite, memory.values())) or not 0 <= memory.get(REACTION, 1) <= 1:
            raise ValueError("memory of a schedule")
        self.memory = memory
