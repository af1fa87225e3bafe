"""How a run goes when nothing is wrong."""

from __future__ import annotations

import pytest

import nnsim.library as nn
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.wellbeing import TITLES, Wellbeing, wellbeing


def run(steps: int, data=None, **training) -> list[Wellbeing]:
    """Return how a network goes at every look."""
    usual = {"optimizer": nn.Adam(), "learning_rate": 0.01, "batch": 16}
    project = nn.chain(
        nn.Input(),
        nn.Dense(16, nn.Tanh()),
        nn.Dense(1),
        data=data or nn.Moons(points=200),
        **(usual | training),
    )
    return [wellbeing(case) for case in Rounds(project).walk(steps)]


def test_before_the_first_step_and_just_after_it_is_too_early_to_say() -> None:
    found = run(2, learning_rate=0.001)
    assert [one.key for one in found] == ["too_early"] * 3


def test_a_run_learns_and_then_has_learned() -> None:
    found = run(3000, data=nn.TwoGaussians(points=200, distance=3.0))
    keys = [one.key for one in found]
    assert keys[-1] == "converged"
    assert {"still_learning", "noisy_but_falling", "slow_but_steady"} & set(keys)
    assert all(one.is_well for one in found)


def test_what_is_right_nearly_everywhere_has_learned_though_its_loss_still_falls() -> None:
    assert (
        run(150, data=nn.TwoGaussians(points=200, distance=5.0), learning_rate=0.003)[-1].key == "converged"
    )


def test_a_rate_of_nothing_learns_nothing() -> None:
    found = run(600, learning_rate=1e-9)
    assert found[-1].key == "not_learning"
    assert not found[-1].is_well


def test_a_small_rate_is_slow_and_steady() -> None:
    keys = [one.key for one in run(1500, optimizer=nn.SGD(), learning_rate=0.01, batch=160)]
    assert "slow_but_steady" in keys
    assert "not_learning" not in keys


def test_small_batches_are_noisy_and_fall() -> None:
    keys = [one.key for one in run(500, batch=2, learning_rate=0.003)]
    assert "noisy_but_falling" in keys
    assert "not_learning" not in keys


def test_what_diverged_is_not_learning() -> None:
    data = nn.DataSettings(nn.Sine(points=100), scale_targets=True)
    assert run(200, data=data, optimizer=nn.SGD(), learning_rate=1e3)[-1].key == "not_learning"


@pytest.mark.parametrize("key", TITLES)
def test_it_says_since_when(key: str) -> None:
    before, now = Wellbeing(key, "", "", 10), Wellbeing(key, "", "", 30)
    assert now.after(before).since_step == 10
    assert now.after(None).since_step == 30
    other = next(k for k in TITLES if k != key)
    assert now.after(Wellbeing(other, "", "", 10)).since_step == 30
