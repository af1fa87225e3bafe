"""Every change a user can make to the drawing, as a pure function from graph to graph."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.layer import Layer, check_arity, layers_with_loops
from nnsim.engine.shape import Shape


def fresh_name(graph: Graph, stem: str) -> str:
    """Return the first of ``stem_1``, ``stem_2``, ... that is neither an id nor a name in `graph`."""
    taken = {n.id for n in graph.nodes} | {n.name for n in graph.nodes}
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def add(graph: Graph, layer: Layer, x: float, y: float) -> tuple[Graph, str]:
    """Return the graph with a new node at (x, y), and the node's id."""
    name = fresh_name(graph, layer.key)
    node = Node(name, name, layer, float(x), float(y))
    return replace(graph, nodes=(*graph.nodes, node)), name


def remove(graph: Graph, ids: Collection[str]) -> Graph:
    """Return the graph without the nodes `ids` and without every edge that touches them."""
    gone = set(ids)
    kept = replace(
        graph,
        nodes=tuple(n for n in graph.nodes if n.id not in gone),
        edges=tuple(e for e in graph.edges if e.source not in gone and e.target not in gone),
    )
    return _close_slots(kept)


def remove_closing(graph: Graph, ids: Collection[str], shapes: Mapping[str, Shape]) -> Graph:
    """Return the graph without the nodes `ids`, what fed them led on to what they fed.

    A gap stays where the layer behind it cannot take what would come in: too many inputs, an
    input twice, or, as far as `shapes` (output shapes by id) tell, another shape.
    """
    gone = set(ids)
    kept = remove(graph, gone)
    for target in dict.fromkeys(e.target for e in graph.edges if e.source in gone and e.target not in gone):
        edges: list[Edge] = []
        for edge in graph.incoming[target]:
            sources = _kept_sources(graph, edge.source, gone)
            edges += [Edge(s, target, edge.slot) for s in sources if s not in {e.source for e in edges}]
        if _can_feed([e.source for e in edges], graph[target].layer, shapes):
            others = tuple(e for e in kept.edges if e.target != target)
            kept = _close_slots(replace(kept, edges=(*others, *edges)))
    return kept


def _kept_sources(graph: Graph, id_: str, gone: Collection[str]) -> list[str]:
    """Return `id_`, or where it goes away the nearest nodes before it that stay."""
    found: list[str] = []
    seen: set[str] = set()
    todo = [id_]
    while todo:
        current = todo.pop(0)
        if current in seen:
            continue
        seen.add(current)
        if current in gone:
            todo = [*graph.sources_of(current), *todo]
        else:
            found.append(current)
    return found


def _can_feed(sources: Sequence[str], layer: Layer, shapes: Mapping[str, Shape]) -> bool:
    most = layer.arity[1]
    if most is not None and len(sources) > most:
        return False
    known = [shapes[id_] for id_ in sources if id_ in shapes]
    if len(known) < max(len(sources), layer.arity[0]):
        return True
    try:
        layer.output_shape(known)
    except NnsimError:
        return False
    return True


def move(graph: Graph, places: Mapping[str, tuple[float, float]]) -> Graph:
    """Return the graph with the nodes named in `places` at their new centres."""
    return replace(
        graph,
        nodes=tuple(
            replace(n, x=float(places[n.id][0]), y=float(places[n.id][1])) if n.id in places else n
            for n in graph.nodes
        ),
    )


def set_layer(graph: Graph, id_: str, layer: Layer) -> Graph:
    """Return the graph with other settings for node `id_`."""
    return _change(graph, id_, layer=layer)


def set_layers(graph: Graph, layers: Mapping[str, Layer]) -> Graph:
    """Return the graph with other settings for the nodes named in `layers`, by id."""
    return replace(
        graph, nodes=tuple(replace(n, layer=layers[n.id]) if n.id in layers else n for n in graph.nodes)
    )


def set_objective(graph: Graph, id_: str, objective: Objective | None) -> Graph:
    """Return the graph with another objective for node `id_`; None means automatic."""
    return _change(graph, id_, objective=objective)


