"""Projects to train, and the command line as a function."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from nnsim.cli import main
from nnsim.library import Bumps, Dense, Input, Tanh, TwoSpirals, chain, save


class Done(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict:
        """The last line of the output as JSON; NaN and Infinity are not JSON."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} is not JSON")

        return json.loads(self.out.splitlines()[-1], parse_constant=refuse)


@pytest.fixture
def nnsim(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Return the command line as a function of its arguments."""
    monkeypatch.setenv("NNSIM_LANGUAGE", "en")

    def run(*arguments: object) -> Done:
        code = main([str(a) for a in arguments])
        return Done(int(code), *capsys.readouterr())

    return run


@pytest.fixture
def spirals(tmp_path: Path) -> Path:
    """Return a small project of classes."""
    path = tmp_path / "spirals.nnsim"
    save(path, chain(Input(), Dense(6, Tanh()), Dense(1), data=TwoSpirals(points=80), batch=8))
    return path


@pytest.fixture
def bumps(tmp_path: Path) -> Path:
    """Return a small project of a regression."""
    path = tmp_path / "bumps.nnsim"
    save(path, chain(Input(), Dense(6, Tanh()), Dense(1), data=Bumps(points=60)))
    return path
