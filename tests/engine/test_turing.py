"""A Turing machine led by hand, through its biases: where its heads go, and what stands in its memory then."""

from __future__ import annotations

import numpy as np

from nnsim.base.declared import check_all
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.ntm import NeuralTuringMachine
from nnsim.engine.network import Network
from nnsim.engine.turing import Told, head_numbers
from tests.builders import stage

SLOTS, WIDTH, TIMES = 5, 3, 7
SURE = 40.0


def _led(shift_on: float, gate: float, key: float = 0.0) -> dict[str, np.ndarray]:
    """Return what is inside a machine whose heads are told the same at every time, whatever it sees."""
    layer = NeuralTuringMachine(2, SLOTS, WIDTH)
    network = Network(
        [read := stage(Input(), "in", shape=(TIMES, 1)), stage(layer, "ntm", [read])], (), np.float64, 1
    )
    arrays = {name: array * 0 for name, array in network.parameters.items()}
    told = Told(np.zeros((head_numbers(WIDTH), 1)), WIDTH)
    told.shifts[:, 0], told.shifts[:, 1] = shift_on, SURE - shift_on
    told.gates[...] = gate
    told.strengths[...] = told.sharpness[...] = SURE
    told.keys[...] = key
    told.erased[...] = SURE
    told.added[:, 0] = 1.0, -1.0, 0.5
    arrays["ntm/c"] = told.all[:, 0]
    network.parameters.adopt(arrays)
    return network.inside(network.feed(np.zeros((1, TIMES, 1))))["ntm"]


def test_heads_that_are_told_to_move_on_walk_round_the_ring_and_write_on_their_way() -> None:
    inside = _led(shift_on=SURE, gate=-SURE)
    places = inside["Writing head"][:, :, 0].argmax(1)
    np.testing.assert_array_equal(places, (np.arange(TIMES) + 1) % SLOTS)
    np.testing.assert_allclose(inside["Reading head"].max(1), 1.0, atol=1e-9)
    written = np.tanh([1.0, -1.0, 0.5])
    for t in range(TIMES):
        rows = inside["Memory"][t, :, :, 0]
        done = np.isin(np.arange(SLOTS), places[: t + 1])
        np.testing.assert_allclose(rows[done], np.tile(written, (done.sum(), 1)), atol=1e-9)
        np.testing.assert_allclose(rows[~done], 0.1)


def test_heads_that_are_told_to_stay_stay() -> None:
    inside = _led(shift_on=0.0, gate=-SURE)
    assert (inside["Writing head"][:, :, 0].argmax(1) == 0).all()


def test_weights_of_heads_are_shares() -> None:
    inside = _led(shift_on=20.0, gate=0.3, key=0.2)
    for name in ("Reading head", "Writing head"):
        np.testing.assert_allclose(inside[name].sum(1), 1.0)
        assert (inside[name] >= 0).all()


def test_a_memory_of_no_slots_gets_a_sentence() -> None:
    [sentence] = check_all(NeuralTuringMachine(slots=0))
    assert sentence == "Memory slots is 0; it must be between 1 and 1,000."
