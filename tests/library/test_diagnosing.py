"""The doctor from Python: the same value that the command line reads, its words, and its example."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

from nnsim.library import (
    SGD,
    Bumps,
    CsvFile,
    Dense,
    Diagnosis,
    Input,
    NnsimError,
    Softmax,
    Tanh,
    TwoGaussians,
    TwoSpirals,
    chain,
    diagnose,
    diagnosing,
    load,
    save,
)

SICK = chain(Input(), Dense(6, Tanh()), Dense(1, Softmax()), data=TwoSpirals(points=60), batch=16)


def test_its_example_is_true() -> None:
    found = doctest.testmod(diagnosing)
    assert found.attempted >= 4
    assert found.failed == 0


def test_a_path_an_opened_file_and_a_project_are_diagnosed_alike(tmp_path: Path) -> None:
    path = tmp_path / "sick.nnsim"
    save(path, SICK)
    records = [diagnose(what, epochs=3).record() for what in (SICK, path, str(path), load(path))]
    assert records[1:] == records[:1] * 3
    assert json.loads(json.dumps(records[0], allow_nan=False)) == records[0]


def test_it_prints_as_what_was_found() -> None:
    found = diagnose(SICK, epochs=3)
    assert isinstance(found, Diagnosis)
    lines = repr(found).splitlines()
    assert lines[0].startswith("Sick: Softmax over one unit")
    assert lines[1].startswith("Softmax over one unit (99 % sure, before the first step). Softmax of dense_2")


def test_nothing_of_the_project_is_changed_and_the_seed_is_the_one_asked_for() -> None:
    found = diagnose(SICK, epochs=2, seed=7)
    assert found.project.training.seed == 7 == found.record()["seed"]
    assert found.project.training.epochs == SICK.training.epochs == 0
    assert SICK.training.seed == 0
    assert found.seeds == (7,)


def test_without_epochs_it_is_as_long_as_the_project_says_or_200_steps() -> None:
    assert diagnose(SICK).steps == 200
    from dataclasses import replace

    asked = replace(SICK, training=replace(SICK.training, epochs=4))
    found = diagnose(asked)
    assert found.case.course is not None
    assert found.case.course.epoch == 4
    assert found.case.course.stopped


def test_a_time_that_is_over_ends_it_with_what_was_seen() -> None:
    found = diagnose(SICK, epochs=10_000_000, seconds=0.2)
    assert not found.interrupted
    assert found.steps > 0
    assert found.verdicts


def test_a_cure_is_tried_on_its_own_data_and_works() -> None:
    easy = chain(Input(), Dense(6, Tanh()), Dense(1, Softmax()), data=TwoGaussians(points=200), batch=16)
    found = diagnose(easy, epochs=10, cure=True, seconds=30.0)
    assert found.proven is not None
    assert found.cured is not None
    assert found.cured != easy
    assert len({arm.seed for arm in found.proven.cured}) >= 2
    assert found.proven.key == "fitting_output"
    assert diagnose(found.cured, epochs=10).healthy
    assert found.record()["cures"]


def test_what_cannot_be_had_is_told_and_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    found = diagnose(chain(Input(), Dense(1), data=CsvFile("no such.csv")))
    assert not found.healthy
    assert "no such.csv" in found.problems[0]
    assert "It cannot be trained" in repr(found)
    wild = diagnose(
        chain(Input(), Dense(1), data=Bumps(points=60), optimizer=SGD(), learning_rate=1e6), epochs=5
    )
    assert not wild.healthy
    for what, said in ((tmp_path / "none.nnsim", "There is no file"), (3, "not 3")):
        with pytest.raises(NnsimError, match=said):
            diagnose(what)
    with pytest.raises(NnsimError, match="1 or more"):
        diagnose(SICK, epochs=0)


def test_what_stands_still_for_no_known_reason_is_not_called_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnsim.diagnosis.persisting.judge", lambda case, least: ())
    found = diagnose(SICK, epochs=100)
    assert found.verdicts == ()
    assert found.wellbeing.key == "not_learning"
    assert not found.healthy
    assert repr(found).startswith("It is not learning, and no illness was found that says why.")
