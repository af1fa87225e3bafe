"""Which output is measured by which loss."""

from __future__ import annotations

import math
from collections.abc import Mapping

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.document.columns import parse_columns
from nnsim.document.data_facts import DataFacts
from nnsim.document.graph import Graph, Objective
from nnsim.engine.activation import Activation
from nnsim.engine.loss import Loss, losses
from nnsim.engine.shape import shape_words
from nnsim.engine.stage import Output, Stage

Found = list[tuple[str | None, str]]

NO_OUTPUT = mark("No output is measured by a loss. Choose a loss for one layer.")


def automatic_loss(classes: int, units: int, activation: Activation | None = None) -> Loss:
    """Return the loss a practitioner would take: cross-entropy for classes, else squared error.

    A flat activation such as a step gives no probability, so its errors are squared too.
    """
    if not classes or (activation is not None and activation.flat):
        return losses["mse"]()
    return losses["bce"]() if units == 1 else losses["softmax_ce"]()


def resolve_outputs(
    graph: Graph, stages: Mapping[str, Stage], data: DataFacts | None, *, needed: bool = True
) -> tuple[tuple[Output, ...], Found]:
    """Return the outputs that are measured, and the problems found on the way.

    A node with an objective is measured by it. The only sink of a drawing is measured even
    without one; of several sinks each needs its own.

    Parameters
    ----------
    needed
        Whether there must be a loss. Where none is, only those chosen by hand are measured, and one
        that does not fit is not.
    """
    sinks = graph.sinks()
    asked = {n.id: n.objective for n in graph.nodes if n.objective is not None}
    problems: Found = []
    # Where a branch ends in a layer with a loss of its own, nothing needs to read it.
    sinks = tuple(s for s in sinks if s.id not in stages or not stages[s.id].layer.adds_loss) or sinks
    if not needed:
        sinks = ()
    if not asked and len(sinks) == 1:
        asked[sinks[0].id] = Objective()
    for sink in sinks:
        if sink.id in stages and sink.id not in asked:
            problems.append(
                (sink.id, tr("No loss reads this output. Connect it onward, or choose a loss for it."))
            )
    outputs: list[Output] = []
    for id_, objective in asked.items():
        if id_ not in stages:
            continue
        try:
            outputs.append(_output(stages[id_], objective, data))
        except NnsimError as error:
            problems.append((id_, str(error)))
    if not needed:
        return tuple(outputs), []
    if not outputs and not problems and not sinks:
        problems.append((None, tr(NO_OUTPUT)))
    return tuple(outputs), problems


def _output(stage: Stage, objective: Objective, data: DataFacts | None) -> Output:
    """Return the output that `objective` asks of `stage`; raises NnsimError when it cannot be."""
    for text in check_all(objective):
        raise NnsimError(text)
    if not stage.layer.takes_inputs:
        raise NnsimError(tr("The input alone learns nothing. Put a layer after it."))
    if len(stage.shape) != 1:
        raise NnsimError(
            tr(
                "A loss reads a flat list of numbers, got {shape}. Put Flatten and a Dense layer after it."
            ).format(shape=shape_words(stage.shape))
        )
    units = math.prod(stage.shape)
    classes = data.classes if data is not None else 0
    loss = objective.loss or automatic_loss(classes, units, stage.layer.activation_function())
    if data is None:
        return Output(stage.id, loss, objective.weight)
    columns = None
    count = len(data.target_names)
    if not classes:
        columns = parse_columns(objective.columns, data.target_names, count)
        count = len(columns) if columns is not None else count
    problem = loss.misfit(classes, count, units)
    if problem:
        raise NnsimError(problem)
    return Output(stage.id, loss, objective.weight, columns)
