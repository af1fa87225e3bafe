"""Neurons wired together: which reads which, drawn as the layers that open on the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.building import Builder
from nnsim.engine.activation import Activation
from nnsim.engine.layer import Layer
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.slice import Slice
from nnsim.engine.loss import Loss
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.figures.figure import Array


@dataclass(frozen=True)
class Gate:
    """One neuron of a circuit.

    Attributes
    ----------
    sources
        Names of the inputs and gates it reads, in the order of its weights.
    at
        Where it is drawn: column and row, in any unit; None: where there is room.
    activation
        None: that of the circuit.
    wire
        Weight of a wire that is drawn into it: that of its kind, so that a NAND wired by hand is one.
    """

    name: str
    sources: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    at: tuple[float, float] | None = None
    activation: Activation | None = None
    wire: float = 1.0


@dataclass(frozen=True)
class Place:
    """Where a gate lies in the drawing: id of the layer, and which of its units it is."""

    node: str
    unit: int


def in_order(inputs: tuple[str, ...], gates: tuple[Gate, ...]) -> tuple[tuple[Gate, ...], tuple[str, ...]]:
    """Return the gates that can run, in running order, and sentences on what keeps the others from it."""
    known, ordered, left = set(inputs), [], list(gates)
    while ready := [g for g in left if g.sources and known.issuperset(g.sources)]:
        ordered += ready
        known.update(g.name for g in ready)
        left = [g for g in left if g not in ready]
    return tuple(ordered), tuple(_complaints(left, known))


def _complaints(left: list[Gate], known: set[str]) -> Iterator[str]:
    for gate in left:
        if not gate.sources:
            yield tr("{name} is not connected. Draw a wire into it, or delete it.").format(name=gate.name)
    if left and all(gate.sources for gate in left):
        names = ", ".join(gate.name for gate in left)
        yield tr("These gates feed each other in a circle: {names}. Take one of the wires away.").format(
            names=names
        )


class Drawing:
    """A circuit as layers of the canvas.

    Gates that read the same, in the same order, are units of one Dense layer. What reads some of a layer,
    or several of them, reads a Concatenate of the pieces.

    Parameters
    ----------
    gates
        In running order.
    outputs
        Names of the gates that are asked for.

    Attributes
    ----------
    places
        Where each gate is.
    """

    def __init__(
        self,
        inputs: tuple[str, ...],
        gates: tuple[Gate, ...],
        outputs: tuple[str, ...],
        activation: Activation,
    ) -> None:
        self.builder = Builder()
        self.places: dict[str, Place] = {}
        self._inputs, self._outputs, self._activation = inputs, outputs, activation
        self._members: dict[str, tuple[str, ...]] = {}
        """By id of a node, the names of what it gives."""
        self._pieces: dict[tuple[str, ...], str] = {}
        """By the names of what it gives, the id of a node."""
        blocks = list(_blocks(gates, outputs))
        self._draw_inputs(blocks)
        for block in blocks:
            self._draw(block)

    def weights(self, gates: tuple[Gate, ...]) -> Mapping[str, Array]:
        """Return the weights of `gates` by ``node id/parameter name``, float64."""
        columns: dict[str, list[Gate]] = {}
        for gate in gates:
            columns.setdefault(self.places[gate.name].node, []).append(gate)
        found: dict[str, Array] = {}
        for node, units in columns.items():
            found[f"{node}/W"] = np.array([gate.weights for gate in units]).T.copy()
            found[f"{node}/b"] = np.array([gate.bias for gate in units])
        return found

    # ---- inside ------------------------------------------------------------------------------

    def _draw_inputs(self, blocks: list[list[Gate]]) -> None:
        names = set(self._inputs)
        needed = [b[0].sources for b in blocks if names.intersection(b[0].sources)]
        if all(sources == self._inputs for sources in needed):
            self._note(self._add(Input()), self._inputs)
            return
        for place, name in enumerate(self._inputs, 1):
            if any(name in sources for sources in needed):
                self._note(self._add(Input(columns=str(place)), name=name), (name,))

    def _draw(self, block: list[Gate]) -> None:
        names = tuple(gate.name for gate in block)
        asked = [name for name in names if name in self._outputs]
        places = ", ".join(str(self._outputs.index(name) + 1) for name in asked)
        source = self._source(block[0].sources)
        made = self._add(
            Dense(len(block), block[0].activation or self._activation),
            source,
            name=names[0] if len(names) == 1 else "",
            loss=MeanSquaredError() if asked else None,
            columns="" if asked == list(self._outputs) else places,
        )
        self._note(made, names)

    def _add(
        self, layer: Layer, *sources: str, name: str = "", loss: Loss | None = None, columns: str = ""
    ) -> str:
        """Draw a layer that reads the nodes `sources`, and return its id."""
        read = [self.builder.graph[source].name for source in sources]
        self.builder.add(layer, *read, name=name, loss=loss, target_columns=columns)
        return self.builder.graph.nodes[-1].id

    def _note(self, node: str, names: tuple[str, ...]) -> None:
        self._members[node], self._pieces[names] = names, node
        for unit, name in enumerate(names):
            self.places[name] = Place(node, unit)

    def _source(self, names: tuple[str, ...]) -> str:
        """Return the node that gives just `names`, drawn when it is not there."""
        if names not in self._pieces:
            if len(names) == 1:
                place = self.places[names[0]]
                self._pieces[names] = self._add(Slice(first=place.unit + 1), place.node)
            else:
                pieces = [self._source(piece) for piece in self._runs(names)]
                self._pieces[names] = self._add(Concatenate(), *pieces)
        return self._pieces[names]

    def _runs(self, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield `names` cut into whole layers where they lie in one, else into single units."""
        at = 0
        while at < len(names):
            whole = self._members[self.places[names[at]].node]
            piece = whole if names[at : at + len(whole)] == whole else names[at : at + 1]
            yield piece
            at += len(piece)


def _blocks(gates: tuple[Gate, ...], outputs: tuple[str, ...]) -> Iterator[list[Gate]]:
    """Yield gates that become one layer: neighbours that read the same, and are all outputs or none of them."""
    block: list[Gate] = []
    for gate in gates:
        alike = block and (block[0].sources, block[0].activation) == (gate.sources, gate.activation)
        if block and not (alike and (block[0].name in outputs) == (gate.name in outputs)):
            yield block
            block = []
        block.append(gate)
    if block:
        yield block


def refuse_unusable(inputs: tuple[str, ...], gates: tuple[Gate, ...], outputs: tuple[str, ...]) -> None:
    """Raise NnsimError for the first reason why a circuit is none."""
    names = [*inputs, *(gate.name for gate in gates)]
    for name in names:
        if names.count(name) > 1:
            raise NnsimError(
                tr("Two parts are called {name}. Give each a name of its own.").format(name=name)
            )
    for gate in gates:
        if len(gate.sources) != len(gate.weights):
            raise NnsimError(tr("{name} needs one weight for each wire.").format(name=gate.name))
        missing = [source for source in gate.sources if source not in names]
        if missing or gate.name in gate.sources:
            raise NnsimError(tr("{name} reads what is not there.").format(name=gate.name))
    if not set(outputs) <= {gate.name for gate in gates}:
        raise NnsimError(tr("An output of the circuit is no gate of it."))
