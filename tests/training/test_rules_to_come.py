"""The wall of rules: four that the program does not have, one file each, train wherever others do."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.cli import main
from nnsim.document import storage
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rule import Rule, rules
from nnsim.engine.step_plan import StepPlan
from nnsim.library import Sine, train
from nnsim.training.messages import Load, Play, Points, State
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, run_epoch, start, walk
from tests.training.rules.disturbed import Disturbed
from tests.training.rules.game import Game
from tests.training.rules.kmeans import KMeans
from tests.training.rules.ridge import Ridge

RNG = np.random.default_rng(5)
CLOUDS = np.concatenate([RNG.normal(at, 0.2, size=(20, 2)) for at in ((-2, 0), (2, 0), (0, 3))])
WAVE = np.linspace(-2, 2, 60).reshape(-1, 1)
CENTRES = chain(Dense(3, bias=False))
FEATURES = chain(Dense(12, Tanh(), frozen=True), Dense(1), loss=MeanSquaredError())
PLAYERS = chain(Dense(1, bias=False), Dense(1, bias=False))
SMALL = chain(Dense(4, Tanh()), Dense(1), loss=MeanSquaredError())
ONE = examples(np.ones((1, 1)), np.zeros(1))

CASES: list[tuple[Rule, Any, Any, dict[str, Any]]] = [
    (KMeans(), CENTRES, examples(CLOUDS, np.zeros(60)), {}),
    (Ridge(), FEATURES, examples(WAVE, np.sin(2 * WAVE)), {}),
    (Game(), PLAYERS, ONE, {"learning_rate": 0.1}),
    (Disturbed(), SMALL, examples(WAVE, np.sin(WAVE)), {"learning_rate": 0.05}),
]
EACH = pytest.mark.parametrize(("rule", "graph", "data", "more"), CASES, ids=[c[0].key for c in CASES])


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    list(rules)  # what there is is found first
    for rule, *_ in CASES:
        monkeypatch.setitem(rules._all, rule.key, type(rule))


# ---- what each of them finds --------------------------------------------------------------------


def test_k_means_finds_the_clouds_without_targets_or_a_loss_and_says_when_it_is_done() -> None:
    run = start(CENTRES, examples(CLOUDS, np.zeros(60)), rule=KMeans(), batch=7, seed=1)
    assert run.setup.resolved.outputs == ()
    inertia = []
    while not run.watch.done:
        run_epoch(run)
        inertia.append(float(run.network.parameters.scalars["inertia"]))
    assert run.watch.done == "The centres no longer move."
    assert run.step == len(inertia) < 20, "all examples are one batch, whatever batch is set"
    assert (np.diff(inertia) <= 1e-9).all()
    rows = run.take_points().rows
    np.testing.assert_allclose(rows[:, run.unreported.columns.place("inertia")], inertia)
    centres = run.network.weights()["l1/W"].T
    nearest = ((CLOUDS[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    for k, centre in enumerate(centres):
        if (nearest == k).any():
            np.testing.assert_allclose(centre, CLOUDS[nearest == k].mean(axis=0), atol=1e-6)


def test_ridge_solves_in_one_step_on_a_layer_that_stays_as_it_was() -> None:
    data = examples(WAVE, np.sin(2 * WAVE))
    run = start(FEATURES, data, rule=Ridge(0.01), batch=8)
    before = run.network.weights()
    run_epoch(run)
    assert run.step == 1
    assert run.watch.done == "The best weights were found in one step."
    after = run.network.weights()
    for key in ("l1/W", "l1/b"):
        assert after[key].tobytes() == before[key].tobytes()
    phi = np.tanh(WAVE @ before["l1/W"] + before["l1/b"])
    phi = np.hstack([phi, np.ones((60, 1))])
    best = np.linalg.solve(phi.T @ phi + 0.01 * np.eye(13), phi.T @ np.sin(2 * WAVE))
    np.testing.assert_allclose(np.vstack([after["l2/W"], after["l2/b"]]), best, atol=1e-8)


def test_a_game_of_two_circles_outwards_as_theory_says() -> None:
    run = start(PLAYERS, ONE, rule=Game(), learning_rate=0.1, optimizer=SGD())
    run.network.parameters.vector[:] = 1.0, 0.0
    place = [complex(1, 0)]
    rows = []
    for _ in range(200):
        rows.append(walk(run, 1)[0])
        place.append(complex(*run.network.parameters.vector))
    turned = np.array(place[1:]) / np.array(place[:-1])
    np.testing.assert_allclose(np.abs(turned), np.sqrt(1 + 0.1**2), rtol=1e-12)
    np.testing.assert_allclose(np.angle(turned), np.arctan(0.1), rtol=1e-9)
    products = [z.real * z.imag for z in place[:-1]]
    for key, sign in (("loss_x", 1), ("loss_y", -1)):
        np.testing.assert_allclose(
            [row[run.unreported.columns.place(key)] for row in rows], sign * np.array(products)
        )


class TakingTurns(Game):
    """The same game, y answering what x has just done: the phases of a step run in the order of the plan."""

    def plan(self, step: StepPlan) -> None:
        (x, y), (gx, gy) = step.parameters.vector.reshape(2, 1), step.parameters.gradient.reshape(2, 1)
        step.calls(np.copyto, gx, y)
        step.update("x")
        step.calls(np.negative, x, gy)
        step.update("y")


def test_taking_turns_the_players_circle_on_an_ellipse() -> None:
    run = start(PLAYERS, ONE, rule=TakingTurns(), learning_rate=0.1, optimizer=SGD())
    run.network.parameters.vector[:] = 1.0, 0.0
    for _ in range(300):
        walk(run, 1)
        x, y = run.network.parameters.vector
        # x ← x − η·y, then y ← y + η·x keeps this quadratic form, whatever η below 2.
        assert x * x + y * y - 0.1 * x * y == pytest.approx(1.0, rel=1e-12)


def test_each_player_has_the_memory_of_its_own_optimizer() -> None:
    run = start(PLAYERS, ONE, rule=Game(), learning_rate=0.1, optimizer=Adam())
    walk(run, 1)
    assert {name.split("/")[1] for name in run.moment().slots} == {"sums", "squares", "steps"}
    assert all(name.startswith("y-") for name in run.moment().slots)


def test_a_disturbed_network_shows_the_slope_in_the_direction_it_was_disturbed() -> None:
    data = examples(WAVE, np.sin(WAVE))
    run = start(SMALL, data, rule=Disturbed(1e-5), learning_rate=0.05)
    exact = start(SMALL, data, learning_rate=0.0, optimizer=SGD())
    exact.network.parameters.vector[:] = run.network.parameters.vector
    walk(exact, 1)
    row = walk(run, 1)[0]
    found, gradient = run.network.parameters.gradient, exact.network.parameters.gradient
    change = row[run.unreported.columns.place("change")] / 1e-5
    assert change == pytest.approx(gradient @ (found / change), rel=1e-3)
    first = run.evaluate().train_loss
    walk(run, 400)
    assert run.evaluate().train_loss < first / 5


# ---- wherever others train ----------------------------------------------------------------------


@EACH
def test_it_trains_in_the_trainer_and_every_reading_comes_along(
    rule: Rule, graph: Any, data: Any, more: dict[str, Any]
) -> None:
    training = TrainingSettings(rule=rule, epochs=3, **more)
    trainer = Trainer()
    trainer.start()
    trainer.send(Load(1, meaning(graph, data, rule), training, data))
    trainer.send(Play(1))
    reports: list[Any] = []
    until = time.monotonic() + 20
    while time.monotonic() < until and not any(isinstance(r, State) and r.reason for r in reports):
        reports += trainer.mailbox.take_reports()
        time.sleep(0.005)
    assert trainer.shut_down()
    rows = np.concatenate([r.rows for r in reports if isinstance(r, Points)])
    run = start(
        graph,
        data,
        rule=rule,
        epochs=3,
        precision="float32",
        batch=16,
        shuffle=True,
        optimizer=Adam(),
        **more,
    )
    assert rows.tobytes() == walk(run, len(rows)).tobytes()
    assert 1 <= len(rows) <= 12
    reason = next(r.reason for r in reports if isinstance(r, State) and r.reason)
    assert reason == (rule.done(run.network.parameters, 3) or "All 3 epochs are done.")


@EACH
def test_it_trains_in_the_command_line(
    rule: Rule,
    graph: Any,
    data: Any,
    more: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = Project(graph, training=TrainingSettings(rule=rule, **more))
    source = replace(project.data, source=Sine(points=40))
    path = tmp_path / "a.nnsim"
    storage.save(path, replace(project, data=source))
    assert int(main(["train", str(path), "--epochs", "3", "--out", str(tmp_path / "out")])) == 0
    said = capsys.readouterr()
    summary = json.loads(said.out.splitlines()[-1])
    head = (tmp_path / "out" / "history.csv").read_text().splitlines()[0].split(",")
    assert all(scalar.key in head or scalar.key == "loss" for scalar in rule.scalars((), ()))
    assert summary["epochs"] == (1 if isinstance(rule, Ridge) else 3)


def test_python_is_told_that_a_rule_was_done() -> None:
    project = Project(FEATURES, training=TrainingSettings(rule=Ridge()))
    result = train(replace(project, data=replace(project.data, source=Sine(points=40))), 5)
    assert result.stopped == "The best weights were found in one step."
    assert len(result.history["epoch"]) == 1


@EACH
def test_it_goes_on_where_it_stopped(rule: Rule, graph: Any, data: Any, more: dict[str, Any]) -> None:
    whole = start(graph, data, rule=rule, patience=50, optimizer=Adam(), **more)
    walk(whole, 4)
    again = start(graph, data, whole.learned(), rule=rule, patience=50, optimizer=Adam(), **more)
    assert walk(whole, 5).tobytes() == walk(again, 5).tobytes()
    assert whole.network.parameters.vector.tobytes() == again.network.parameters.vector.tobytes()
    assert whole.moment().place == again.moment().place
