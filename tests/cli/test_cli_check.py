"""``nnsim check``, ``--help``, ``--version`` and what is not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

import nnsim as package
from nnsim.compiled.library import walk_told, why_numpy
from nnsim.document.examples import examples
from nnsim.library import CsvFile, Dense, Input, Tanh, TwoSpirals, chain, save


def test_a_good_project_is_shown_whole(nnsim, spirals):
    done = nnsim("check", spirals)
    assert done.code == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert ["dense_1", "Dense", "(tanh)", "6", "18"] in lines
    assert ["dense_2", "Dense", "(linear)", "1", "7"] in lines
    assert "25 parameters in all" in done.out
    assert "can train" in done.out
    assert done.err == ""


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.key)
def test_every_example_can_train(nnsim, example):
    done = nnsim("check", example.path)
    assert done.code == 0, done.out
    assert done.out.startswith(example.title)


def test_problems_stand_beside_their_layer_and_the_code_is_1(nnsim, tmp_path):
    save(tmp_path / "p.nnsim", chain(Input(), Dense(4, Tanh()), Dense(3), data=TwoSpirals()))
    done = nnsim("check", tmp_path / "p.nnsim")
    assert done.code == 1
    assert "Error at dense_2: The data has 2 classes" in done.out
    assert "cannot train" in done.out


def test_it_says_what_is_kept_of_trainings(nnsim, spirals, tmp_path):
    assert "History" not in nnsim("check", spirals).out
    nnsim("train", spirals, "--epochs", 2, "--out", tmp_path / "a", "--keep", 7)
    done = nnsim("check", tmp_path / "a" / "project.nnsim")
    assert "History: 1 run, 7 moments, 0.1 MB" in done.out


def test_it_says_in_which_walk_the_weights_were_trained(nnsim, spirals, tmp_path, monkeypatch):
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert "Trained" not in nnsim("check", spirals).out
    steps = nnsim("train", spirals, "--epochs", 2, "--out", tmp_path).summary["steps"]
    done = nnsim("check", tmp_path / "project.nnsim")
    assert f"Trained up to step {steps} by: NumPy walk" in done.out.splitlines()


def test_missing_data_are_a_problem_too(nnsim, tmp_path):
    data = CsvFile(path=str(tmp_path / "gone.csv"))
    save(tmp_path / "p.nnsim", chain(Input(), Dense(1), data=data))
    done = nnsim("check", tmp_path / "p.nnsim")
    assert done.code == 1
    assert "gone.csv" in done.out


def test_a_damaged_file_is_a_sentence(nnsim, spirals):
    spirals.write_bytes(spirals.read_bytes()[:200])
    done = nnsim("check", spirals)
    assert done.code == 2
    assert done.err.startswith("nnsim: ")
    assert "Traceback" not in done.err


def test_help_and_version(nnsim):
    code, out, err = nnsim("--version")
    assert (code, err) == (0, "")
    assert out.startswith(f"nnsim {package.__version__} (")
    assert walk_told() in out
    assert why_numpy() in out
    for arguments in (["--help"], ["train", "--help"], ["check", "-h"]):
        done = nnsim(*arguments)
        assert done.code == 0
        assert done.out.startswith("Usage: nnsim")
        assert done.err == ""
    assert "--resume" in nnsim("train", "--help").out


@pytest.mark.parametrize("arguments", [["--colour"], ["a.nnsim", "b.nnsim"], ["check"], ["check", "a", "b"]])
def test_what_is_not_understood_is_a_sentence(nnsim, arguments):
    done = nnsim(*arguments)
    assert done.code == 2
    assert done.err.startswith("nnsim: ")
    assert len(done.err.splitlines()) == 1


def test_a_window_on_a_file_that_is_not_there(nnsim, tmp_path):
    done = nnsim(tmp_path / "none.nnsim")
    assert done.code == 2
    assert "none.nnsim" in done.err


def test_a_fault_shows_its_traceback_and_asks_for_a_report(nnsim, spirals, monkeypatch):
    import nnsim.cli.check as check

    def break_down(project: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(check, "_data", break_down)
    done = nnsim("check", spirals)
    assert done.code == 70
    assert "ZeroDivisionError: a bug" in done.err
    assert "report" in done.err


def test_main_py_has_four_lines():
    text = (Path(__file__).resolve().parents[2] / "main.py").read_text("utf-8")
    assert len([line for line in text.splitlines() if line.strip()]) <= 4


def test_data_beside_the_project_are_found_from_anywhere(nnsim, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "d.csv").write_text("a,b,c\n" + "1,2,x\n3,4,y\n" * 20)
    project = chain(Input(), Dense(1), data=CsvFile("/gone/d.csv"))
    save(home / "p.nnsim", project)
    monkeypatch.chdir(tmp_path)
    done = nnsim("check", "home/p.nnsim")
    assert done.code == 0
    assert "Note: The data file /gone/d.csv is not there. d.csv, found beside the project" in done.out
    done = nnsim("train", "home/p.nnsim", "--epochs", "1", "--out", tmp_path / "out" / "deep")
    assert done.code == 0
    assert nnsim("check", tmp_path / "out" / "deep" / "project.nnsim").code == 0


def _prices(tmp_path, *, output=None):
    """Return a project on prices in the hundred thousands."""
    rows = "\n".join(f"{50 + i},{i % 6 + 1},{3000 * (50 + i)}" for i in range(120))
    (tmp_path / "prices.csv").write_text("size,rooms,price\n" + rows, "utf-8")
    data = CsvFile(path=str(tmp_path / "prices.csv"), target="price")
    last = Dense(1, output) if output is not None else Dense(1)
    save(tmp_path / "p.nnsim", chain(Input(), Dense(8, Tanh()), last, data=data))
    return tmp_path / "p.nnsim"


def test_unscaled_targets_and_outputs_that_cannot_reach_them_are_named(nnsim, tmp_path):
    done = nnsim("check", _prices(tmp_path))
    assert done.code == 0
    assert "Warning at dense_2: The targets reach 5.07e5" in done.out
    done = nnsim("check", _prices(tmp_path, output=Tanh()))
    assert "Warning at dense_2: The output cannot reach the targets: Tanh gives −1 to 1" in done.out


CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not here")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("boundary_margin_loss", ""),
        (
            "hinge_after_sigmoid",
            "Hinge takes scores of any size on both sides of 0, and Sigmoid gives only 0 to 1",
        ),
        ("tanh_output_large_targets", "The output cannot reach the targets"),
        ("diverged_by_unscaled_targets", "The targets reach 3.4e5"),
    ],
)
def test_cases_of_strangers(nnsim, monkeypatch, name, said):
    monkeypatch.chdir(CASES)
    done = nnsim("check", CASES / f"{name}.nnsim")
    assert done.code == 0
    assert ("Warning" in done.out) == bool(said)
    assert said in done.out


def test_it_says_where_the_data_are_and_whether_they_have_changed(nnsim, tmp_path):
    table = tmp_path / "d.csv"
    table.write_text("a,b\n" + "1,2\n3,4\n5,7\n" * 20)
    path = tmp_path / "p.nnsim"
    save(path, chain(Input(), Dense(3), data=CsvFile(path=str(table))))
    line = f"File: {table}, beside the project, 0.1 MB"
    assert f"{line}, as it was when the project was saved" in nnsim("check", path).out.splitlines()
    table.write_text("a,b\n" + "1,2\n3,4\n5,8\n" * 20)
    assert f"{line}, changed since the project was saved" in nnsim("check", path).out.splitlines()
    save(path, chain(Input(), Dense(3), data=CsvFile(path=str(table), keep=True)))
    table.unlink()
    assert f"File: {table}, kept in the project, 0.1 MB" in nnsim("check", path).out.splitlines()
    assert nnsim("train", path, "--epochs", 1, "--out", tmp_path / "out").code == 0
    assert (
        f"File: {table}, kept in the project, 0.1 MB"
        in nnsim("check", tmp_path / "out" / "project.nnsim").out
    )
    save(path, chain(Input(), Dense(3), data=CsvFile(path=str(table))))
    done = nnsim("check", path)
    assert done.code == 1
    assert f"File: {table}, beside the project, cannot be read" in done.out