def rename(graph: Graph, id_: str, name: str) -> Graph:
    """Return the graph with another name for node `id_`; raises NnsimError when it is empty or taken."""
    name = name.strip()
    if not name or len(name) > 60 or any(c in name for c in '/\\,"\n\r\t'):
        raise NnsimError(
            tr("A name has 1 to 60 characters and none of / \\ , and quotes. Choose another one.")
        )
    if any(n.name == name and n.id != id_ for n in graph.nodes):
        raise NnsimError(tr("Another layer is called {name}. Choose another name.").format(name=name))
    return _change(graph, id_, name=name)


def why_not_connect(graph: Graph, source: str, target: str) -> str | None:
    """Return a sentence that says why no edge can go from `source` to `target`, or None when it can."""
    if source == target:
        text = tr("A layer cannot feed itself. For a loop inside a layer use {loops}.")
        return text.format(loops=layers_with_loops())
    if any(e.target == target for e in graph.outgoing.get(source, ())):
        return tr("These two are connected already.")
    layer = graph[target].layer
    count = len(graph.incoming.get(target, ())) + 1
    most = layer.arity[1]
    if most is not None and count > most:
        return check_arity(layer, count)
    return None


def connect(graph: Graph, source: str, target: str) -> Graph:
    """Return the graph with an edge into the next free input; raises NnsimError when it cannot be."""
    problem = why_not_connect(graph, source, target)
    if problem:
        raise NnsimError(problem)
    slot = len(graph.incoming.get(target, ()))
    return replace(graph, edges=(*graph.edges, Edge(source, target, slot)))


def disconnect(graph: Graph, edges: Collection[Edge]) -> Graph:
    """Return the graph without `edges`; later inputs of the same node move up."""
    gone = set(edges)
    return _close_slots(replace(graph, edges=tuple(e for e in graph.edges if e not in gone)))


def why_not_insert(layer: Layer) -> str | None:
    """Return a sentence that says why `layer` cannot be put in the middle of an edge, or None."""
    # A layer that joins several inputs may stand there with one at first: its card says what it lacks.
    if not layer.takes_inputs:
        return tr("{title} cannot stand in the middle of an edge.").format(title=tr(layer.title))
    return None


def insert_on_edge(graph: Graph, edge: Edge, layer: Layer, x: float, y: float) -> tuple[Graph, str]:
    """Return the graph with a new node in the middle of `edge`, and the node's id."""
    problem = why_not_insert(layer)
    if problem:
        raise NnsimError(problem)
    grown, id_ = add(graph, layer, x, y)
    return put_on_edge(grown, edge, id_), id_


def put_on_edge(graph: Graph, edge: Edge, id_: str) -> Graph:
    """Return the graph with the existing node `id_` put in the middle of `edge`."""
    edges = tuple(Edge(id_, e.target, e.slot) if e == edge else e for e in graph.edges)
    slot = len(graph.incoming.get(id_, ()))
    return replace(graph, edges=(*edges, Edge(edge.source, id_, slot)))


def paste(graph: Graph, fragment: Graph, dx: float, dy: float) -> tuple[Graph, tuple[str, ...]]:
    """Return the graph with a copy of `fragment` moved by (dx, dy), and the ids of the copies."""
    names: dict[str, str] = {}
    for node in fragment.nodes:
        id_ = fresh_name(graph, node.layer.key)
        names[node.id] = id_
        copy = replace(node, id=id_, name=id_, x=node.x + dx, y=node.y + dy)
        graph = replace(graph, nodes=(*graph.nodes, copy))
    edges = tuple(Edge(names[e.source], names[e.target], e.slot) for e in fragment.edges)
    return _close_slots(replace(graph, edges=graph.edges + edges)), tuple(names.values())


def _change(graph: Graph, id_: str, **fields: object) -> Graph:
    return replace(
        graph,
        nodes=tuple(replace(n, **fields) if n.id == id_ else n for n in graph.nodes),  # type: ignore[arg-type]
    )


def _close_slots(graph: Graph) -> Graph:
    """Number the inputs of every node 0, 1, 2, ... again after some went away."""
    edges: list[Edge] = []
    counts: dict[str, int] = {}
    order = {e: i for i, e in enumerate(graph.edges)}
    for edge in sorted(graph.edges, key=lambda e: (e.target, e.slot, order[e])):
        slot = counts.get(edge.target, 0)
        counts[edge.target] = slot + 1
        edges.append(edge if edge.slot == slot else replace(edge, slot=slot))
    return replace(graph, edges=tuple(edges))
