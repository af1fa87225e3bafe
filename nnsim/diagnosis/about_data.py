"""What data are like, as illnesses ask it: worked out once, when first asked, on a sample where they are many."""

from __future__ import annotations

import math
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from nnsim.data.looking.equal_rows import first_codes
from nnsim.data.looking.leaks import equal_rows
from nnsim.data.prepared import Examples, Prepared
from nnsim.diagnosis.baseline import shares_of
from nnsim.diagnosis.order_of_time import InTime, in_time
from nnsim.diagnosis.relation import Relation, relation
from nnsim.diagnosis.simple_methods import SimpleMethods, linear_score, simple_methods
from nnsim.diagnosis.unlike import Unlike, unlike

SAMPLE = 2000
"""Rows of a part that are looked at, spread evenly over it."""
MOST_NUMBERS = 2_000_000
"""Numbers of a part that are looked at."""
MEASURED = 20
"""Different values of a column from which on it may be one of measured numbers."""
MOST_CODES, CODES_COME_BACK = 20, 4.0
"""Different whole numbers that may be names of classes, and how often each comes at least, on the average."""
AS_GOOD_AS_CONSTANT = 1e-3
"""Spread of an input as a share of its size up to which it counts as constant."""
CODES_SHARE, OF_A_TEXT = 0.02, 0.25
"""Values of an input for each different row below which inputs are codes, as of a text, and the share of equal rows that
come by themselves there."""
FEWEST_DIFFERENT, MANY_TIMES = 0.2, 8.0
"""Share of different rows, and how many times as many as there are rows must be possible, below which equal ones come
by themselves, as of a few bits."""


