"""Pictures of a run: maps of its outputs and histograms of its numbers, made when asked for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnsim.data.prepare import Prepared
from nnsim.engine.activation import Activation
from nnsim.engine.measure import activation_curve
from nnsim.engine.network import Network
from nnsim.engine.stage import running
from nnsim.training.messages import BoundaryMap, HistogramOf, MapRequest, PointAnswer, Snapshot, Want
from nnsim.training.neurons import neuron_maps, plane_points
from nnsim.training.run import Run

BINS = 32
SAMPLE = 256
"""Examples whose activations are shown."""
WIDEST_SUM = 20.0
"""Weighted sums beyond this decide nothing a smaller one does not: sigmoids are level there."""


def take_picture(run: Run, want: Want) -> Snapshot:
    """Return a frozen look at `run` that shows what `want` asks for."""
    boundary = answer = None
    if run.network.outputs:
        if want.boundary is not None and len(want.boundary.origin) == _input_size(run):
            boundary = boundary_map(run.network, want.boundary, run.prepared)
        if want.answer_at is not None and len(want.answer_at) == _input_size(run):
            answer = answer_at(run.network, want.answer_at, run.prepared)
    weights = activations = gradients = None
    node = want.histograms_of
    if node is not None and any(s.id == node for s in run.network.stages):
        weights, gradients = _parameter_histograms(run.network, node)
        activations = _activation_histogram(run, node)
    neurons = neuron_maps(run, want.neurons) if want.neurons is not None else None
    return Snapshot(
        run.number, run.step, run.epoch, boundary, node, weights, activations, gradients, neurons, answer
    )


def _input_size(run: Run) -> int:
    return int(np.prod(run.prepared.shape))


def boundary_map(network: Network, request: MapRequest, prepared: Prepared) -> BoundaryMap:
    """Return the answers of `network` over the plane of `request` through the inputs of `prepared`."""
    n = request.resolution
    values = _answers(network, plane_points(request, n, prepared.shape), prepared).reshape(n, n, -1)
    if not prepared.classes:
        return BoundaryMap(request, values)
    reading = network.class_reading()
    level = _deciding_sum(network)
    if level is None:
        return BoundaryMap(request, values, None, reading)
    return BoundaryMap(request, values, _line(network, request, level), reading, level)


def answer_at(network: Network, at: tuple[float, ...], prepared: Prepared) -> PointAnswer:
    """Return what `network` says to the example whose prepared inputs are `at`, in one list."""
    point = np.array(at).reshape(1, *prepared.shape)
    return PointAnswer(at, _answers(network, point, prepared)[0])


def _answers(network: Network, points: np.ndarray, prepared: Prepared) -> np.ndarray:
    """Return what a person reads for `points`: of the first output for classes, else of every target column."""
    found = network.probabilities(points)
    if prepared.classes:
        return found[0]
    values = np.full((len(points), len(prepared.target_names)), np.nan, found[0].dtype)
    for output, answer in reversed(list(zip(network.outputs, found, strict=True))):
        values[:, slice(None) if output.columns is None else list(output.columns)] = answer
    return values


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


def _line(network: Network, request: MapRequest, level: float) -> tuple[tuple[float, float], float] | None:
    """Return w and b of the boundary of a single unit in the coordinates (u, v)."""
    stage = next(s for s in network.stages if s.layer.fully_connected)
    arrays = dict(network.parameters.items())
    weights = np.asarray(arrays[f"{stage.id}/W"], np.float64)[:, 0]
    bias = arrays.get(f"{stage.id}/b", np.zeros(1))
    columns = network.inputs[0].columns
    chosen = slice(None) if columns is None else list(columns)
    first, second, origin = (np.array(p)[chosen] for p in (request.first, request.second, request.origin))
    total = float(bias[0]) + float(weights @ origin) - level
    return (float(weights @ first), float(weights @ second)), total


def _histogram(numbers: np.ndarray, **shares: float | None) -> HistogramOf | None:
    finite = numbers[np.isfinite(numbers)].astype(np.float64)
    if not finite.size:
        return None
    low, high = float(finite.min()), float(finite.max())
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        margin = max(abs(low), 1.0) * 0.5
        low, high = low - margin, high + margin
    counts, edges = np.histogram(finite, BINS, (low, high))
    return HistogramOf(counts, edges, **shares)


def _parameter_histograms(network: Network, node: str) -> tuple[HistogramOf | None, HistogramOf | None]:
    parameters = network.parameters
    own = [w for w in parameters.windows_of(node) if not w.spec.bias]
    if not own:
        return None, None
    start, stop = own[0].start, own[-1].stop
    return _histogram(parameters.vector[start:stop]), _histogram(parameters.gradient[start:stop])


def _activation_histogram(run: Run, node: str) -> HistogramOf | None:
    """Return the outputs of a stage on the first training examples, with the share at rest."""
    fed = {id_: rows[:SAMPLE] for id_, rows in run.batches.inputs.items()}
    outputs = run.network.run(fed, [node])[0]
    stage = next(s for s in run.network.stages if s.id == node)
    activation = stage.layer.activation_function()
    saturated = dead = None
    if activation is not None and activation.saturation is not None:
        low, high = activation.saturation
        saturated = float(((outputs < low) | (outputs > high)).mean())
    if activation is not None and activation.dead_below is not None:
        dead = float((outputs <= activation.dead_below).all(axis=0).mean())
    return _histogram(outputs, saturated=saturated, dead=dead)
