"""What single neurons compute over a plane through the inputs, and the weights between them."""

from __future__ import annotations

import math
import time

import numpy as np

from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.training.messages import MapRequest, NeuronMaps, NeuronsRequest, StageNeurons, Wires
from nnsim.training.run import Run

MOST_WORK = 1.5e9
"""Weights times points of one picture: beyond it the pictures get coarser."""
COARSEST = 8
"""Points along each axis of the coarsest pictures."""


def plane_points(request: MapRequest, n: int, shape: tuple[int, ...]) -> np.ndarray:
    """Return inputs on a grid of n × n points over a plane, (n · n, *shape), rows along v."""
    u = np.linspace(*request.u_range, n)
    v = np.linspace(*request.v_range, n)
    first, second = np.array(request.first), np.array(request.second)
    points: np.ndarray = (
        np.array(request.origin)
        + u[None, :, None] * first[None, None, :]
        + v[:, None, None] * second[None, None, :]
    ).reshape(n * n, *shape)
    return points


def neuron_maps(run: Run, request: NeuronsRequest) -> NeuronMaps:
    """Return what the neurons of `run` compute at this step."""
    began = time.perf_counter()
    network = run.network
    wanted = [s for s in network.stages if request.stages is None or s.id in request.stages]
    maps: dict[str, np.ndarray] = {}
    plane = request.plane
    if plane is not None and len(plane.origin) == math.prod(run.prepared.shape):
        maps = _maps(network, wanted, plane, run.prepared.shape, request.most_units)
    stages = tuple(_neurons(run, s, maps.get(s.id), request.most_units) for s in wanted)
    return NeuronMaps(
        request, run.step, stages, _wires(network, wanted, request.most_units), time.perf_counter() - began
    )


def units_of(shape: tuple[int, ...]) -> int:
    """Return how many units an output shows: its numbers, channels, or features."""
    return {1: shape[0], 2: shape[-1]}.get(len(shape), shape[0])


def resolution_for(network: Network, asked: int) -> int:
    """Return the points along an axis that keep the work of a picture small."""
    places = {s.id: math.prod(s.shape) // units_of(s.shape) for s in network.stages}
    work = sum((w.stop - w.start) * places[w.stage] for w in network.parameters.windows)
    return max(COARSEST, min(asked, math.isqrt(int(MOST_WORK / max(work, 1)))))


def _maps(
    network: Network, stages: list[Stage], plane: MapRequest, shape: tuple[int, ...], most: int
) -> dict[str, np.ndarray]:
    """Return the maps (units, v, u) of the first units of every stage."""
    n = resolution_for(network, plane.resolution)
    outputs = network.predict(plane_points(plane, n, shape), [s.id for s in stages])
    losses = {o.stage: o.loss for o in network.outputs}
    maps = {}
    for stage, found in zip(stages, outputs, strict=True):
        read = losses[stage.id].probabilities(found) if stage.id in losses else found
        maps[stage.id] = _frozen(_units(read, stage.shape, most).T.reshape(-1, n, n))
    return maps


def _units(values: np.ndarray, shape: tuple[int, ...], most: int) -> np.ndarray:
    """Return the first units of flat outputs (n, size), as (n, units)."""
    if len(shape) == 1:
        return values[:, :most]
    whole = values.reshape(len(values), *shape)
    if len(shape) == 2:
        return np.asarray(whole[:, :, :most].mean(axis=1))
    return np.asarray(whole[:, :most].reshape(len(values), min(most, shape[0]), -1).mean(axis=2))


def _neurons(run: Run, stage: Stage, maps: np.ndarray | None, most: int) -> StageNeurons:
    parameters = run.network.parameters
    count = units_of(stage.shape)
    found = [w for w in parameters.windows_of(stage.id) if w.spec.bias]
    biases, key = None, ""
    if len(found) == 1 and found[0].spec.shape == (count,):
        key = found[0].key
        biases = _frozen(parameters.vector[found[0].start : found[0].stop][:most])
    shown = min(count, most)
    return StageNeurons(
        stage.id, stage.name, stage.shape, count, shown, maps, biases, key, _labels(run, stage)[:shown]
    )


def _labels(run: Run, stage: Stage) -> tuple[str, ...]:
    """Return what the units of an input or output stand for, where each stands for one thing."""
    prepared, count = run.prepared, units_of(stage.shape)
    names: tuple[str, ...] = ()
    if stage.layer.role.is_fed and len(stage.shape) == 1:
        names = tuple(prepared.input_names)
        if stage.columns is not None and len(names) > max(stage.columns, default=0):
            names = tuple(names[i] for i in stage.columns)
    elif any(o.stage == stage.id for o in run.network.outputs):
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
        return Wires(source, stage.id, _frozen(whole[:most, :most]), window.key)
    if matrices:
        return Wires(source, stage.id)
    # Without a matrix units keep their places: one after the other, or one on top of the other.
    if together == units:
        return Wires(source, stage.id, offset=at)
    alike = units_of(stage.inputs[0]) == units and len(stage.sources) > 1
    return Wires(source, stage.id, offset=0 if alike else None)


def _frozen(array: np.ndarray) -> np.ndarray:
    copy = np.array(array, np.float32)
    copy.flags.writeable = False
    return copy
