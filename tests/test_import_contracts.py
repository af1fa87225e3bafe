"""Each import contract of pyproject.toml is seen to fail: a contract nobody can break guards nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS, CEILING, LAYERS, PANELS = (c["name"] for c in CONTRACTS)

Lint = Callable[..., tuple[int, str]]


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Return a function that writes modules into a copy of the package and runs import-linter on it."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "nnsim", copy / "nnsim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for layer in CONTRACTS[0]["layers"]:
        for name in layer.replace("|", " ").split():
            place = copy / "nnsim" / name
            if not place.exists() and not place.with_suffix(".py").exists():
                place.with_suffix(".py").write_text("")  # a floor that is planned and not built yet

    def run(**modules: str) -> tuple[int, str]:
        for name, imported in modules.items():
            place = copy / "nnsim" / (name.replace("__", "/") + ".py")
            place.parent.mkdir(exist_ok=True)
            (place.parent / "__init__.py").touch()
            place.write_text(f"import {imported}\n")
        command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
        done = subprocess.run(
            [*command, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False, timeout=60
        )
        return done.returncode, done.stdout + done.stderr

    return run


def broken(output: str) -> set[str]:
    """Return the names of the contracts that `output` reports as broken."""
    return {c["name"] for c in CONTRACTS if f"{c['name']} BROKEN" in output}


def test_contracts_hold_and_a_new_package_must_choose_its_floor(lint: Lint) -> None:
    code, output = lint()
    assert code == 0, output
    assert broken(output) == set()
    code, output = lint(attic__thing="nnsim.base")
    assert code != 0
    assert "attic" in output


def test_every_contract_fails_when_it_is_broken(lint: Lint) -> None:
    code, output = lint(
        base__upward="nnsim.engine.layer",
        engine__sideways="nnsim.data.dataset",
        document__upward="nnsim.training.run",
        training__sideways="nnsim.export.weights",
        diagnosis__windows="PySide6.QtCore",
        data__plots="pyqtgraph",
        engine__layers__copying="nnsim.engine.layers.dense",
        ui__panels__first="nnsim.ui.panels.second",
        ui__panels__second="nnsim.ui.look.theme",
    )
    assert code != 0
    assert broken(output) == {FLOORS, CEILING, LAYERS, PANELS}
    for floor in (
        "nnsim.base.upward -> nnsim.engine.layer",
        "nnsim.engine.sideways -> nnsim.data.dataset",
        "nnsim.document.upward -> nnsim.training.run",
        "nnsim.training.sideways -> nnsim.export.weights",
        "nnsim.diagnosis.windows -> PySide6",
        "nnsim.data.plots -> pyqtgraph",
        "nnsim.engine.layers.copying -> nnsim.engine.layers.dense",
        "nnsim.ui.panels.first -> nnsim.ui.panels.second",
    ):
        assert floor in output, output
