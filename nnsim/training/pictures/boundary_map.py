"""The outputs over a plane through the inputs: the border between classes, the surface of a regression."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.pieces import Pieces, Piecework
from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.engine.activation import Activation
from nnsim.engine.loss import PROBABILITIES, ClassReading
from nnsim.engine.measure import activation_curve
from nnsim.engine.network import Network
from nnsim.engine.stage import running
from nnsim.training.grid import Grid
from nnsim.training.picture import Picture, pictures
from nnsim.training.scene import Scene

WIDEST_SUM = 20.0
"""Weighted sums beyond this decide nothing a smaller one does not: sigmoids are level there."""


@dataclass(frozen=True, eq=False)
class BoundaryMap:
    """Outputs over a plane.

    `values` has shape (rows along v, columns along u, outputs): for classes what `reading` says,
    for a regression the prediction of every target column (NaN where no output makes one). `line` is
    (weights, bias) of a network that is one unit telling classes apart, in the coordinates (u, v):
    the boundary is ``weights·(u, v) + bias = 0``. The bias is less by `level`, the weighted sum at
    which the unit decides.
    """

    grid: Grid
    values: np.ndarray
    line: tuple[tuple[float, float], float] | None = None
    reading: ClassReading = PROBABILITIES
    level: float = 0.0

    def __repr__(self) -> str:
        return brief(self)


@pictures.register
@dataclass(frozen=True)
class MapOver(Picture[BoundaryMap]):
    """The answers of the network over a grid."""

    key = "boundary_map"
    title = mark("Decision boundary")
    summary = mark("What the network answers over a plane through its inputs.")

    grid: Grid

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        return cls(scene.usual_grid())

    def coarser(self) -> Self | None:
        grid = self.grid.coarser()
        return None if grid is None else replace(self, grid=grid)

    def take(self, scene: Scene) -> BoundaryMap | None:
        return Piecework(self.taking(scene)).result()

    def taking(self, scene: Scene) -> Pieces[BoundaryMap | None]:
        fed = scene.fed(self.grid)
        if fed is None or not scene.network.outputs:
            return None
        n = self.grid.resolution
        values = read_only((yield from scene.answering(fed)).reshape(n, n, -1))
        if not scene.prepared.classes:
            return BoundaryMap(self.grid, values)
        reading = scene.network.class_reading()
        level = None if self.grid.before_steps else _deciding_sum(scene.network)
        if level is None:
            return BoundaryMap(self.grid, values, None, reading)
        return BoundaryMap(self.grid, values, _line(scene.network, self.grid, level), reading, level)


def _deciding_sum(network: Network) -> float | None:
    """Return the weighted sum at which a network that is one unit decides; None if it is no such network."""
    learning = {w.stage for w in network.parameters.windows}
    stages = running(network.stages)
    one_unit = len(stages) == 1 and stages[0].shape == (1,) and stages[0].layer.fully_connected
    if not one_unit or learning != {stages[0].id} or len(network.inputs) != 1:
        return None
    return _sum_at(stages[0].layer.activation_function(), network.outputs[0].loss.threshold())


@lru_cache(maxsize=64)
def _sum_at(activation: Activation | None, wanted: float) -> float | None:
    """Return the only z at which f(z) passes `wanted`; None where it does so nowhere, or more than once."""
    if activation is None or activation.is_identity:
        return wanted
    if not activation.elementwise:
        return None
    low, high = -WIDEST_SUM, WIDEST_SUM
    for _ in range(4):
        z = np.linspace(low, high, 2001)
        passed = np.flatnonzero(np.diff(activation_curve(activation, z)[0] > wanted))
        if len(passed) != 1:
            return None
        low, high = z[passed[0]], z[passed[0] + 1]
    return round(float(low + high) / 2, 9) + 0.0


def _line(network: Network, grid: Grid, level: float) -> tuple[tuple[float, float], float] | None:
    """Return w and b of the boundary of a single unit in the coordinates (u, v)."""
    stage = next(s for s in network.stages if s.layer.fully_connected)
    arrays = dict(network.parameters.items())
    weights = np.asarray(arrays[f"{stage.id}/W"], np.float64)[:, 0]
    bias = arrays.get(f"{stage.id}/b", np.zeros(1))
    columns = network.inputs[0].columns
    chosen = slice(None) if columns is None else list(columns)
    first, second, origin = (np.array(p)[chosen] for p in (grid.first, grid.second, grid.origin))
    total = float(bias[0]) + float(weights @ origin) - level
    return (float(weights @ first), float(weights @ second)), total
