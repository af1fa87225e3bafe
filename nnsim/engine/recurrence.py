"""Recurrent layers: one cell read over time, in one direction or both, in one layer or several.

A layer file says what its cell computes at one time (`Cell`); everything that recurrent layers have
in common stands here: their settings, shapes, the names of their parameters, stacking, directions,
and back-propagation through time.

Every array over time has time as its first axis, so that the numbers of one time are one contiguous
block: products copy what is not.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.settings import choice, integer
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import ParameterSpec, sequence_size
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable

LARGE_STEP = 1 << 11
"""Outputs (units × batch) from which a step is prepared alone: its arrays are still in the fastest cache."""
LONGEST_STRETCH = 1 << 14
"""Outputs of smaller steps that are prepared together (see `Cell.prepare`); both numbers are measured."""


class Scan:
    """One cell that goes over the sequence in one direction: where its numbers lie.

    Step s is time s, or, when it goes backwards, the s-th time from the end.

    Attributes
    ----------
    seen
        (steps + 1, features + 1 + units, batch): what the cell reads at each step, namely the
        input, a row of ones, and its own output of the step before.
    stretch
        Number of steps that `Cell.prepare` takes at once, at most.
    """

    def __init__(self, e: Emitter, suffix: str, features: int, units: int, steps: int) -> None:
        self.e = e
        self.suffix = suffix
        self.features, self.units, self.steps, self.batch = features, units, steps, e.batch
        self.seen = e.forward.buffer(steps + 1, features + 1 + units, e.batch)
        self.seen[:, features] = 1
        outputs = units * e.batch
        self.stretch = 1 if outputs >= LARGE_STEP else min(steps, LONGEST_STRETCH // outputs)

    @property
    def outputs(self) -> np.ndarray:
        """The outputs of all steps, (steps, units, batch)."""
        return self.seen[1:, self.features + 1 :]

    def parameter(self, name: str) -> np.ndarray:
        """Return the window of a parameter of this cell."""
        return self.e.parameter(name + self.suffix)

    def gradient(self, name: str) -> np.ndarray:
        """Return the window of a parameter's gradient of this cell."""
        return self.e.gradient(name + self.suffix)

    def weights(self, columns: int) -> np.ndarray:
        """Emit the copy of W, b and U into one matrix of so many columns; return that.

        Its rows are those of `seen`, so that the weighted sums of a step are one product.
        """
        f, emit = self.features, self.e.forward
        matrix = emit.buffer(f + 1 + self.units, columns)
        emit(np.copyto, matrix[:f], self.parameter("W"))
        emit(np.copyto, matrix[f], self.parameter("b"))
        emit(np.copyto, matrix[f + 1 :], self.parameter("U"))
        return matrix

    def beside(self, steps: np.ndarray) -> np.ndarray:
        """Emit a copy of (steps, rows, batch) as a matrix (rows, steps·batch), and return that."""
        rows = steps.shape[1]
        flat = self.e.backward.buffer(rows, self.steps * self.batch)
        self.lay_beside(steps, flat)
        return flat

    def lay_beside(self, steps: np.ndarray, flat: np.ndarray) -> None:
        """Emit the copy of (steps, rows, batch) into a matrix (rows, steps·batch)."""
        self.e.backward(np.copyto, flat.reshape(-1, self.steps, self.batch), steps.transpose(1, 0, 2))


