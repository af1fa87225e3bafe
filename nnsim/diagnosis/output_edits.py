"""Edits of what is asked of a network: the end of the drawing, and its loss."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnsim.data.prepared import Prepared
from nnsim.document import edits
from nnsim.document.demands import units_for
from nnsim.document.graph import Graph, Objective
from nnsim.document.repairs.case import counted_setting
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.alpha_dropout import AlphaDropout
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy


@dataclass(frozen=True)
class End:
    """How a drawing ends: the layer that gives the numbers, and what stands between it and the loss.

    Attributes
    ----------
    sums
        Id of the last layer with weights.
    behind
        Ids of the layers behind it, the last one the output.
    """

    sums: str
    behind: tuple[str, ...]

    @property
    def output(self) -> str:
        """Id of the output."""
        return self.behind[-1] if self.behind else self.sums


def end_of(graph: Graph, output: str) -> End | None:
    """Return how a drawing ends at an output; None where more than activations and dropout stand behind the sums."""
    behind: list[str] = []
    id_ = output
    while isinstance(graph[id_].layer, ActivationLayer | Dropout | AlphaDropout):
        behind.insert(0, id_)
        sources = graph.sources_of(id_)
        if len(sources) != 1 or len(graph.outgoing.get(sources[0], ())) != 1:
            return None
        id_ = sources[0]
    return End(id_, tuple(behind))


def linear_end(
    graph: Graph, output: str, units: int = 0, loss: Loss | None = None, *, ask: bool = False
) -> Graph:
    """Return the drawing with weighted sums as the output: no activation, no dropout behind them.

    Parameters
    ----------
    units
        Units of the layer; 0: as many as there are.
    loss
        What is asked of it where `ask`; None: the loss is chosen automatically.
    """
    end = end_of(graph, output)
    if end is None:
        return graph
    objective = graph[output].objective
    graph = edits.remove(graph, end.behind) if end.behind else graph
    layer = graph[end.sums].layer.without_activation()
    name = counted_setting(layer)
    if units and name:
        layer = replace(layer, **{name: units})
    if layer != graph[end.sums].layer:
        graph = edits.set_layer(graph, end.sums, layer)
    if ask:
        objective = _asking(objective, loss)
    return (
        graph if graph[end.sums].objective == objective else edits.set_objective(graph, end.sums, objective)
    )


def asked(graph: Graph, output: str, loss: Loss | None) -> Graph:
    """Return the drawing with another loss for an output."""
    objective = _asking(graph[output].objective, loss)
    return graph if graph[output].objective == objective else edits.set_objective(graph, output, objective)


def _asking(objective: Objective | None, loss: Loss | None) -> Objective | None:
    if objective is None:
        return None if loss is None else Objective(loss)
    return replace(objective, loss=loss)


def fitting_loss_of(data: Prepared, units: int, columns: tuple[int, ...] | None) -> Loss:
    """Return the loss that suits the targets an output of so many units reads."""
    if data.classes:
        return BinaryCrossEntropy() if units == 1 else SoftmaxCrossEntropy()
    return BinaryCrossEntropy() if are_shares(data, columns) else MeanSquaredError()


def are_shares(data: Prepared, columns: tuple[int, ...] | None) -> bool:
    """Return whether the target columns are yes or no, 1 or 0, several of which may be 1."""
    targets = data.train.targets if columns is None else data.train.targets[:, list(columns)]
    return bool(targets.size) and bool(np.isin(targets, (0.0, 1.0)).all())


def fitting_units(graph: Graph, output: str, data: Prepared, now: int) -> int:
    """Return how many units an output needs for the targets: as many as there are, where those do."""
    wanted = units_for(data, graph[output].objective)
    return now if now in wanted else wanted[0] if wanted else now
