"""``nnsim experiment``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.lab.experiment import experiments
from nnsim.lab.pictures import remembered_pictures
from tests.lab.small_experiment import Small, small

__all__ = ["small"]

KEYS = ["name", "claim", "expected", "measured", "tolerance", "holds", "seconds"]


def test_lists_every_experiment(nnsim) -> None:
    done = nnsim("experiment")
    assert done.code == 0
    for kind in experiments:
        assert any(line.startswith(kind.key + " ") and kind.title in line for line in done.out.splitlines())
    assert "digits of the program" in done.out


@pytest.mark.parametrize(("seed", "code", "holds"), [(5, 0, True), (9, 4, False)])
def test_writes_figure_and_numbers_and_ends_with_json(
    nnsim, small: type[Small], tmp_path: Path, seed: int, code: int, holds: bool
) -> None:
    done = nnsim("experiment", "small", "--out", tmp_path / "new", "--seed", seed)
    assert done.code == code
    assert list(done.summary) == KEYS
    assert done.summary["holds"] is holds
    assert done.summary["measured"] == seed / 10
    assert ("does NOT agree" in done.out) is not holds
    assert "100 %" not in done.out
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".csv": b""}
    for ending, start in starts.items():
        assert (tmp_path / "new" / f"small{ending}").read_bytes().startswith(start)
    assert "unfinished" not in (tmp_path / "new" / "small.svg").read_text("utf-8")


def test_ctrl_c_writes_what_is_there_marked_as_unfinished(nnsim, small: type[Small], tmp_path: Path) -> None:
    done = nnsim("experiment", "small", "--out", tmp_path, "--seed", 13)
    assert done.code == 130
    assert "Unfinished: 50 %" in done.out
    assert done.summary["holds"] is False
    assert "(unfinished)" in (tmp_path / "small.svg").read_text("utf-8")
    assert (tmp_path / "small.csv").read_text("utf-8").count("\n") >= 2


def test_mnist_is_remembered(nnsim, tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=np.zeros((20, 28, 28), np.uint8), y_train=np.arange(20) % 10)
    done = nnsim("experiment", "--mnist", path)
    assert done.code == 0
    assert "your MNIST" in done.out
    assert remembered_pictures().are_mnist
    assert "your MNIST" in nnsim("experiment").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none", "--out", "x"], "no experiment called 'none'"),
        (["none"], "no experiment called 'none'"),
        (["xavier_or_he"], "--out"),
        (["--seed", "3"], "Name the experiment"),
        (["xavier_or_he", "--out", "x", "--seed", "-1"], "--seed takes a whole number"),
        (["xavier_or_he", "--out", "x", "--seed", "2147483647"], "--seed takes a whole number"),
        (["--mnist", "none.npz"], "There is no file"),
    ],
)
def test_what_cannot_be_is_a_sentence(nnsim, tmp_path: Path, monkeypatch, arguments, sentence: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = nnsim("experiment", *arguments)
    assert done.code == 2
    assert sentence in done.err
    assert list(tmp_path.iterdir()) == []
