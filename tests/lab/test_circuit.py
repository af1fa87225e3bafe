"""Circuits: drawn as layers, reckoned by them, and what they refuse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.lab.circuit import Gate
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.gates import gate
from nnsim.lab.running import begin
from nnsim.lab.scenes.multilayer_perceptron import MultilayerPerceptron
from nnsim.lab.scenes.xor_from_nands import XorFromNands


@st.composite
def circuits(draw: st.DrawFn) -> CircuitBoard:
    """Return gates that read any parts before them, in any order."""
    inputs = ("A", "B", "C")
    known, gates = list(inputs), []
    for place in range(draw(st.integers(1, 5))):
        sources = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
        weights = tuple(draw(st.integers(-3, 3)) * 1.0 for _ in sources)
        gates.append(Gate(f"g{place}", tuple(sources), weights, draw(st.integers(-3, 3)) + 0.5))
        known.append(f"g{place}")
    outputs = tuple(
        draw(st.lists(st.sampled_from([g.name for g in gates]), min_size=1, max_size=3, unique=True))
    )
    return CircuitBoard(inputs, tuple(gates), outputs)


def by_hand(board: CircuitBoard) -> np.ndarray:
    """Return the truth table, gate by gate."""
    found = []
    for row in board.rows:
        values = dict(zip(board.inputs, row, strict=True))
        for g in board.gates:
            total = sum(w * values[s] for s, w in zip(g.sources, g.weights, strict=True)) + g.bias
            values[g.name] = float(total > 0)
        found.append([values[name] for name in board.outputs])
    return np.array(found)


@settings(max_examples=40, deadline=None)
@given(circuits())
def test_layers_compute_what_the_gates_do_one_by_one(board: CircuitBoard) -> None:
    assert np.array_equal(board.table, by_hand(board))


@settings(max_examples=8, deadline=None)
@given(circuits())
def test_the_project_computes_it_as_well(board: CircuitBoard) -> None:
    run = begin(board.project())
    assert run.network.parameters.adopt(board.weights()) == len(board.weights())
    found = run.network.predict(run.prepared.train.inputs)
    # An output may be several layers, each measured by its own columns.
    for output, values in zip(run.network.outputs, found, strict=True):
        columns = output.columns if output.columns is not None else range(len(board.outputs))
        assert np.array_equal(values, board.table[:, list(columns)])


def test_gates_that_read_the_same_are_one_layer() -> None:
    graph = MultilayerPerceptron().board().project().graph
    assert [node.layer.key for node in graph.nodes] == ["input", "dense", "dense", "dense"]


def test_one_wrong_weight_is_found_in_its_rows() -> None:
    board = XorFromNands().board()
    assert board.wrong_rows() == ()
    broken = board.with_gate(replace(board.gate("NAND 3"), bias=-1.0))
    assert broken.wrong_rows() == (0, 3)


def test_an_input_is_flipped_and_lights_its_row() -> None:
    board = replace(XorFromNands().board(), here=(0.0, 0.0))
    assert [board.row, board.flipped(0).row, board.flipped(0).flipped(1).row] == [0, 2, 3]
    assert board.flipped(0).now["XOR"] == 1.0


def test_what_is_not_connected_says_so_and_the_rest_runs_on() -> None:
    board = XorFromNands().board().with_gate(Gate("lone", (), (), 0.0))
    assert "lone is not connected" in board.problems[0]
    assert "lone" not in board.now
    assert board.wrong_rows() == ()
    with pytest.raises(NnsimError, match="not connected"):
        board.project()
    watched = board.as_output("lone")
    assert np.isnan(watched.table[:, 1]).all()


def test_wires_are_drawn_once_and_taken_away_again() -> None:
    board = CircuitBoard(("A", "B"), (gate("not", "g", "A"), gate("not", "h", "g")), ("h",))
    wired = board.wired("B", "g")
    assert wired.gate("g").sources == ("A", "B")
    assert wired.wired("B", "g").gate("g") == board.gate("g")
    for source, target in (("h", "g"), ("g", "g")):
        with pytest.raises(NnsimError, match="circle"):
            board.wired(source, target)
    assert board.without("g").gate("h").sources == ()


@pytest.mark.parametrize(
    ("kind", "wished"),
    [("nand", [1, 1, 1, 0]), ("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("nor", [1, 0, 0, 0])],
)
def test_a_gate_wired_by_hand_does_what_its_name_says(kind: str, wished: list[int]) -> None:
    board = CircuitBoard(("A", "B"), (gate(kind, "g"),), ("g",)).wired("A", "g").wired("B", "g")
    assert board.table[:, 0].tolist() == wished
    again = board.wired("B", "g").wired("B", "g")
    assert again.table[:, 0].tolist() == wished


@pytest.mark.parametrize(
    "make",
    [
        lambda: CircuitBoard(("A", "A"), (), ()),
        lambda: CircuitBoard(("A",), (Gate("g", ("A",), (), 0.0),), ()),
        lambda: CircuitBoard(("A",), (Gate("g", ("B",), (1.0,), 0.0),), ()),
        lambda: CircuitBoard(("A",), (), ("g",)),
        lambda: CircuitBoard(tuple(map(str, range(13))), (), ()),
    ],
)
def test_what_is_no_circuit_is_refused(make) -> None:
    with pytest.raises(NnsimError):
        make()


def test_gates_in_a_circle_are_named() -> None:
    ring = (Gate("g", ("h",), (1.0,), 0.0), Gate("h", ("g",), (1.0,), 0.0))
    assert "circle: g, h" in CircuitBoard(("A",), ring, ("g",)).problems[0]
