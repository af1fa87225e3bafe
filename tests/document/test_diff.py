"""The difference of two drawings."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nnsim.document.diff import diff
from nnsim.document.graph import Edge, Graph, Node
from nnsim.engine.layer import Layer

LAYER = Layer()
names = st.sampled_from("abcdef")
graphs = st.builds(
    lambda nodes, pairs: Graph(
        tuple(Node(i, i, LAYER, x) for i, x in nodes.items()),
        tuple(Edge(a, b) for a, b in sorted(pairs) if a in nodes and b in nodes),
    ),
    st.dictionaries(names, st.sampled_from([0.0, 8.0])),
    st.sets(st.tuples(names, names)),
)


def test_what_was_added_removed_and_changed() -> None:
    a, b, c = (Node(i, i, LAYER) for i in "abc")
    moved = replace(b, x=8.0)
    found = diff(Graph((a, b), (Edge("a", "b"),)), Graph((moved, c), (Edge("b", "c"),)))
    assert (found.added, found.removed, found.changed) == ((c,), (a,), (moved,))
    assert (found.added_edges, found.removed_edges) == ((Edge("b", "c"),), (Edge("a", "b"),))


@given(graphs, graphs)
def test_a_difference_applied_to_the_old_gives_the_new(old: Graph, new: Graph) -> None:
    found = diff(old, new)
    nodes = {n.id: n for n in old.nodes}
    for node in found.removed:
        del nodes[node.id]
    nodes.update((n.id, n) for n in (*found.added, *found.changed))
    assert nodes == dict(new.by_id)
    edges = (set(old.edges) - set(found.removed_edges)) | set(found.added_edges)
    assert edges == set(new.edges)


@given(graphs)
def test_a_drawing_does_not_differ_from_itself(graph: Graph) -> None:
    assert not diff(graph, graph)
    assert not diff(graph, Graph(tuple(reversed(graph.nodes)), tuple(reversed(graph.edges))))
