"""The reservoir: whether its echo fades, what it says where it does not, and sequences that are too short."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.ridge_readout import RidgeReadout
from tests.builders import chain, examples, run_epoch, start

RNG = np.random.default_rng(8)
X = RNG.uniform(-0.5, 0.5, size=(30, 60, 1))
T = X[:, -4:, 0].sum(1)
MSE = MeanSquaredError()


def left(radius: float) -> float:
    """Return how much of another beginning is left after 50 steps of the same input."""
    heard = X[:2].copy()
    heard[1, 10:] = heard[0, 10:]
    run = start(chain(Reservoir(60, "all", radius=radius), Flatten(), Dense(1), loss=MSE), examples(X, T))
    states = run.network.predict(heard, ["l1"])[0].reshape(2, 60, 60)
    away = np.linalg.norm(states[0] - states[1], axis=1)
    return float(away[-1] / away[9])


def test_below_a_radius_of_one_the_echo_fades_and_far_above_it_is_lost() -> None:
    assert left(0.5) < 1e-9
    assert left(0.9) < 0.05
    assert left(2.0) > 0.5


def test_a_radius_of_one_and_more_is_doubted_with_what_to_do() -> None:
    def said(radius: float) -> list[str]:
        graph = chain(Reservoir(9, radius=radius), Dense(1), loss=MSE)
        return [p.text for p in resolve(graph, examples(X, T), RidgeReadout()).problems]

    assert said(0.99) == []
    assert said(1.0)[0].startswith("At a spectral radius of 1 the echo is lost")
    assert "Set it below 1, such as 0.9." in said(1.5)[0]


@pytest.mark.parametrize(("returns", "direction", "washout"), [("last", "both", 60), ("all", "both", 30)])
def test_a_sequence_no_longer_than_the_wash_out_says_what_to_do(
    returns: str, direction: str, washout: int
) -> None:
    def said(of: int) -> list[str]:
        graph = chain(Reservoir(9, returns, 1, direction, washout=of), Flatten(), Dense(1), loss=MSE)
        return [p.text for p in resolve(graph, examples(X, T), RidgeReadout()).errors]

    assert said(washout - 1) == []
    [text] = said(washout)
    assert text.startswith("The sequence has 60 steps and the wash-out takes 60: nothing is left to be read.")


def test_its_radius_scales_what_goes_round_also_after_it_was_drawn() -> None:
    runs = [start(chain(Reservoir(40, radius=r), Dense(1), loss=MSE), examples(X, T)) for r in (0.3, 1.2)]
    drawn = [dict(run.network.parameters.items())["l1/U"] for run in runs]
    np.testing.assert_array_equal(*drawn)
    assert np.abs(np.linalg.eigvals(drawn[0])).max() == pytest.approx(1)
    said = [run.network.predict(X, ["l1"])[0] for run in runs]
    assert np.abs(said[0] - said[1]).max() > 0.01


def test_it_stays_as_it_was_drawn_under_back_propagation_unless_it_is_thawed() -> None:
    for frozen in (True, False):
        run = start(chain(Reservoir(8, frozen=frozen), Dense(1), loss=MSE), examples(X, T), learning_rate=0.1)
        before = run.network.parameters.copy_arrays()
        run_epoch(run)
        after = dict(run.network.parameters.items())
        assert (before["l1/U"] == after["l1/U"]).all() == frozen
        assert (before["l2/W"] != after["l2/W"]).any()


def test_a_solved_read_out_finds_what_the_reservoir_remembers() -> None:
    graph = chain(Reservoir(25, radius=0.8, input_scale=0.1), Dense(1), loss=MSE)
    run = start(graph, examples(X, T), rule=RidgeReadout(1e-9))
    run_epoch(run)
    np.testing.assert_allclose(run.network.predict(X)[0][:, 0], T, atol=0.02)
