"""How a run has gone so far: the curves of its losses and of its layers, as illnesses ask them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnsim.training.columns import LayerColumns
from nnsim.training.history import TRAIN_LOSS, VAL_LOSS, History
from nnsim.training.metric_names import MetricName
from nnsim.training.quantities import GRADIENT, RELATIVE_CHANGE, Quantity


@dataclass(frozen=True, eq=False)
class Course:
    """The history of a run after some steps.

    Attributes
    ----------
    history
        What it has reported; not to be added to while the course is asked.
    step, epoch
        Where the run stands.
    steps_per_epoch
        Batches that make an epoch.
    rate
        The learning rate of the last step, schedule and warm-up included.
    stopped
        Whether it ended by itself: the epochs asked for are done, or early stopping ended it.
    """

    history: History
    step: int
    epoch: float
    steps_per_epoch: int
    rate: float
    stopped: bool = False

    # ---- every step ----------------------------------------------------------------------------

    @cached_property
    def steps(self) -> np.ndarray:
        """Last step of each bucket of readings, (n,)."""
        return self.history.readings.steps.copy()

    @cached_property
    def batch_loss(self) -> np.ndarray:
        """Mean loss of the batches of each bucket, (n,); empty where the rule has no loss."""
        column = self.history.columns.loss
        return self.history.readings.mean(column) if column >= 0 else np.zeros(0)

    @cached_property
    def layers(self) -> tuple[LayerColumns, ...]:
        """The layers with parameters."""
        return self.history.columns.layers

    def curve(self, layer: LayerColumns, quantity: Quantity) -> np.ndarray:
        """Return a quantity of a layer in each bucket, (n,); empty where it has none."""
        column = quantity.column(layer)
        return self.history.readings.mean(column) if column >= 0 else np.zeros(0)

    def gradient(self, layer: LayerColumns) -> np.ndarray:
        """Return ‖∂L/∂W‖ in each bucket, (n,)."""
        return self.curve(layer, GRADIENT)

    def change(self, layer: LayerColumns) -> np.ndarray:
        """Return ‖ΔW‖/‖W‖ of a step in each bucket, (n,)."""
        return self.curve(layer, RELATIVE_CHANGE)

    # ---- whole parts ---------------------------------------------------------------------------

    @cached_property
    def measured_at(self) -> np.ndarray:
        """Steps at which whole parts were measured, (m,)."""
        return self.history.evaluations.steps.copy()

    @cached_property
    def train_loss(self) -> np.ndarray:
        """Loss on the training part, (m,)."""
        return self.history.evaluations.mean(TRAIN_LOSS)

    @cached_property
    def val_loss(self) -> np.ndarray:
        """Loss on the validation part, (m,); NaN where there is none."""
        return self.history.evaluations.mean(VAL_LOSS)

    @cached_property
    def train_accuracy(self) -> np.ndarray:
        """Accuracy on the training part, of the output that is right least often, (m,); empty for a regression."""
        return self._accuracy("train")

    @cached_property
    def val_accuracy(self) -> np.ndarray:
        """Accuracy on the validation part, likewise."""
        return self._accuracy("val")

    def _accuracy(self, part: str) -> np.ndarray:
        names = enumerate(map(MetricName.read, self.history.metrics), 2)
        columns = [c for c, name in names if name.is_accuracy and name.part == part]
        found = [self.history.evaluations.mean(c) for c in columns]
        return np.min(found, axis=0) if found else np.zeros(0)
