"""The forecast of gradients: how well one pass before training says what ten steps of it will show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nnsim.data.prepare import DataSettings, Prepared, prepare
from nnsim.data.source import Source
from nnsim.data.sources.checkerboard import Checkerboard
from nnsim.data.sources.circles import Circles
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.project import TrainingSettings
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.training.forecast import Forecast, forecast, forecast_at
from nnsim.training.run import Run
from nnsim.training.setup import Setup
from tests.builders import meaning
from tests.deep_networks import recipe

TITLE = "Forecast of the gradients"
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
        taken += run.advance(STEPS - taken) or len(run.take_points().rows) * 0
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
