"""Repairs for learning rules: the rule that fits the network, or the activation that fits the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.graph import Graph, Node
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import Case, with_layer
from nnsim.engine.activation import Activation, activations
from nnsim.engine.rule import Rule, rules


def another_rule(case: Case) -> Iterator[Repair]:
    """Yield the other learning rules; without an optimizer first, for they are made for one kind of unit.

    Where a rule needs another loss than the one chosen, the loss becomes automatic with it.
    """
    for cls in sorted(rules, key=lambda r: r.uses_optimizer):
        if cls.key != case.project.training.rule.key:
            title, changed = tr(cls.title), partial(_with_rule, rule=cls())
            yield Repair(tr("Use {rule}").format(rule=title), changed)
            yield Repair(tr("Use {rule} and its loss").format(rule=title), _automatic(changed))


def back_to_gradients(case: Case) -> Iterator[Repair]:
    """Yield the rules that follow the gradient, with the smooth form of what has none."""
    smooth = _smooth_forms(case.graph)
    for cls in rules:
        if cls.uses_optimizer and cls.key != case.project.training.rule.key:
            label = tr("Use {rule}").format(rule=tr(cls.title))
            if smooth:
                label = tr("Use {rule}, and {activation} in step units").format(
                    rule=tr(cls.title), activation=_titles(smooth)
                )
            yield Repair(label, partial(_with_rule, rule=cls(), smooth=smooth))


def another_activation(case: Case) -> Iterator[Repair]:
    """Yield the layer with other activations: the smooth form of a flat one first."""
    node = case.node
    now = node.layer.activation_function() if node is not None else None
    if node is None or now is None:
        return
    smooth = [activations[now.smooth_form]] if now.smooth_form else []
    for cls in dict.fromkeys((*smooth, *activations)):
        if cls.key != now.key:
            yield _activated(node, cls())


def all_smooth(case: Case) -> Iterator[Repair]:
    """Yield the drawing with the smooth form of every flat activation, where several are in the way."""
    smooth = _smooth_forms(case.graph)
    if case.node is not None and case.node.id in smooth and len(smooth) > 1:
        label = tr("Use {activation} in all step units").format(activation=_titles(smooth))
        yield Repair(label, lambda p: _smoothed(p, smooth))


def _smooth_forms(graph: Graph) -> dict[str, Activation]:
    """Return the smooth form of every flat activation, by the layer that ends with it."""
    ends = {n.id: n.layer.activation_function() for n in graph.nodes}
    return {id_: activations[a.smooth_form]() for id_, a in ends.items() if a is not None and a.smooth_form}


def _titles(smooth: Mapping[str, Activation]) -> str:
    return ", ".join(dict.fromkeys(tr(a.title) for a in smooth.values()))


def _smoothed(project: Project, smooth: Mapping[str, Activation]) -> Project:
    graph = project.graph
    smoothed = {id_: graph[id_].layer.with_activation(activation) for id_, activation in smooth.items()}
    return replace(project, graph=edits.set_layers(graph, smoothed))


def _activated(node: Node, activation: Activation) -> Repair:
    label = tr("Use {activation} in {layer}").format(activation=tr(activation.title), layer=node.name)
    return with_layer(node, label, node.layer.with_activation(activation))


def _with_rule(project: Project, rule: Rule, smooth: Mapping[str, Activation] | None = None) -> Project:
    project = _smoothed(project, smooth or {})
    return replace(project, training=replace(project.training, rule=rule))


def _automatic(change: Callable[[Project], Project]) -> Callable[[Project], Project]:
    """Return `change` followed by the automatic loss at every output."""

    def changed(project: Project) -> Project:
        project = change(project)
        graph = project.graph
        for node in graph.nodes:
            if node.objective is not None:
                graph = edits.set_objective(graph, node.id, replace(node.objective, loss=None))
        return replace(project, graph=graph)

    return changed
