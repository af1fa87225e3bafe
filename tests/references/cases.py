"""What a comparison with PyTorch is: one entry of a table, and the numbers that are drawn for it.

PyTorch is handed to the functions that need it, as ``t``; nothing here imports it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.engine.layer import Layer
from nnsim.engine.loss import Loss
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.schedule import Schedule

FOLDER = Path(__file__).resolve().parent
BATCH = 4
STEPS = 100
EPOCHS = 40
Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator, Shape], np.ndarray]


def normal(rng: np.random.Generator, shape: Shape) -> np.ndarray:
    return rng.normal(size=shape)


@dataclass(frozen=True)
class LayerCase:
    """A layer on inputs of `shapes`.

    `torch` takes PyTorch, the inputs (batch, *shape) and the parameters and states by name, laid out
    as nnsim keeps them, and returns the output, or the output and the states afterwards. What it does
    to bring them into PyTorch's layout it does in PyTorch, so that gradients come back in nnsim's.
    """

    name: str
    layer: Layer
    shapes: tuple[Shape, ...]
    torch: Callable[..., Any]
    training: bool = True
    draw: Draw = normal

    @property
    def covers(self) -> Iterator[tuple[str, str]]:
        yield "layer", self.layer.key
        function = self.layer.activation_function()
        if function is not None:
            yield "activation", function.key


@dataclass(frozen=True)
class LossCase:
    """A loss on predictions (batch, units); `torch` takes PyTorch, predictions and targets."""

    name: str
    loss: Loss
    torch: Callable[..., Any]
    targets: Draw = normal
    predictions: Draw = normal
    units: int = 3

    @property
    def covers(self) -> Iterator[tuple[str, str]]:
        yield "loss", self.loss.key


@dataclass(frozen=True)
class OptimizerCase:
    """An optimizer on the slope of `tests.references.walk`; `torch` takes PyTorch and the parameters.

    ``wind`` is how strongly the slope changes from step to step, as it does from batch to batch.
    """

    name: str
    optimizer: Optimizer
    torch: Callable[..., Any]
    rate: float = 0.01
    wind: float = 1.0

    @property
    def covers(self) -> Iterator[tuple[str, str]]:
        yield "optimizer", self.optimizer.key


@dataclass(frozen=True)
class ScheduleCase:
    """A schedule, one tick an epoch; `torch` takes PyTorch and an optimizer of rate 1."""

    name: str
    schedule: Schedule
    torch: Callable[..., Any]

    @property
    def covers(self) -> Iterator[tuple[str, str]]:
        yield "schedule", self.schedule.key


Case = LayerCase | LossCase | OptimizerCase | ScheduleCase
Arrays = dict[str, np.ndarray]


def generator(name: str) -> np.random.Generator:
    """Return the generator of a case: its own, so that a new case changes no other."""
    return np.random.default_rng(zlib.crc32(name.encode()))


@dataclass
class Vectors:
    """The numbers of one kind of case, in one file: ``case/array``."""

    kind: str
    arrays: Arrays = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.kind}.npz"

    def put(self, name: str, arrays: Arrays) -> None:
        for key, array in arrays.items():
            self.arrays[f"{name}/{key}"] = np.asarray(array, np.float64)

    def of(self, name: str) -> Arrays:
        start = f"{name}/"
        return {k.removeprefix(start): a for k, a in self.arrays.items() if k.startswith(start)}

    def names(self) -> set[str]:
        return {key.split("/")[0] for key in self.arrays}

    def save(self) -> None:
        np.savez_compressed(self.path, **self.arrays)  # type: ignore[arg-type]

    @classmethod
    def load(cls, kind: str) -> Vectors:
        vectors = cls(kind)
        with np.load(vectors.path, allow_pickle=False) as file:
            vectors.arrays = dict(file)
        return vectors