class Cell:
    """What a recurrent layer computes at one step; emits into the calls of its scan.

    Attributes
    ----------
    deltas
        (steps, rows, batch): ∂L/∂(weighted sums of the previous output), in the columns of U.
    """

    deltas: np.ndarray

    def __init__(self, scan: Scan) -> None:
        self.scan = scan

    @abstractmethod
    def forward(self, s: int) -> None:
        """Emit step s: from ``scan.seen[s]`` to ``scan.outputs[s]``."""

    @abstractmethod
    def prepare(self, steps: slice) -> None:
        """Emit what `backward` needs for a stretch of steps and does not depend on ∂L/∂output.

        A stretch is one step of a large cell, or many of a small one: there calls are dearer than
        what they compute.
        """

    @abstractmethod
    def backward(self, s: int, dh: np.ndarray) -> None:
        """Emit the deltas of step s from dh = ∂L/∂output of that step."""

    def forget(self, s: int, real: np.ndarray) -> None:
        """Emit zeros into what is known after step s, where `real` (batch,) is 0: nothing was read there."""
        outputs = self.scan.outputs[s]
        self.scan.e.forward(np.multiply, outputs, real, outputs)

    def forget_gradient(self, s: int, real: np.ndarray) -> None:
        """Emit the gradient of `forget` for what is known beside the output, before `backward` of step s."""

    def shown(self) -> Mapping[str, np.ndarray]:
        """Return what others may look at, of all steps, by name (see `Emitter.show`)."""
        return {mark("State"): self.scan.outputs}

    def carried(self, s: int) -> np.ndarray | None:
        """Return the part of ∂L/∂(output before step s) that does not go through U, if any."""
        return None

    def way(self, name: str) -> np.ndarray:
        """Return what the parameter `name`, W or U, multiplies with: where a gradient goes back through it."""
        return self.scan.parameter(name)

    def gradients(self) -> np.ndarray:
        """Emit the gradients of all parameters; return ∂L/∂(W·x + b) as (columns of W, steps·batch).

        Here for cells whose weighted sums are W·x + U·h + b: one product for all three.
        """
        scan = self.scan
        flat = scan.beside(self.deltas)
        past = scan.beside(scan.seen[: scan.steps])
        # This way around the product is a tenth faster than its transpose.
        product = scan.e.backward.buffer(len(flat), len(past))
        scan.e.backward(flat.dot, past.T, product)
        f = scan.features
        scan.e.backward(np.copyto, scan.gradient("W"), product[:, :f].T)
        scan.e.backward(np.copyto, scan.gradient("b"), product[:, f])
        scan.e.backward(np.copyto, scan.gradient("U"), product[:, f + 1 :].T)
        return flat


