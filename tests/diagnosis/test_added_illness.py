"""A new illness and a new cure are one file each: doctor, command line, help and Python have them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import nnsim.diagnosis.cures
import nnsim.diagnosis.illnesses
from nnsim.base.errors import NnsimError
from nnsim.cli import main
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.illness import illnesses
from nnsim.library import Dense, Input, Tanh, TwoSpirals, chain, diagnose, save
from nnsim.reference.pages import pages
from tests.strict_lines import last_line
from tests.ui.added_files import look_in_too

PROJECT = chain(Input(), Dense(13, Tanh()), Dense(1), data=TwoSpirals(points=60), batch=16)


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two files more in their folders, and nothing else."""
    look_in_too(monkeypatch, illnesses, nnsim.diagnosis.illnesses, "illnesses")
    look_in_too(monkeypatch, cures, nnsim.diagnosis.cures, "cures")
    yield
    sys.modules.pop("nnsim.diagnosis.illnesses.thirteen_units", None)
    sys.modules.pop("nnsim.diagnosis.cures.fourteen_units", None)


def test_the_doctor_finds_it_and_tries_its_cure(added: None) -> None:
    found = diagnose(PROJECT, epochs=2, cure=True, seconds=1.0)
    verdict = next(v for v in found.verdicts if v.key == "thirteen_units")
    assert verdict.text == "A layer has 13 units."
    assert found.treatment is not None
    assert "fourteen_units" in {trial.key for trial in found.treatment.trials}


def test_the_command_line_and_the_help_have_both(
    added: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(tmp_path / "thirteen.nnsim", PROJECT)
    assert main(["diagnose", str(tmp_path / "thirteen.nnsim"), "--epochs", "1", "--json"]) == 4
    record = last_line(capsys.readouterr().out)
    assert "thirteen_units" in [verdict["key"] for verdict in record["verdicts"]]
    by_key = {page.part.key: page for page in pages() if page.part is not None}
    assert "Fourteen units are no worse" in by_key["thirteen_units"].html
    assert "Thirteen units" in by_key["fourteen_units"].html


def test_without_its_file_nobody_knows_it() -> None:
    with pytest.raises(NnsimError, match="thirteen_units"):
        illnesses["thirteen_units"]
    assert "thirteen_units" not in {verdict.key for verdict in diagnose(PROJECT, epochs=1).verdicts}
