"""Gates wired together on the table, their truth table, and the one that is wished for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.typed_table import TypedTable, typed_rows
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.activation import Activation
from nnsim.engine.activations.step import Step
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array, Axis, ColourBar, Figure, Image, Plot
from nnsim.figures.palette import RAMP, coloured, lookup
from nnsim.lab.board import Board
from nnsim.lab.circuit import Drawing, Gate, in_order, refuse_unusable
from nnsim.lab.neuron_board import all_bits

MOST_GATES, MOST_SOURCES = 40, 12
MOST_BITS = 6
"""Up to so many inputs every combination is a row."""


@dataclass(frozen=True)
class CircuitBoard(Board):
    """Neurons with weights, which read inputs and each other.

    Attributes
    ----------
    inputs
        Names of what comes in.
    outputs
        Names of the gates that are looked at, in order.
    here
        What comes in now.
    rows
        Inputs of the truth table; none: every combination of 0 and 1.
    wished
        What the outputs should be for each row; none: nobody says.
    row_names
        What each row is called, translated; none: by its inputs.
    levels
        What an input is when it is off and on.
    one_hot
        Whether just one input is on at a time.

    Raises
    ------
    NnsimError
        When it is no circuit, with the sentence why. One that is not finished is one all the same (`problems`).
    """

    inputs: tuple[str, ...]
    gates: tuple[Gate, ...]
    outputs: tuple[str, ...]
    here: tuple[float, ...] = ()
    rows: tuple[tuple[float, ...], ...] = ()
    wished: tuple[tuple[float, ...], ...] = ()
    row_names: tuple[str, ...] = ()
    activation: Activation = field(default_factory=Step)
    levels: tuple[float, float] = (0.0, 1.0)
    one_hot: bool = False

    def __post_init__(self) -> None:
        refuse_unusable(self.inputs, self.gates, self.outputs)
        if len(self.gates) > MOST_GATES or len(self.inputs) > MOST_SOURCES:
            raise NnsimError(
                tr("A circuit of the lab has at most {inputs} inputs and {gates} gates.").format(
                    inputs=MOST_SOURCES, gates=MOST_GATES
                )
            )
        if not self.rows and len(self.inputs) <= MOST_BITS:
            object.__setattr__(self, "rows", all_bits(len(self.inputs)))
        if not self.here:
            object.__setattr__(self, "here", self.rows[0] if self.rows else (0.0,) * len(self.inputs))

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """Sentences on what keeps a part of it from running."""
        missing = []
        if not self.gates:
            missing = [tr("There is no gate yet. Put one on the table.")]
        elif not self.outputs:
            missing = [tr("No gate is an output. Choose one as output.")]
        return (*in_order(self.inputs, self.gates)[1], *missing)

    @property
    def row(self) -> int:
        """Which row of the table comes in now; -1: none of them."""
        return self.rows.index(self.here) if self.here in self.rows else -1

    @cached_property
    def running(self) -> tuple[Gate, ...]:
        """The gates that can run, in running order."""
        return in_order(self.inputs, self.gates)[0]

    @property
    def _drawing(self) -> Drawing:
        return _drawn(self.inputs, _bare(self.running), self._known_outputs, self.activation)[0]

    @property
    def _network(self) -> Network:
        return _running(self.inputs, self.running, self._known_outputs, self.activation)

    @cached_property
    def _known_outputs(self) -> tuple[str, ...]:
        known = {gate.name for gate in self.running}
        return tuple(name for name in self.outputs if name in known)

    def values(self, rows: Array) -> dict[str, Array]:
        """Return what every gate that can run gives for each of `rows` (n, inputs), as the engine works it out.

        Returns
        -------
        dict of arrays (n,), by name of the gate
        """
        if not self.running:
            return {}
        places = self._drawing.places
        nodes = list(dict.fromkeys(places[gate.name].node for gate in self.running))
        found = dict(zip(nodes, self._network.predict(np.asarray(rows, np.float64), nodes), strict=True))
        return {g.name: found[places[g.name].node][:, places[g.name].unit] for g in self.running}

    @cached_property
    def now(self) -> Mapping[str, float]:
        """What every input and gate gives now; what cannot run is missing."""
        gates = {name: float(value[0]) for name, value in self.values(np.array([self.here])).items()}
        return {**dict(zip(self.inputs, self.here, strict=True)), **gates}

    @cached_property
    def table(self) -> Array:
        """What the outputs give for every row, (rows, outputs); NaN where one cannot run."""
        found = self.values(np.array(self.rows)) if self.rows else {}
        empty = np.full(len(self.rows), np.nan)
        columns = [found.get(name, empty) for name in self.outputs]
        return np.column_stack(columns) if columns else np.empty((len(self.rows), 0))

    def wrong_rows(self) -> tuple[int, ...]:
        """Return the rows in which an output is not what is wished for, to the nearer of 0 and 1."""
        if not self.wished:
            return ()
        asked = np.array(self.wished)
        if asked.shape != self.table.shape:
            return tuple(range(len(self.rows)))
        with np.errstate(invalid="ignore"):
            agrees = (self.table > 0.5) == (asked > 0.5)
        agrees &= ~np.isnan(self.table)
        return tuple(np.flatnonzero(~agrees.all(axis=1)).tolist())

    # ---- other circuits ------------------------------------------------------------------------

    def flipped(self, place: int) -> CircuitBoard:
        """Return the same with an input switched on or off."""
        off, on = self.levels
        if self.one_hot:
            return replace(self, here=tuple(on if i == place else off for i in range(len(self.inputs))))
        value = off if self.here[place] == on else on
        return replace(self, here=(*self.here[:place], value, *self.here[place + 1 :]))

    def with_gate(self, gate: Gate) -> CircuitBoard:
        """Return the same with a gate more, or in the place of that of its name."""
        if any(g.name == gate.name for g in self.gates):
            return replace(self, gates=tuple(gate if g.name == gate.name else g for g in self.gates))
        return replace(self, gates=(*self.gates, gate))

    def gate(self, name: str) -> Gate:
        """Return the gate called `name`."""
        return next(gate for gate in self.gates if gate.name == name)

    def without(self, name: str) -> CircuitBoard:
        """Return the same without a gate, and without the wires from it."""
        kept = tuple(_without_source(gate, name) for gate in self.gates if gate.name != name)
        outputs = tuple(o for o in self.outputs if o != name)
        wished = self.wished if outputs == self.outputs else ()
        return replace(self, gates=kept, outputs=outputs, wished=wished)

    def wired(self, source: str, target: str) -> CircuitBoard:
        """Return the same with a wire more; one that is there is taken away.

        Raises
        ------
        NnsimError
            When it would lead round in a circle, or there are too many.
        """
        gate = self.gate(target)
        if source in gate.sources:
            return self.with_gate(_without_source(gate, source))
        if len(gate.sources) >= MOST_SOURCES:
            raise NnsimError(tr("A gate reads at most {most} wires.").format(most=MOST_SOURCES))
        if source == target or self._reads(source, target):
            raise NnsimError(tr("A wire back to where the signal came from would make a circle."))
        return self.with_gate(
            replace(gate, sources=(*gate.sources, source), weights=(*gate.weights, gate.new_weight))
        )

    def as_output(self, name: str) -> CircuitBoard:
        """Return the same with a gate that is looked at, or no longer is."""
        outputs = (
            tuple(o for o in self.outputs if o != name) if name in self.outputs else (*self.outputs, name)
        )
        return replace(self, outputs=outputs, wished=())

    def fresh_name(self, stem: str) -> str:
        """Return a name that nothing has yet."""
        taken = {*self.inputs, *(gate.name for gate in self.gates)}
        return next(n for i in range(1, 1000) if (n := f"{stem} {i}") not in taken)

    def _reads(self, name: str, other: str) -> bool:
        """Return whether what `name` gives depends on what `other` gives."""
        sources = {gate.name: gate.sources for gate in self.gates}
        todo, seen = [name], set[str]()
        while todo:
            at = todo.pop()
            if at == other:
                return True
            if at not in seen:
                seen.add(at)
                todo += sources.get(at, ())
        return False

    # ---- what every board can do ---------------------------------------------------------------

    def project(self) -> Project:
        for problem in self.problems:
            raise NnsimError(problem)
        rows = self.rows if self.here in self.rows else (*self.rows, self.here)
        table = np.array(rows)
        outputs = self.values(table)
        targets = np.column_stack([outputs[name] for name in self.outputs])
        if self.wished and len(self.wished) == len(rows):
            targets = np.array(self.wished)
        names = ", ".join(_plain(name) for name in (*self.inputs, *self.outputs))
        rows_ = typed_rows(np.column_stack([table, targets]))
        data = DataSettings(TypedTable(rows=rows_, names=names, targets=len(self.outputs)))
        return self._drawing.builder.project(data)

    def weights(self) -> Mapping[str, Array]:
        found = self._drawing.weights(self.running)
        return {key: array.astype(np.float32) for key, array in found.items()}

    def figure(self) -> Figure:
        values, names = self.table, self.outputs
        rgba = coloured(np.nan_to_num(values), (0.0, 1.0), lookup(RAMP))
        rows = self.row_names or tuple(" ".join(f"{x:g}" for x in row) for row in self.rows)
        bar = ColourBar(tr("Output"), (0.0, 1.0), RAMP)
        image = Image(
            tr("Output"),
            values,
            rgba,
            (0.0, float(len(names)), 0.0, float(max(len(rows), 1))),
            names,
            bar,
            smooth=False,
            row_names=rows,
        )
        x = tuple((i + 0.5, name) for i, name in enumerate(names))
        every = max(1, math.ceil(len(rows) / 16))
        y = tuple((i + 0.5, name) for i, name in enumerate(rows) if i % every == 0)
        plot = Plot(
            Axis(tr("Output"), ticks=x, range=(0, len(names))),
            Axis(", ".join(self.inputs), ticks=y, range=(0, max(len(rows), 1)), downward=True),
            (image,),
        )
        said = tr("{inputs} inputs, {gates} gates, {rows} rows").format(
            inputs=len(self.inputs), gates=len(self.gates), rows=len(self.rows)
        )
        return Figure(tr("Gates wired together"), said, (plot,))


def _bare(gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """Return gates without their weights, and without their places."""
    return tuple(replace(gate, weights=(), bias=0.0, at=None, new_weight=1.0) for gate in gates)


@lru_cache(maxsize=16)
def _drawn(
    inputs: tuple[str, ...], gates: tuple[Gate, ...], outputs: tuple[str, ...], activation: Activation
) -> tuple[Drawing, tuple[Stage, ...]]:
    """Return a circuit as layers, and what these mean; weights play no part in it.

    It is what opens on the canvas that is reckoned with, as it would run there.
    """
    drawing = Drawing(inputs, gates, outputs, activation)
    zeros = np.zeros((1, len(inputs) + max(len(outputs), 1)))
    data = TypedTable(rows=typed_rows(zeros), targets=zeros.shape[1] - len(inputs), task="regression")
    return drawing, resolve(drawing.builder.graph, prepare(DataSettings(data))).stages


@lru_cache(maxsize=16)
def _running(
    inputs: tuple[str, ...], gates: tuple[Gate, ...], outputs: tuple[str, ...], activation: Activation
) -> Network:
    """Return the network of a circuit with its weights, in numbers of double length."""
    drawing, stages = _drawn(inputs, _bare(gates), outputs, activation)
    network = Network(stages, (), np.float64, drawn=False)
    network.parameters.adopt(drawing.weights(gates))
    return network


def _without_source(gate: Gate, name: str) -> Gate:
    kept = [(s, w) for s, w in zip(gate.sources, gate.weights, strict=True) if s != name]
    return replace(gate, sources=tuple(s for s, _ in kept), weights=tuple(w for _, w in kept))


def _plain(name: str) -> str:
    """Return a name as the head of a column: without commas, which part names."""
    return name.replace(",", " ").strip()
