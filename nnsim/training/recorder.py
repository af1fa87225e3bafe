"""Readings of every step: the loss and the gradient of every layer, at little cost.

Small networks are taped: a step copies its vectors, and the norms of some hundred steps are worked
out together, in float64. In large networks, where a copy would cost more than the sums, every step
sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.training.messages import Columns, LayerColumns

TAPE_WIDTH = 8_000
"""Greatest number of floats a step may copy."""
TINY, HUGE = 1e-30, 1e30
"""Sums of squares outside these are worked out again in float64: float32 ends at 1e±38."""

Segment = tuple[int, int]


def columns_of(network: Network, counts_mistakes: bool) -> Columns:
    """Return the layout of a row of readings for `network`."""
    at = 2 if counts_mistakes else 1
    layers = []
    for stage in network.stages:
        own = [w for w in network.parameters.windows if w.stage == stage.id]
        if own:
            weights = sum(w.stop - w.start for w in own if not w.spec.bias)
            biases = sum(w.stop - w.start for w in own if w.spec.bias)
            places = (at, at + 1, at + 2, at + 3)
            size = int(np.prod(stage.shape))
            layers.append(LayerColumns(stage.id, stage.name, *places, weights, biases, size))
            at += 4
    return Columns(at, tuple(layers), 1 if counts_mistakes else -1)


class Recorder:
    """Collects the readings of up to `capacity` steps; `flush` hands them out as rows.

    Of every layer five sums of squares are kept: of ∂L/∂W, ∂L/∂b, ∂L/∂output, ΔW and W.
    """

    capacity = 256

    def __init__(self, network: Network, columns: Columns) -> None:
        self.columns = columns
        self.count = 0
        self._parameters = network.parameters
        self._segments = _segments(network, columns)
        self._sums = np.zeros((self.capacity, len(columns.layers), 5))
        self._losses = np.zeros(self.capacity)
        self._mistakes = np.zeros(self.capacity)

    def record_for(self, program: Program) -> Callable[[], None]:
        """Return the call that ends every step of `program`."""
        raise NotImplementedError

    def flush(self) -> np.ndarray:
        """Return the rows (count, width) in float32 since the last flush, and begin anew."""
        n, self.count = self.count, 0
        rows = np.zeros((n, self.columns.width), np.float32)
        rows[:, 0] = self._losses[:n]
        if self.columns.mistakes >= 0:
            rows[:, self.columns.mistakes] = self._mistakes[:n]
        with np.errstate(all="ignore"):
            roots = np.sqrt(self._sums[:n])
            for i, layer in enumerate(self.columns.layers):
                rows[:, layer.weight] = roots[:, i, 0]
                rows[:, layer.bias] = roots[:, i, 1]
                rows[:, layer.output] = roots[:, i, 2]
                moved, size = roots[:, i, 3], roots[:, i, 4]
                rows[:, layer.ratio] = np.divide(moved, size, out=np.zeros(n), where=size > 0)
        return rows

    def _delta_segments(self, program: Program) -> list[Segment]:
        return [program.delta_places.get(layer.node, (0, 0)) for layer in self.columns.layers]


def _segments(network: Network, columns: Columns) -> list[tuple[Segment, Segment, Segment, Segment]]:
    """Return for every layer where ∂L/∂W, ∂L/∂b, ΔW and W lie in ``Parameters.all``."""
    n = network.parameters.size
    found = []
    for layer in columns.layers:
        start = network.parameters.layer_windows[layer.node][0]
        middle = start + layer.weight_size
        stop = middle + layer.bias_size
        found.append(
            ((start, middle), (middle, stop), (n + start, n + middle), (2 * n + start, 2 * n + middle))
        )
    return found


class TapeRecorder(Recorder):
    """Copies the vectors of every step and sums later."""

    def __init__(self, network: Network, columns: Columns) -> None:
        super().__init__(network, columns)
        self._tape = np.zeros((self.capacity, network.parameters.all.size), network.dtype)
        self._rows = list(self._tape)
        self._delta_tapes: dict[int, np.ndarray] = {}
        self._stretches: list[tuple[int, Program]] = []

    def record_for(self, program: Program) -> Callable[[], None]:
        tape = self._delta_tapes.setdefault(
            program.batch, np.zeros((self.capacity, program.deltas.size), program.deltas.dtype)
        )
        delta_rows, rows = list(tape), self._rows
        vectors, deltas, copy = self._parameters.all, program.deltas, np.copyto
        stretches, mistakes = self._stretches, self._parameters.mistakes
        counted = self._mistakes if self.columns.mistakes >= 0 else None

        def record() -> None:
            k = self.count
            if not stretches or stretches[-1][1] is not program:
                stretches.append((k, program))
            copy(rows[k], vectors)
            copy(delta_rows[k], deltas)
            if counted is not None:
                counted[k] = mistakes
            self.count = k + 1

        return record

    def flush(self) -> np.ndarray:
        n = self.count
        with np.errstate(all="ignore"):
            squares = np.square(self._tape[:n], dtype=np.float64)
            for i, segments in enumerate(self._segments):
                for j, (a, b) in zip((0, 1, 3, 4), segments, strict=True):
                    self._sums[:n, i, j] = squares[:, a:b].sum(axis=1)
            stops = [start for start, _ in self._stretches[1:]] + [n]
            for (start, program), stop in zip(self._stretches, stops, strict=False):
                self._sum_deltas(program, slice(start, stop))
        self._stretches.clear()
        return super().flush()

    def _sum_deltas(self, program: Program, steps: slice) -> None:
        deltas = self._delta_tapes[program.batch][steps]
        totals = deltas[:, deltas.shape[1] - len(program.factors) :]
        self._losses[steps] = totals.astype(np.float64) @ np.array(program.factors)
        for i, (a, b) in enumerate(self._delta_segments(program)):
            self._sums[steps, i, 2] = np.square(deltas[:, a:b], dtype=np.float64).sum(axis=1)


class SumRecorder(Recorder):
    """Sums the squares of all layers at every step, layers of one size in one call."""

    capacity = 32

    def record_for(self, program: Program) -> Callable[[], None]:
        kinds = list(zip(*self._segments, strict=True))
        sums = [_SquareSums(self._parameters.all, kind) for kind in kinds]
        deltas = _SquareSums(program.deltas, self._delta_segments(program))
        factors = np.array(program.factors)
        mistakes = self._parameters.mistakes

        def record() -> None:
            k = self.count
            into = self._sums[k]
            for j, part in zip((0, 1, 3, 4), sums, strict=True):
                part.write(into[:, j])
            deltas.write(into[:, 2])
            self._losses[k] = program.loss_totals @ factors
            self._mistakes[k] = mistakes
            self.count = k + 1

        return record


class _SquareSums:
    """Sums of squares of parts of a vector; runs of equal parts at equal distances in one call."""

    def __init__(self, vector: np.ndarray, segments: Sequence[Segment]) -> None:
        self._vector = vector
        self._segments = list(segments)
        self._sums = np.zeros(len(segments), vector.dtype)
        self._groups: list[tuple[np.ndarray, np.ndarray]] = []
        at = 0
        while at < len(segments):
            count, distance = _run_length(self._segments[at:])
            start, stop = self._segments[at]
            item = vector.itemsize
            view = as_strided(vector[start:], (count, stop - start), (distance * item, item))
            self._groups.append((view, self._sums[at : at + count]))
            at += count

    def write(self, out: np.ndarray) -> None:
        """Write the sum of squares of every part into `out` (float64)."""
        for view, sums in self._groups:
            np.vecdot(view, view, out=sums)
        out[...] = self._sums
        if self._sums.min() < TINY or self._sums.max() > HUGE:
            for i, total in enumerate(self._sums):
                if total < TINY or total > HUGE:
                    part = self._vector[slice(*self._segments[i])].astype(np.float64)
                    out[i] = part @ part


def _run_length(segments: Sequence[Segment]) -> tuple[int, int]:
    """Return how many of `segments` from the first on have one size and distance, and that distance."""
    size = segments[0][1] - segments[0][0]
    distance = segments[1][0] - segments[0][0] if len(segments) > 1 else 0
    count = 1
    while (
        count < len(segments)
        and segments[count][1] - segments[count][0] == size
        and segments[count][0] - segments[count - 1][0] == distance
    ):
        count += 1
    return count, distance


def recorder_for(network: Network, columns: Columns, batch: int) -> Recorder:
    """Return the recorder that costs least for `network` at this batch size."""
    width = network.parameters.all.size + batch * sum(layer.output_size for layer in columns.layers)
    return TapeRecorder(network, columns) if width <= TAPE_WIDTH else SumRecorder(network, columns)
