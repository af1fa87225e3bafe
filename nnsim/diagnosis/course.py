"""How a run has gone so far: the curves of its losses and of its layers, as illnesses ask them."""

from __future__ import annotations

import math
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
        if column < 0:
            return np.zeros(0)
        if column not in self._curves:
            self._curves[column] = self.history.readings.mean(column)
        return self._curves[column]

    @cached_property
    def _curves(self) -> dict[int, np.ndarray]:
        """Those that were asked for, by column: several illnesses ask for the same."""
        return {}

    def gradient(self, layer: LayerColumns) -> np.ndarray:
        """Return ‖∂L/∂W‖ in each bucket, (n,)."""
        return self.curve(layer, GRADIENT)

    def change(self, layer: LayerColumns) -> np.ndarray:
        """Return ‖ΔW‖/‖W‖ of a step in each bucket, (n,)."""
        return self.curve(layer, RELATIVE_CHANGE)

    # ---- how it has gone lately ------------------------------------------------------------------

    @property
    def lately(self) -> int:
        """Buckets that count as lately: the last quarter, 1 at least and 32 at most."""
        return max(1, min(32, len(self.steps) // 4))

    @cached_property
    def halves(self) -> tuple[np.ndarray, np.ndarray]:
        """Batch losses of the second and of the last quarter of the steps (whole epochs each, where they are long
        enough), numbers only: what the loss was and what it is. Empty before the 8th step.
        """
        losses = self.batch_loss
        quarter = len(losses) // 4
        if quarter < 2:
            return np.zeros(0), np.zeros(0)
        stride = max(1, self.history.readings.stride)
        epoch = self.steps_per_epoch // stride
        if 1 < epoch <= quarter:
            quarter = quarter // epoch * epoch
        older, newer = losses[-3 * quarter : -2 * quarter], losses[-quarter:]
        return older[np.isfinite(older)], newer[np.isfinite(newer)]

    @cached_property
    def recent_fall(self) -> float:
        """Share of the batch loss that is gone since half as many steps as now were taken; below 0 where it rose; 0
        where that cannot be told.
        """
        older, newer = self.halves
        before = float(older.mean()) if older.size and newer.size else 0.0
        return 1.0 - float(newer.mean()) / before if before > 0 else 0.0

    @cached_property
    def trend(self) -> float:
        """The same fall in standard errors of what the batches make of it by chance: above 3 it is real. 0 where that
        cannot be told.
        """
        older, newer = self.halves
        if min(older.size, newer.size) < 2:
            return 0.0
        # Successive differences know the noise of batches and not the slope.
        error = math.sqrt(sum(float(np.square(np.diff(a)).mean()) / 2 / a.size for a in (older, newer)))
        fallen = float(older.mean() - newer.mean())
        return fallen / error if error > 1e-12 * abs(float(older.mean())) else math.copysign(100.0, fallen)

    @cached_property
    def noise(self) -> float:
        """Spread of the batch losses lately from one step to the next, as a share of their mean."""
        recent = self.halves[1]
        mean = abs(float(recent.mean())) if recent.size > 1 else 0.0
        return math.sqrt(float(np.square(np.diff(recent)).mean()) / 2) / mean if mean > 0 else 0.0

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
    def last_losses(self) -> np.ndarray:
        """Losses on the training part of the last half of what was measured, 12 at least and 40 at most, numbers only;
        those of the first tenth of the steps are left out.
        """
        later = self.train_loss[self.measured_at >= 0.1 * self.step]
        later = later[np.isfinite(later)]
        return np.asarray(later[-max(12, min(40, len(later) // 2)) :])

    @cached_property
    def last_accuracies(self) -> np.ndarray:
        """The accuracies measured with `last_losses`, numbers only; empty for a regression."""
        found = self.train_accuracy
        if not len(found):
            return found
        later = found[self.measured_at >= 0.1 * self.step]
        later = later[np.isfinite(later)]
        return np.asarray(later[-max(12, min(40, len(later) // 2)) :])

    @cached_property
    def train_accuracy(self) -> np.ndarray:
        """Accuracy on the training part, of the output that is right least often, (m,); empty for a regression."""
        return self._accuracy("train")

    @cached_property
    def val_accuracy(self) -> np.ndarray:
        """Accuracy on the validation part, likewise."""
        return self._accuracy("val")

    @cached_property
    def swing(self) -> float:
        """How far `last_losses` go from one measurement to the next where they turn back, the median; in units of the
        loss.
        """
        return swing(self.last_losses)

    @cached_property
    def reversals(self) -> float:
        """Share of the measurements of `last_losses` at which the loss turned: up after down, or down after up."""
        return reversals(self.last_losses)

    def _accuracy(self, part: str) -> np.ndarray:
        names = enumerate(map(MetricName.read, self.history.metrics), 2)
        columns = [c for c, name in names if name.is_accuracy and name.part == part]
        found = [self.history.evaluations.mean(c) for c in columns]
        return np.min(found, axis=0) if found else np.zeros(0)


def swing(values: np.ndarray) -> float:
    """Return the median over all turning points of the smaller of the moves before and after it; 0 without one."""
    moves = np.diff(values)
    turns = moves[1:] * moves[:-1] < 0
    smaller = np.minimum(np.abs(moves[1:]), np.abs(moves[:-1]))[turns]
    return float(np.median(smaller)) if smaller.size else 0.0


def reversals(values: np.ndarray) -> float:
    """Return the share of the inner values at which a curve turns; 0 for fewer than three."""
    moves = np.diff(values)
    return float((moves[1:] * moves[:-1] < 0).mean()) if len(moves) > 1 else 0.0
