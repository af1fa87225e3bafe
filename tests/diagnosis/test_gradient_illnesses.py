"""What is wrong with gradients is named in runs that were really trained, and never in runs that learn."""

from __future__ import annotations

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from nnsim.engine.layer import Layer

MOONS = nn.DataSettings(nn.Moons(points=200))
LOOKS = (1, 5, 30, 100, 200)
OWN = {kind.key for kind in illnesses if kind.group == "gradients"}


def _stack(depth: int, *layers: Layer) -> list[Layer]:
    return list(layers) * depth


def _project(*layers: Layer, rate: float = 0.01, data: nn.DataSettings = MOONS, **training) -> Project:
    return nn.chain(nn.Input(), *layers, data=data, learning_rate=rate, **training)


def _numbers(inputs: float = 1.0, targets: float = 1.0) -> nn.DataSettings:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(160, 4))
    y = x[:, 0] * x[:, 1] + x[:, 2]
    return nn.DataSettings(nn.Arrays(inputs * x, targets * y, task="regression"), scaling="none")


def looks(project: Project, steps: int = 200) -> list[tuple[Verdict, ...]]:
    """Return what is said at every look of a run."""
    persisting = Persisting()
    with np.errstate(all="ignore"):
        return [persisting.look(case) for case in Rounds(project).walk(steps, LOOKS)]


def keys(said: tuple[Verdict, ...]) -> list[str]:
    return [verdict.key for verdict in said if verdict.key in OWN]


DEAD = nn.Dense(8, nn.ReLU(), bias_initializer=nn.Constant(-20.0))
HALF = nn.Constant(0.3)
SICK = {
    "deep sigmoids, descent": (
        "vanishing_gradients",
        _project(*_stack(8, nn.Dense(12, nn.Sigmoid())), nn.Dense(1), optimizer=nn.SGD(), rate=0.1),
    ),
    "deep sigmoids, Adam": (
        "vanishing_gradients",
        _project(*_stack(10, nn.Dense(16, nn.Sigmoid())), nn.Dense(1)),
    ),
    "deep tanh, small weights": (
        "vanishing_gradients",
        _project(*_stack(8, nn.Dense(12, nn.Tanh(), nn.Normal(0.06))), nn.Dense(1), optimizer=nn.SGD()),
    ),
    "large weights, descent": (
        "exploding_gradients",
        _project(
            *_stack(8, nn.Dense(16, nn.ReLU(), nn.HeNormal(3.0))), nn.Dense(1), optimizer=nn.SGD(), rate=0.05
        ),
    ),
    "large weights, Adam": (
        "exploding_gradients",
        _project(*_stack(10, nn.Dense(16, nn.LeakyReLU(), nn.HeNormal(4.0))), nn.Dense(1)),
    ),
    "enormous inputs": (
        "non_finite",
        _project(nn.Dense(8, nn.ReLU()), nn.Dense(1), data=_numbers(inputs=1e25), optimizer=nn.SGD()),
    ),
    "an enormous rate": (
        "non_finite",
        _project(nn.Dense(8, nn.ReLU()), nn.Dense(1), data=_numbers(), optimizer=nn.SGD(), rate=1e15),
    ),
    "a layer of dead units": (
        "dead_relus",
        _project(nn.Dense(8, nn.ReLU()), DEAD, nn.Dense(1)),
    ),
    "dead units, activation apart": (
        "dead_relus",
        _project(
            nn.Dense(8, bias_initializer=nn.Constant(-20.0)), nn.ActivationLayer(nn.ReLU()), nn.Dense(1)
        ),
    ),
    "large weights before tanh": (
        "saturated_units",
        _project(*_stack(3, nn.Dense(12, nn.Tanh(), nn.Normal(20.0))), nn.Dense(1), optimizer=nn.SGD()),
    ),
    "thirty layers of ReLU": (
        "degenerate",
        _project(*_stack(30, nn.Dense(12, nn.ReLU(), nn.HeNormal())), nn.Dense(1), rate=1e-5),
    ),
    "equal weights": (
        "symmetry",
        _project(nn.Dense(8, nn.Tanh(), HALF), nn.Dense(6, nn.Tanh(), HALF), nn.Dense(1, initializer=HALF)),
    ),
    "weights of 0": (
        "cut_off",
        _project(
            nn.Dense(8, nn.ReLU()),
            nn.Dense(8, nn.ReLU(), nn.Zeros()),
            nn.Dense(1, initializer=nn.Zeros()),
        ),
    ),
    "all frozen": ("cut_off", _project(nn.Dense(8, nn.Tanh(), frozen=True), nn.Dense(1, frozen=True))),
    "frozen and narrow": (
        "cut_off",
        _project(
            nn.Dense(2, nn.Tanh(), frozen=True), nn.Dense(1, nn.Tanh(), rate=0.0), nn.Dense(1), rate=0.05
        ),
    ),
}


