"""One problem in its surroundings, and the edits that several kinds of repair are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer, Shape, Text
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.document.data_facts import DataFacts
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import COLUMN, free_place, make_room
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.document.resolve import Problem, Resolved
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten

_LEVEL = 8.0
"""Ends of an edge whose heights differ by less stand beside each other."""


@dataclass(frozen=True, eq=False)
class Case:
    """One problem of a project, and what the project means."""

    project: Project
    data: DataFacts | None
    resolved: Resolved
    problem: Problem

    @property
    def graph(self) -> Graph:
        """The drawing that has the problem."""
        return self.project.graph

    @property
    def node(self) -> Node | None:
        """The layer that has the problem; None where it is the whole network's."""
        id_ = self.problem.node
        return self.graph[id_] if id_ is not None and id_ in self.graph else None


Kind = Callable[[Case], Iterator[Repair]]
"""Yields everything of one kind that could mend a problem, the best first; each is tried before it is offered."""


def on_graph(label: str, edit: Callable[[Graph], Graph]) -> Repair:
    """Return the repair that changes the drawing by `edit`."""
    return Repair(label, lambda project: replace(project, graph=edit(project.graph)))


def with_layer(node: Node, label: str, layer: Layer) -> Repair:
    """Return the repair that gives `node` other settings."""
    return on_graph(label, lambda g: edits.set_layer(g, node.id, layer))


def set_to(node: Node, name: str, value: object) -> Repair:
    """Return the repair that sets one setting of `node`, called by its label and value."""
    kind = dict(settings_of(node.layer))[name]
    if isinstance(kind, Shape) and not value:
        label = tr("Let {layer} take its shape from the data").format(layer=node.name)
        return with_layer(node, label, replace(node.layer, **{name: value}))
    shown = kind.show(value) or (tr(kind.placeholder) if isinstance(kind, Text) else "")
    label = tr("Set {setting} of {layer} to {value}").format(
        setting=tr(kind.label), layer=node.name, value=shown
    )
    return with_layer(node, label, replace(node.layer, **{name: value}))


def counted_setting(layer: Layer) -> str:
    """Return the main setting of `layer` where it is a number, such as its units; else nothing."""
    kind = dict(settings_of(layer)).get(layer.main_setting)
    return layer.main_setting if isinstance(kind, Integer) else ""


def put_on_edge(graph: Graph, edge: Edge, layer: Layer) -> tuple[Graph, str]:
    """Return the graph with `layer` in the middle of `edge`, with room around it, and its id."""
    source, target = graph[edge.source], graph[edge.target]
    ahead = target.x > source.x
    x = source.x + COLUMN if ahead else (source.x + target.x) / 2
    y = source.y if abs(target.y - source.y) < _LEVEL else (source.y + target.y) / 2
    grown, id_ = edits.insert_on_edge(graph, edge, layer, x, y)
    return edits.move(grown, make_room(grown, id_)), id_


def put_before(graph: Graph, id_: str, layer: Layer, slots: set[int]) -> Graph:
    """Return the graph with a `layer` of its own in each of the edges into `slots` of node `id_`."""
    for slot in sorted(slots):
        edge = next(e for e in graph.incoming[id_] if e.slot == slot)
        graph, _ = put_on_edge(graph, edge, layer)
    return graph


def put_after(graph: Graph, id_: str, layer: Layer) -> tuple[Graph, str]:
    """Return the graph with `layer` behind the sink `id_`, whose loss it takes over, and its id."""
    node = graph[id_]
    grown, new = edits.add(graph, layer, *free_place(graph, node.x + COLUMN, node.y))
    grown = edits.connect(grown, id_, new)
    if node.objective is not None:
        grown = edits.set_objective(edits.set_objective(grown, id_, None), new, node.objective)
    return grown, new


def with_output(graph: Graph, id_: str, units: int, flat: bool) -> Graph:
    """Return the graph with a linear output layer behind the sink `id_`, after Flatten unless it is `flat`."""
    if not flat:
        graph, id_ = put_after(graph, id_, Flatten())
    graph, _ = put_after(graph, id_, Dense(units))
    return graph
