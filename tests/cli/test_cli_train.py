"""``nnsim train``: what it writes, says and returns."""

from __future__ import annotations

import contextlib
import csv
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.document import storage
from nnsim.export.weights import load_weights
from nnsim.library import (
    SGD,
    Bumps,
    CsvFile,
    Dense,
    Input,
    ReLU,
    Sigmoid,
    Tanh,
    TwoSpirals,
    chain,
    load,
    save,
    train,
)
from nnsim.training.history import History
from tests.compiled.by_c import needs_library, walk_to_test

ROOT = Path(__file__).resolve().parents[2]
FIELDS = {
    "epochs",
    "steps",
    "train_loss",
    "val_loss",
    "val_accuracy",
    "steps_per_second",
    "parameters",
    "walk",
    "metrics",
}


def table(folder: Path) -> list[dict[str, str]]:
    with open(folder / "history.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return {**kept, "PYTHONPATH": str(ROOT), "NNSIM_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8", **more}


def test_a_training_that_does_not_go_well_is_told_why(nnsim, spirals, tmp_path):
    good = nnsim("train", spirals, "--epochs", 3, "--out", tmp_path / "good")
    assert "nnsim:" not in good.err
    deep = chain(
        Input(),
        *(Dense(6, Sigmoid()) for _ in range(6)),
        Dense(1),
        data=TwoSpirals(points=80),
        optimizer=SGD(),
    )
    save(tmp_path / "deep.nnsim", deep)
    done = nnsim("train", tmp_path / "deep.nnsim", "--epochs", 40, "--out", tmp_path / "out")
    assert done.code == 0
    assert "Vanishing gradients. dense_1 gets a gradient of" in done.err


def test_divergence_by_unscaled_targets_is_told_of_the_targets(nnsim, tmp_path):
    rows = "\n".join(f"{50 + i},{3000 * (50 + i)}" for i in range(60))
    (tmp_path / "prices.csv").write_text("size,price\n" + rows, "utf-8")
    data = CsvFile(path=str(tmp_path / "prices.csv"), target="price")
    project = chain(Input(), Dense(16, ReLU()), Dense(1), data=data, optimizer=SGD(), learning_rate=0.01)
    save(tmp_path / "p.nnsim", project)
    done = nnsim("train", tmp_path / "p.nnsim", "--epochs", 5, "--out", tmp_path / "out")
    assert done.code != 0
    (told,) = [line for line in done.err.splitlines() if "Diverged at step" in line]
    assert "Standardise the targets" in told
    assert "learning rate" not in told
    save(tmp_path / "slow.nnsim", chain(Input(), Dense(4, Tanh()), Dense(1), data=data))
    slow = nnsim("train", tmp_path / "slow.nnsim", "--epochs", 2, "--out", tmp_path / "slow")
    assert slow.err.count("Targets huge") == 1


def test_a_training_writes_everything_it_promises(nnsim, spirals, tmp_path):
    done = nnsim("train", spirals, "--epochs", 5, "--out", tmp_path / "a" / "b")
    out = tmp_path / "a" / "b"
    assert done.code == 0
    assert {p.name for p in out.iterdir()} == {
        "history.csv",
        "weights.npz",
        "weights.safetensors",
        "project.nnsim",
    }
    assert len(done.out.splitlines()) == 1
    summary = done.summary
    assert set(summary) == FIELDS
    assert (summary["epochs"], summary["steps"], summary["parameters"]) == (5, 35, 25)
    rows = table(out)
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert list(rows[0]) == [
        *("step", "epoch", "train_loss", "val_loss", "train_accuracy", "val_accuracy"),
        *("grad/dense_1", "grad/dense_2"),
    ]
    assert float(rows[-1]["val_loss"]) == summary["val_loss"]
    assert float(rows[-1]["val_accuracy"]) == summary["val_accuracy"] == summary["metrics"]["accuracy"]
    table_of_two = np.array(summary["metrics"]["confusion_matrix"])
    assert table_of_two.trace() / table_of_two.sum() == summary["val_accuracy"]


def test_the_numbers_are_those_of_the_library(nnsim, spirals, tmp_path):
    nnsim("train", spirals, "--epochs", 4, "--out", tmp_path / "out")
    result = train(load(spirals).project, 4)
    rows = table(tmp_path / "out")
    for name, values in result.history.items():
        assert [float(row[name]) for row in rows] == list(values), name
    assert [float(row["grad/dense_2"]) for row in rows] == list(result.gradients["dense_2"])
    for suffix in ("npz", "safetensors"):
        arrays = load_weights(tmp_path / "out" / f"weights.{suffix}")
        assert set(arrays) == set(result.weights)
        assert all((arrays[name] == result.weights[name]).all() for name in arrays)


def test_numpy_alone_reads_the_weights(nnsim, spirals, tmp_path):
    nnsim("train", spirals, "--epochs", 1, "--out", tmp_path / "out")
    with np.load(tmp_path / "out" / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["dense_1/W"].shape == (2, 6)


def test_the_written_project_opens_with_the_same_loss_and_its_first_weights(nnsim, spirals, tmp_path):
    summary = nnsim("train", spirals, "--epochs", 3, "--out", tmp_path / "out").summary
    opened = storage.load(tmp_path / "out" / "project.nnsim")
    assert opened.problems == ()
    again = train(opened.project, 0, start=opened.learned)
    assert opened.learned.start is None  # Reset goes to the first weights of the seed
    assert opened.learned.step == summary["steps"]
    assert (again.weights["dense_2/W"] == load_weights(tmp_path / "out" / "weights.npz")["dense_2/W"]).all()


def test_the_same_command_writes_the_same_bytes(nnsim, spirals, tmp_path):
    for name in "ab":
        nnsim("train", spirals, "--epochs", 3, "--out", tmp_path / name)
    for file in ("history.csv", "weights.npz", "weights.safetensors", "project.nnsim"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_a_seed_replaces_that_of_the_project(nnsim, spirals, tmp_path):
    a = nnsim("train", spirals, "--epochs", 2, "--out", tmp_path / "a", "--seed", 7).summary
    b = nnsim("train", spirals, "--epochs", 2, "--out", tmp_path / "b").summary
    assert a["train_loss"] != b["train_loss"]
    assert a["train_loss"] == train(load(spirals).project, 2, seed=7).history["train_loss"][-1]
    assert storage.load(tmp_path / "a" / "project.nnsim").project.training.seed == 7


def test_resuming_goes_on_and_not_resuming_starts_anew(nnsim, spirals, tmp_path):
    straight = nnsim("train", spirals, "--epochs", 6, "--out", tmp_path / "six").summary
    nnsim("train", spirals, "--epochs", 2, "--out", tmp_path / "two")
    half = tmp_path / "two" / "project.nnsim"
    resumed = nnsim("train", half, "--epochs", 4, "--out", tmp_path / "rest", "--resume").summary
    anew = nnsim("train", half, "--epochs", 6, "--out", tmp_path / "anew").summary
    for summary in (resumed, anew):
        assert {**summary, "steps_per_second": 0} == {**straight, "steps_per_second": 0}
    assert [row["epoch"] for row in table(tmp_path / "rest")] == ["3", "4", "5", "6"]


@pytest.mark.parametrize("keep", [1, 2, 5, 23])
def test_moments_are_kept_in_the_project(nnsim, spirals, tmp_path, keep):
    done = nnsim("train", spirals, "--epochs", 4, "--out", tmp_path / "a", "--keep", keep)
    assert done.code == 0
    assert done.summary["moments"] == keep
    opened = load(tmp_path / "a" / "project.nnsim")
    assert opened.problems == ()
    moments = opened.moments
    assert len(moments) == keep
    assert moments.steps[-1] == done.summary["steps"] == opened.learned.step
    assert keep == 1 or moments.steps[0] == 0
    assert keep == 1 or np.ptp(np.diff(moments.steps)) <= 1
    result = train(opened.project, 4)
    for step in {*moments.steps[:3], moments.steps[-1], moments.steps[-1] - 1} - {-1}:
        if step >= moments.steps[0]:
            mine, others = moments.at(step).weights, result.at(step).weights
            assert all(mine[name].tobytes() == others[name].tobytes() for name in others)
    (run,) = opened.history
    curves = History.of_arrays(run.curves)
    assert curves.readings.steps[-1] == done.summary["steps"]
    assert len(curves.evaluations) == 4


def test_keeping_changes_no_number_and_is_forgotten_by_the_next_training(nnsim, spirals, tmp_path):
    nnsim("train", spirals, "--epochs", 3, "--out", tmp_path / "a", "--keep", 7)
    nnsim("train", spirals, "--epochs", 3, "--out", tmp_path / "b")
    for name in ("history.csv", "weights.npz"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    kept = tmp_path / "a" / "project.nnsim"
    done = nnsim("train", kept, "--resume", "--epochs", 2, "--out", tmp_path / "c", "--keep", 3)
    moments = load(tmp_path / "c" / "project.nnsim").moments
    assert moments.steps[0] == load(kept).learned.step
    assert moments.steps[-1] == done.summary["steps"]
    nnsim("train", kept, "--epochs", 1, "--out", tmp_path / "d")
    assert load(tmp_path / "d" / "project.nnsim").history == ()


@pytest.mark.parametrize("keep", ["0", "-3", "many", "10001"])
def test_a_number_of_moments_that_cannot_be(nnsim, spirals, tmp_path, keep):
    done = nnsim("train", spirals, "--epochs", 1, "--out", tmp_path / "a", "--keep", keep)
    assert done.code == 2
    assert "--keep takes a whole number from 1 to 10,000" in done.err


def test_a_regression_has_no_accuracy(nnsim, bumps, tmp_path):
    summary = nnsim("train", bumps, "--epochs", 2, "--out", tmp_path / "out").summary
    assert summary["val_accuracy"] is None
    assert set(summary["metrics"]) == {"r2", "mae", "rmse", "explained_variance"}
    assert "val_accuracy" not in table(tmp_path / "out")[0]


def test_without_a_validation_part_its_columns_are_empty(nnsim, tmp_path):
    from nnsim.library import DataSettings

    data = DataSettings(TwoSpirals(points=40), validation_share=0.0)
    save(tmp_path / "p.nnsim", chain(Input(), Dense(1), data=data))
    summary = nnsim("train", tmp_path / "p.nnsim", "--epochs", 1, "--out", tmp_path / "out").summary
    assert summary["val_loss"] is None
    assert summary["val_accuracy"] is None
    assert summary["metrics"] == {}
    assert table(tmp_path / "out")[0]["val_loss"] == ""


def test_the_project_may_say_how_many_epochs(nnsim, spirals, tmp_path):
    project = load(spirals).project
    save(spirals, replace(project, training=replace(project.training, epochs=3)))
    assert nnsim("train", spirals, "--out", tmp_path / "out").summary["epochs"] == 3


def test_early_stopping_is_said_and_the_best_weights_are_written(nnsim, spirals, tmp_path):
    opened = load(spirals)
    training = replace(opened.project.training, patience=3, min_improvement=1e6)
    file = tmp_path / "early.nnsim"
    save(file, replace(opened.project, training=training))
    done = nnsim("train", file, "--epochs", 50, "--out", tmp_path / "out")
    assert done.code == 0
    assert "Stopped early: the loss was no better for 3 epochs. The weights of epoch 1 are back." in done.err
    rows = table(tmp_path / "out")
    assert len(rows) == 4
    assert done.summary["epochs"] == int(rows[0]["epoch"]) == 1
    assert done.summary["steps"] == int(rows[0]["step"])
    assert done.summary["val_loss"] == float(rows[0]["val_loss"]) != float(rows[3]["val_loss"])
    result = train(load(file).project, 50)
    assert result.stopped in done.err
    best = train(opened.project, 1)
    assert all((result.weights[name] == best.weights[name]).all() for name in best.weights)


def test_divergence_is_said_and_the_last_good_weights_are_written(nnsim, tmp_path):
    layers = (Input(), Dense(8, Tanh()), Dense(1))
    data = Bumps(points=60)
    save(tmp_path / "p.nnsim", chain(*layers, data=data, learning_rate=1e30, optimizer=SGD()))
    done = nnsim("train", tmp_path / "p.nnsim", "--epochs", 20, "--out", tmp_path / "out")
    assert done.code == 3
    assert "iverged at step" in done.err
    assert set(done.summary) == FIELDS
    arrays = load_weights(tmp_path / "out" / "weights.npz")
    assert all(np.isfinite(array).all() for array in arrays.values())
    assert storage.load(tmp_path / "out" / "project.nnsim").learned.step == done.summary["steps"]


def test_history_of_a_run_that_diverges_holds_its_last_epoch(nnsim, tmp_path, qapp):
    project = chain(
        Input(), Dense(8, ReLU()), Dense(1), data=Bumps(points=60), learning_rate=3.0, optimizer=SGD()
    )
    save(tmp_path / "p.nnsim", replace(project, training=replace(project.training, batch=4)))
    done = nnsim("train", tmp_path / "p.nnsim", "--epochs", 20, "--out", tmp_path / "out", "--figures")
    assert done.code == 3
    last = table(tmp_path / "out")[-1]
    assert float(last["grad/dense_1"]) > 100
    assert not float(last["train_loss"] or "nan") < 1e3
    assert f"iverged at step {int(last['step']):,}:" in done.err
    for name in ("loss.png", "gradients.png"):
        assert (tmp_path / "out" / name).read_bytes().startswith(b"\x89PNG")


def test_figures_are_pictures(nnsim, spirals, bumps, tmp_path, qapp):
    assert nnsim("train", spirals, "--epochs", 2, "--out", tmp_path / "s", "--figures").code == 0
    assert nnsim("train", bumps, "--epochs", 2, "--out", tmp_path / "b", "--figures").code == 0
    for path in ("s/loss.png", "s/gradients.png", "s/boundary.png", "b/loss.png", "b/gradients.png"):
        assert (tmp_path / path).read_bytes().startswith(b"\x89PNG")
    assert not (tmp_path / "b" / "boundary.png").exists()


# ---- mistakes ------------------------------------------------------------------------------------


def test_mistakes_are_one_sentence_and_exit_code_2(nnsim, spirals, tmp_path):
    out = tmp_path / "out"
    (tmp_path / "file").write_text("x")
    cases = [
        (("train", spirals, "--epochs", 0, "--out", out), "--epochs takes a whole number from 1"),
        (("train", spirals, "--epochs", "many", "--out", out), "'many'"),
        (("train", spirals, "--epochs", "9" * 5000, "--out", out), "--epochs"),
        (("train", spirals, "--epochs", 2, "--out", out, "--seed", -1), "--seed takes"),
        (("train", spirals, "--epochs", 2, "--out", out, "--seed", 1, "--resume"), "Choose one"),
        (("train", spirals, "--epochs", 2, "--out", out, "--resume"), "Leave --resume away"),
        (("train", spirals, "--out", out), "--epochs 100"),
        (("train", spirals, "--epochs", 2), "--out FOLDER"),
        (("train", "--epochs", 2, "--out", out), "Name the project file"),
        (("train", spirals, "--epochs", 2, "--out", out, "--sede", 1), "'--sede'"),
        (("train", spirals, "--epochs"), "--help"),
        (("train", tmp_path / "none.nnsim", "--epochs", 2, "--out", out), "no file"),
        (("train", tmp_path / "file", "--epochs", 2, "--out", out), "file"),
        (("train", spirals, "--epochs", 2, "--out", tmp_path / "file"), "Choose a folder"),
        (("train", spirals, "--epochs", 2, "--out", tmp_path / "file" / "x"), "folder"),
        (("train", spirals, "--epochs", 2, "--out", "/proc/nothing/here"), "folder"),
    ]
    for arguments, words in cases:
        done = nnsim(*arguments)
        assert done.code == 2, arguments
        assert done.err.startswith("nnsim: "), arguments
        assert words in done.err, (arguments, done.err)
        assert len(done.err.strip().splitlines()) == 1, done.err
        assert done.out == ""
    assert not out.exists() or not any(out.iterdir())


def test_a_project_is_never_replaced_by_its_own_results(nnsim, spirals, tmp_path):
    own = tmp_path / "project.nnsim"
    spirals.rename(own)
    before = own.read_bytes()
    done = nnsim("train", own, "--epochs", 1, "--out", tmp_path)
    assert done.code == 2
    assert "replace" in done.err
    assert own.read_bytes() == before


def test_a_network_that_cannot_train_says_why(nnsim, tmp_path):
    save(tmp_path / "p.nnsim", chain(Input(), Dense(3), data=TwoSpirals()))
    done = nnsim("train", tmp_path / "p.nnsim", "--epochs", 1, "--out", tmp_path / "out")
    assert done.code == 2
    assert "1 unit or 2 units" in done.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_found_before_training(nnsim, spirals, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    done = nnsim("train", spirals, "--epochs", 1, "--out", folder)
    assert done.code == 2
    assert "may not write" in done.err


def test_one_file_that_cannot_be_written_does_not_cost_the_others(nnsim, spirals, tmp_path):
    out = tmp_path / "out"
    (out / "weights.npz").mkdir(parents=True)
    done = nnsim("train", spirals, "--epochs", 1, "--out", out)
    assert done.code == 2
    assert "weights.npz" in done.err
    assert done.summary["epochs"] == 1
    assert all((out / name).is_file() for name in ("project.nnsim", "weights.safetensors", "history.csv"))


# ---- a process of its own --------------------------------------------------------------------------

LOADED = """
import sys
from nnsim.cli import main
code = main(sys.argv[1:])
slow = ("PySide6", "shiboken6", "pyqtgraph", "pandas", "sklearn", "scipy", "PIL")
print("loaded", [m for m in slow if m in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def test_training_loads_neither_qt_nor_what_the_data_do_not_need(spirals, tmp_path):
    command = [sys.executable, "-W", "error", "-c", LOADED, "train", str(spirals), "--epochs", "2"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out")],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "loaded []"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to whole consoles only")
def test_ctrl_c_stops_cleanly_and_keeps_what_there_is(spirals, tmp_path):
    """On a terminal, where progress is shown from the first epochs on; a log would wait five seconds."""
    out = tmp_path / "out"
    command = [sys.executable, str(ROOT / "main.py"), "train", str(spirals), "--epochs", "1000000000"]
    screen, terminal = os.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shown:
        process = subprocess.Popen(
            [*command, "--out", str(out)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=terminal,
            text=True,
            encoding="utf-8",
        )
        os.close(terminal)
        errors = b""
        while b"epoch" not in errors:
            errors += shown.read(4096)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # the terminal is gone with the process
            while chunk := shown.read(4096):
                errors += chunk
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Stopped" in errors
    assert b"Traceback" not in errors
    import json

    summary = json.loads(output)
    rows = table(out)
    assert summary["epochs"] >= 1
    assert summary["steps"] == int(rows[-1]["step"])
    assert storage.load(out / "project.nnsim").learned.step == summary["steps"]


# ---- which walk ----------------------------------------------------------------------------------


def test_the_summary_names_the_walk(nnsim, spirals, tmp_path, monkeypatch):
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    one = nnsim("train", spirals, "--epochs", 1, "--out", tmp_path / "one")
    assert one.summary["walk"] == "numpy"
    again = nnsim(
        "train", tmp_path / "one" / "project.nnsim", "--resume", "--epochs", 1, "--out", tmp_path / "b"
    )
    assert again.summary["walk"] == "numpy"
    assert "walks" not in again.summary
    assert "taken by" not in one.err + again.err


@needs_library
@pytest.mark.parametrize("first", ["numpy", "compiled"])
def test_going_on_with_another_walk_is_said_and_recorded(nnsim, spirals, tmp_path, monkeypatch, first):
    best = walk_to_test()
    second = "numpy" if first == "compiled" else best.name
    monkeypatch.setenv("NNSIM_WALK", first)
    nnsim("train", spirals, "--epochs", 1, "--out", tmp_path / "a")
    monkeypatch.setenv("NNSIM_WALK", second)
    file = tmp_path / "a" / "project.nnsim"
    done = nnsim("train", file, "--resume", "--epochs", 1, "--out", tmp_path / "b")
    name = "numpy" if first == "numpy" else best.name
    steps = done.summary["steps"]
    assert done.code == 0
    assert done.summary["walk"] == second
    assert done.summary["walks"] == [[0, name], [steps // 2, second]]
    assert done.err.count("were taken by") == 1
    assert f"up to {steps // 2}" in done.err
    assert f"NNSIM_WALK={name} in the environment" in done.err
    # Anew from the seed is no going on.
    assert "were taken by" not in nnsim("train", file, "--epochs", 1, "--out", tmp_path / "c").err
