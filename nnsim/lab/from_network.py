"""Boards of what is drawn and learned already: a unit, a small network, the examples it learns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.prepared import Prepared
from nnsim.data.sources.typed_table import numbered
from nnsim.document.resolve import Resolved
from nnsim.engine.activation import Activation
from nnsim.engine.activations.identity import Identity
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.slice import Slice
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array
from nnsim.lab.circuit import Gate
from nnsim.lab.circuit_board import MOST_BITS, MOST_GATES, MOST_SOURCES, CircuitBoard
from nnsim.lab.learning_board import MOST_POINTS, ORIGIN, LearningBoard
from nnsim.lab.neuron import MOST_INPUTS, Neuron
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.lab.teacher import Line

_ROWS = 12
"""Examples that are taken along as rows to try."""


class FromNetwork:
    """What an open network can give to the lab.

    Parameters
    ----------
    resolved, prepared
        What the drawing means, and its examples.
    arrays
        Its weights as they are now, by ``node id/parameter name``.

    Raises
    ------
    NnsimError
        When it cannot run.
    """

    def __init__(self, resolved: Resolved, prepared: Prepared | None, arrays: Mapping[str, Array]) -> None:
        if prepared is None or not resolved.can_run:
            raise NnsimError(tr("The network on the canvas cannot run yet. Mend it there first."))
        self._resolved, self._prepared, self._arrays = resolved, prepared, arrays

    # ---- one layer, unit by unit ---------------------------------------------------------------

    def units(self, selection: Collection[str]) -> tuple[NeuronBoard, ...]:
        """Return every unit of the selected layer; of the only one where none is selected.

        Raises
        ------
        NnsimError
            When that is no Dense layer of few inputs.
        """
        stage = self._chosen(selection)
        [source] = stage.sources
        rows = self._seen_by(source)
        weights, biases = self._arrays[f"{stage.id}/W"], self._arrays.get(f"{stage.id}/b")
        names = self._names_of(source, rows.shape[1])
        return tuple(
            NeuronBoard(
                Neuron(
                    tuple(rows[0].tolist()),
                    tuple(np.asarray(weights[:, unit], np.float64).tolist()),
                    float(biases[unit]) if biases is not None else 0.0,
                    _activation(stage),
                    names,
                ),
                tuple(dict.fromkeys(tuple(row) for row in rows.tolist())),
                bits=bool(np.isin(rows, (0.0, 1.0)).all()),
            )
            for unit in range(weights.shape[1])
        )

    def _chosen(self, selection: Collection[str]) -> Stage:
        dense = [stage for stage in self._resolved.stages if isinstance(stage.layer, Dense)]
        chosen = [stage for stage in dense if stage.id in selection] or (dense if len(dense) == 1 else [])
        if len(chosen) != 1:
            raise NnsimError(tr("Select one Dense layer on the canvas first."))
        [inputs] = chosen[0].inputs
        if inputs[0] > MOST_INPUTS:
            raise NnsimError(
                tr("{name} has {n} inputs; the lab shows at most {most}. Select a layer with fewer.").format(
                    name=chosen[0].name, n=inputs[0], most=MOST_INPUTS
                )
            )
        return chosen[0]

    def _seen_by(self, source: str) -> Floats:
        """Return what a layer gives for the first examples, (rows, numbers), in digits a person reads."""
        network = Network(self._resolved.stages, (), np.float64, drawn=False)
        network.parameters.adopt({key: np.asarray(a, np.float64) for key, a in self._arrays.items()})
        [found] = network.predict(self._prepared.train.values(slice(_ROWS)), [source])
        return np.array([[float(f"{v:.4g}") for v in row] for row in found])

    def _names_of(self, source: str, count: int) -> tuple[str, ...]:
        stage = self._resolved.by_id[source]
        if (
            isinstance(stage.layer, Input)
            and stage.columns is None
            and len(self._prepared.input_names) == count
        ):
            return self._prepared.input_names
        return tuple(numbered("x", place) for place in range(count))

    # ---- all of it -----------------------------------------------------------------------------

    def circuit(self) -> CircuitBoard:
        """Return the whole network as neurons wired together.

        Raises
        ------
        NnsimError
            When it is too large, or has other layers than those that neurons are made of.
        """
        inputs = self._prepared.input_names
        gates = tuple(self._gates())
        if not 1 <= len(inputs) <= MOST_SOURCES or not 1 <= len(gates) <= MOST_GATES:
            raise NnsimError(
                tr("The lab wires up to {inputs} inputs and {units} neurons; this network is larger.").format(
                    inputs=MOST_SOURCES, units=MOST_GATES
                )
            )
        read = {source for gate in gates for source in gate.sources}
        outputs = tuple(gate.name for gate in gates if gate.name not in read)
        values = self._prepared.train.values(slice(_ROWS))
        logical = len(inputs) <= MOST_BITS and bool(np.isin(self._prepared.train.values(), (0.0, 1.0)).all())
        rows = () if logical else tuple(dict.fromkeys(tuple(row) for row in values.tolist()))
        return CircuitBoard(inputs, gates, outputs, tuple(values[0].tolist()), rows)

    def _gates(self) -> Iterator[Gate]:
        known: dict[str, tuple[str, ...]] = {}
        for stage in self._resolved.stages:
            names = tuple(name for source in stage.sources for name in known[source])
            if isinstance(stage.layer, Input):
                every = self._prepared.input_names
                known[stage.id] = every if stage.columns is None else tuple(every[c] for c in stage.columns)
            elif isinstance(stage.layer, Concatenate):
                known[stage.id] = names
            elif isinstance(stage.layer, Slice):
                first = stage.layer.first - 1
                known[stage.id] = names[first : first + stage.layer.count]
            elif isinstance(stage.layer, Dense) and len(stage.sources) == 1:
                made = list(self._gates_of(stage, names))
                known[stage.id] = tuple(gate.name for gate in made)
                yield from made
            else:
                raise NnsimError(
                    tr("{name} is no layer of single neurons. The lab wires Dense layers only.").format(
                        name=stage.name
                    )
                )

    def _gates_of(self, stage: Stage, sources: tuple[str, ...]) -> Iterator[Gate]:
        weights = np.asarray(self._arrays[f"{stage.id}/W"], np.float64)
        if weights.shape[1] > MOST_GATES or len(sources) > MOST_SOURCES:
            raise NnsimError(
                tr("The lab wires up to {inputs} inputs and {units} neurons; this network is larger.").format(
                    inputs=MOST_SOURCES, units=MOST_GATES
                )
            )
        biases = self._arrays.get(f"{stage.id}/b", np.zeros(weights.shape[1]))
        for unit in range(weights.shape[1]):
            name = stage.name if weights.shape[1] == 1 else f"{stage.name} {unit + 1}"
            yield Gate(
                name,
                sources,
                tuple(weights[:, unit].tolist()),
                float(biases[unit]),
                activation=_activation(stage),
            )

    # ---- its examples --------------------------------------------------------------------------

    def learning(self) -> LearningBoard:
        """Return its examples in the plane, with its line where it is one neuron.

        Raises
        ------
        NnsimError
            When they have not two inputs and two classes.
        """
        prepared = self._prepared
        if prepared.shape != (2,) or prepared.classes != 2:
            raise NnsimError(
                tr("The lab teaches data with two inputs and two classes. Choose such data first.")
            )
        part = prepared.train
        first, second = prepared.input_names
        zero, one = prepared.target_names
        return LearningBoard(
            tuple((float(x), float(y)) for x, y in part.values(slice(MOST_POINTS))),
            tuple(int(k) for k in part.targets[:MOST_POINTS]),
            self._line(),
            names=(first, second),
            kinds=(zero, one),
        )

    def _line(self) -> Line:
        dense = [stage for stage in self._resolved.stages if isinstance(stage.layer, Dense)]
        if len(dense) != 1 or dense[0].shape != (1,) or len(self._resolved.stages) != 2:
            return ORIGIN
        weights = np.asarray(self._arrays[f"{dense[0].id}/W"], np.float64)
        bias = self._arrays.get(f"{dense[0].id}/b", np.zeros(1))
        return Line((float(weights[0, 0]), float(weights[1, 0])), float(bias[0]))


def _activation(stage: Stage) -> Activation:
    return stage.layer.activation_function() or Identity()
