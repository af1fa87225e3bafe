"""Readings of every step: the loss and the gradient of every layer, at little cost.

Small networks are taped: a step copies its vectors, and the norms of some hundred steps are worked
out together. In large networks, where a copy would cost more than the sums, every step sums.

Sums of squares are taken in the network's own precision. Those that come near the ends of float32, as
the gradients of a deep stack of sigmoids do, are worked out again: scaled by a power of two, which
loses nothing, or in float64 where even that is not enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnsim.engine.calls import Call
from nnsim.engine.memory import zeros
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.scalar import LOSS
from nnsim.training.columns import Columns
from nnsim.training.quantities import QUANTITIES, Quantity, Vector, summed

TAPE_WIDTH = 8_000
"""Greatest number of floats a step may copy."""
TINY, HUGE = 1e-34, 1e34
"""Sums of squares outside these are worked out again: float32 ends at 1e±38."""
ZOOM = 2.0**64
"""What small numbers are multiplied by before their squares are summed again."""

SUMMED = summed()
"""What is summed of every layer; a sum is called by its place here."""


class Part(NamedTuple):
    """The numbers behind one sum: which one, of which layer, and where they lie in a vector."""

    kind: int
    layer: int
    start: int
    stop: int


class _Measured(NamedTuple):
    """Where a quantity comes from and goes to, told once: this is looked up at every flush.

    `kind` and `over` are places in `SUMMED`, `layers` those that have it (None: all), `places` its columns.
    """

    kind: int
    over: int | None
    layers: list[int] | None
    places: list[int]

    @classmethod
    def of(cls, quantity: Quantity, columns: Columns) -> _Measured:
        """Return it for the layers of `columns`."""
        have = [i for i, layer in enumerate(columns.layers) if quantity.column(layer) >= 0]
        return cls(
            SUMMED.index(quantity.squares),
            None if quantity.over is None else SUMMED.index(quantity.over),
            None if len(have) == len(columns.layers) else have,
            columns.of(quantity),
        )


class Recorder:
    """Collects the readings of up to `capacity` steps; `flush` hands them out as rows."""

    capacity = 256

    def __init__(self, network: Network, columns: Columns) -> None:
        self.columns = columns
        self.dtype = network.dtype
        """Type of the rows: what a network in float64 shows has all its digits."""
        self.count = 0
        self._parameters = network.parameters
        self._parts = list(_parameter_parts(network, columns))
        self._sums = zeros((self.capacity, len(SUMMED), len(columns.layers)), np.float64)
        self._scalars = zeros((self.capacity, len(columns.scalars)), np.float64)
        places = {scalar.key: i for i, (scalar, _) in enumerate(columns.scalars)}
        self.place_of_loss = places.pop(LOSS.key, None)
        """Where in a row of scalars the loss is; None for a rule that has none."""
        self.told = [(network.parameters.scalars[key], place) for key, place in places.items()]
        """The number that every other scalar is read from, (), and its place in a row of scalars."""
        self._places = [column for _, column in columns.scalars]
        self._measured = [_Measured.of(quantity, columns) for quantity in QUANTITIES]

    def flush(self) -> np.ndarray:
        """Return the rows (count, width) since the last flush, and begin anew."""
        n, self.count = self.count, 0
        # The steps lie along the last axis meanwhile: there are many, where layers are few.
        columns = np.zeros((self.columns.width, n), self.dtype)
        columns[self._places] = self._scalars[:n].T
        with np.errstate(all="ignore"):
            norms = np.sqrt(self._sums[:n].transpose(1, 2, 0), order="C")
            for kind, over, layers, places in self._measured:
                found = norms[kind]
                if over is not None:
                    size = norms[over]
                    found = np.divide(found, size, out=np.zeros_like(found), where=size > 0)
                columns[places] = found if layers is None else found[layers]
        return np.ascontiguousarray(columns.T)

    def _delta_parts(self, program: Program) -> list[Part]:
        places = [program.delta_places.get(layer.node, (0, 0)) for layer in self.columns.layers]
        return [
            Part(kind, i, *place)
            for kind, squares in enumerate(SUMMED)
            if squares.vector == "outputs"
            for i, place in enumerate(places)
            if place[0] < place[1]
        ]


def _parameter_parts(network: Network, columns: Columns) -> Iterator[Part]:
    """Yield where the numbers of every layer lie in ``Parameters.all``, sum by sum."""
    n = network.parameters.size
    begins: dict[Vector, int] = {"gradient": 0, "step": n, "parameters": 2 * n}
    for kind, squares in enumerate(SUMMED):
        if squares.vector not in begins:
            continue
        for i, layer in enumerate(columns.layers):
            start = begins[squares.vector] + network.parameters.layer_windows[layer.node][0]
            middle = start + layer.sizes["weights"]
            if squares.bias:
                start, middle = middle, middle + layer.sizes["biases"]
            if start < middle:
                yield Part(kind, i, start, middle)


class StepRecorder(Recorder):
    """One that is told of every step by a call."""

    def __init__(self, network: Network, columns: Columns) -> None:
        super().__init__(network, columns)
        place = self.place_of_loss
        self._losses = None if place is None else self._scalars[:, place]
        """Losses of the steps (capacity,); None for a rule that has none."""
        self._told = [(self._scalars[:, place], number) for number, place in self.told]
        """Where every other scalar is kept, and the number it is read from."""

    def record_for(self, program: Program) -> Callable[[], None]:
        """Return the call that ends every step of `program`."""
        raise NotImplementedError


class TapeRecorder(StepRecorder):
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
        vectors, deltas = self._parameters.all, program.deltas
        stretches, told = self._stretches, self._told

        def record() -> None:
            k = self.count
            if not stretches or stretches[-1][1] is not program:
                stretches.append((k, program))
            rows[k][...] = vectors
            delta_rows[k][...] = deltas
            for kept, number in told:
                kept[k] = number
            self.count = k + 1

        return record

    def flush(self) -> np.ndarray:
        n = self.count
        with np.errstate(all="ignore"):
            self._sum(self._tape, self._parts, slice(0, n))
            stops = [start for start, _ in self._stretches[1:]] + [n]
            for (start, program), stop in zip(self._stretches, stops, strict=False):
                self._sum_deltas(program, slice(start, stop))
        self._stretches.clear()
        return super().flush()

    def _sum_deltas(self, program: Program, steps: slice) -> None:
        deltas = self._delta_tapes[program.batch]
        if self._losses is not None and program.factors:
            totals = deltas[steps, deltas.shape[1] - len(program.factors) :]
            self._losses[steps] = totals.astype(np.float64) @ np.array(program.factors)
        self._sum(deltas, self._delta_parts(program), steps)

    def _sum(self, tape: np.ndarray, parts: list[Part], steps: slice) -> None:
        taped = [tape[steps, part.start : part.stop] for part in parts]
        sums = np.zeros((len(parts), steps.stop - steps.start), tape.dtype)
        for numbers, out in zip(taped, sums, strict=True):
            np.vecdot(numbers, numbers, out=out)
        found = sums.astype(np.float64)
        odd = (sums < TINY) | (sums > HUGE)
        for i in np.flatnonzero(odd.any(axis=1)):
            # Those alone: what a step reads must not depend on the steps it is summed with.
            found[i, odd[i]] = np.square(taped[i][odd[i]], dtype=np.float64).sum(axis=1)
        kinds, layers = [part.kind for part in parts], [part.layer for part in parts]
        self._sums[steps, kinds, layers] = found.T


class SumRecorder(StepRecorder):
    """Sums the squares of all layers at every step, layers of one size in one call."""

    def __init__(self, network: Network, columns: Columns) -> None:
        super().__init__(network, columns)
        self._tape = np.zeros((self.capacity, len(SUMMED) * len(columns.layers)))
        self._rows = list(self._tape)
        self._recorded: list[Part] = []

    def record_for(self, program: Program) -> Callable[[], None]:
        deltas = self._delta_parts(program)
        sums = np.zeros(len(self._parts) + len(deltas), program.deltas.dtype)
        stretches = [
            *_stretches(self._parameters.all, self._parts, sums, 0),
            *_stretches(program.deltas, deltas, sums, len(self._parts)),
        ]
        self._recorded = [*self._parts, *deltas]
        rows = [row[: len(sums)] for row in self._rows]
        calls = [stretch.call for stretch in stretches]
        least, most = sums.argmin, sums.argmax
        losses = [
            (total.reshape(()).item, factor)
            for total, factor in zip(program.loss_totals.reshape(-1, 1), program.factors, strict=True)
        ]
        kept_losses, told = self._losses, self._told

        def record() -> None:
            k = self.count
            for call in calls:
                call()
            rows[k][...] = sums
            if not (sums[least()] > TINY and sums[most()] < HUGE):
                _sum_again(stretches, rows[k])
            if kept_losses is not None:
                kept_losses[k] = sum([total() * factor for total, factor in losses])
            for kept, number in told:
                kept[k] = number
            self.count = k + 1

        return record

    def flush(self) -> np.ndarray:
        kinds, layers = [part.kind for part in self._recorded], [part.layer for part in self._recorded]
        self._sums[: self.count, kinds, layers] = self._tape[: self.count, : len(kinds)]
        return super().flush()


class _Stretch:
    """Parts of one size at equal distances, as the rows of one matrix: one call sums all their squares."""

    def __init__(self, rows: np.ndarray, sums: np.ndarray, first: int) -> None:
        self.rows = rows
        self.sums = sums
        self.first = first
        self._zoomed = np.zeros_like(rows)
        self._zoom = np.array(ZOOM, rows.dtype)
        self.call: Call = partial(np.vecdot, rows, rows, out=sums)
        if len(rows) == 1:
            self.call = partial(rows[0].dot, rows[0], sums.reshape(()))

    def sum_again(self, record: np.ndarray) -> None:
        """Write exact sums over those in `record` that float32 cannot hold well."""
        odd = np.flatnonzero(~((self.sums > TINY) & (self.sums < HUGE)))
        if not len(odd):
            return
        start, stop = int(odd[0]), int(odd[-1]) + 1
        zoomed = self._zoomed[start:stop]
        np.multiply(self.rows[start:stop], self._zoom, zoomed)
        found = np.vecdot(zoomed, zoomed).astype(np.float64)
        for i in odd.tolist():
            total = float(found[i - start])
            if not TINY < total < HUGE:
                numbers = self.rows[i].astype(np.float64)
                total = float(numbers.dot(numbers)) * ZOOM * ZOOM
            record[self.first + i] = total / (ZOOM * ZOOM)


def _sum_again(stretches: list[_Stretch], record: np.ndarray) -> None:
    for stretch in stretches:
        stretch.sum_again(record)


def _stretches(vector: np.ndarray, parts: list[Part], sums: np.ndarray, offset: int) -> Iterator[_Stretch]:
    """Yield stretches that fill `sums` from `offset` on, as long as the layout of `parts` allows."""
    at = 0
    while at < len(parts):
        count, distance = _run_length(parts[at:])
        start, stop = parts[at].start, parts[at].stop
        item = vector.itemsize
        rows = as_strided(vector[start:], (count, stop - start), (distance * item, item))
        first = offset + at
        yield _Stretch(rows, sums[first : first + count], first)
        at += count


def _run_length(parts: list[Part]) -> tuple[int, int]:
    """Return how many of `parts` from the first on have one size and distance, and that distance."""
    size = parts[0].stop - parts[0].start
    distance = parts[1].start - parts[0].start if len(parts) > 1 else 0
    count = 1
    while (
        count < len(parts)
        and distance >= size
        and parts[count].stop - parts[count].start == size
        and parts[count].start - parts[count - 1].start == distance
    ):
        count += 1
    return count, distance


def recorder_for(network: Network, columns: Columns, batch: int) -> StepRecorder:
    """Return the recorder that costs least for `network` at this batch size."""
    width = network.parameters.all.size + batch * sum(layer.sizes["outputs"] for layer in columns.layers)
    return TapeRecorder(network, columns) if width <= TAPE_WIDTH else SumRecorder(network, columns)
