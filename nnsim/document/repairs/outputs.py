"""Repairs of outputs: units and loss as the targets ask, a last layer where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.demands import units_for
from nnsim.document.graph import Objective
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import Case, counted_setting, on_graph, set_to, with_output
from nnsim.engine.loss import losses


def units(case: Case) -> Iterator[Repair]:
    """Yield the output, or the layer that gives it its size, with as many units as the targets ask."""
    node, graph = case.node, case.graph
    if node is None or len(case.resolved.shapes.get(node.id, ())) != 1:
        return
    for count in units_for(case.data, node.objective):
        sized = node
        while True:
            name = counted_setting(sized.layer)
            if name:
                yield set_to(sized, name, count)
                break
            sources = graph.sources_of(sized.id)
            # Only where nothing else reads it: its size is then the output's alone.
            if len(sources) != 1 or len(graph.outgoing.get(sources[0], ())) != 1:
                break
            sized = graph[sources[0]]


def other_loss(case: Case) -> Iterator[Repair]:
    """Yield the automatic loss, then every other."""
    node = case.node
    measured = next((o for o in case.resolved.outputs if node is not None and o.stage == node.id), None)
    if node is None or (node.objective is None and measured is None):
        return
    objective = node.objective or Objective()
    if objective.loss is not None:
        label = tr("Choose the loss of {layer} automatically").format(layer=node.name)
        automatic = replace(objective, loss=None)
        yield on_graph(label, lambda g: edits.set_objective(g, node.id, automatic))
    for cls in losses:
        label = tr("Use {loss} for {layer}").format(loss=tr(cls.title), layer=node.name)
        chosen = replace(objective, loss=cls())
        yield on_graph(label, partial(edits.set_objective, id_=node.id, objective=chosen))


def output_behind(case: Case) -> Iterator[Repair]:
    """Yield an output layer behind the last layer, or behind every end where nothing learns yet."""
    graph, shapes = case.graph, case.resolved.shapes
    ends = [case.node] if case.node is not None else list(graph.sinks())
    if len(ends) != 1 or ends[0].id in graph.outgoing or ends[0].id not in shapes:
        return
    end = ends[0]
    fits = shapes[end.id] in [(n,) for n in units_for(case.data, end.objective)]
    if fits and case.node is not None and end.layer.takes_inputs:
        # It is one already.
        return
    flat = len(shapes[end.id]) == 1
    for count in units_for(case.data, end.objective)[:1]:
        label = (
            ntr("Put an output of {n} unit after {layer}", "Put an output of {n} units after {layer}", count)
            if flat
            else ntr(
                "Put Flatten and an output of {n} unit after {layer}",
                "Put Flatten and an output of {n} units after {layer}",
                count,
            )
        )
        made = partial(with_output, id_=end.id, units=count, flat=flat)
        yield on_graph(label.format(n=count, layer=end.name), made)
