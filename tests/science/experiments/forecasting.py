"""The forecast of gradients: how well one pass before training says what ten steps of it will show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import Source
from nnsim.data.sources.checkerboard import Checkerboard
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.project import TrainingSettings
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.optimizers.sgd import SGD
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.forecast import Forecast, forecast, forecast_at
from nnsim.training.run import Run
from nnsim.training.setup import Setup
from tests.builders import meaning
from tests.deep_networks import recipe

TITLE = "Forecast of the gradients"
GENTLE = TrainingSettings(optimizer=SGD(), learning_rate=0.001)
NETWORKS, STEPS = 200, 10
APART, NEAR = 3.0, 3.0
SOURCES: tuple[Source, ...] = (TwoSpirals(), Moons(), Circles(), Checkerboard())


@dataclass(frozen=True)
class Kept:
    """Of one network: pairs of layers forecast far apart, those that keep their order, layers, and those near."""

    pairs: int
    ordered: int
    layers: int
    near: int


@cache
def _data(place: int) -> Prepared:
    return prepare(DataSettings(SOURCES[place]))


def ten_steps(seed: int, training: TrainingSettings) -> Kept:
    """Return what a random network keeps of its forecast in ten steps, seen on the same batch."""
    rng = np.random.default_rng(seed)
    data = _data(int(rng.integers(len(SOURCES))))
    graph = recipe(rng).graph(BinaryCrossEntropy())
    setup = Setup(meaning(graph, data), training, data)
    before = forecast(setup)
    run = Run(setup.resolved, training, data)
    taken = 0
    while taken < STEPS:
        now = run.advance(STEPS - taken)
        if not now:
            run.take_points()  # its readings have filled their room
        taken += now
    return kept(before, forecast_at(run.network, data, before.examples))


def kept(before: Forecast, after: Forecast) -> Kept:
    """Compare the norms ‖∂L/∂W‖ of all layers with weights."""
    one, two = (np.array([x.gradient for x in f.layers if x.connects]) for f in (before, after))
    far = one[:, None] > APART * one[None, :]
    ordered = far & (two[:, None] > two[None, :])
    near = (two <= NEAR * one) & (one <= NEAR * two)
    return Kept(int(far.sum()), int(ordered.sum()), len(one), int(near.sum()))


def shares(found: list[Kept]) -> tuple[float, float, float]:
    """Return the shares of pairs that keep their order, of networks all of whose pairs do, of layers near."""
    pairs = sum(k.ordered for k in found) / max(1, sum(k.pairs for k in found))
    networks = sum(k.ordered == k.pairs for k in found) / len(found)
    return pairs, networks, sum(k.near for k in found) / sum(k.layers for k in found)


def _found(name: str, training: TrainingSettings, networks: int) -> Iterator[Finding]:
    pairs, whole, near = shares([ten_steps(seed, training) for seed in range(networks)])
    about = f"{networks} random networks, {name}, ten steps on"
    goals = (
        (f"{about}: pairs of layers forecast 3 times apart that keep their order", 0.95, pairs),
        (f"{about}: networks all of whose such pairs do", 0.95, whole),
        (f"{about}: layers whose gradient is within 3 times its forecast", 0.8, near),
    )
    for words, goal, share in goals:
        note = "" if share >= goal else "Training changes gradients; the forecast is of the first step."
        yield Finding(Claim(words, (goal,), AT_LEAST, "own goal", own=True), (share,), note)


def fast_rows() -> Iterator[Finding]:
    """Yield what takes a second: few networks."""
    pairs, _, near = _found("gradient descent at .001", GENTLE, 6)
    yield from (pairs, near)


def rows() -> Iterator[Finding]:
    """Yield all rows: plain gradient descent, and the settings that a new project has."""
    yield from _found("gradient descent at .001", GENTLE, NETWORKS)
    yield from _found("gradient descent at .01", replace(GENTLE, learning_rate=0.01), NETWORKS)
    yield from _found("Adam at .001", TrainingSettings(learning_rate=0.001), NETWORKS)
    yield from _found("Adam at .01", TrainingSettings(), NETWORKS)