class AboutData:
    """Everything that is asked of the same examples again and again. All of the network's view: after the steps, scaled."""

    def __init__(self, data: Prepared) -> None:
        self._data = data

    def work_out(self) -> None:
        """Work out everything there is to ask: what is dear is done once, beside whoever asks it later."""
        for kind in type(self).__mro__:
            for name, value in vars(kind).items():
                if isinstance(value, cached_property):
                    getattr(self, name)

    @cached_property
    def train(self) -> np.ndarray:
        """Some inputs of the training part, float64 (rows, features)."""
        return sampled(self._data.train)

    @cached_property
    def validation(self) -> np.ndarray:
        """Some inputs of the validation part, float64 (rows, features)."""
        return sampled(self._data.validation)

    @cached_property
    def input_rms(self) -> np.ndarray:
        """Root mean square of every input feature in training, (features,)."""
        return np.sqrt(np.mean(self.train**2, axis=0)) if len(self.train) else np.zeros(0)

    @cached_property
    def input_std(self) -> np.ndarray:
        """Standard deviation of every input feature in training, (features,)."""
        return self.train.std(axis=0) if len(self.train) else np.zeros(0)

    @cached_property
    def targets(self) -> np.ndarray:
        """Targets of the rows of `train` as the network sees them: classes (rows,), numbers (rows, columns)."""
        return np.asarray(self._data.train.targets[rows_of(self._data.train)])

    @cached_property
    def validation_targets(self) -> np.ndarray:
        """Targets of the rows of `validation`, likewise."""
        return np.asarray(self._data.validation.targets[rows_of(self._data.validation)])

    @cached_property
    def target_rms(self) -> np.ndarray:
        """Root mean square of every target column of a regression, (columns,); empty for classes."""
        if self._data.classes or not len(self.targets):
            return np.zeros(0)
        return np.asarray(np.sqrt(np.mean(self.targets**2, axis=0)))

    @cached_property
    def are_yes_and_no(self) -> bool:
        """Whether the targets of a regression are 0 and 1 and nothing else, both of them."""
        if self._data.classes or not len(self.targets):
            return False
        return bool(np.isin(self.targets, (0.0, 1.0)).all() and 0 < self.targets.mean() < 1)

    @cached_property
    def are_one_hot(self) -> bool:
        """Whether every row of targets that are yes and no has one yes."""
        return self.are_yes_and_no and bool((self.targets.sum(axis=1) == 1).all())

    @property
    def are_one_answer(self) -> bool:
        """Whether targets of a regression are one yes or no, or a class as one yes among several: no map of many."""
        return self.are_one_hot or (self.are_yes_and_no and self.targets.shape[1] == 1)

    @cached_property
    def codes(self) -> tuple[int, ...]:
        """The values of a single target column that holds whole numbers of few values, all that lie between among them.

        Empty for classes, and where it holds other numbers. Such numbers may be names of classes.
        """
        if self._data.classes or not len(self.targets) or self.targets.shape[1] != 1:
            return ()
        raw = np.asarray(self._data.target_scaler.invert(self.targets))[:, 0]
        values, counts = np.unique(np.round(raw, 6), return_counts=True)
        whole = bool((values == np.floor(values)).all())
        if not whole or not 2 <= len(values) <= MOST_CODES or counts.mean() < CODES_COME_BACK:
            return ()
        if values[-1] - values[0] != len(values) - 1:
            return ()
        return tuple(int(value) for value in values)

    @cached_property
    def simple(self) -> SimpleMethods | None:
        """How far a linear model and nearest neighbours come on these inputs; None where that cannot be told."""
        return simple_methods(self.train, self.targets, self._data.classes, weights_of(self._data.train))

    @cached_property
    def reachable(self) -> float:
        """Share of what a constant answer gets wrong that the better of the simple methods spares, 0 to 1: a rough
        measure of what a network could learn, near 0 where targets are noise. 1 where it cannot be told, so that nobody
        takes few examples for hopeless.
        """
        known = self.simple
        return 1.0 if known is None else min(1.0, max(0.0, known.linear, known.nearest))

    @cached_property
    def constant_inputs(self) -> np.ndarray:
        """Which input features have one and the same value in training, as good as: (features,) of bool.

        What changes by less than a thousandth of its size is lost beside the bias of a unit.
        """
        return np.asarray(self.input_std <= AS_GOOD_AS_CONSTANT * self.input_rms)

    @cached_property
    def class_shares(self) -> np.ndarray:
        """Share of each class in training, (classes,); empty for a regression."""
        data = self._data
        if not data.classes or not len(data.train):
            return np.zeros(0)
        return np.bincount(data.train.targets.astype(np.int64), minlength=data.classes) / len(data.train)

    @cached_property
    def counted_shares(self) -> np.ndarray:
        """The same with every row as often as it counts, as losses and accuracies are measured."""
        data = self._data
        return shares_of(data.train, data.classes) if data.classes and len(data.train) else np.zeros(0)

    # ---- inputs and targets ----------------------------------------------------------------------

    @cached_property
    def relation(self) -> Relation:
        """Whether targets have anything to do with inputs in training, as far as simple looks can tell."""
        return relation(self.train, self.targets, self._data.classes)

    @cached_property
    def linear(self) -> float:
        """What a linear model comes to on the validation part: accuracy of classes, R² of numbers; NaN without one."""
        if not self.judges_apart:
            return float("nan")
        data = self._data
        counts = weights_of(data.train), weights_of(data.validation)
        return linear_score(
            self.train, self.targets, self.validation, self.validation_targets, data.classes, counts
        )

    @property
    def is_sequence(self) -> bool:
        """Whether inputs are sequences (times, features)."""
        return len(self._data.shape) == 2

    # ---- parts -----------------------------------------------------------------------------------

    @property
    def judges_apart(self) -> bool:
        """Whether there is a validation part whose rows do not train by purpose, as those of a truth table do."""
        data = self._data
        return len(data.validation) > 0 and not data.dataset.whole and data.validation is not data.train

    @cached_property
    def leaked(self) -> float:
        """Share of the validation rows that are equal to one of training in all inputs and the target.

        0 where only few different rows are possible, as of some bits: there equal ones come by themselves.
        """
        data = self._data
        if not self.judges_apart:
            return 0.0
        if self._possible_rows < MANY_TIMES * len(data.dataset):
            return 0.0
        codes, _ = first_codes(data.dataset)
        different = len(np.unique(codes))
        measured = max((len(np.unique(column)) for column in self.train.T[:50]), default=0)
        # Measured numbers do not come back by themselves, as patterns of a few values do.
        if different < FEWEST_DIFFERENT * len(codes) and measured < max(MEASURED, 0.5 * different):
            return 0.0
        share = equal_rows(data.dataset, data.rows)[0] / len(data.rows.validation)
        # Some stretches of a text come back as well, and what follows them.
        return 0.0 if measured < CODES_SHARE * different and share < OF_A_TEXT else share

    @cached_property
    def _possible_rows(self) -> float:
        """How many different rows there could be of the values that the features take, as far as was looked."""
        possible = 1.0
        for column in self.train[:500].T:
            possible *= len(np.unique(column))
            if possible > 1e12:
                break
        return possible

    @cached_property
    def shared_groups(self) -> float:
        """Share of the validation rows whose group has rows in training; 0 where no groups are known."""
        groups, rows = self._data.dataset.groups, self._data.rows
        if groups is None or not self.judges_apart:
            return 0.0
        return float(np.isin(groups[rows.validation], groups[rows.train]).mean())

    @cached_property
    def validation_unlike(self) -> Unlike:
        """How far the validation part is from the training part; nothing where the same rows are both."""
        if not self.judges_apart:
            return Unlike()
        data = self._data
        return unlike(self.train, self.validation, self.targets, self.validation_targets, data.classes)

    @cached_property
    def test_unlike(self) -> Unlike:
        """How far the test part is from the training part, likewise."""
        data = self._data
        if not len(data.test) or data.dataset.whole:
            return Unlike()
        rows = rows_of(data.test)
        inputs = np.asarray(data.test.values(rows), np.float64).reshape(len(rows), -1)
        return unlike(self.train, inputs, self.targets, np.asarray(data.test.targets[rows]), data.classes)

    @cached_property
    def in_time(self) -> InTime:
        """Whether the rows follow each other in time, and how alike those are that do."""
        return in_time(self._data)


def sampled(examples: Examples) -> np.ndarray:
    """Return some rows of a part, float64 (rows, features), spread evenly over it."""
    rows = rows_of(examples)
    values = np.asarray(examples.values(rows), np.float64)
    # Said in full: of a part without rows nobody could tell the width.
    return values.reshape(len(rows), math.prod(values.shape[1:]))


def weights_of(examples: Examples) -> np.ndarray | None:
    """Return how much each of these rows counts, (rows,); None where all count the same."""
    return None if examples.weights is None else np.asarray(examples.weights[rows_of(examples)])


def rows_of(examples: Examples) -> np.ndarray:
    """Return which rows of a part are looked at, (rows,)."""
    features = int(np.prod(examples.inputs.shape[1:])) or 1
    most = max(1, min(SAMPLE, MOST_NUMBERS // features))
    return np.linspace(0, len(examples), min(len(examples), most), endpoint=False).astype(np.intp)


_known: WeakKeyDictionary[Prepared, AboutData] = WeakKeyDictionary()


def about(data: Prepared) -> AboutData:
    """Return what `data` are like: one and the same for the same object."""
    if data not in _known:
        _known[data] = AboutData(data)
    return _known[data]
