"""Back-propagation through time of the machine in `turing`, by hand."""

from __future__ import annotations

import numpy as np

from nnsim.engine.turing import SHIFTS, Machine, Told, emit_closed


def emit_backward(machine: Machine, d_hidden: np.ndarray, d_reads: np.ndarray) -> np.ndarray:
    """Emit the gradients of all parameters, from those of what the machine gives.

    Parameters
    ----------
    d_hidden, d_reads
        ∂L/∂(hidden) (times, units, batch) and ∂L/∂(reads) (times, width, batch), read only.

    Returns
    -------
    array
        ∂L/∂(weighted sums of the controller) as (units, times·batch).
    """
    return _Back(machine, d_hidden, d_reads).emit()


class _Back:
    """What goes back from time to time.

    Attributes
    ----------
    memory
        ∂L/∂(memory after a time), (slots, width, batch).
    weights
        ∂L/∂(weights after a time), (heads, slots, batch).
    told
        ∂L/∂(what the heads are told), then of the sums before its functions.
    sums
        (times, units, batch): ∂L/∂(weighted sums of the controller).
    """

    def __init__(self, machine: Machine, d_hidden: np.ndarray, d_reads: np.ndarray) -> None:
        m, self.m = machine, machine
        self.calls = m.e.backward
        self.d_hidden, self.d_reads = d_hidden, d_reads
        n, room = m.e.batch, self.calls.buffer
        self.memory = room(m.slots, m.width, n)
        self.weights = room(2, m.slots, n)
        self.read = room(m.width, n)
        self.told = Told(room(m.times, len(m.told.all[0]), n), m.width)
        self.slopes = Told(room(m.times, len(m.told.all[0]), n), m.width)
        self.sums = room(m.times, m.units, n)
        self.h = room(m.units, n)
        # Room to work in.
        self.place = room(2, m.slots, n)
        self.one = room(2, 1, n)
        self.ring = room(2, m.slots + SHIFTS - 1, n)
        self.passed = room(2, SHIFTS, m.slots, n)
        self.wide = room(2, m.slots, m.width, n)
        self.row = room(m.slots, n)
        self.keys = room(2, m.width, n)

    def emit(self) -> np.ndarray:
        """Emit all times, from the last to the first, and then what is summed over all of them."""
        self._emit_slopes()
        self.calls(self.memory.fill, 0.0)
        self.calls(self.weights.fill, 0.0)
        for t in reversed(range(self.m.times)):
            self._emit_memory(t)
            self._emit_place(t)
            self._emit_content(t)
            self._emit_controller(t)
        return self._emit_parameters()

    def _emit_slopes(self) -> None:
        """Emit, of all times at once, the slopes of tanh, sigmoid and softplus, told from what they gave."""
        emit, y, slopes, m = self.calls, self.m.told, self.slopes, self.m
        one = emit.constant(1)
        emit(np.multiply, y.bent, y.bent, slopes.bent)
        emit(np.subtract, one, slopes.bent, slopes.bent)
        emit(np.multiply, y.shares, y.shares, slopes.shares)
        emit(np.subtract, y.shares, slopes.shares, slopes.shares)
        # Of softplus σ(z) = 1 − e^−y.
        emit(np.negative, y.amounts, slopes.amounts)
        emit(np.add, slopes.sharpness, one, slopes.sharpness)
        emit(np.expm1, slopes.amounts, slopes.amounts)
        emit(np.negative, slopes.amounts, slopes.amounts)
        h = m.hidden[:, : m.units]
        emit(np.multiply, h, h, self.sums)
        emit(np.subtract, one, self.sums, self.sums)

    def _emit_memory(self, t: int) -> None:
        """Emit the way back from what was read, and from the memory after a time to that before it."""
        emit, m, told, d_told = self.calls, self.m, self.m.told.at(t), self.told.at(t)
        d_memory, rows, (d_reading, d_writing) = self.memory, self.wide[0], self.weights
        reading, writing = m.weights[t + 1][:, :, np.newaxis]
        read = self.d_reads[t]
        if t < m.times - 1:
            emit(m.scan.parameter("U").dot, self.sums[t + 1], self.read)
            emit(np.add, self.read, read, self.read)
            read = self.read
        emit(np.multiply, m.memory[t + 1], read, rows)
        emit(np.add.reduce, rows, axis=1, out=self.row)
        emit(np.add, d_reading, self.row, d_reading)
        emit(np.multiply, reading, read, rows)
        emit(np.add, d_memory, rows, d_memory)
        emit(np.multiply, d_memory, m.change[t], rows)
        emit(np.add.reduce, rows, axis=1, out=self.row)
        emit(np.add, d_writing, self.row, d_writing)
        d_change = self.wide[1]
        emit(np.multiply, d_memory, writing, d_change)
        emit(np.add.reduce, d_change, axis=0, out=d_told.added)
        emit(np.multiply, d_change, m.memory[t], rows)
        emit(np.add.reduce, rows, axis=0, out=d_told.erased)
        emit(np.negative, d_told.erased, d_told.erased)
        emit(np.multiply, d_change, told.erased, rows)
        emit(np.subtract, d_memory, rows, d_memory)

    def _emit_softmax(self, shares: np.ndarray, d: np.ndarray, out: np.ndarray, room: np.ndarray) -> None:
        """Emit shares·(d − Σ shares·d) over the places of (heads, places, batch) into `out`, which may be `d`."""
        emit = self.calls
        emit(np.multiply, shares, d, room)
        emit(np.add.reduce, room, axis=1, keepdims=True, out=self.one)
        emit(np.subtract, d, self.one, out)
        emit(np.multiply, out, shares, out)

    def _emit_place(self, t: int) -> None:
        """Emit the way back from the weights after a time to those before it, and to what was found by content."""
        emit, m, told, d_told = self.calls, self.m, self.m.told.at(t), self.told.at(t)
        d, ring, passed = self.weights, self.ring, self.passed
        self._emit_softmax(m.weights[t + 1], d, d, self.place)
        emit(np.multiply, d, m.logs[t], self.place)
        emit(np.add.reduce, self.place, axis=1, out=d_told.sharpness)
        emit(np.multiply, d, told.sharpness[:, np.newaxis], d)
        emit(np.divide, d, m.near[t], ring[:, 1:-1])
        emit_closed(emit, ring)
        emit(np.multiply, m.windows(m.ring[t]), ring[:, np.newaxis, 1:-1], passed)
        emit(np.add.reduce, passed, axis=2, out=d_told.shifts)
        # What went one slot on comes one slot back.
        emit(np.multiply, m.windows(ring), told.shifts[:, ::-1, np.newaxis], passed)
        emit(np.add.reduce, passed, axis=1, out=d)
        emit(np.multiply, d, m.moved[t], self.place)
        emit(np.add.reduce, self.place, axis=1, out=d_told.gates)
        found = self.place
        emit(np.multiply, d, told.gates[:, np.newaxis], found)
        emit(np.subtract, d, found, d)

    def _emit_content(self, t: int) -> None:
        """Emit the way back from what was found by content, ∂L of which is in `place`, to keys, strengths and memory."""
        emit, m, told, d_told = self.calls, self.m, self.m.told.at(t), self.told.at(t)
        d, room, rows, wide = self.place, self.ring[:, 1:-1], self.wide[0], self.wide
        self._emit_softmax(m.found[t], d, d, room)
        emit(np.multiply, d, m.likeness[t], room)
        emit(np.add.reduce, room, axis=1, out=d_told.strengths)
        emit(np.multiply, d, told.strengths[:, np.newaxis], d)
        # cos = k·m / (|k|·|m|): ∂/∂k = m/(|k|·|m|) − cos·k/|k|², and likewise for m.
        emit(np.multiply, d, m.likeness[t], room)
        keys, by_row = self.one, self.row
        emit(np.add.reduce, room, axis=1, keepdims=True, out=keys)
        emit(np.divide, keys[:, 0], m.key_sizes[t], keys[:, 0])
        emit(np.add.reduce, room, axis=0, out=by_row)
        emit(np.divide, by_row, m.row_sizes[t], by_row)
        emit(np.divide, d, m.scales[t], d)
        emit(np.multiply, d[:, :, np.newaxis], m.memory[t], wide)
        emit(np.add.reduce, wide, axis=1, out=d_told.keys)
        emit(np.multiply, told.keys, keys, self.keys)
        emit(np.subtract, d_told.keys, self.keys, d_told.keys)
        emit(np.multiply, d[:, :, np.newaxis], told.keys[:, np.newaxis], wide)
        emit(np.add, self.memory, wide[0], self.memory)
        emit(np.add, self.memory, wide[1], self.memory)
        emit(np.multiply, m.memory[t], by_row[:, np.newaxis], rows)
        emit(np.subtract, self.memory, rows, self.memory)

    def _emit_controller(self, t: int) -> None:
        """Emit the way back from what the heads were told to the weighted sums of the controller."""
        emit, m, d_told = self.calls, self.m, self.told.at(t)
        emit(np.multiply, d_told.elementwise, self.slopes.at(t).elementwise, d_told.elementwise)
        shifts = self.passed[:, :, 0]
        self._emit_softmax(m.told.at(t).shifts, d_told.shifts, d_told.shifts, shifts)
        emit(m.e.parameter("H").dot, d_told.all, self.h)
        emit(np.add, self.h, self.d_hidden[t], self.h)
        emit(np.multiply, self.sums[t], self.h, self.sums[t])

    def _emit_parameters(self) -> np.ndarray:
        emit, m, scan = self.calls, self.m, self.m.scan
        told, hidden = scan.beside(self.told.all), scan.beside(m.hidden)
        heads = emit.buffer(len(told), len(hidden))
        emit(told.dot, hidden.T, heads)
        emit(np.copyto, m.e.gradient("H"), heads[:, : m.units].T)
        emit(np.copyto, m.e.gradient("c"), heads[:, m.units])
        sums, seen = scan.beside(self.sums), scan.beside(scan.seen[: m.times])
        controller = emit.buffer(len(sums), len(seen))
        emit(sums.dot, seen.T, controller)
        f = scan.features
        emit(np.copyto, scan.gradient("W"), controller[:, :f].T)
        emit(np.copyto, scan.gradient("b"), controller[:, f])
        emit(np.copyto, scan.gradient("U"), controller[:, f + 1 :].T)
        return sums
