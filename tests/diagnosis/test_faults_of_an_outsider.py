"""Faults and false alarms that an outsider's projects showed: one small project for each kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import judge
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.simple_methods import simple_methods
from nnsim.diagnosis.wellbeing import wellbeing
from nnsim.diagnosis.words import headline
from nnsim.document.project import Project
from nnsim.library import diagnose

XOR = nn.DataSettings(nn.PlaygroundXor(noise=0, seed=2), validation_share=0.3, test_share=0.0)


@pytest.fixture
def rng() -> np.random.Generator:
    """Chance that is the same whatever runs before."""
    return np.random.default_rng(11)


def _of(x: np.ndarray, y: np.ndarray, task: str = "auto", **settings: object) -> nn.DataSettings:
    usual = {"validation_share": 0.3, "test_share": 0.0}
    return nn.DataSettings(nn.Arrays(x, y, task=task), **(usual | settings))  # type: ignore[arg-type]


def _said(project: Project, steps: int) -> tuple[list[str], Case]:
    persisting, case = Persisting(), None
    keys: list[str] = []
    for case in Rounds(project).walk(steps):
        keys = [verdict.key for verdict in persisting.look(case)]
    assert case is not None
    return keys, case


def _asked_before_training(project: Project) -> list[str]:
    return [verdict.key for verdict in judge(Rounds(project).case())]


def test_a_network_of_balanced_classes_is_measured_as_a_line_is(rng: np.random.Generator) -> None:
    rare = (rng.random(900) < 0.08).astype(int)
    x = rng.normal(size=(900, 4)) + 1.3 * rare[:, None] * np.eye(4)[0]
    data = _of(x, rare, "classes", class_weights="balanced")
    layers = nn.Input(), nn.Dense(8, nn.Tanh()), nn.Dense(1)
    keys, case = _said(nn.chain(*layers, data=data, learning_rate=0.01, batch=32), 700)
    assert not {"baseline_not_beaten", "class_imbalance"} & set(keys)
    assert case.baseline.loss == pytest.approx(np.log(2), abs=0.01)
    assert case.baseline.accuracy == pytest.approx(0.5, abs=0.1)
    assert case.about is not None
    assert case.about.linear < 0.85, "and not the share of the frequent class, nine tenths"


def test_letters_of_a_text_are_no_imbalance_though_one_is_the_most_frequent(rng: np.random.Generator) -> None:
    shares = 1.0 / np.arange(1, 31) ** 0.6
    y = rng.choice(30, size=900, p=shares / shares.sum())
    x = rng.normal(size=(900, 5)) + 0.3 * np.stack([np.sin(k * y) for k in range(1, 6)], axis=1)
    keys, case = _said(nn.chain(nn.Input(), nn.Dense(30), data=_of(x, y, "classes"), learning_rate=0.01), 300)
    assert case.about is not None
    assert case.about.class_shares.max() > 2 / 30
    assert "class_imbalance" not in keys


@pytest.mark.parametrize("split_by_time", [False, True])
def test_days_as_an_input_are_time_and_a_split_in_order_cures_it(
    rng: np.random.Generator, split_by_time: bool
) -> None:
    walk = np.cumsum(rng.normal(size=400))
    x = np.stack([np.arange(400.0), np.convolve(walk, np.ones(9) / 9, "same")], axis=1)
    more = {"splitter": nn.InOrder()} if split_by_time else {}
    project = nn.chain(
        nn.Input(), nn.Dense(8, nn.Tanh()), nn.Dense(1), data=_of(x, walk, "regression", **more)
    )
    assert ("time_order" in _asked_before_training(project)) is not split_by_time


def test_a_number_of_rows_beside_what_does_not_follow_is_no_time(rng: np.random.Generator) -> None:
    x = np.stack([np.arange(400.0), rng.normal(size=400)], axis=1)
    project = nn.chain(nn.Input(), nn.Dense(1), data=_of(x, x[:, 1] + rng.normal(size=400), "regression"))
    assert "time_order" not in _asked_before_training(project)


def test_batch_norm_and_dropout_bend_nothing() -> None:
    layers = [nn.Dense(8), nn.BatchNorm(), nn.Dropout(0.1), nn.Dense(8), nn.Dense(1)]
    assert "only_linear_layers" in _asked_before_training(nn.chain(nn.Input(), *layers, data=XOR))
    bent = [nn.Dense(8), nn.LayerNorm(), nn.Dense(8), nn.Dense(1)]
    assert "only_linear_layers" not in _asked_before_training(nn.chain(nn.Input(), *bent, data=XOR))


def _friedman(rows: int = 700) -> nn.DataSettings:
    rng = np.random.default_rng(11)
    x = rng.random((rows, 8))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return _of(x, y, "regression", scale_targets=True)


@pytest.mark.parametrize(
    ("layers", "key"),
    [([nn.Dense(16), nn.Dense(8)], "only_linear_layers"), ([nn.Dense(1, nn.Tanh())], "no_capacity")],
)
def test_what_a_line_explains_in_part_can_still_bend(layers: list[nn.Dense], key: str) -> None:
    project = nn.chain(nn.Input(), *layers, nn.Dense(1), data=_friedman(), learning_rate=0.01, batch=32)
    assert key in _said(project, 900)[0][:2]


def test_a_line_is_no_illness_where_a_curve_knows_no_more(rng: np.random.Generator) -> None:
    x = rng.normal(size=(500, 6))
    y = x @ np.arange(1.0, 7.0) + 4 * rng.normal(size=500)
    project = nn.chain(
        nn.Input(), nn.Dense(1), data=_of(x, y, "regression", scale_targets=True), learning_rate=0.01
    )
    assert "only_linear_layers" not in _asked_before_training(project)
    assert "only_linear_layers" not in _said(project, 300)[0]


def test_squares_and_products_know_what_a_line_does_not(rng: np.random.Generator) -> None:
    x = rng.normal(size=(800, 4))
    found = simple_methods(x, (x[:, :1] * x[:, 1:2] + x[:, 2:3] ** 2), 0)
    assert found is not None
    assert found.linear < 0.3 < 0.8 < found.curved
    assert found.best == found.curved


def test_two_units_are_too_few_for_two_spirals() -> None:
    data = nn.DataSettings(nn.TwoSpirals(points=400, noise=0.05), validation_share=0.3, test_share=0.0)
    narrow, wide = ([nn.Dense(n, nn.Tanh()), nn.Dense(n, nn.Tanh()), nn.Dense(1)] for n in (2, 16))
    training = {"learning_rate": 0.01, "batch": 16}
    assert "no_capacity" in _said(nn.chain(nn.Input(), *narrow, data=data, **training), 1500)[0][:2]
    assert "no_capacity" not in _said(nn.chain(nn.Input(), *wide, data=data, **training), 1500)[0]


def test_a_loss_that_swings_has_not_stopped_too_early() -> None:
    layers = [nn.Input(), nn.Dense(16, nn.Tanh()), nn.Dense(16, nn.Tanh()), nn.Dense(1)]
    data = nn.DataSettings(nn.Moons(points=300, noise=0.2), validation_share=0.3, test_share=0.0)
    for seed in range(4):
        project = nn.chain(*layers, data=data, optimizer=nn.RMSProp(), learning_rate=0.6, batch=16, epochs=20)
        project = replace(project, training=replace(project.training, seed=seed))
        assert "stopped_too_early" not in _said(project, 400)[0]


def test_two_epochs_of_a_sequence_are_too_few_whatever_neighbours_know() -> None:
    data = nn.DataSettings(nn.AddingProblem(points=1500, steps=20), validation_share=0.3, test_share=0.0)
    project = nn.chain(
        nn.Input(), nn.GRU(16), nn.Dense(1), data=data, learning_rate=0.005, batch=32, epochs=2
    )
    assert "stopped_too_early" in _said(project, 400)[0]


def test_few_rows_of_many_columns_are_too_few(rng: np.random.Generator) -> None:
    kind = np.arange(70) % 2
    x = rng.normal(size=(70, 200)) + 0.9 * np.where(kind, 1, -1)[:, None] * (np.arange(200) < 6)
    project = nn.chain(
        nn.Input(), nn.Dense(16, nn.ReLU()), nn.Dense(1), data=_of(x, kind, "classes"), learning_rate=0.003
    )
    assert "too_few_examples" in _said(project, 300)[0][:2]


def test_that_as_many_are_right_is_little_comfort_where_a_constant_answer_costs_less() -> None:
    data = nn.DataSettings(nn.Moons(points=300, noise=0.35), validation_share=0.35, test_share=0.0)
    layers = [nn.Dense(64, nn.ReLU()), nn.Dense(64, nn.ReLU()), nn.Dense(1)]
    _, case = _said(nn.chain(nn.Input(), *layers, data=data, learning_rate=0.002, batch=16), 2500)
    assert case.course is not None

    def comfort(constant: float) -> float:
        told = case.later(case.project, case.first, case.now, case.course)
        told.__dict__["baseline"] = replace(case.baseline, loss=constant)
        signs = illnesses["overfitting"]().signs(told)
        return next(-sign.weight for sign in signs if sign.name.startswith("Growth"))

    now = float(np.median(case.course.val_loss[-3:]))
    assert comfort(2.0 * now) > 1.0
    assert comfort(0.5 * now) < 0.5 * comfort(2.0 * now)


def test_a_bend_far_below_the_errors_is_an_unsuited_loss() -> None:
    def asked(delta: float) -> list[str]:
        layers = [nn.Input(), nn.Dense(16, nn.ReLU()), nn.Dense(1)]
        project = nn.chain(
            *layers,
            loss=nn.Huber(delta=delta),
            data=_friedman(),
            optimizer=nn.SGD(),
            learning_rate=0.05,
            batch=32,
        )
        return _said(project, 300)[0]

    assert asked(0.001)[0] == "unsuited_loss"
    assert "unsuited_loss" not in asked(1.0)


def test_a_quadratic_cost_on_many_classes_is_named_where_it_learns_little() -> None:
    layers = [nn.Input(), nn.Dense(16, nn.ReLU()), nn.Dense(10)]
    project = nn.chain(
        *layers,
        loss=nn.QuadraticSigmoid(),
        data=nn.Digits(layout="flat"),
        optimizer=nn.SGD(),
        learning_rate=0.02,
        batch=32,
    )
    assert "sigmoid_many_classes" in _said(project, 200)[0][:2]


def test_answers_that_are_wrong_where_the_sigmoid_is_level_are_saturated() -> None:
    data = nn.DataSettings(nn.TwoGaussians(points=400, distance=3.0), validation_share=0.3, test_share=0.0)
    layers = [nn.Input(), nn.Dense(8, nn.ReLU()), nn.Dense(1, bias_initializer=nn.Constant(-9.0))]
    project = nn.chain(*layers, loss=nn.QuadraticSigmoid(), data=data, optimizer=nn.SGD(), learning_rate=0.1)
    assert {"saturated_units", "unsuited_loss"} == set(_said(project, 150)[0][:2])


def test_many_layers_of_small_weights_are_the_cause_of_what_vanishes() -> None:
    layers = [nn.Dense(24, nn.ReLU(), initializer=nn.Normal(0.045)) for _ in range(8)]
    project = nn.chain(nn.Input(), *layers, nn.Dense(10), data=nn.Digits(layout="flat"), learning_rate=0.001)
    assert _asked_before_training(project)[0] == "first_weights_too_small"


def test_small_weights_beside_skip_connections_lose_nothing() -> None:
    build = nn.Builder()
    way = build.add(nn.Dense(24), build.add(nn.Input()))
    for _ in range(6):
        branch = build.add(nn.Dense(24, nn.ReLU(), initializer=nn.Normal(0.03)), way)
        way = build.add(nn.Add(), way, branch)
    build.add(nn.Dense(10), way)
    project = build.project(data=nn.Digits(layout="flat"))
    assert "first_weights_too_small" not in _asked_before_training(project)


def test_nothing_is_shuffled_where_all_targets_are_the_same(rng: np.random.Generator) -> None:
    x = rng.normal(size=(300, 4))
    project = nn.chain(
        nn.Input(), nn.Dense(1), data=_of(x, np.full(300, 2.5), "regression"), learning_rate=0.01
    )
    keys, _ = _said(project, 200)
    assert keys[0] == "constant_labels"
    assert "shuffled_labels" not in keys


def test_of_a_parity_that_is_not_learned_nobody_says_that_all_is_well(rng: np.random.Generator) -> None:
    bits = rng.integers(2, size=(500, 8)).astype(float)
    data = _of(bits, (bits.sum(axis=1) % 2).astype(int), "classes")
    layers = [nn.Input(), nn.Dense(12, nn.Sigmoid()), nn.Dense(1)]
    project = nn.chain(*layers, data=data, optimizer=nn.SGD(), learning_rate=0.3, batch=16, epochs=60)
    found = diagnose(project)
    assert found.wellbeing.key in ("nothing_yet", "not_learning")
    assert "Nothing wrong" not in headline(found)
    assert not found.wellbeing.is_good
    assert found.healthy is found.wellbeing.is_well


def test_a_loss_that_still_falls_steeply_is_not_called_nothing() -> None:
    project = nn.chain(nn.Input(), nn.Dense(16, nn.Tanh()), nn.Dense(1), data=nn.Moons(points=300))
    seen = [wellbeing(case).key for case in Rounds(project).walk(800)]
    assert "nothing_yet" not in seen
