"""Every optimizer, schedule, clipping, penalty and limit: a step in C leaves what a step in NumPy leaves.

The step is taken at the first weights and after thirty more, which NumPy has taken. Then both go on for a
hundred steps, on their own: that ends at the same numbers as well, unless an optimizer looks at signs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nnsim.document.graph import Graph
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.clipping import clippings
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import Optimizer, optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.schedule import schedules
from nnsim.training.run import Run
from tests.builders import chain, examples, start, variants
from tests.compiled.agreement import DIGITS, LATER_DIGITS, farthest, of_run
from tests.compiled.by_c import compiled, in_numpy, needs_library

pytestmark = needs_library

LOOKS_AT_SIGNS = {"rprop", "lion"}
"""Optimizers that decide by the sign of a number: where that is rounding alone, the walks part. So do those
that divide by the size of the last gradient, which is what no memory (a decay of 0) makes of them."""
RNG = np.random.default_rng(0)
DATA = examples(RNG.normal(size=(23, 4)), RNG.integers(0, 3, 23), 3)


def drawing(**of_first: Any) -> Graph:
    return chain(Dense(5, Tanh(), **of_first), Dropout(0.2), Dense(3), loss=SoftmaxCrossEntropy())


def pair(graph: Graph, **training: Any) -> tuple[Run, Run]:
    chosen = {"batch": 4, "shuffle": True, "precision": "float32", "seed": 3, **training}
    if getattr(chosen["optimizer"], "whole_data", False):
        chosen["batch"] = 23
    return in_numpy(start(graph, DATA, **chosen)), compiled(start(graph, DATA, **chosen))


def go(run: Run, steps: int) -> None:
    while steps:
        steps -= run.advance(steps)


def check(graph: Graph, *, smooth: bool = True, later: bool = True, **training: Any) -> None:
    numpy, c = pair(graph, **training)
    dtype = numpy.network.dtype
    for before in (0, 30):
        go(numpy, before)
        c.go_to(numpy.moment())
        numpy.go_to(numpy.moment())  # what a moment does not hold is gone in both
        assert numpy.advance(1) == c.advance(1) == 1
        if before and not smooth and _has_faded(numpy):
            return
        distance, what = farthest(of_run(c), of_run(numpy))
        assert distance <= DIGITS[dtype] * (1.0 if smooth or not before else 10.0), (before, what)
    if smooth and later:
        for run in (numpy, c):
            go(run, 100)
        distance, what = farthest(of_run(c), of_run(numpy))
        assert distance <= LATER_DIGITS[dtype], what


def _has_faded(run: Run) -> bool:
    """Return whether gradients of `run` are below the normal range: in C they are 0, which has no sign to decide by."""
    gradient = np.abs(run.network.parameters.gradient)
    return bool(((gradient > 0) & (gradient < np.finfo(gradient.dtype).tiny)).any())


def is_smooth(optimizer: Optimizer) -> bool:
    remembered = getattr(optimizer, "beta2", getattr(optimizer, "decay", 1.0))
    return optimizer.key not in LOOKS_AT_SIGNS and remembered > 0


# A small rate: with steps of several times a weight the best of numbers part in no time.
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", [cls() for cls in optimizers], ids=str)
def test_optimizers(optimizer: Optimizer, precision: str) -> None:
    chosen = {"optimizer": optimizer, "precision": precision, "learning_rate": 3e-4}
    check(drawing(), smooth=is_smooth(optimizer), **chosen)


@pytest.mark.parametrize("cls", list(optimizers), ids=lambda cls: cls.key)
def test_optimizers_with_other_settings(cls: type[Optimizer]) -> None:
    for optimizer in list(variants(cls()))[1:]:
        chosen = {"optimizer": optimizer, "learning_rate": 3e-4}
        check(drawing(), smooth=is_smooth(optimizer), later=False, **chosen)


def settings() -> Iterator[dict[str, Any]]:
    for schedule in schedules:
        yield {"schedule": schedule()}
        yield {"schedule": schedule(), "warm_up": 2.5}
    for clipping in clippings:
        yield from ({"clipping": clipping(threshold=size)} for size in (0.02, 0.1, 1e3))
    yield from ({"l1": 0.01}, {"weight_decay": 0.1}, {"l1": 0.01, "weight_decay": 0.1, "decoupled": True})
    yield from ({"max_norm": 0.3}, {"max_norm": 1.0, "clipping": ClipByGlobalNorm(0.05), "weight_decay": 0.1})
    yield from ({"batch": 1}, {"batch": 7}, {"batch": 23}, {"batch": 64}, {"shuffle": False})


@pytest.mark.parametrize("changed", list(settings()), ids=str)
def test_settings(changed: dict[str, Any]) -> None:
    check(drawing(), optimizer=Momentum(), **changed)


@pytest.mark.parametrize(
    "changed",
    [{"frozen": True}, {"rate": 0.1}, {"rate": 0.0}],
    ids=str,
)
def test_layers_with_updates_of_their_own(changed: dict[str, Any]) -> None:
    check(drawing(**changed), optimizer=Adam(), weight_decay=0.1)
