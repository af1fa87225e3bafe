"""One neuron: reckoned by the engine, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.engine.activation import activations
from nnsim.engine.measure import activation_curve
from nnsim.lab.neuron import MOST_INPUTS, Neuron
from nnsim.lab.neuron_board import NeuronBoard, all_bits
from nnsim.lab.running import begin

values = st.floats(-100, 100).map(lambda v: round(v, 3))


@given(st.lists(st.tuples(values, values), min_size=1, max_size=MOST_INPUTS), values)
def test_it_fires_when_the_sum_exceeds_the_threshold_and_never_at_a_tie(
    terms: list[tuple[float, float]], threshold: float
) -> None:
    neuron = Neuron(tuple(x for x, _ in terms), tuple(w for _, w in terms), -threshold)
    exact = float(np.dot([x for x, _ in terms], [w for _, w in terms]))
    assert neuron.sum == pytest.approx(exact - threshold, abs=1e-9)
    if abs(exact - threshold) > 1e-6:
        assert neuron.output == float(exact > threshold)
    tie = Neuron((1.0,), (threshold,), -threshold)
    assert (tie.sum, tie.output) == (0.0, 0.0)


@pytest.mark.parametrize("kind", [a for a in activations if a.elementwise], ids=lambda a: a.key)
def test_any_activation_gives_what_the_engine_makes_of_the_sum(kind: type) -> None:
    neuron = Neuron((1.0, -0.5), (0.7, 1.3), 0.2, kind())
    assert neuron.output == activation_curve(kind(), np.array([neuron.sum]))[0][0]


@pytest.mark.parametrize(
    ("inputs", "weights"),
    [((), ()), ((1.0,) * 9, (1.0,) * 9), ((1.0,), ()), ((1e7,), (1.0,)), ((float("nan"),), (1.0,))],
)
def test_what_is_no_neuron_is_refused(inputs: tuple[float, ...], weights: tuple[float, ...]) -> None:
    with pytest.raises(NnsimError):
        Neuron(inputs, weights)


def test_inputs_come_and_go_with_their_names() -> None:
    neuron = Neuron((1.0, 2.0), (3.0, 4.0), names=("a", "b"))
    assert neuron.with_count(1).names == ("a",)
    more = neuron.with_count(4)
    assert (more.names, more.inputs, more.weights) == (
        ("a", "b", "x₃", "x₄"),
        (1.0, 2.0, 0.0, 0.0),
        (3.0, 4.0, 1.0, 1.0),
    )
    assert neuron.with_name(1, "  ").names == ("a", "x₂")


def test_a_board_runs_on_the_canvas_as_it_does_here() -> None:
    neuron = Neuron((1.0, 0.0), (-2.0, -2.0), 3.0)
    board = NeuronBoard(neuron, all_bits(2), (1.0, 1.0, 1.0, 0.0), bits=True)
    run = begin(board.project())
    run.network.parameters.adopt(board.weights())
    [there] = run.network.predict(run.prepared.train.inputs)
    assert there[:, 0].tolist() == neuron.answers(np.array(board.rows))[1].tolist() == [1, 1, 1, 0]
    assert board.is_right
    assert not board.with_neuron(replace(neuron, bias=1.0)).is_right
    assert NeuronBoard(neuron).is_right is None
