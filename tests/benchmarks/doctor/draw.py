"""What makers draw from: the halves of the benchmark, which share no data, no widths, no batches and no seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

import nnsim.library as nn
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.initializer import Initializer
from nnsim.engine.layer import Layer
from nnsim.engine.optimizer import Optimizer
from tests.benchmarks.doctor import tasks_judged, tasks_set, tasks_spent
from tests.benchmarks.doctor.task import Kind, Task, TaskMaker

HalfName = Literal["set", "spent", "judged"]
Any_ = TypeVar("Any_")


@dataclass(frozen=True)
class Half:
    """One half of the benchmark.

    Attributes
    ----------
    name
        "set": thresholds are set on it; "judged": they are judged on it, and nobody looks at single runs of it; "spent":
        they were judged on it once, which can be done once: since then they are set on it as well.
    widths
        Units of hidden layers.
    deep, shallow
        Hidden layers of networks that are to be deep, and of usual ones.
    batches
        Examples in a batch.
    first_seed
        All seeds of the half lie from here on, fewer than `SEEDS` of them.
    more
        What is added to small counts, as of columns, that a maker draws itself.
    period
        Of a season, in days.
    tasks
        What makes its data, by kind.
    """

    name: HalfName
    widths: tuple[int, ...]
    deep: tuple[int, ...]
    shallow: tuple[int, ...]
    batches: tuple[int, ...]
    first_seed: int
    more: int
    period: float
    tasks: dict[Kind, tuple[TaskMaker, ...]]


SEEDS = 1_000_000
"""Seeds of a half."""
HALVES: dict[HalfName, Half] = {
    "set": Half(
        "set", (8, 12, 16, 24, 32), (6, 8, 10), (1, 3), (8, 16, 32), 1_000_000, 0, 20.0, tasks_set.TASKS
    ),
    "spent": Half(
        "spent", (10, 14, 20, 28, 40), (7, 9, 11), (2, 4), (10, 20, 40), 2_000_000, 1, 33.0, tasks_spent.TASKS
    ),
    "judged": Half(
        "judged",
        (9, 13, 18, 26, 36),
        (6, 7, 9, 12),
        (1, 2, 3),
        (12, 24, 48),
        3_000_000,
        2,
        26.0,
        tasks_judged.TASKS,
    ),
}
SQUASHING: tuple[Activation, ...] = (nn.Tanh(), nn.Softsign())
HALF_LINEAR: tuple[Activation, ...] = (nn.ReLU(), nn.LeakyReLU(), nn.ELU())


class Draw:
    """Everything that is drawn for one run; the same half, words and number give the same.

    Parameters
    ----------
    half
        Which half.
    words
        Whose draw it is, such as the key of an illness.
    number
        Which of its draws.
    """

    def __init__(self, half: HalfName, words: str, number: int) -> None:
        self.half = HALVES[half]
        self.number = number
        letters = [ord(letter) for letter in words]
        self.rng = np.random.default_rng([self.half.first_seed, number, *letters])
        self.seed = self.half.first_seed + int(self.rng.integers(SEEDS))

    # ---- numbers -------------------------------------------------------------------------------

    def one(self, some: Sequence[Any_]) -> Any_:
        """Return one of `some`."""
        return some[int(self.rng.integers(len(some)))]

    def even(self, low: float, high: float) -> float:
        """Return a number that is even between the two, of three figures."""
        return float(f"{self.rng.uniform(low, high):.3g}")

    def log(self, low: float, high: float) -> float:
        """Return a number whose logarithm is even between those of the two, of three figures."""
        return float(f"{np.exp(self.rng.uniform(np.log(low), np.log(high))):.3g}")

    def chance(self, share: float) -> bool:
        """Return True in so large a share of the draws."""
        return bool(self.rng.random() < share)

    def width(self) -> int:
        """Return the units of a layer."""
        return self.one(self.half.widths)

    def batch(self) -> int:
        """Return the examples of a batch."""
        return self.one(self.half.batches)

    # ---- parts ---------------------------------------------------------------------------------

    def task(self, *kinds: Kind) -> Task:
        """Return data of one of `kinds`; of classes or numbers where none is named."""
        makers = [make for kind in (kinds or ("classes", "numbers")) for make in self.half.tasks[kind]]
        return self.one(makers)(self.rng, self.half.first_seed + int(self.rng.integers(SEEDS)))

    def activation(self) -> Activation:
        """Return an activation of hidden layers that usually learn."""
        return self.one((*SQUASHING[:1], *HALF_LINEAR))

    def adaptive(self) -> tuple[Optimizer, float]:
        """Return an optimizer with steps of about the same size everywhere, and a rate that suits it."""
        kind: Optimizer = self.one((nn.Adam(), nn.Adam(), nn.RMSProp(), nn.NAdam()))
        return kind, self.log(0.002, 0.008)

    def descending(self) -> tuple[Optimizer, float]:
        """Return an optimizer whose steps are as large as the gradient, and a rate that suits it."""
        kind: Optimizer = self.one((nn.SGD(), nn.Momentum(), nn.Nesterov()))
        return kind, self.log(0.05, 0.15) if isinstance(kind, nn.SGD) else self.log(0.01, 0.03)

    def training(self, adaptive: float = 0.5) -> dict[str, Any]:
        """Return settings of training that suit, with an adaptive optimizer in so large a share of the draws."""
        kind, rate = self.adaptive() if self.chance(adaptive) else self.descending()
        return {"optimizer": kind, "learning_rate": rate, "batch": self.batch(), "seed": self.seed}

    def layers(self, **settings: Any) -> list[Layer]:
        """Return usual hidden layers."""
        return hidden(self.one(self.half.shallow), self.width(), self.activation(), **settings)


def fitting(activation: Activation) -> Initializer:
    """Return first weights that suit an activation."""
    return nn.HeNormal() if any(isinstance(activation, type(a)) for a in HALF_LINEAR) else nn.GlorotUniform()


def hidden(
    count: int,
    width: int,
    activation: Activation,
    weights: Initializer | None = None,
    between: Callable[[], Sequence[Layer]] = tuple,
    **settings: Any,
) -> list[Layer]:
    """Return so many dense layers of `width` units; `between` gives what follows each."""
    weights = fitting(activation) if weights is None else weights
    found: list[Layer] = []
    for _ in range(count):
        found += [nn.Dense(width, activation, initializer=weights, **settings), *between()]
    return found


def network(task: Task, layers: Sequence[Layer], output: Layer | None = None, **training: Any) -> Project:
    """Return a chain over the data of `task`: input, `layers`, an output that fits unless one is given."""
    loss = training.pop("loss", None)
    data = training.pop("data", task.data)
    ends = nn.Dense(task.outputs) if output is None else output
    return nn.chain(nn.Input(), *layers, ends, data=data, loss=loss, **training)
