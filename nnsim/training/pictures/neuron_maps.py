"""What single neurons compute over a plane through the inputs, and the weights between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.pieces import Pieces, Piecework
from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.training.grid import COARSEST, Grid
from nnsim.training.picture import Picture, pictures
from nnsim.training.scene import Scene

MOST_WORK = 1.5e9
"""Weights times points of one picture: beyond it the pictures get coarser."""


@dataclass(frozen=True, eq=False)
class StageNeurons:
    """The first units of one stage.

    A stage with a flat output has one unit a number; channels of pictures and features of
    sequences are shown by their means over places and times.

    Attributes
    ----------
    count
        Number of all units, of which the first are shown.
    maps
        Outputs over the plane, (units, rows along v, columns along u), float32, read-only: what a
        person reads (probabilities where the loss makes them). None without a plane.
    biases
        (units,), float32, read-only; None for a layer without biases.
    bias
        Key of the biases in the network's parameters; empty where there are none.
    labels
        Names of inputs, classes or targets, where the units stand for them; else empty.
    """

    stage: str
    name: str
    shape: tuple[int, ...]
    count: int
    shown: int
    maps: np.ndarray | None = None
    biases: np.ndarray | None = None
    bias: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Wires:
    """What leads from the units of one stage to those of another.

    Attributes
    ----------
    weights
        (units of `source`, units of `target`), float32, read-only; None where nothing is learned
        between single units.
    parameter
        Key of the weights in the network's parameters; empty where there are none.
    offset
        Where there are no weights: unit i leads to unit ``i + offset``; None when every unit of
        `source` has a part in every one of `target`.
    """

    source: str
    target: str
    weights: np.ndarray | None = None
    parameter: str = ""
    offset: int | None = None


@dataclass(frozen=True, eq=False)
class NeuronMaps:
    """What single neurons compute, in running order of the stages, and what joins them."""

    stages: tuple[StageNeurons, ...]
    wires: tuple[Wires, ...]

    def __repr__(self) -> str:
        return brief(self)


@pictures.register
@dataclass(frozen=True)
class NeuronsOver(Picture[NeuronMaps]):
    """What every neuron computes over a grid, and the weights between neurons.

    Attributes
    ----------
    grid
        Where; None, or one of other data, brings weights alone. A large network is shown with fewer
        points than asked for.
    stages
        Ids of the stages to show; None: all.
    most_units
        Units shown of one stage, from its first; more are counted only.
    """

    key = "neuron_maps"
    title = mark("Neurons")
    summary = mark(
        "What every neuron computes over a plane through the inputs, and the weights between them."
    )

    grid: Grid | None
    stages: tuple[str, ...] | None = None
    most_units: int = 64

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        return cls(scene.usual_grid())

    def coarser(self) -> Self | None:
        grid = None if self.grid is None else self.grid.coarser()
        return None if grid is None else replace(self, grid=grid)

    def take(self, scene: Scene) -> NeuronMaps | None:
        return Piecework(self.taking(scene)).result()

    def taking(self, scene: Scene) -> Pieces[NeuronMaps | None]:
        wanted = [s for s in scene.network.stages if self.stages is None or s.id in self.stages]
        if not wanted:
            return None
        maps = yield from self._maps(scene, wanted)
        stages = tuple(_neurons(scene, s, maps.get(s.id), self.most_units) for s in wanted)
        return NeuronMaps(stages, _wires(scene.network, wanted, self.most_units))

    def _maps(self, scene: Scene, stages: list[Stage]) -> Pieces[dict[str, np.ndarray]]:
        """Return the maps (units, v, u) of the first units of every stage."""
        if self.grid is None:
            return {}
        n = resolution_for(scene.network, self.grid.resolution)
        fed = scene.fed(replace(self.grid, resolution=n))
        if fed is None:
            return {}
        outputs = yield from scene.network.running(fed, [s.id for s in stages])
        losses = {o.stage: o.loss for o in scene.network.outputs}
        maps = {}
        for stage, found in zip(stages, outputs, strict=True):
            read = losses[stage.id].probabilities(found) if stage.id in losses else found
            units = _units(read, stage.shape, self.most_units)
            maps[stage.id] = read_only(units.T.reshape(-1, n, n), np.float32)
        return maps


def units_of(shape: tuple[int, ...]) -> int:
    """Return how many units an output shows: its numbers, channels, or features."""
    return {1: shape[0], 2: shape[-1]}.get(len(shape), shape[0])


def resolution_for(network: Network, asked: int) -> int:
    """Return the points along an axis that keep the work of a picture small."""
    places = {s.id: math.prod(s.shape) // units_of(s.shape) for s in network.stages}
    work = sum((w.stop - w.start) * places[w.stage] for w in network.parameters.windows)
    return max(COARSEST, min(asked, math.isqrt(int(MOST_WORK / max(work, 1)))))


def _units(values: np.ndarray, shape: tuple[int, ...], most: int) -> np.ndarray:
    """Return the first units of flat outputs (n, size), as (n, units)."""
    if len(shape) == 1:
        return values[:, :most]
    whole = values.reshape(len(values), *shape)
    if len(shape) == 2:
        return np.asarray(whole[:, :, :most].mean(axis=1))
    return np.asarray(whole[:, :most].reshape(len(values), min(most, shape[0]), -1).mean(axis=2))


def _neurons(scene: Scene, stage: Stage, maps: np.ndarray | None, most: int) -> StageNeurons:
    parameters = scene.network.parameters
    count = units_of(stage.shape)
    found = [w for w in parameters.windows_of(stage.id) if w.spec.bias]
    biases, key = None, ""
    if len(found) == 1 and found[0].spec.shape == (count,):
        key = found[0].key
        biases = read_only(parameters.vector[found[0].start : found[0].stop][:most], np.float32)
    shown = min(count, most)
    return StageNeurons(
        stage.id, stage.name, stage.shape, count, shown, maps, biases, key, _labels(scene, stage)[:shown]
    )


def _labels(scene: Scene, stage: Stage) -> tuple[str, ...]:
    """Return what the units of an input or output stand for, where each stands for one thing."""
    prepared, count = scene.prepared, units_of(stage.shape)
    names: tuple[str, ...] = ()
    if stage.layer.role.is_fed and len(stage.shape) == 1:
        names = tuple(prepared.input_names)
        if stage.columns is not None and len(names) > max(stage.columns, default=0):
            names = tuple(names[i] for i in stage.columns)
    elif any(o.stage == stage.id for o in scene.network.outputs):
        names = tuple(prepared.target_names)
    return names if len(names) == count else ()


def _wires(network: Network, stages: list[Stage], most: int) -> tuple[Wires, ...]:
    by_id = {s.id: s for s in stages}
    wires: list[Wires] = []
    for stage in stages:
        counts = [units_of(shape) for shape in stage.inputs]
        at = 0
        for source, count in zip(stage.sources, counts, strict=False):
            if source in by_id:
                wires.append(_wire(network, stage, source, sum(counts), at, most))
            at += count
    return tuple(wires)


def _wire(network: Network, stage: Stage, source: str, together: int, at: int, most: int) -> Wires:
    """Return what leads from one source to a stage; `at` is its place among all `together` units."""
    own = network.parameters.windows_of(stage.id)
    units = units_of(stage.shape)
    matrices = [w for w in own if len(w.spec.shape) > 1]
    if len(matrices) == 1 and len(stage.shape) == 1 and matrices[0].spec.shape == (together, units):
        window = matrices[0]
        whole = network.parameters.vector[window.start : window.stop].reshape(window.spec.shape)
        return Wires(source, stage.id, read_only(whole[:most, :most], np.float32), window.key)
    if matrices:
        return Wires(source, stage.id)
    # Without a matrix units keep their places: one after the other, or one on top of the other.
    if together == units:
        return Wires(source, stage.id, offset=at)
    alike = units_of(stage.inputs[0]) == units and len(stage.sources) > 1
    return Wires(source, stage.id, offset=0 if alike else None)
