"""The contract of losses: what is minimised, and how targets and predictions are read."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Comparison, Expression


@dataclass(eq=False)
class LossEmitter:
    """What a loss sees: predictions and targets of shape (units, batch), and where to write.

    The loss of the batch is ``factor × total``, where `total` is a zero-dimensional array the
    calls fill and `factor` a number set while emitting: one call saved in every step.

    Where examples count differently (`importance`, a row (batch,)), every cost and every slope is multiplied by
    the importance of its example; a loss hands both on by `add` and `give` and need not know.
    """

    calls: Calls
    prediction: np.ndarray
    target: np.ndarray
    gradient: np.ndarray
    total: np.ndarray
    weight: float = 1.0
    factor: float = 1.0
    importance: np.ndarray | None = None

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

    def add(self, costs: np.ndarray, times: np.ndarray | None = None) -> None:
        """Emit the sum of `costs` (units, batch), or of their products with `times`, into `total`."""
        if self.importance is not None:
            weighed = self.calls.buffer(*costs.shape)
            self.calls(np.multiply, costs, self.importance, weighed)
            costs = weighed
        others = np.ones(costs.size, self.calls.dtype) if times is None else self.flat(times)
        self.calls(self.flat(costs).dot, others, self.total)

    def give(self, slopes: np.ndarray, factor: float) -> None:
        """Emit ``factor × slopes`` (units, batch), times the importance of each example, into `gradient`."""
        self.calls(np.multiply, slopes, self.calls.constant(factor), self.gradient)
        if self.importance is not None:
            self.calls(np.multiply, self.gradient, self.importance, self.gradient)


@dataclass(frozen=True)
class ClassReading:
    """How the numbers that a person reads from an output tell classes apart.

    Attributes
    ----------
    probabilities
        Whether they are probabilities; otherwise they are scores, of which the greatest wins.
    border
        Value of a single unit above which it means class 1.
    off
        What a unit is trained towards for a class that is not meant; 1 for the one that is.
    """

    probabilities: bool = True
    border: float = 0.5
    off: float = 0.0

    def towards(self, values: np.ndarray) -> np.ndarray:
        """Return how much one or two units (..., units) mean class 1: from `off` for no to 1 for yes.

        Two units mean what the greater of them says, so that their difference counts.
        """
        if values.shape[-1] == 1:
            return np.asarray(values[..., 0])
        return np.asarray((1 + self.off) / 2 + (values[..., 1] - values[..., 0]) / 2)

    def middle(self, units: int) -> float:
        """Return the value of `towards` at which the class changes, of an output with so many units."""
        return self.border if units == 1 else (1 + self.off) / 2

    def classes(self, values: np.ndarray) -> np.ndarray:
        """Return the class (...) that values (..., units) mean."""
        if values.shape[-1] == 1:
            return np.asarray(values[..., 0] > self.border).astype(np.int64)
        return np.asarray(values.argmax(axis=-1), np.int64)


PROBABILITIES = ClassReading()
"""How probabilities of classes are read; what is thought of an output while nothing is known of it."""


class Loss(Part):
    """A scalar function of predictions and targets, averaged over the batch."""

    ranks_as_outputs: ClassVar[bool] = True
    """Whether `scores` are ranked as the outputs are; False where one depends on several outputs."""
    needs_classes: ClassVar[bool] = False
    """True for losses that make sense only for classes."""
    applies: ClassVar[str] = ""
    """Key of the activation this loss applies by itself, if any."""
    off: ClassVar[float] = 0.0
    """Target value of a class that is not meant (hinge losses take −1)."""
    proper: ClassVar[bool] = False
    """True when the answer that costs least is the probability of each class (a proper scoring rule)."""
    wants: ClassVar[tuple[float, float] | None] = None
    """Outputs that the loss of a score wants passed on both sides; None where any range will do."""
    any_scale: ClassVar[bool] = True
    """False when targets have a meaning of their own, such as counts, and must not be standardised."""

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
        """Return what a person reads from raw outputs of shape (n, units): by default the outputs.

        They are probabilities of classes only where `class_reading` says so.
        """
        return output

    def scores(self, output: np.ndarray) -> np.ndarray:
        """Return a number for each class (n, units) float64, the higher the likelier, from raw outputs.

        It ranks examples by one class, and classes of one example, as probabilities would, had these
        all digits: in float32 those of many sure answers are the same, 1. By default the outputs.
        """
        return np.asarray(output, np.float64)

    def class_reading(self, activation: Activation | None) -> ClassReading:
        """Return how what `probabilities` gives tells classes apart, after a layer ending with `activation`.

        Scores become probabilities by an activation that this loss applies itself, or one that keeps
        them between 0 and 1 under a proper loss (squared errors: Brier 1950).
        """
        shares = activation is not None and not activation.flat and activation.limits == (0.0, 1.0)
        probable = self.proper and (bool(self.applies) or shares)
        border = float(self.probabilities(np.full((1, 1), self.threshold()))[0, 0])
        return ClassReading(probable, border, self.off)

    def reach(self, limits: tuple[float, float]) -> tuple[float, float]:
        """Return the least and greatest number a person reads from outputs between `limits`."""
        low, high = self.probabilities(np.array([[limits[0]], [limits[1]]]))[:, 0].tolist()
        return low, high

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        """Return the raw output (units,) that costs least when it is given to every example.

        Parameters
        ----------
        targets
            As `encode` returns them, (n, units), n > 0.

        Notes
        -----
        By default the means, which make squared errors and squared margins least, and are moved from
        what a person reads back to raw outputs by losses that apply something themselves.
        """
        return np.asarray(targets.mean(axis=0))

    def threshold(self) -> float:
        """Return the value of a single output unit above which it means class 1."""
        return 0.5

    def predict_classes(self, output: np.ndarray) -> np.ndarray:
        """Return the class number of each row of raw outputs (n, units)."""
        if output.shape[1] == 1:
            return (output[:, 0] > self.threshold()).astype(np.int64)
        return np.asarray(output.argmax(axis=1), np.int64)

    def spelled(self, c: Comparison) -> list[Expression] | None:
        """Return what each unit adds to the loss of one example, as one works it out by hand.

        None where that is not told. The weight of the output and the mean over examples are left out.
        """
        return None

    def spelled_slopes(self, c: Comparison) -> list[Expression] | None:
        """Return the derivative of the loss of one example for the raw output of each unit, likewise."""
        return None

    def spelled_answers(self, outputs: Sequence[Expression]) -> list[Expression] | None:
        """Return what `probabilities` makes of raw outputs, as one works it out by hand; by default these."""
        return list(outputs)


def balance(targets: np.ndarray, pull: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the constants (units,) at which the pulls of all targets (n, units) sum to 0, by halving.

    `pull` is the slope of the loss at a difference y − t; it must not fall.
    """
    low, high = targets.min(axis=0), targets.max(axis=0)
    for _ in range(60):
        middle = (low + high) / 2
        above = pull(middle - targets).sum(axis=0) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((low + high) / 2)


def logit(share: np.ndarray) -> np.ndarray:
    """Return z with σ(z) = share, as far as numbers go: shares of 0 and 1 have no such z."""
    inside = np.clip(share, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(inside) - np.log1p(-inside))


losses: Registry[Loss] = Registry(Loss, "nnsim.engine.losses", mark("loss"))