@dataclass(frozen=True)
class Recurrent(Trainable):
    """A layer that reads a sequence (time, features) step by step.

    Outputs of the whole sequence stand in the order of time, whatever the direction. The last output
    of the backward direction is the one it ends with, at the first time (as in Keras'
    ``Bidirectional`` and PyTorch's ``h_n``); both directions lie one after the other, forward first.

    Parameters of the first layer forward are called as the cell calls them; ``_2`` and so on is
    added from the second layer, and ``_back`` for the backward direction.
    """

    category = "recurrent"
    main_setting = "units"
    is_tied_to_itself = True
    keeps_times = True
    reads_padding = False

    units: int = integer(16, low=1, high=4096, label=mark("Units"))
    returns: str = choice(
        "last",
        ("last", mark("last output")),
        ("all", mark("whole sequence")),
        label=mark("Gives"),
    )
    layers: int = integer(
        1,
        low=1,
        high=8,
        label=mark("Stacked layers"),
        help=mark("Each layer reads the whole sequence of the one before"),
    )
    direction: str = choice(
        "forward",
        ("forward", mark("forward")),
        ("backward", mark("backward")),
        ("both", mark("both")),
        label=mark("Direction"),
        help=mark("Both: a second cell reads from the end; the outputs stand one after the other"),
    )

    def cell_parameters(self, features: int) -> Sequence[ParameterSpec]:
        """Return the parameters of one cell that reads so many features: at least W, U and b."""
        raise NotImplementedError

    def cell(self, scan: Scan) -> Cell:
        """Return the cell; it may emit what comes before the first step."""
        raise NotImplementedError

    @property
    def unheard(self) -> int:
        """How many outputs from its beginning each direction leaves out of the whole sequence."""
        return 0

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        time, _ = sequence_size(self.title, inputs[0])
        return (
            (self._width,) if self.returns == "last" else (len(range(time)[self._heard(time)]), self._width)
        )

    def _heard(self, time: int) -> slice:
        """Return which times of a sequence are given as outputs."""
        ways = self._ways
        return slice(0 if ways == (True,) else self.unheard, time - self.unheard if True in ways else time)

    def working_size(self, inputs: Sequence[Shape]) -> int:
        """Return how many numbers the cells read at all times: what comes in, a one, and their own output before."""
        time, features = sequence_size(self.title, inputs[0])
        read = (self._width if level else features for level in range(self.layers))
        return (time + 1) * len(self._ways) * sum(width + 1 + self.units for width in read)

    @property
    def _ways(self) -> tuple[bool, ...]:
        """For each direction, whether it goes backwards."""
        return {"forward": (False,), "backward": (True,), "both": (False, True)}[self.direction]

    @property
    def _width(self) -> int:
        return self.units * len(self._ways)

    @staticmethod
    def _suffix(level: int, backwards: bool) -> str:
        return (f"_{level + 1}" if level else "") + ("_back" if backwards else "")

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        specs = [
            replace(spec, name=spec.name + self._suffix(level, backwards))
            for level in range(self.layers)
            for backwards in self._ways
            for spec in self.cell_parameters(self._width if level else inputs[0][1])
        ]
        return sorted(specs, key=lambda spec: spec.bias)

    def emit(self, e: Emitter) -> None:
        """Emit layer after layer forward, then backward from the last to the first."""
        levels: list[list[_Pass]] = []
        for level in range(self.layers):
            sources = [p.outputs for p in levels[-1]] if levels else [e.inputs[0].data]
            levels.append([_Pass(self, e, level, backwards, sources) for backwards in self._ways])
        for rows, p in zip(self._rows(), levels[-1], strict=True):
            if self.returns == "last":
                p.emit_last(e.output.flat[rows])
            else:
                e.forward(np.copyto, e.output.data[:, rows], p.outputs[self._heard(len(p.outputs))])
        if e.learns:
            self._emit_backward(e, levels)

    def _rows(self) -> Iterator[slice]:
        """Yield the rows of each direction in the output."""
        for k in range(len(self._ways)):
            yield slice(k * self.units, (k + 1) * self.units)

    def _emit_backward(self, e: Emitter, levels: Sequence[Sequence[_Pass]]) -> None:
        above = e.incoming.flat if self.returns == "last" else self._at_all_times(e)
        for number in reversed(range(len(levels))):
            below = e.input_gradients[0] if not number else None
            dx = below.data if below else None
            if number:
                dx = e.backward.buffer(e.inputs[0].shape[0], self._width, e.batch)
            for k, (rows, p) in enumerate(zip(self._rows(), levels[number], strict=True)):
                p.emit_backward(above[..., rows, :], dx, add=k > 0)
            if dx is not None:
                above = dx

    def _at_all_times(self, e: Emitter) -> np.ndarray:
        """Return ∂L/∂output (time, width, batch), 0 at the times that are left out."""
        if not self.unheard:
            return e.incoming.data
        time = e.inputs[0].shape[0]
        spread = e.backward.buffer(time, self._width, e.batch)
        e.backward(np.copyto, spread[self._heard(time)], e.incoming.data)
        return spread


