"""What data are like, as illnesses ask it: worked out once, when first asked, on a sample where they are many."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from nnsim.data.prepared import Examples, Prepared
from nnsim.diagnosis.simple_methods import SimpleMethods, simple_methods

SAMPLE = 2000
"""Rows of a part that are looked at, spread evenly over it."""
MOST_NUMBERS = 2_000_000
"""Numbers of a part that are looked at."""
MOST_CODES, CODES_COME_BACK = 20, 4.0
"""Different whole numbers that may be names of classes, and how often each comes at least, on the average."""


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
        return np.sqrt(np.mean(self.targets**2, axis=0))

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
        return simple_methods(self.train, self.targets, self._data.classes)

    @cached_property
    def constant_inputs(self) -> np.ndarray:
        """Which input features have one and the same value in training, (features,) of bool."""
        return self._spread() == 0 if len(self.train) else np.zeros(0, bool)

    def _spread(self) -> np.ndarray:
        return np.asarray(self.train.max(axis=0) - self.train.min(axis=0))

    @cached_property
    def class_shares(self) -> np.ndarray:
        """Share of each class in training, (classes,); empty for a regression."""
        data = self._data
        if not data.classes or not len(data.train):
            return np.zeros(0)
        return np.bincount(data.train.targets.astype(np.int64), minlength=data.classes) / len(data.train)


def sampled(examples: Examples) -> np.ndarray:
    """Return some rows of a part, float64 (rows, features), spread evenly over it."""
    rows = rows_of(examples)
    return np.asarray(examples.values(rows), np.float64).reshape(len(rows), -1)


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
