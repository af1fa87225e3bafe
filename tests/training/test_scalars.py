"""What a rule reports of its own reaches readings, records, tables, JSON and figures by itself."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.cli import main
from nnsim.document import storage
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rule import rules
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.step_plan import StepPlan
from nnsim.figures.loss_figure import loss_figure
from nnsim.library import Sine
from nnsim.library import train as train_in_python
from nnsim.training import recorder
from nnsim.training.columns import columns_of
from nnsim.training.epochs import EpochWalk, column_names
from nnsim.training.history import History
from tests.builders import chain, examples, run_epoch, start
from tests.training.rules.game import Game
from tests.training.rules.telling import SEEN, TILT, Telling

WAVE = np.linspace(-2, 2, 30).reshape(-1, 1)
SMALL = chain(Dense(4, Tanh()), Dense(1), loss=MeanSquaredError())


@dataclass(frozen=True)
class Silent(Game):
    """A rule that reports nothing at all."""

    judged_by = LOSS.key

    def scalars(self, stages: Any, outputs: Any) -> tuple[Scalar, ...]:
        return ()

    def plan(self, step: StepPlan) -> None:
        step.update("x")
        step.update("y")


@dataclass(frozen=True)
class Idle(Telling):
    """A rule that does nothing, not even look at the loss."""

    judged_by = LOSS.key

    def scalars(self, stages: Any, outputs: Any) -> tuple[Scalar, ...]:
        return (LOSS,)

    def plan(self, step: StepPlan) -> None:
        pass


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    list(rules)
    for rule in (Telling, Game):
        monkeypatch.setitem(rules._all, rule.key, rule)


@pytest.mark.parametrize("width", [0, 10**9], ids=["summed", "taped"])
def test_they_are_columns_of_every_step(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    monkeypatch.setattr(recorder, "TAPE_WIDTH", width)
    run = start(SMALL, examples(WAVE, np.sin(WAVE)), rule=Telling(), batch=8)
    run_epoch(run)
    rows = run.take_points().rows
    assert [scalar for scalar, _ in run.unreported.columns.scalars] == [LOSS, TILT, SEEN]
    np.testing.assert_array_equal(rows[:, run.unreported.columns.place("tilt")], [2, 4, 6, 8])
    np.testing.assert_array_equal(rows[:, run.unreported.columns.place("seen")], [8, 16, 24, 30])
    plain = start(SMALL, examples(WAVE, np.sin(WAVE)), batch=8)
    run_epoch(plain)
    others = plain.take_points().rows
    np.testing.assert_array_equal(rows[:, run.unreported.columns.loss], others[:, 0])
    np.testing.assert_array_equal(rows[:, 3:], others[:, 1:])


def test_the_loss_is_shown_of_a_rule_that_makes_no_use_of_it() -> None:
    run = start(SMALL, examples(WAVE, np.sin(WAVE)), rule=Idle(), batch=30)
    run_epoch(run)
    (row,) = run.take_points().rows
    assert row[run.unreported.columns.loss] == pytest.approx(run.evaluate().train_loss)


def test_an_epoch_tells_means_of_steps_and_counts_so_far() -> None:
    run = start(SMALL, examples(WAVE, np.sin(WAVE)), rule=Telling(), batch=8)
    records = list(EpochWalk(run).walk(2))
    assert [record.scalars for record in records] == [
        (("tilt", 5.0), ("seen", 30.0)),
        (("tilt", 13.0), ("seen", 60.0)),
    ]
    names = column_names(run)
    assert names[-4:] == ("tilt", "seen", "grad/l1", "grad/l2")
    assert len(records[0].row()) == len(names)


def saved(tmp_path: Path, rule: Any, graph: Any = SMALL) -> Path:
    project = Project(graph, training=TrainingSettings(rule=rule, batch=8))
    path = tmp_path / "a.nnsim"
    storage.save(path, replace(project, data=replace(project.data, source=Sine(points=40))))
    return path


def trained(path: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], Any]:
    """Return the line of JSON and the rows of the table that the command line leaves."""
    assert int(main(["train", str(path), "--epochs", "3", "--out", str(out)])) == 0
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    with open(out / "history.csv", newline="", encoding="utf-8") as file:
        return summary, list(csv.DictReader(file))


def test_they_are_in_the_table_and_the_json_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary, rows = trained(saved(tmp_path, Telling()), tmp_path / "out", capsys)
    seen = [float(row["seen"]) for row in rows]
    assert seen[0] > 0
    assert seen == [seen[0], 2 * seen[0], 3 * seen[0]]
    assert summary["scalars"] == {"tilt": float(rows[-1]["tilt"]), "seen": seen[-1]}
    assert summary["train_loss"] == float(rows[-1]["train_loss"])


def test_a_rule_without_a_loss_leaves_its_places_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    players = chain(Dense(1, bias=False), Dense(1, bias=False))
    summary, rows = trained(saved(tmp_path, Game(), players), tmp_path / "out", capsys)
    assert summary["train_loss"] is summary["val_loss"] is None
    assert set(summary["scalars"]) == {"loss_x", "loss_y"}
    assert not rows[0]["train_loss"] or rows[0]["train_loss"] == "nan"
    assert float(rows[-1]["loss_x"]) == -float(rows[-1]["loss_y"]) == summary["scalars"]["loss_x"]


def test_they_are_in_the_history_of_a_result(tmp_path: Path) -> None:
    project = storage.load(saved(tmp_path, Telling())).project
    result = train_in_python(project, 3, every_step=True)
    np.testing.assert_array_equal(np.diff(result.history["seen"]), result.history["seen"][0])
    assert len(result.step_losses) == result.history["step"][-1]
    assert "tilt" in result.history


def test_they_are_drawn(tmp_path: Path) -> None:
    run = start(SMALL, examples(WAVE, np.sin(WAVE)), rule=Telling(), batch=8)
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    for _ in EpochWalk(run, on_points=history.add_points).walk(2):
        pass
    assert [plot.y.title for plot in loss_figure(history).plots] == ["Tilt (°)", "Loss", "Seen"]


@pytest.mark.parametrize("key", ["epoch", "val_accuracy", "grad/l1"])
def test_a_reading_called_as_another_column_is_refused(key: str) -> None:
    run = start(SMALL, examples(WAVE, np.sin(WAVE)))
    with pytest.raises(NnsimError, match="another column"):
        columns_of(run.network, [LOSS, Scalar(key, key)], taken=("val_accuracy",))


def test_a_rule_that_reports_nothing_trains() -> None:
    players = chain(Dense(1, bias=False), Dense(1, bias=False))
    run = start(players, examples(np.ones((1, 1)), np.zeros(1)), rule=Silent(), learning_rate=0.1)
    assert run.unreported.columns.scalars == ()
    assert run.unreported.columns.main is None
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    for record in EpochWalk(run, on_points=history.add_points).walk(2):
        assert np.isnan(record.train_loss)
    assert len(history.readings) == 2
