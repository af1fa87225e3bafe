"""Pictures of a run: maps of its outputs and histograms of its numbers, made when asked for."""

from __future__ import annotations

import numpy as np

from nnsim.engine.network import Network
from nnsim.training.messages import BoundaryMap, HistogramOf, MapRequest, Snapshot, Want
from nnsim.training.neurons import neuron_maps, plane_points
from nnsim.training.run import Run

BINS = 32
SAMPLE = 256
"""Examples whose activations are shown."""


def take_picture(run: Run, want: Want) -> Snapshot:
    """Return a frozen look at `run` that shows what `want` asks for."""
    boundary = None
    fits = want.boundary is not None and len(want.boundary.origin) == _input_size(run)
    if want.boundary is not None and fits and run.network.outputs:
        boundary = boundary_map(run.network, want.boundary, run.prepared.shape)
    weights = activations = gradients = None
    node = want.histograms_of
    if node is not None and any(s.id == node for s in run.network.stages):
        weights, gradients = _parameter_histograms(run.network, node)
        activations = _activation_histogram(run, node)
    neurons = neuron_maps(run, want.neurons) if want.neurons is not None else None
    return Snapshot(run.number, run.step, run.epoch, boundary, node, weights, activations, gradients, neurons)


def _input_size(run: Run) -> int:
    return int(np.prod(run.prepared.shape))


def boundary_map(network: Network, request: MapRequest, shape: tuple[int, ...]) -> BoundaryMap:
    """Return the outputs of `network` over the plane of `request`; `shape` is that of one input."""
    n = request.resolution
    values = network.probabilities(plane_points(request, n, shape))[0].reshape(n, n, -1)
    return BoundaryMap(request, values, _line(network, request))


def _line(network: Network, request: MapRequest) -> tuple[tuple[float, float], float] | None:
    """Return w and b of the boundary in the coordinates (u, v), if the network is one linear unit."""
    windows = network.parameters.windows
    learning = {w.stage for w in windows}
    stages = [s for s in network.stages if not s.layer.takes_data and not s.layer.is_view]
    one_unit = len(stages) == 1 and stages[0].shape == (1,) and stages[0].layer.fully_connected
    if not one_unit or learning != {stages[0].id} or len(network.inputs) != 1:
        return None
    arrays = dict(network.parameters.items())
    weights = np.asarray(arrays[f"{stages[0].id}/W"], np.float64)[:, 0]
    bias = arrays.get(f"{stages[0].id}/b", np.zeros(1))
    columns = network.inputs[0].columns
    chosen = slice(None) if columns is None else list(columns)
    first, second, origin = (np.array(p)[chosen] for p in (request.first, request.second, request.origin))
    threshold = network.outputs[0].loss.threshold()
    activation = stages[0].layer.activation_function()
    shift = threshold if activation is not None and activation.is_identity else 0.0
    total = float(bias[0]) + float(weights @ origin) - shift
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
