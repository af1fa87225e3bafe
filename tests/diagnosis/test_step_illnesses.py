"""Illnesses of the step on runs that were really trained: the sick are named, and their healthy twins are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

import nnsim.library as nn
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.illnesses.decaying_rate import DecayingRate
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from tests.diagnosis.followed_runs import followed

OF_THE_STEP = {kind.key for kind in illnesses if kind.group == "step"}


def moons(*hidden, points: int = 200, validation: float = 0.2, **training) -> Project:
    data = nn.DataSettings(nn.Moons(points=points), validation_share=validation, test_share=0.0)
    layers = hidden or (nn.Dense(16, nn.Tanh()), nn.Dense(16, nn.Tanh()))
    usual = {"optimizer": nn.Adam(), "learning_rate": 0.01, "batch": 16}
    return nn.chain(nn.Input(), *layers, nn.Dense(1), data=data, **(usual | training))


def with_training(project: Project, **changes) -> Project:
    return replace(project, training=replace(project.training, **changes))


HEALTHY = {
    "adam": moons(),
    "noisy": moons(batch=2, learning_rate=0.003),
    "plain descent": moons(optimizer=nn.SGD(), learning_rate=0.1),
    "rectifiers": moons(nn.Dense(32, nn.ReLU()), nn.Dense(32, nn.ReLU()), learning_rate=0.003),
    "four rows": nn.chain(
        nn.Input(),
        nn.Dense(8, nn.Tanh()),
        nn.Dense(1),
        data=nn.DataSettings(nn.TruthTable(), validation_share=0.0, test_share=0.0),
        optimizer=nn.SGD(),
        learning_rate=0.3,
        batch=4,
    ),
    "near noise": nn.chain(
        nn.Input(),
        nn.Dense(16, nn.Tanh()),
        nn.Dense(1),
        data=nn.Sine(points=300, noise=1.0),
        learning_rate=0.003,
    ),
    "schedule": moons(schedule=nn.CosineAnnealing(epochs=60), epochs=60),
    "normalised": moons(nn.Dense(16), nn.BatchNorm(), nn.ActivationLayer(nn.ReLU())),
}


@pytest.mark.parametrize("kind", HEALTHY)
def test_of_a_healthy_run_nothing_is_said_at_any_look(kind: str) -> None:
    first, _, _ = followed(HEALTHY[kind], 400)
    assert not OF_THE_STEP & set(first)


@pytest.mark.parametrize(
    ("optimizer", "rate"), [(nn.SGD(), 1e-4), (nn.Adam(), 1e-6), (nn.Momentum(), 1e-6), (nn.RMSProp(), 1e-6)]
)
@pytest.mark.parametrize("steps", [20, 300])
def test_a_rate_far_too_low_is_named_early_and_stays_named(optimizer, rate: float, steps: int) -> None:
    first, said, _ = followed(moons(optimizer=optimizer, learning_rate=rate), steps)
    assert said[0] == "learning_rate_too_low"
    assert first["learning_rate_too_low"] <= 20


def test_a_converged_network_has_no_rate_too_low() -> None:
    data = nn.DataSettings(nn.TwoGaussians(points=100, distance=4.0))
    project = nn.chain(nn.Input(), nn.Dense(8, nn.Tanh()), nn.Dense(1), data=data, learning_rate=0.03)
    first, _, case = followed(project, 1500)
    assert case.pace.change < 1e-3
    assert "learning_rate_too_low" not in first


def test_small_gradients_are_no_small_rate() -> None:
    deep = moons(*[nn.Dense(8, nn.Sigmoid()) for _ in range(7)], optimizer=nn.SGD(), learning_rate=0.1)
    first, _, case = followed(deep, 200)
    assert case.pace.least_change < 1e-6
    assert "learning_rate_too_low" not in first


@pytest.mark.parametrize(("optimizer", "rate"), [(nn.SGD(), 100.0), (nn.Adam(), 3.0), (nn.Momentum(), 10.0)])
def test_a_rate_far_too_high_is_named(optimizer, rate: float) -> None:
    first, said, _ = followed(moons(optimizer=optimizer, learning_rate=rate), 200)
    assert "learning_rate_too_high" in said[:2]
    # Not before it is plain that the first jumps do not pass by themselves.
    assert 15 < first["learning_rate_too_high"] <= 100


def test_divergence_is_said_at_once() -> None:
    data = nn.DataSettings(nn.Sine(), scale_targets=True)
    project = nn.chain(
        nn.Input(), nn.Dense(8, nn.ReLU()), nn.Dense(1), data=data, optimizer=nn.SGD(), learning_rate=50.0
    )
    _, said, case = followed(project, 200)
    assert case.diverged is not None
    assert "learning_rate_too_high" in said[:2]


def test_a_loss_that_swings_around_a_level_is_named() -> None:
    data = nn.DataSettings(nn.Sine(points=200), scale_targets=True)
    project = nn.chain(
        nn.Input(),
        nn.Dense(16, nn.ELU()),
        nn.Dense(1),
        data=data,
        optimizer=nn.RMSProp(),
        learning_rate=0.2,
        batch=16,
    )
    _, said, case = followed(project, 400)
    assert case.course.reversals > 0.3
    assert "oscillating" in said[:2]


def test_a_plateau_is_named_where_there_is_more_to_learn() -> None:
    data = nn.DataSettings(nn.Circles(points=300))
    layers = [nn.Dense(8, nn.Sigmoid()) for _ in range(3)]
    project = nn.chain(
        nn.Input(), *layers, nn.Dense(1), data=data, optimizer=nn.SGD(), learning_rate=0.1, batch=16
    )
    first, _, _ = followed(project, 1500)
    assert {"plateau", "unsuited_optimizer"} & set(first)
    assert first.get("plateau", 1500) > 300


def test_a_schedule_that_takes_the_rate_away_is_named() -> None:
    sick = moons(schedule=nn.ExponentialDecay(0.1), learning_rate=0.002)
    _, said, _ = followed(sick, 300)
    assert said[0] == "decaying_rate"
    # Without a schedule it cannot be: not even asked.
    *_, case = Rounds(moons(learning_rate=1e-6)).walk(50)
    assert not list(DecayingRate().signs(case))


@pytest.mark.parametrize("optimizer", [nn.Rprop(), nn.LBFGS()])
def test_optimizers_that_compare_gradients_want_all_examples(optimizer) -> None:
    sick = moons(optimizer=optimizer, batch=4)
    first, _, _ = followed(sick, 100)
    assert "unsuited_optimizer" in first
    whole, _, _ = followed(with_training(sick, batch=200), 100)
    assert "unsuited_optimizer" not in whole


def test_a_batch_of_everything_is_too_large_where_it_makes_epochs_of_one_step() -> None:
    first, _, _ = followed(moons(points=1500, batch=100_000, learning_rate=0.002), 15)
    assert "batch_too_large" in first


def test_a_batch_of_one_is_named_where_it_shakes_the_loss() -> None:
    data = nn.DataSettings(nn.Sine(points=200), scale_targets=True)
    project = nn.chain(
        nn.Input(),
        nn.Dense(16, nn.Tanh()),
        nn.Dense(1),
        data=data,
        optimizer=nn.Momentum(),
        learning_rate=0.05,
        batch=1,
    )
    _, said, _ = followed(project, 400)
    assert "batch_of_one" in said[:2]
    assert "batch_of_one" not in followed(with_training(project, batch=16, learning_rate=0.01), 400)[0]


@pytest.mark.parametrize("batch", [1, 2])
def test_batch_norm_over_one_or_two_examples_is_said_before_the_first_step(batch: int) -> None:
    layers = nn.Dense(16), nn.BatchNorm(), nn.ActivationLayer(nn.ReLU())
    first, _, _ = followed(moons(*layers, batch=batch), 5)
    assert first["batch_too_small_for_norm"] == 0


def test_an_end_while_the_loss_falls_is_too_early() -> None:
    _, said, case = followed(moons(epochs=1, learning_rate=0.002), 500)
    assert case.course.stopped
    assert "stopped_too_early" in said[:2]
    assert "stopped_too_early" not in followed(moons(epochs=60), 600)[0]


def test_every_illness_of_the_step_says_what_to_do() -> None:
    assert len(OF_THE_STEP) == 10
    for key in OF_THE_STEP:
        kind = illnesses[key]
        assert kind.cures
        assert kind.summary.count(".") >= 2
        assert key not in kind.explains
