"""Data that a network of the benchmark is to learn, with what fits them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

import nnsim.library as nn
from nnsim.data.source import Source

Kind = Literal[
    "classes", "many_classes", "numbers", "pictures", "sequences", "easy", "own", "own_numbers", "hard"
]
Generator = np.random.Generator


@dataclass(frozen=True)
class Task:
    """Data, and what fits them.

    Attributes
    ----------
    name
        For people.
    data
        With their split and scaling.
    classes
        0 for a regression.
    outputs
        Units of an output that fits: 1 for two classes.
    x, y
        The arrays, where the generator is the benchmark's own; (n, features) and (n,) or (n, k).
    """

    name: str
    data: nn.DataSettings
    classes: int
    outputs: int
    x: np.ndarray | None = None
    y: np.ndarray | None = None

    def with_data(self, **changes: object) -> Task:
        """Return the same examples under other settings of split or scaling."""
        return replace(self, data=replace(self.data, **changes))

    def again(self, x: np.ndarray | None = None, y: np.ndarray | None = None, **settings: object) -> Task:
        """Return a task of the same kind with other inputs or targets, and other settings of split or scaling.

        Only where the generator is the benchmark's own.
        """
        assert self.x is not None
        assert self.y is not None
        usual: dict[str, object] = {"test_share": 0.0, "validation_share": 0.3}
        given = self.x if x is None else x, self.y if y is None else y
        return arrays(self.name, *given, self.classes, self.data.seed, **(usual | settings))


TaskMaker = Callable[[Generator, int], Task]


def arrays(name: str, x: np.ndarray, y: np.ndarray, classes: int, seed: int, **settings: object) -> Task:
    """Return arrays as data; `classes` 0: numbers, whose columns are as many outputs."""
    source = nn.Arrays(x, y, task="classes" if classes else "regression")
    data = nn.DataSettings(source, seed=seed, **settings)
    outputs = (1 if classes == 2 else classes) if classes else (1 if y.ndim == 1 else y.shape[1])
    return Task(name, data, classes, outputs, x, y)


def task_of(source: Source, seed: int, classes: int, outputs: int = 0) -> Task:
    """Return a source of the project as a task; `classes` 0: numbers, of so many `outputs`."""
    data = nn.DataSettings(source, validation_share=0.3, test_share=0.0, seed=seed)
    return Task(source.key, data, classes, outputs or (1 if classes <= 2 else classes))
