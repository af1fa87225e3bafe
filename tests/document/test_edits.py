"""Edits: pure functions from drawing to drawing that keep ids unique and inputs numbered."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nnsim.base.errors import NnsimError
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.records import graph_from_record, graph_record
from nnsim.document.resolve import resolve
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input

LAYERS = [Input(), Dense(2), Flatten(), Add(), Concatenate()]


class Drawing(RuleBasedStateMachine):
    """Random edits, one after the other; every older drawing stays as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = Graph()
        self.past: list[tuple[Graph, str]] = []

    def become(self, graph: Graph) -> None:
        self.past.append((self.graph, repr(self.graph)))
        self.graph = graph

    def node(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from([n.id for n in self.graph.nodes]))

    @rule(layer=st.sampled_from(LAYERS), x=st.integers(-500, 500))
    def add(self, layer: Input, x: int) -> None:
        graph, id_ = edits.add(self.graph, layer, x, -x)
        assert id_ not in self.graph
        assert graph[id_].layer == layer
        assert (graph[id_].x, graph[id_].y) == (x, -x)
        self.become(graph)

    @precondition(lambda self: self.graph.nodes)
    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        source, target = self.node(data), self.node(data)
        reason = edits.why_not_connect(self.graph, source, target)
        if reason:
            assert reason.endswith(".")
            with pytest.raises(NnsimError):
                edits.connect(self.graph, source, target)
            return
        graph = edits.connect(self.graph, source, target)
        assert graph.sources_of(target) == (*self.graph.sources_of(target), source)
        self.become(graph)

    @precondition(lambda self: self.graph.edges)
    @rule(data=st.data())
    def disconnect(self, data: st.DataObject) -> None:
        gone = data.draw(st.lists(st.sampled_from(self.graph.edges), max_size=3))
        graph = edits.disconnect(self.graph, gone)
        for node in graph.nodes:
            left = [e.source for e in self.graph.incoming.get(node.id, ()) if e not in gone]
            assert list(graph.sources_of(node.id)) == left
        self.become(graph)

    @precondition(lambda self: self.graph.nodes)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        ids = {self.node(data), self.node(data)}
        graph = edits.remove(self.graph, ids)
        assert set(graph.by_id) == set(self.graph.by_id) - ids
        for node in graph.nodes:
            left = [s for s in self.graph.sources_of(node.id) if s not in ids]
            assert list(graph.sources_of(node.id)) == left
        self.become(graph)

    @precondition(lambda self: self.graph.edges)
    @rule(data=st.data(), layer=st.sampled_from(LAYERS))
    def insert(self, data: st.DataObject, layer: Input) -> None:
        edge = data.draw(st.sampled_from(self.graph.edges))
        if edits.why_not_insert(layer):
            with pytest.raises(NnsimError):
                edits.insert_on_edge(self.graph, edge, layer, 0, 0)
            return
        graph, id_ = edits.insert_on_edge(self.graph, edge, layer, 0, 0)
        assert graph.sources_of(id_) == (edge.source,)
        assert graph.sources_of(edge.target)[edge.slot] == id_
        self.become(graph)

    @precondition(lambda self: self.graph.nodes)
    @rule(data=st.data(), dx=st.integers(-50, 50))
    def paste(self, data: st.DataObject, dx: int) -> None:
        ids = {self.node(data) for _ in range(3)}
        fragment = self.graph.fragment(ids)
        graph, made = edits.paste(self.graph, fragment, dx, dx)
        assert len(made) == len(ids)
        assert not set(made) & set(self.graph.by_id)
        assert len(graph.edges) == len(self.graph.edges) + len(fragment.edges)
        for node, id_ in zip(fragment.nodes, made, strict=True):
            assert graph[id_].layer == node.layer
            assert graph[id_].x == node.x + dx
        self.become(graph)

    @precondition(lambda self: self.graph.nodes)
    @rule(data=st.data(), name=st.sampled_from(["", "  ", "A", "b c", "a/b", "dense_1", "x" * 61, " Z "]))
    def rename(self, data: st.DataObject, name: str) -> None:
        id_ = self.node(data)
        try:
            graph = edits.rename(self.graph, id_, name)
        except NnsimError as error:
            if not str(error).endswith("."):
                raise
            return
        assert graph[id_].name == name.strip()
        self.become(graph)

    @precondition(lambda self: self.graph.nodes)
    @rule(data=st.data(), x=st.integers(-9, 9), weight=st.floats(0, 2))
    def change(self, data: st.DataObject, x: int, weight: float) -> None:
        id_ = self.node(data)
        graph = edits.move(self.graph, {id_: (x, x), "nobody": (1, 1)})
        assert (graph[id_].x, graph[id_].y) == (x, x)
        graph = edits.set_objective(graph, id_, Objective(None, weight))
        assert graph[id_].objective == Objective(None, weight)
        assert edits.set_layer(graph, id_, Dense(9))[id_].layer == Dense(9)
        assert edits.set_objective(graph, id_, None)[id_].objective is None
        self.become(graph)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.graph, _ = self.past.pop()

    @invariant()
    def ids_and_names_are_unique_and_inputs_numbered(self) -> None:
        graph = self.graph
        assert len({n.id for n in graph.nodes}) == len({n.name for n in graph.nodes}) == len(graph.nodes)
        assert len({(e.source, e.target) for e in graph.edges}) == len(graph.edges)
        for id_, incoming in graph.incoming.items():
            assert id_ in graph
            assert [e.slot for e in incoming] == list(range(len(incoming)))
            assert all(e.source in graph and e.source != id_ for e in incoming)
        assert graph_from_record(graph_record(graph)) == (graph, ())
        resolve(graph, None)

    @invariant()
    def older_drawings_stay_as_they_were(self) -> None:
        if self.past:
            graph, shown = self.past[-1]
            assert repr(graph) == shown


Drawing.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDrawing = Drawing.TestCase


def test_fresh_names_avoid_names_the_user_gave() -> None:
    graph, _ = edits.add(Graph(), Dense(), 0, 0)
    graph = edits.rename(graph, "dense_1", "dense_2")
    graph, id_ = edits.add(graph, Dense(), 0, 0)
    assert id_ == "dense_3"


def test_removing_one_of_three_inputs_closes_the_gap() -> None:
    nodes = (*(Node(i, i, Dense()) for i in "abc"), Node("j", "j", Add()))
    graph = Graph(nodes, (Edge("a", "j", 0), Edge("b", "j", 1), Edge("c", "j", 2)))
    assert edits.remove(graph, ["b"]).edges == (Edge("a", "j", 0), Edge("c", "j", 1))
