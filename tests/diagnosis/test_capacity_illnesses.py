"""Illnesses of capacity: networks that have one are told so, and their twins without it are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import judge
from nnsim.diagnosis.first_weights import gains
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.simple_methods import simple_methods
from nnsim.document.project import Project

CAPACITY = {
    "no_capacity",
    "only_linear_layers",
    "overfitting",
    "too_large",
    "dropout_too_strong",
    "regularisation_too_strong",
    "first_weights_too_small",
    "first_weights_too_large",
}


def _clouds(rows: int, flipped: float = 0.0, features: int = 6, apart: float = 1.6) -> nn.DataSettings:
    rng = np.random.default_rng(5)
    label = rng.integers(2, size=rows)
    x = rng.normal(size=(rows, features)) + apart * np.where(label == 1, 1, -1)[:, None] * np.eye(features)[0]
    y = np.where(rng.random(rows) < flipped, 1 - label, label)
    return nn.DataSettings(nn.Arrays(x, y, task="classes"), validation_share=0.4, test_share=0.0)


CIRCLE = nn.DataSettings(nn.PlaygroundCircle(noise=5, seed=2), validation_share=0.3, test_share=0.0)
XOR = nn.DataSettings(nn.PlaygroundXor(noise=5, seed=2), validation_share=0.3, test_share=0.0)
WELL = nn.chain(nn.Input(), nn.Dense(16, nn.Tanh()), nn.Dense(16, nn.Tanh()), nn.Dense(1), data=CIRCLE)


def _with_first(weights: nn.Normal) -> Project:
    layers = [nn.Dense(16, nn.Tanh(), initializer=weights) for _ in range(3)]
    return nn.chain(nn.Input(), *layers, nn.Dense(1, initializer=weights), data=CIRCLE)


def _dropped(rate: float) -> Project:
    between = [layer for _ in range(2) for layer in (nn.Dense(16, nn.Tanh()), nn.Dropout(rate))]
    return nn.chain(nn.Input(), *between, nn.Dense(1), data=CIRCLE)


def _trained(project: Project, **training: object) -> Project:
    return replace(project, training=replace(project.training, **training))  # type: ignore[arg-type]


SICK = {
    "only_linear_layers": nn.chain(nn.Input(), nn.Dense(8), nn.Dense(1), data=XOR),
    "no_capacity": nn.chain(nn.Input(), nn.Dense(1, nn.Tanh()), nn.Dense(1), data=CIRCLE),
    "overfitting": nn.chain(nn.Input(), nn.Dense(64, nn.ReLU()), nn.Dense(1), data=_clouds(120, 0.15)),
    "too_large": nn.chain(
        nn.Input(), *[nn.Dense(120, nn.ReLU()) for _ in range(3)], nn.Dense(1), data=_clouds(100, 0.12)
    ),
    "dropout_too_strong": _dropped(0.92),
    "regularisation_too_strong": _trained(WELL, weight_decay=1.0),
    "first_weights_too_small": _trained(_with_first(nn.Normal(1e-4)), optimizer=nn.SGD(), learning_rate=0.1),
    "first_weights_too_large": _trained(_with_first(nn.Normal(6.0)), learning_rate=0.001),
}
HEALTHY = {
    "with a bend": nn.chain(nn.Input(), nn.Dense(8, nn.Tanh()), nn.Dense(1), data=XOR),
    "linear on what is linear": nn.chain(nn.Input(), nn.Dense(8), nn.Dense(1), data=_clouds(400)),
    "usual": WELL,
    "large on what is easy": nn.chain(
        nn.Input(), nn.Dense(200, nn.ReLU()), nn.Dense(1), data=_clouds(300, apart=4.0)
    ),
    "some dropout": _dropped(0.2),
    "some decay": _trained(WELL, weight_decay=1e-4),
}


def _looks(project: Project, steps: int = 400) -> tuple[list[set[str]], Case]:
    """Return what is said at every look, and the last case."""
    persisting, said = Persisting(), []
    case: Case | None = None
    for case in Rounds(project).walk(steps):
        said.append({verdict.key for verdict in persisting.look(case)})
    assert case is not None
    return said, case


@pytest.mark.parametrize("key", SICK)
def test_it_is_named_among_the_first_two(key: str) -> None:
    persisting = Persisting()
    last: tuple[str, ...] = ()
    for case in Rounds(SICK[key]).walk(400):
        last = tuple(verdict.key for verdict in persisting.look(case))
    assert key in last[:2], last


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_network_has_none_of_them_at_any_look(name: str) -> None:
    said, _ = _looks(HEALTHY[name])
    assert not set().union(*said) & CAPACITY


def test_lines_that_cannot_tell_the_classes_apart_are_named_before_the_first_step() -> None:
    found = judge(Rounds(SICK["only_linear_layers"]).case())
    assert "only_linear_layers" in [verdict.key for verdict in found]


def test_gains_are_those_of_the_rules_that_keep_signals() -> None:
    he = [nn.Dense(64, nn.ReLU(), initializer=nn.HeNormal()) for _ in range(3)]
    case = Rounds(nn.chain(nn.Input(), *he, nn.Dense(1), data=_clouds(60, features=64))).case()
    found = [gain for layer, gain in gains(case)][:3]
    np.testing.assert_allclose(found, 1.0, rtol=0.1)


def test_simple_methods_know_a_line_from_a_ring() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, size=(600, 2))
    line = simple_methods(x, (x[:, 0] > 0.1 * x[:, 1]).astype(int), 2)
    ring = simple_methods(x, (np.hypot(*x.T) > 0.7).astype(int), 2)
    assert line is not None
    assert ring is not None
    assert line.linear > 0.8
    assert ring.linear < 0.3 < 0.8 < ring.nearest
    assert simple_methods(x[:10], np.zeros(10, int), 2) is None


def test_simple_methods_learn_nothing_from_noise() -> None:
    rng = np.random.default_rng(1)
    found = simple_methods(rng.normal(size=(800, 30)), rng.normal(size=(800, 1)), 0)
    assert found is not None
    assert max(found.linear, found.nearest) < 0.1