@pytest.mark.parametrize(("key", "project"), SICK.values(), ids=SICK)
def test_what_is_sick_is_among_the_first_two_that_are_said(key: str, project: Project) -> None:
    said = looks(project)
    assert key in [verdict.key for verdict in said[-1] if verdict.key in OWN][:2]
    found = next(verdict for verdict in said[-1] if verdict.key == key)
    assert found.text
    assert all(sign.name and sign.value and sign.usual for sign in found.signs)


def _residual() -> Project:
    builder = nn.Builder()
    before = builder.add(nn.Dense(16, nn.ReLU(), nn.HeNormal()), builder.add(nn.Input()))
    for _ in range(7):
        block = builder.add(nn.Dense(16, nn.ReLU(), nn.HeNormal()), before)
        before = builder.add(nn.Add(), before, block)
    builder.add(nn.Dense(1), before)
    return builder.project(MOONS, learning_rate=0.003)


HEALTHY = {
    "usual": _project(nn.Dense(16, nn.ReLU(), nn.HeNormal()), nn.Dense(16, nn.Tanh()), nn.Dense(1)),
    "sigmoids, learned": _project(*_stack(2, nn.Dense(16, nn.Sigmoid())), nn.Dense(1), rate=0.03),
    "deep and linear": _project(
        *_stack(16, nn.Dense(12, initializer=nn.Orthogonal())),
        nn.Dense(1),
        data=_numbers(),
        optimizer=nn.SGD(),
        rate=0.001,
    ),
    "deep tanh, orthogonal": _project(
        *_stack(10, nn.Dense(20, nn.Tanh(), nn.Orthogonal())), nn.Dense(1), rate=0.003
    ),
    "residual, outputs grow": _residual(),
    "batch norm": _project(
        *_stack(6, nn.Dense(16), nn.BatchNorm(), nn.ActivationLayer(nn.ReLU())), nn.Dense(1)
    ),
    "clipped sequence": _project(
        nn.LSTM(12),
        nn.Dense(1),
        data=nn.DataSettings(nn.PulseOrder(points=120)),
        clipping=nn.ClipByGlobalNorm(),
    ),
    "far more weights than examples": _project(
        *_stack(2, nn.Dense(128, nn.ReLU(), nn.HeNormal())), nn.Dense(1)
    ),
    "batches of two": _project(*_stack(2, nn.Dense(12, nn.Tanh())), nn.Dense(1), batch=2, rate=0.003),
    "four examples": _project(
        nn.Dense(8, nn.Tanh()),
        nn.Dense(1),
        data=nn.DataSettings(nn.TruthTable(), validation_share=0.0, test_share=0.0),
        rate=0.03,
    ),
    "a sigmoid that is right": nn.chain(
        nn.Input(),
        nn.Dense(16, nn.ReLU(), nn.HeNormal()),
        nn.Dense(1, nn.Sigmoid()),
        data=MOONS,
        loss=nn.MeanSquaredError(),
        learning_rate=0.03,
    ),
    "last weights begin at 0": _project(
        *_stack(3, nn.Dense(16, nn.ReLU(), nn.HeNormal())), nn.Dense(1, initializer=nn.Zeros())
    ),
    "wide random features": _project(
        nn.Dense(200, nn.Tanh(), nn.Normal(1.5), bias_initializer=nn.Normal(1.0), frozen=True), nn.Dense(1)
    ),
}


@pytest.mark.parametrize("project", HEALTHY.values(), ids=HEALTHY)
def test_a_run_that_learns_has_none_of_them_at_any_look(project: Project) -> None:
    assert not [keys(said) for said in looks(project) if keys(said)]


def test_a_converged_network_is_well_though_its_gradients_are_tiny() -> None:
    project = _project(*_stack(2, nn.Dense(16, nn.Tanh())), nn.Dense(1), rate=0.03)
    rounds = Rounds(project)
    last = list(rounds.walk(1500, (700,)))[-1]
    assert last.now is not None
    assert max(layer.gradient for layer in last.now.connecting) < 0.02
    assert not keys(Persisting().look(last))


def test_a_cause_comes_before_what_follows_from_it() -> None:
    said = looks(SICK["weights of 0"][1])[-1]
    assert "dead_relus" not in keys(said)
    said = looks(SICK["a layer of dead units"][1])[-1]
    assert keys(said)[0] == "dead_relus"
    said = looks(SICK["deep sigmoids, descent"][1])[-1]
    assert keys(said)[0] == "vanishing_gradients"


def test_what_is_certain_is_said_before_the_first_step() -> None:
    assert "symmetry" in keys(looks(SICK["equal weights"][1], 1)[0])
    assert "cut_off" in keys(looks(SICK["all frozen"][1], 1)[0])
    assert "non_finite" in keys(looks(SICK["enormous inputs"][1], 1)[0])
    assert not keys(looks(SICK["deep sigmoids, Adam"][1], 1)[0])


def test_other_rules_have_no_gradients_to_judge() -> None:
    perceptron = _project(nn.Dense(1, nn.Step(), nn.Zeros()), rule=nn.PerceptronRule(), rate=1.0)
    assert not any(keys(said) for said in looks(perceptron))
