"""A machine that reads and writes a memory with two heads, over time: forward, and back through time by hand.

What a head is told, how that becomes a weight on every slot, and how the memory changes are the equations of
Graves, Wayne & Danihelka 2014 (arXiv:1410.5401, section 3). Every array over time has time as its first axis and
the batch as its last; of two heads the first reads and the second writes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnsim.engine.activations.sigmoid import squash
from nnsim.engine.calls import Calls
from nnsim.engine.emitter import Emitter
from nnsim.engine.recurrence import Scan

HEADS = ("read", "write")
SHIFTS = 3
"""A head goes one slot on, stays, or goes one slot back."""
FIRST = 0.1
"""What every number of the memory is before the first time."""
_LENGTH = 1e-6
"""Added to squared lengths, so that the cosine with a row of zeros is 0."""
_WEIGHT = 1e-12
"""Added to weights before their logarithm is taken."""


def head_numbers(width: int) -> int:
    """Return how many numbers the heads are told: each its key, gate, strength, sharpness, shifts; what to erase and add."""
    return len(HEADS) * (width + 3 + SHIFTS) + 2 * width


@dataclass(frozen=True)
class Told:
    """What the heads are told at some times, (..., numbers, batch), and the parts of it.

    Attributes
    ----------
    bent
        Numbers through tanh: the keys (heads, width) and what is added (width).
    shares
        Through the sigmoid: what is erased (width) and the gates (heads).
    amounts
        Through softplus: strengths β (heads) and how much the sharpness γ is above 1 (heads).
    shifts
        Through softmax, (heads, shifts).
    """

    all: np.ndarray
    width: int

    def _part(self, start: int, count: int) -> np.ndarray:
        return self.all[..., start : start + count, :]

    @property
    def bent(self) -> np.ndarray:
        return self._part(0, 3 * self.width)

    @property
    def keys(self) -> np.ndarray:
        return self._by_head(self._part(0, 2 * self.width))

    @property
    def added(self) -> np.ndarray:
        return self._part(2 * self.width, self.width)

    @property
    def shares(self) -> np.ndarray:
        return self._part(3 * self.width, self.width + 2)

    @property
    def erased(self) -> np.ndarray:
        return self._part(3 * self.width, self.width)

    @property
    def gates(self) -> np.ndarray:
        return self._part(4 * self.width, 2)

    @property
    def amounts(self) -> np.ndarray:
        return self._part(4 * self.width + 2, 4)

    @property
    def strengths(self) -> np.ndarray:
        return self._part(4 * self.width + 2, 2)

    @property
    def sharpness(self) -> np.ndarray:
        return self._part(4 * self.width + 4, 2)

    @property
    def elementwise(self) -> np.ndarray:
        """All but the shifts."""
        return self._part(0, 4 * self.width + 6)

    @property
    def shifts(self) -> np.ndarray:
        return self._by_head(self._part(4 * self.width + 6, 2 * SHIFTS))

    def _by_head(self, part: np.ndarray) -> np.ndarray:
        *lead, rows, batch = part.shape
        return part.reshape(*lead, 2, rows // 2, batch, copy=False)

    def at(self, t: int) -> Told:
        return Told(self.all[t], self.width)


def emit_closed(emit: Calls, ring: np.ndarray) -> None:
    """Emit the ends of a ring (heads, slots + 2, batch): the last slot stands before the first, the first behind it."""
    for head in ring:
        emit(np.copyto, head[0], head[-2])
        emit(np.copyto, head[-1], head[1])


class Machine:
    """The arrays of a machine over a sequence, which `emit_forward` fills; back goes `turing_back.emit_backward`.

    Attributes
    ----------
    scan
        What the controller sees at each time: the input, a one, and what was read the time before.
    hidden
        (times, units + 1, batch): the controller's output, with a row of ones below.
    told
        What the heads are told, behind its functions.
    memory
        (times + 1, slots, width, batch): before the first time, and after each.
    weights
        (times + 1, heads, slots, batch): on which slot each head stands, likewise.
    """

    def __init__(self, e: Emitter, units: int, slots: int, width: int) -> None:
        times, features = e.inputs[0].shape
        self.e, self.times, self.units, self.slots, self.width = e, times, units, slots, width
        n, room = e.batch, e.forward.buffer
        self.scan = Scan(e, "", features, width, times)
        self.hidden = room(times, units + 1, n)
        self.hidden[:, units] = 1
        self.told = Told(room(times, head_numbers(width), n), width)
        self.memory = room(times + 1, slots, width, n)
        self.memory[0] = FIRST
        self.weights = room(times + 1, 2, slots, n)
        self.weights[0, :, 0] = 1
        # What the way back needs of every time.
        self.key_sizes = room(times, 2, n)
        self.row_sizes = room(times, slots, n)
        self.scales = room(times, 2, slots, n)
        self.likeness = room(times, 2, slots, n)
        self.found = room(times, 2, slots, n)
        self.moved = room(times, 2, slots, n)
        self.ring = room(times, 2, slots + SHIFTS - 1, n)
        self.near = room(times, 2, slots, n)
        self.logs = room(times, 2, slots, n)
        self.change = room(times, slots, width, n)
        # Room to work in.
        self.shares = room(2, slots, n)
        self.ones = room(2, 1, n)
        self.wide = room(2, slots, width, n)
        self.matrix = self.scan.weights(units)
        self.head_matrix = room(units + 1, head_numbers(width))
        e.forward(np.copyto, self.head_matrix[:units], e.parameter("H"))
        e.forward(np.copyto, self.head_matrix[units], e.parameter("c"))

    @property
    def reads(self) -> np.ndarray:
        """What was read at each time, (times, width, batch)."""
        return self.scan.outputs

    def windows(self, ring: np.ndarray) -> np.ndarray:
        """Return what stands one slot before, at, and behind each slot: (heads, shifts, slots, batch), a view."""
        # Of the axes (heads, shifts, batch, slots): the window is the last.
        return sliding_window_view(ring, self.slots, axis=1).transpose(0, 1, 3, 2)

    def emit_forward(self) -> None:
        """Emit all times, one after the other."""
        for t in range(self.times):
            self._emit_controller(t)
            self._emit_content(t)
            self._emit_place(t)
            self._emit_memory(t)

    def _emit_controller(self, t: int) -> None:
        """Emit h = tanh(W·x + U·r + b), and what it tells the heads."""
        emit, h, told = self.e.forward, self.hidden[t, : self.units], self.told.at(t)
        emit(self.matrix.T.dot, self.scan.seen[t], h)
        emit(np.tanh, h, h)
        emit(self.head_matrix.T.dot, self.hidden[t], told.all)
        emit(np.tanh, told.bent, told.bent)
        held, one = emit.buffer(*told.shares.shape), emit.constant(1)
        emit(squash, told.shares, told.shares, held, one)
        # Softplus, max(z, 0) + ln(1 + e^−|z|), which cannot overflow.
        rest = emit.buffer(*told.amounts.shape)
        emit(np.absolute, told.amounts, rest)
        emit(np.negative, rest, rest)
        emit(np.exp, rest, rest)
        emit(np.log1p, rest, rest)
        emit(np.maximum, told.amounts, emit.constant(0), out=told.amounts)
        emit(np.add, told.amounts, rest, told.amounts)
        emit(np.add, told.sharpness, one, told.sharpness)
        self._emit_softmax(told.shifts, told.shifts)

    def _emit_softmax(self, z: np.ndarray, shares: np.ndarray) -> None:
        """Emit the softmax of z (heads, places, batch) over the places."""
        emit, one = self.e.forward, self.ones
        emit(np.maximum.reduce, z, axis=1, keepdims=True, out=one)
        emit(np.subtract, z, one, shares)
        emit(np.exp, shares, shares)
        emit(np.add.reduce, shares, axis=1, keepdims=True, out=one)
        emit(np.divide, shares, one, shares)

    def _emit_content(self, t: int) -> None:
        """Emit what is found by content: softmax of β·cos(key, row) over the slots (equations 5 and 6)."""
        emit, told, memory = self.e.forward, self.told.at(t), self.memory[t]
        small = emit.constant(_LENGTH)
        squares, rows = emit.buffer(*told.keys.shape), self.wide[0]
        emit(np.multiply, told.keys, told.keys, squares)
        emit(np.add.reduce, squares, axis=1, out=self.key_sizes[t])
        emit(np.add, self.key_sizes[t], small, self.key_sizes[t])
        emit(np.multiply, memory, memory, rows)
        emit(np.add.reduce, rows, axis=1, out=self.row_sizes[t])
        emit(np.add, self.row_sizes[t], small, self.row_sizes[t])
        emit(np.multiply, self.key_sizes[t][:, np.newaxis], self.row_sizes[t], self.scales[t])
        emit(np.sqrt, self.scales[t], self.scales[t])
        emit(np.multiply, told.keys[:, np.newaxis], memory, self.wide)
        emit(np.add.reduce, self.wide, axis=2, out=self.likeness[t])
        emit(np.divide, self.likeness[t], self.scales[t], self.likeness[t])
        emit(np.multiply, self.likeness[t], told.strengths[:, np.newaxis], self.shares)
        self._emit_softmax(self.shares, self.found[t])

    def _emit_place(self, t: int) -> None:
        """Emit where the heads go: gate, shift on the ring of slots, and sharpening (equations 7 to 9)."""
        emit, told, ring, place = self.e.forward, self.told.at(t), self.ring[t], self.shares
        emit(np.subtract, self.found[t], self.weights[t], self.moved[t])
        emit(np.multiply, self.moved[t], told.gates[:, np.newaxis], place)
        emit(np.add, self.weights[t], place, ring[:, 1:-1])
        emit_closed(emit, ring)
        passed = emit.buffer(2, SHIFTS, self.slots, self.e.batch)
        emit(np.multiply, self.windows(ring), told.shifts[:, :, np.newaxis], passed)
        emit(np.add.reduce, passed, axis=1, out=self.near[t])
        emit(np.add, self.near[t], emit.constant(_WEIGHT), self.near[t])
        emit(np.log, self.near[t], self.logs[t])
        emit(np.multiply, self.logs[t], told.sharpness[:, np.newaxis], place)
        self._emit_softmax(place, self.weights[t + 1])

    def _emit_memory(self, t: int) -> None:
        """Emit M ← M + w·(a − e·M), which is M·(1 − w·e) + w·a, and what is read of it (equations 2 to 4)."""
        emit, told, change, rows = self.e.forward, self.told.at(t), self.change[t], self.wide[0]
        reading, writing = self.weights[t + 1][:, :, np.newaxis]
        emit(np.multiply, self.memory[t], told.erased, change)
        emit(np.subtract, told.added, change, change)
        emit(np.multiply, change, writing, rows)
        emit(np.add, self.memory[t], rows, self.memory[t + 1])
        emit(np.multiply, self.memory[t + 1], reading, rows)
        emit(np.add.reduce, rows, axis=0, out=self.reads[t])
