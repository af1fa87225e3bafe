"""The neural Turing machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, layers, sequence_size
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable
from nnsim.engine.turing import Machine, head_numbers
from nnsim.engine.turing_back import emit_backward


@layers.register
@dataclass(frozen=True)
class NeuralTuringMachine(Trainable):
    """A feed-forward controller with a memory of `slots` rows of `width` numbers, one head to read and one to write.

    From (times, features) to (times, units + width): at each time what the controller says and what was read.
    h = tanh(W·x + U·r + b) with r read the time before; c + H·h tells each head its key k, strength β, gate g,
    shifts s (one slot on, none, one back) and sharpness γ, and what is erased and added, e and a. On which slots a
    head stands:

    v = softmax(β·cos(k, M));  v ← g·v + (1 − g)·w;  v(i) ← Σ s(j)·v(i − j) on the ring of slots;  w ∝ v^γ

    Then M(i) ← M(i)·(1 − w(i)·e) + w(i)·a for the head that writes, and r = Σ w(i)·M(i) for the one that reads, of
    what was just written. Keys and a go through tanh, e and g through the sigmoid, β and γ − 1 through softplus, s
    through softmax. At first both heads stand on the first slot, and all numbers of the memory are 0.1. Squared lengths
    of the cosine are 1e-6 greater, and weights before they are sharpened 1e-12, so that 0 harms nothing.

    W is (features, units), U (width, units), H (units, 4·width + 12): the keys, a, e, the gates, strengths, sharpness
    and shifts, each first of the head that reads.
    """

    key = "ntm"
    title = mark("Neural Turing machine")
    summary = mark(
        "Writes into a memory and reads from it with heads that find their place by content or by moving on."
    )
    formula = "w = sharpen(shift(g·softmax(β·cos(k, M)) + (1 − g)·w)),  M ← M·(1 − w·e) + w·a,  r = Σ w·M"
    source = "Graves, Wayne & Danihelka 2014, arXiv:1410.5401"
    category = "recurrent"
    cell_kind = CellKind.MEMORY
    main_setting = "units"
    is_tied_to_itself = True
    keeps_times = True
    reads_padding = False
    order = 80

    units: int = integer(48, low=1, high=4096, label=mark("Controller units"))
    slots: int = integer(
        20,
        low=1,
        high=1000,
        label=mark("Memory slots"),
        help=mark("Rows of the memory: as many as there are things to remember"),
    )
    width: int = integer(10, low=1, high=1000, label=mark("Numbers in a slot"))
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        times, _ = sequence_size(self.title, inputs[0])
        return times, self.units + self.width

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        f, h, told, draw = inputs[0][1], self.units, head_numbers(self.width), self.initializer
        return (
            ParameterSpec("W", (f, h), draw, f, h, axes=("features", "units")),
            ParameterSpec("U", (self.width, h), draw, self.width, h, axes=("read before", "units")),
            ParameterSpec("H", (h, told), draw, h, told, axes=("units", "numbers of the heads")),
            ParameterSpec("b", (h,), Zeros(), f, h, bias=True, axes=("units",)),
            ParameterSpec("c", (told,), Zeros(), h, told, bias=True, axes=("numbers of the heads",)),
        )

    def working_size(self, inputs: Sequence[Shape]) -> int:
        times, _ = inputs[0]
        return times * (2 * self.slots * self.width + 20 * self.slots + head_numbers(self.width))

    def emit(self, e: Emitter) -> None:
        machine = Machine(e, self.units, self.slots, self.width)
        e.forward(np.copyto, machine.scan.seen[: machine.times, : machine.scan.features], e.inputs[0].data)
        machine.emit_forward()
        said, read = e.output.data[:, : self.units], e.output.data[:, self.units :]
        e.forward(np.copyto, said, machine.hidden[:, : self.units])
        e.forward(np.copyto, read, machine.reads)
        e.show(mark("Reading head"), machine.weights[1:, 0])
        e.show(mark("Writing head"), machine.weights[1:, 1])
        e.show(mark("Memory"), machine.memory[1:])
        padded = e.inputs[0].real
        if padded is not None:
            # Padding comes last: what the machine does there is of no effect on what it does before.
            e.forward(np.multiply, e.output.data, padded[:, np.newaxis], e.output.data)
        if e.learns:
            self._emit_backward(e, machine, padded)

    def _emit_backward(self, e: Emitter, machine: Machine, padded: np.ndarray | None) -> None:
        above = e.incoming.data
        if padded is not None:
            above = e.backward.buffer(*above.shape)
            e.backward(np.multiply, e.incoming.data, padded[:, np.newaxis], above)
        sums = emit_backward(machine, above[:, : self.units], above[:, self.units :])
        dx = e.input_gradients[0]
        if dx is not None:
            spread = e.backward.buffer(machine.scan.features, sums.shape[1])
            e.backward(e.parameter("W").dot, sums, spread)
            times = spread.reshape(-1, machine.times, e.batch).transpose(1, 0, 2)
            e.backward(np.copyto, dx.data, times)
