"""What data are like, as illnesses ask it: worked out once, when first asked, on a sample where they are many."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from nnsim.data.prepared import Examples, Prepared

SAMPLE = 2000
"""Rows of a part that are looked at, spread evenly over it."""
MOST_NUMBERS = 2_000_000
"""Numbers of a part that are looked at."""


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
    def class_shares(self) -> np.ndarray:
        """Share of each class in training, (classes,); empty for a regression."""
        data = self._data
        if not data.classes or not len(data.train):
            return np.zeros(0)
        return np.bincount(data.train.targets.astype(np.int64), minlength=data.classes) / len(data.train)


def sampled(examples: Examples) -> np.ndarray:
    """Return some rows of a part, float64 (rows, features), spread evenly over it."""
    features = int(np.prod(examples.inputs.shape[1:])) or 1
    most = max(1, min(SAMPLE, MOST_NUMBERS // features))
    count = min(len(examples), most)
    rows = np.linspace(0, len(examples), count, endpoint=False).astype(np.intp)
    return np.asarray(examples.values(rows), np.float64).reshape(count, -1)


_known: WeakKeyDictionary[Prepared, AboutData] = WeakKeyDictionary()


def about(data: Prepared) -> AboutData:
    """Return what `data` are like: one and the same for the same object."""
    if data not in _known:
        _known[data] = AboutData(data)
    return _known[data]
