"""``nnsim diagnose``: exit codes, the line for programs, the text for people, what is written, and bad input."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.diagnosis import diagnosis
from nnsim.diagnosis.trial import Arm, Treatment, prescribed
from nnsim.document.storage import Opened
from nnsim.library import (
    SGD,
    Arrays,
    Bumps,
    CsvFile,
    DataSettings,
    Dense,
    Digits,
    Input,
    Project,
    Softmax,
    Tanh,
    TwoSpirals,
    chain,
    load,
    save,
)

KEYS = {"verdicts", "healthy", "wellbeing", "problems", "cures", "cured_project", "steps", "seed"}
SPIRALS = TwoSpirals(points=60)
SICK = chain(Input(), Dense(6, Tanh()), Dense(1, Softmax()), data=SPIRALS, batch=16)


@pytest.fixture
def sick(tmp_path: Path) -> Path:
    """Return a project whose output is always 1."""
    save(tmp_path / "sick.nnsim", SICK)
    return tmp_path / "sick.nnsim"


@pytest.fixture
def well(tmp_path: Path) -> Path:
    """Return a project that learns."""
    path = tmp_path / "well.nnsim"
    save(
        path, chain(Input(), Dense(8, Tanh()), Dense(1), data=Bumps(points=200), batch=16, learning_rate=0.01)
    )
    return path


def test_a_sick_project_gives_4_and_its_evidence_to_the_letter(nnsim, sick: Path) -> None:
    done = nnsim("diagnose", sick, "--json", "--seed", 3)
    assert done.code == 4
    assert done.out.count("\n") == 1
    record = done.summary
    assert set(record) >= KEYS
    assert record["healthy"] is False
    assert (record["steps"], record["seed"]) == (200, 3)
    first = record["verdicts"][0]
    assert set(first) >= {"key", "confidence", "since_step", "evidence"}
    assert (first["key"], first["since_step"]) == ("constant_output", 0)
    assert 0.5 <= first["confidence"] <= 1
    sign = first["evidence"][0]
    assert (sign["sign"], sign["value"], sign["usual"]) == ("Units under Softmax", "1", "2 and more")
    assert (record["cures"], record["cured_project"]) == ([], None)


def test_a_healthy_one_gives_0_and_says_how_it_goes(nnsim, well: Path) -> None:
    done = nnsim("diagnose", well, "--epochs", 20, "--json")
    assert done.code == 0
    assert done.summary["healthy"] is True
    assert done.summary["verdicts"] == []
    assert done.summary["epochs"] == 20
    assert done.summary["wellbeing"]["key"] in ("still_learning", "converged", "noisy_but_falling")
    told = nnsim("diagnose", well, "--epochs", 20)
    assert told.code == 0
    assert told.out.startswith("Nothing wrong was found in ")


def test_people_are_told_verdict_evidence_and_what_may_help(nnsim, sick: Path) -> None:
    done = nnsim("diagnose", sick)
    assert done.code == 4
    lines = done.out.splitlines()
    assert lines[0].startswith("Sick: Softmax over one unit")
    assert "Softmax over one unit (99 % sure, before the first step)" in lines
    assert any("Units under Softmax" in line and "2 and more" in line for line in lines)
    assert any(line.startswith("What may help: ") for line in lines)


def test_a_run_that_diverges_is_sick(nnsim, tmp_path: Path) -> None:
    path = tmp_path / "wild.nnsim"
    save(path, chain(Input(), Dense(6), Dense(1), data=Bumps(points=60), optimizer=SGD(), learning_rate=1e5))
    done = nnsim("diagnose", path, "--json")
    assert done.code == 4
    assert done.summary["healthy"] is False
    assert any("Diverged at step" in problem for problem in done.summary["problems"])


def _strange() -> Iterator[tuple[str, Project, str]]:
    """Yield projects with something amiss, and a word of what is said of each."""
    rng = np.random.default_rng(0)
    network = Input(), Dense(6, Tanh()), Dense(1)
    yield "no file", chain(*network, data=CsvFile("no such.csv")), "no such.csv"
    yield "cannot run", chain(Input(), Dense(6), Dense(10), data=Digits()), "Flatten"
    yield "nothing drawn", chain(Input(), data=SPIRALS), ""
    yield "no validation", chain(*network, data=DataSettings(SPIRALS, 0.0, 0.0)), ""
    yield "ten rows", chain(*network, data=Arrays(rng.normal(size=(10, 3)), np.arange(10) % 2)), ""


@pytest.mark.parametrize(
    ("name", "project", "said"), list(_strange()), ids=[name for name, _, _ in _strange()]
)
def test_what_cannot_be_trained_is_told_and_never_a_crash(
    name: str, project: Project, said: str, nnsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "ten rows":
        # What is in memory stands in no file.
        monkeypatch.setattr("nnsim.document.storage.load", lambda path: Opened(project))
        path = tmp_path / "memory.nnsim"
    else:
        path = tmp_path / f"{name}.nnsim"
        save(path, project)
    done = nnsim("diagnose", path, "--json", "--epochs", 2)
    assert done.code in (0, 4), done.err
    assert set(done.summary) >= KEYS
    if said:
        assert done.code == 4
        assert done.summary["healthy"] is False
        assert said in " ".join(done.summary["problems"])
        assert done.summary["steps"] == 0
    told = nnsim("diagnose", path, "--epochs", 2)
    assert told.code == done.code
    assert told.out.strip()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name the project file"),
        (("no such.nnsim",), "There is no file"),
        (("{sick}", "--epochs", "0"), "--epochs takes a whole number"),
        (("{sick}", "--epochs", "x"), "--epochs takes a whole number"),
        (("{sick}", "--seed", "-1"), "--seed takes a whole number"),
        (("{sick}", "--report", "page.txt"), ".pdf, .html, .md"),
        (("{sick}", "--no"), "not understood"),
    ],
)
def test_mistakes_give_2_and_a_sentence(nnsim, sick: Path, arguments: Sequence[str], said: str) -> None:
    done = nnsim("diagnose", *(text.format(sick=sick) for text in arguments))
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_help_names_every_option_and_exit_code(nnsim) -> None:
    out = nnsim("diagnose", "--help").out
    assert all(
        word in out for word in ("--epochs", "--cure", "--json", "--report", "--seed", "4 sick", "130")
    )
    assert "nnsim diagnose FILE.nnsim" in nnsim("--help").out


# ---- cures ------------------------------------------------------------------------------------------


def _arm(seed: int, score: float) -> Arm:
    steps = np.array([0, 50, 100])
    losses = np.array([1.0, 0.8, 1.0 - score])
    scores = np.array([0.5, 0.5, score])
    return Arm(seed, steps, losses, losses, scores, (("dense_1", 0.1), ("dense_2", 0.0)), rows=12)


def _treated(case: Any, verdicts: Any, helped: bool, **_: object) -> Iterator[Treatment]:
    """Yield what a treatment comes to, without the training."""
    trials = [
        replace(
            trial,
            sick=(_arm(0, 0.5), _arm(1, 0.5)),
            cured=(_arm(0, 0.9), _arm(1, 0.9)),
            share=1.0,
            helped=helped and place == 0,
        )
        for place, trial in enumerate(prescribed(case, verdicts)[:2])
    ]
    yield Treatment()
    yield Treatment(tuple(trials), 1.0, True)


def _cures_that(monkeypatch: pytest.MonkeyPatch, *, help_: bool) -> None:
    monkeypatch.setattr(diagnosis, "treat", lambda c, v, **options: _treated(c, v, help_, **options))


def test_a_cure_that_helped_is_written_beside_the_file_and_over_nothing(
    nnsim, sick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cures_that(monkeypatch, help_=True)
    (sick.parent / "sick-cured.nnsim").write_text("mine")
    done = nnsim("diagnose", sick, "--cure", "--json")
    assert done.code == 4
    assert (sick.parent / "sick-cured.nnsim").read_text() == "mine"
    assert done.summary["cured_project"] == str(sick.parent / "sick-cured-2.nnsim")
    cured = load(done.summary["cured_project"]).project
    assert cured != SICK
    assert cured.training.epochs == SICK.training.epochs
    first, *others = done.summary["cures"]
    assert set(first) >= {"key", "for", "tried", "helped", "before", "after", "edits"}
    assert (first["tried"], first["helped"], first["before"], first["after"]) == (True, True, 0.5, 0.9)
    assert first["for"] == "constant_output"
    assert first["edits"]
    assert all(isinstance(edit, str) for edit in first["edits"])
    assert [other["helped"] for other in others] == [False] * len(others)
    assert done.summary["seeds"] == [0, 1]


def test_where_none_helped_it_says_so_and_writes_nothing(
    nnsim, sick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cures_that(monkeypatch, help_=False)
    told = nnsim("diagnose", sick, "--cure")
    assert told.code == 4
    assert "No cure was found" in told.out
    assert "did not help" in told.out
    assert nnsim("diagnose", sick, "--cure", "--json").summary["cured_project"] is None
    assert [path.name for path in sick.parent.iterdir()] == ["sick.nnsim"]


def test_a_healthy_project_is_given_no_cure(nnsim, well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> Iterator[Treatment]:
        raise AssertionError("nothing is to be cured")

    monkeypatch.setattr(diagnosis, "treat", never)
    assert nnsim("diagnose", well, "--epochs", 20, "--cure", "--json").code == 0


# ---- reports ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [".pdf", ".html", ".md"])
def test_a_report_is_written_whole(nnsim, sick: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    _cures_that(monkeypatch, help_=True)
    folder = sick.parent / "pages"
    report = folder / f"page{ending}"
    done = nnsim("diagnose", sick, "--cure", "--report", report)
    assert done.code == 4, done.err
    data = report.read_bytes()
    if ending == ".pdf":
        assert data.startswith(b"%PDF-")
        assert data.count(b"/Type /Page\n") == 1
    else:
        text = data.decode()
        for words in (
            "Softmax over one unit",
            "Units under Softmax",
            "helped",
            "did not help",
            "seeds 0, 1",
            "nnsim 0",
        ):
            assert words in text
    # The cured project goes where the report goes.
    assert (folder / "sick-cured.nnsim").is_file()
    if ending == ".md":
        assert (folder / "page-curves.png").read_bytes().startswith(b"\x89PNG")
    if ending == ".html":
        assert "<svg" in text
        assert "http-equiv" not in text
        assert "src=" not in text


def test_a_report_that_cannot_be_written_is_known_before_the_training(nnsim, sick: Path) -> None:
    done = nnsim("diagnose", sick, "--report", sick / "page.html")
    assert done.code == 2
    assert done.out == ""


# ---- stopped ----------------------------------------------------------------------------------------


def test_ctrl_c_tells_what_there_is(nnsim, sick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed_meanwhile(*arguments: Any, **options: Any) -> diagnosis.Diagnosis:
        threading.Timer(0.4, os.kill, (os.getpid(), signal.SIGINT)).start()
        return diagnosis.diagnose(*arguments, **options)

    monkeypatch.setattr("nnsim.cli.diagnose.diagnosed", pressed_meanwhile)
    report = sick.parent / "page.md"
    done = nnsim("diagnose", sick, "--epochs", 100_000_000, "--json", "--report", report)
    assert done.code == 130
    assert done.summary["interrupted"] is True
    assert done.summary["steps"] > 0
    assert done.summary["verdicts"][0]["key"] == "constant_output"
    assert "Softmax over one unit" in report.read_text()
