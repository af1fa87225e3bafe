"""Repairs of edges: inputs that are missing or too many, circles, layers that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

from nnsim.base.errors import NnsimError
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.layout import COLUMN, forward_edges, free_place, make_room
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import Case, on_graph
from nnsim.engine.layer import Layer, check_arity, layers
from nnsim.engine.layers.input import Input
from nnsim.engine.shape import Shape

_MOST_SOURCES = 6
"""Layers that are tried as a missing input."""


def missing_input(case: Case) -> Iterator[Repair]:
    """Yield an edge from each layer that could be meant; an Input where the drawing has none."""
    node = case.node
    if node is None or not _lacks(case.graph, node.id):
        return
    nothing_comes = not case.graph.sources_of(node.id)
    if nothing_comes and not any(n.layer.role.is_fed for n in case.graph.nodes):
        yield on_graph(tr("Put an Input before {layer}").format(layer=node.name), _with_input)
    for source in islice(_sources_for(case, node), _MOST_SOURCES):
        label = tr("Connect {source} to {target}").format(source=source.name, target=node.name)
        yield on_graph(label, partial(edits.connect, source=source.id, target=node.id))


def surplus_inputs(case: Case) -> Iterator[Repair]:
    """Yield a layer that joins the inputs of one that takes fewer; then the drawing with the first ones only."""
    node = case.node
    if node is None:
        return
    edges, most = case.graph.incoming.get(node.id, ()), node.layer.arity[1]
    if most is None or len(edges) <= most:
        return
    if most == 1:
        for joining in _merges_for([case.resolved.shapes.get(e.source) for e in edges]):
            label = tr("Join the inputs of {layer} with {title}").format(
                layer=node.name, title=tr(joining.title)
            )
            yield on_graph(label, partial(_joined, id_=node.id, joining=joining))
    if most == 0:
        for source in (case.graph[e.source] for e in edges):
            if len(case.graph.outgoing[source.id]) == 1:
                yield _without(source)
    surplus = edges[most:]
    label = ntr("Remove {n} edge into {layer}", "Remove {n} edges into {layer}", len(surplus))
    yield on_graph(label.format(n=len(surplus), layer=node.name), lambda g: edits.disconnect(g, surplus))


def circle(case: Case) -> Iterator[Repair]:
    """Yield the drawing without one edge of a circle, then without all edges that lead back."""
    node, graph = case.node, case.graph
    if node is None:
        return
    forward = set(forward_edges(graph))
    back = tuple(e for e in graph.edges if e not in forward)
    into = set(_ring(case))
    candidates = [e for e in back if e.target in into and e.source in into]
    candidates += [e for e in graph.edges if e.target in into and e.source in into and e not in candidates]
    for edge in candidates:
        label = tr("Remove the edge from {source} to {target}").format(
            source=graph[edge.source].name, target=graph[edge.target].name
        )
        yield on_graph(label, partial(edits.disconnect, edges=[edge]))
        yield on_graph(label, partial(_cut, edge=edge))
    if len(back) > 1:
        label = ntr("Remove the {n} edge that leads back", "Remove the {n} edges that lead back", len(back))
        yield on_graph(label.format(n=len(back)), lambda g: edits.disconnect(g, back))


def loose_end(case: Case) -> Iterator[Repair]:
    """Yield an end connected onward to a layer that lacks an input, given a loss, or removed."""
    node, graph = case.node, case.graph
    if node is None or node.id in graph.outgoing or node.objective is not None:
        return
    lacking = [n for n in graph.nodes if n.id != node.id and _lacks(graph, n.id)]
    for target in lacking[:_MOST_SOURCES]:
        label = tr("Connect {source} to {target}").format(source=node.name, target=target.name)
        yield on_graph(label, partial(edits.connect, source=node.id, target=target.id))
    yield on_graph(
        tr("Give {layer} a loss").format(layer=node.name),
        lambda g: edits.set_objective(g, node.id, Objective()),
    )
    if len(graph.sinks()) > 1:
        yield _without(node)


def without_it(case: Case) -> Iterator[Repair]:
    """Yield the drawing without the layer, the gap closed; an input that only lacks its data stays."""
    node = case.node
    lacks_data = node is not None and node.layer.role.is_fed and case.data is None
    if node is not None and not lacks_data and len(case.graph.nodes) > 1:
        yield _without(node)


def joined_otherwise(case: Case) -> Iterator[Repair]:
    """Yield another way to join inputs whose shapes differ."""
    node = case.node
    if node is None or len(case.graph.sources_of(node.id)) < 2 or node.layer.category != "merge":
        return
    for joining in _merges():
        if joining.key != node.layer.key:
            label = tr("Join with {title} instead at {layer}").format(
                title=tr(joining.title), layer=node.name
            )
            yield on_graph(label, partial(edits.set_layer, id_=node.id, layer=joining))


def _without(node: Node) -> Repair:
    # Closed without a look at shapes: what does not fit then has a repair of its own.
    label = tr("Remove {layer}").format(layer=node.name)
    return on_graph(label, lambda g: edits.remove_closing(g, [node.id], {}))


def _with_input(graph: Graph) -> Graph:
    """Return the graph with an Input that feeds every layer nothing leads to."""
    fed = [n for n in graph.nodes if not graph.sources_of(n.id)]
    first = min(fed, key=lambda n: n.x)
    graph, new = edits.add(graph, Input(), *free_place(graph, first.x - COLUMN, first.y))
    for node in fed:
        graph = edits.connect(graph, new, node.id)
    return graph


def _lacks(graph: Graph, id_: str) -> bool:
    return len(graph.sources_of(id_)) < graph[id_].layer.arity[0]


def _sources_for(case: Case, node: Node) -> Iterator[Node]:
    """Yield what could feed `node`: ends that nothing reads, then what stands near, on its left.

    A layer without any input goes on where the network ends; one that joins takes from anywhere.
    """
    graph = case.graph
    behind = _behind(graph, node.id)
    free = [
        n
        for n in graph.nodes
        if n.id not in behind
        and (n.id not in graph.outgoing or graph.sources_of(node.id))
        and edits.why_not_connect(graph, n.id, node.id) is None
    ]
    free.sort(key=lambda n: (n.id in graph.outgoing, n.x >= node.x, abs(n.x - node.x) + abs(n.y - node.y)))
    yield from free


def _behind(graph: Graph, id_: str) -> set[str]:
    """Return `id_` and all that depends on it."""
    found: set[str] = set()
    todo = [id_]
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo += [e.target for e in graph.outgoing.get(current, ())]
    return found


def _merges_for(shapes: Sequence[Shape | None]) -> Iterator[Layer]:
    """Yield the layers that join inputs of these `shapes`; all where one is unknown."""
    known = [shape for shape in shapes if shape is not None]
    for joining in _merges():
        try:
            if len(known) == len(shapes):
                joining.output_shape(known)
        except NnsimError:
            continue
        yield joining


def _merges() -> list[Layer]:
    return [cls() for cls in layers if cls.category == "merge"]


def _joined(graph: Graph, id_: str, joining: Layer) -> Graph:
    """Return the graph with all inputs of `id_` joined by a new layer before it."""
    node, old = graph[id_], graph.incoming[id_]
    graph = edits.disconnect(graph, old)
    graph, new = edits.add(graph, joining, node.x, node.y)
    for edge in old:
        graph = edits.connect(graph, edge.source, new)
    graph = edits.connect(graph, new, id_)
    return edits.move(graph, make_room(graph, new))


def _cut(graph: Graph, edge: Edge) -> Graph:
    """Return the graph without `edge`, and without its target where that lacks an input then."""
    cut, id_ = edits.disconnect(graph, [edge]), edge.target
    if check_arity(cut[id_].layer, len(cut.sources_of(id_))) is None:
        return cut
    return edits.remove_closing(cut, [id_], {})


def _ring(case: Case) -> set[str]:
    """Return the layers that are told the same as this one: those of its circle."""
    return {p.node for p in case.resolved.errors if p.text == case.problem.text and p.node is not None}
