"""Fitting a network to its data in one step, and a layer from the palette before it is added."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.data_facts import DataFacts
from nnsim.document.demands import units_for
from nnsim.document.graph import Graph, Node, Objective
from nnsim.document.objectives import automatic_loss
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import counted_setting
from nnsim.document.repairs.offer import with_repairs
from nnsim.document.resolve import resolve
from nnsim.engine.layer import Layer, Preset

_MOST_ROUNDS = 20


def fit_to_data(data: DataFacts) -> Repair:
    """Return the step that makes a network fit `data`: shapes, units, activation and loss of its outputs."""
    return Repair(
        tr("Fit this network to the data"),
        lambda project: _fitted(project, data),
        tr("The network was changed to fit the data."),
    )


def layer_for(preset: Preset, data: DataFacts | None) -> Layer:
    """Return the layer of a palette entry; one that is an output with the units the data ask."""
    layer, wanted = preset.layer, units_for(data)
    name = counted_setting(layer)
    if not preset.is_output or not wanted or not name:
        return layer
    return replace(layer, **{name: wanted[0]})


def _fitted(project: Project, data: DataFacts) -> Project:
    project = _mended(project, data)
    graph = project.graph
    outputs = resolve(graph, data).outputs
    for output in outputs:
        graph = _with_fitting_end(graph, graph[output.stage], data, project.training.rule.uses_optimizer)
    return _mended(replace(project, graph=graph), data)


def _mended(project: Project, data: DataFacts) -> Project:
    """Return the project after the repairs of all errors that have one, first things first."""
    seen = [project]
    for _ in range(_MOST_ROUNDS):
        meaning = with_repairs(project, data, resolve(project.graph, data, project.training.rule))
        repair = next((p.repair for p in meaning.errors if p.repair is not None), None)
        if repair is None:
            break
        project = repair.change(project)
        if project in seen:
            break
        seen.append(project)
    return project


def _with_fitting_end(graph: Graph, node: Node, data: DataFacts, by_gradient: bool) -> Graph:
    """Return the graph with `node` ended as its loss wants: linear, or by what the loss applies itself.

    A loss that somebody chose and that fits keeps the activation that stands before it.
    """
    objective = node.objective or Objective()
    activation = node.layer.activation_function()
    if activation is None or activation.is_identity or not by_gradient or objective.loss is not None:
        return graph
    units = units_for(data, objective)[0]
    if activation.key == automatic_loss(data.classes, units).applies:
        return graph
    return edits.set_layer(graph, node.id, node.layer.without_activation())
