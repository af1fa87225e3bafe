"""``nnsim zoo``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnsim.document import storage
from nnsim.zoo.animal import animals
from tests.zoo.small_animal import Small, small

__all__ = ["small"]

KEYS = ["name", "criterion", "value", "reached", "seconds"]


def test_lists_every_animal_by_its_short_name(nnsim) -> None:
    done = nnsim("zoo")
    assert done.code == 0
    for kind in animals:
        assert any(line.startswith(kind.key + " ") and kind.title in line for line in done.out.splitlines())


@pytest.mark.parametrize(("seed", "code", "reached"), [(5, 0, True), (9, 4, False)])
def test_writes_figures_and_project_and_ends_with_json(
    nnsim, small: type[Small], tmp_path: Path, seed: int, code: int, reached: bool
) -> None:
    done = nnsim("zoo", "small", "--out", tmp_path / "new", "--seed", seed)
    assert done.code == code
    assert list(done.summary) == KEYS
    assert done.summary["reached"] is reached
    assert done.summary["value"] == seed / 10
    assert done.summary["criterion"] == "A tenth of the seed: at most 0.7"
    for ending, start in {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".csv": b""}.items():
        assert (tmp_path / "new" / f"small{ending}").read_bytes().startswith(start)
    opened = storage.load(tmp_path / "new" / "small.nnsim")
    assert opened.project.training.seed == seed
    assert opened.learned is not None
    assert opened.learned.step == 4


def test_all_of_them_are_a_table_and_one_that_cannot_be_done_does_not_keep_the_others_from_it(
    nnsim, small: type[Small], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnsim.cli.zoo.animals", [Small])
    done = nnsim("zoo", "--all", "--out", tmp_path, "--seed", 12, "--seeds", 2)
    assert done.code == 4
    lines = [json.loads(line) for line in done.out.splitlines() if line.startswith("{")]
    assert [line["value"] for line in lines] == [[], 1.3]
    assert "Twelve cannot be done." in done.out
    table = (tmp_path / "zoo.md").read_text("utf-8")
    assert "## Seed 12: 0 of 1" in table
    assert "## Seed 13: 0 of 1" in table
    assert (tmp_path / "small_seed_13.nnsim").is_file()


def test_ctrl_c_says_how_far_it_came(nnsim, small: type[Small], tmp_path: Path) -> None:
    done = nnsim("zoo", "small", "--out", tmp_path, "--seed", 99)
    assert done.code == 130
    assert "Unfinished: 50 %" in done.out
    assert done.summary["reached"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("p",), "--out FOLDER"),
        (("nobody", "--out", "x"), "There is no structure called 'nobody'. There are: p, ff,"),
        (("p", "--all", "--out", "x"), "not both"),
        (("--seed", "1"), "Name the structure"),
        (("p", "--out", "x", "--seeds", "0"), "--seeds"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(
    nnsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = nnsim("zoo", *arguments)
    assert done.code == 2
    assert words in done.err
