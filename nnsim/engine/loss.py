"""The contract of losses: what is minimised, and how targets and predictions are read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.engine.calls import Calls


@dataclass(eq=False)
class LossEmitter:
    """What a loss sees: predictions and targets of shape (units, batch), and where to write.

    The loss of the batch is ``factor × total``, where `total` is a zero-dimensional array the
    calls fill and `factor` a number set while emitting: one call saved in every step.
    """

    calls: Calls
    prediction: np.ndarray
    target: np.ndarray
    gradient: np.ndarray
    total: np.ndarray
    weight: float = 1.0
    factor: float = 1.0

    @property
    def units(self) -> int:
        """Number of output units."""
        return int(self.prediction.shape[0])

    @property
    def batch(self) -> int:
        """Number of examples in the batch."""
        return int(self.prediction.shape[1])

    def flat(self, array: np.ndarray) -> np.ndarray:
        """Return a contiguous array as one row."""
        return array.reshape(math.prod(array.shape))


class Loss(Part):
    """A scalar function of predictions and targets, averaged over the batch."""

    needs_classes: ClassVar[bool] = False
    """True for losses that make sense only for classes."""
    applies: ClassVar[str] = ""
    """Key of the activation this loss applies by itself, if any."""
    off: ClassVar[float] = 0.0
    """Target value of a class that is not meant (hinge losses take −1)."""

    def encode(self, targets: np.ndarray, classes: int, units: int) -> np.ndarray:
        """Return targets as the (n, units) float64 array this loss compares with.

        Parameters
        ----------
        targets
            (n,) class numbers when `classes` > 0, else (n, k) numbers.
        classes
            Number of classes, 0 for regression.
        units
            Number of units of the output layer.

        Raises
        ------
        NnsimError
            When the output layer has the wrong number of units for the targets.
        """
        problem = self.misfit(classes, 0 if classes else targets.shape[1], units)
        if problem:
            raise NnsimError(problem)
        if not classes:
            return np.asarray(targets, np.float64)
        on = np.zeros((len(targets), units)) + self.off
        if units == 1:
            on[targets == 1, 0] = 1.0
        else:
            on[np.arange(len(targets)), targets] = 1.0
        return on

    def misfit(self, classes: int, columns: int, units: int) -> str | None:
        """Return a sentence when an output of `units` cannot be compared with the targets, else None."""
        title = tr(self.title)
        if not classes:
            if self.needs_classes:
                return tr(
                    "{title} is for classes, and this data has numbers as targets. Choose Mean squared error."
                ).format(title=title)
            if columns != units:
                return tr(
                    "The data has {k} target columns, so the output needs {k} units, not {units}."
                ).format(k=columns, units=units)
            return None
        return self._class_misfit(classes, units)

    def _class_misfit(self, classes: int, units: int) -> str | None:
        if units == classes or (units == 1 and classes == 2):
            return None
        if classes == 2:
            return tr("The data has 2 classes, so the output needs 1 unit or 2 units, not {units}.").format(
                units=units
            )
        return tr("The data has {k} classes, so the output needs {k} units, not {units}.").format(
            k=classes, units=units
        )

    def emit(self, e: LossEmitter) -> None:
        """Emit the batch-mean loss into ``e.total`` (times ``e.factor``) and its gradient into ``e.gradient``."""
        raise NotImplementedError

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        """Return what a person reads from raw outputs of shape (n, units): by default the outputs."""
        return output

    def scores(self, output: np.ndarray) -> np.ndarray:
        """Return a number for each class (n, units) float64, the higher the likelier, from raw outputs.

        It ranks examples by one class, and classes of one example, as probabilities would, had these
        all digits: in float32 those of many sure answers are the same, 1. By default the outputs.
        """
        return np.asarray(output, np.float64)

    def threshold(self) -> float:
        """Return the value of a single output unit above which it means class 1."""
        return 0.5

    def predict_classes(self, output: np.ndarray) -> np.ndarray:
        """Return the class number of each row of raw outputs (n, units)."""
        if output.shape[1] == 1:
            return (output[:, 0] > self.threshold()).astype(np.int64)
        return np.asarray(output.argmax(axis=1), np.int64)


losses: Registry[Loss] = Registry(Loss, "nnsim.engine.losses", mark("loss"))