class _Pass:
    """One cell of a layer in one direction: forward when it is made, backward when asked."""

    def __init__(
        self, layer: Recurrent, e: Emitter, level: int, backwards: bool, sources: Sequence[np.ndarray]
    ) -> None:
        features = sum(source.shape[1] for source in sources)
        self._order = slice(None, None, -1 if backwards else 1)
        padded = e.inputs[0].real
        self._real = None if padded is None else padded[self._order]
        self._ends = None if padded is None or backwards else _ends(e, padded)
        self.scan = Scan(e, layer._suffix(level, backwards), features, layer.units, len(sources[0]))
        read = self.scan.seen[: self.scan.steps][self._order]
        at = 0
        for source in sources:
            e.forward(np.copyto, read[:, at : at + source.shape[1]], source)
            at += source.shape[1]
        self._dh = e.backward.buffer(layer.units, e.batch)
        self._cell = layer.cell(self.scan)
        for s in range(self.scan.steps):
            self._cell.forward(s)
            if self._real is not None:
                self._cell.forget(s, self._real[s])
        for name, array in self._cell.shown().items():
            e.show(name + self.scan.suffix, array[self._order])

    def emit_last(self, output: np.ndarray) -> None:
        """Emit the output this cell ends with into (units, batch): that of the last real step."""
        emit, outputs = self.scan.e.forward, self.scan.outputs
        if self._ends is None:
            # A padded sequence read from its end has its padding first.
            emit(np.copyto, output, outputs[-1])
            return
        chosen = emit.buffer(*outputs.shape)
        emit(np.multiply, outputs, self._ends, chosen)
        emit(np.add.reduce, chosen, 0, None, output)

    @property
    def outputs(self) -> np.ndarray:
        """The outputs (time, units, batch), in the order of time."""
        return self.scan.outputs[self._order]

    def emit_backward(self, above: np.ndarray, dx: np.ndarray | None, add: bool) -> None:
        """Emit back-propagation through time.

        Parameters
        ----------
        above
            ∂L/∂output: (time, units, batch), or (units, batch) when only the last output was given.
        dx
            Where ∂L/∂input goes, (time, features, batch); with `add`, on top of what is there.
        """
        calls, scan, cell = self.scan.e.backward, self.scan, self._cell
        if above.ndim == 2 and self._ends is not None:
            spread_out = calls.buffer(scan.steps, scan.units, scan.batch)
            calls(np.multiply, self._ends, above, spread_out)
            above = spread_out
        for start in reversed(range(0, scan.steps, scan.stretch)):
            stop = min(start + scan.stretch, scan.steps)
            cell.prepare(slice(start, stop))
            for s in reversed(range(start, stop)):
                dh = self._output_gradient(s, above)
                if self._real is not None:
                    calls(np.multiply, dh, self._real[s], self._dh)
                    dh = self._dh
                    cell.forget_gradient(s, self._real[s])
                cell.backward(s, dh)
        flat = cell.gradients()
        if dx is not None:
            spread = calls.buffer(scan.features, scan.steps * scan.batch)
            calls(cell.way("W").dot, flat, spread)
            back = spread.reshape(scan.features, scan.steps, scan.batch).transpose(1, 0, 2)
            place = dx[self._order]
            if add:
                calls(np.add, place, back, place)
            else:
                calls(np.copyto, place, back)

    def _output_gradient(self, s: int, above: np.ndarray) -> np.ndarray:
        """Emit ∂L/∂output of step s, from the step after it and from above; return where it is."""
        calls, scan, cell = self.scan.e.backward, self.scan, self._cell
        whole = above.ndim == 3
        given = above[self._order][s] if whole else above
        if s == scan.steps - 1:
            return given
        dh = self._dh
        calls(cell.way("U").dot, cell.deltas[s + 1], dh)
        carried = cell.carried(s + 1)
        if carried is not None:
            calls(np.add, dh, carried, dh)
        if whole:
            calls(np.add, dh, given, dh)
        return dh


def _ends(e: Emitter, real: np.ndarray) -> np.ndarray:
    """Emit where sequences end, from where they are real, (time, batch); return (time, 1, batch) of 0 and 1."""
    ends = e.forward.buffer(*real.shape)
    e.forward(np.copyto, ends, real)
    if len(real) > 1:
        e.forward(np.subtract, ends[:-1], real[1:], ends[:-1])
    return ends[:, np.newaxis]
