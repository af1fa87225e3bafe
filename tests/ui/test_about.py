"""*About* says which version this is, and how steps are computed on this machine."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

import nnsim
from nnsim.ui.window.main_window import MainWindow
from tests.compiled.by_c import needs_library, walk_to_test


def about(window: MainWindow) -> str:
    window.actions_by_key["about"].trigger()
    (box,) = window.findChildren(QMessageBox)
    said = f"{box.text()}\n{box.informativeText()}"
    box.close()
    return said


@needs_library
def test_about_names_version_and_walk(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = walk_to_test()
    monkeypatch.setenv("NNSIM_WALK", walk.name)
    said = about(window)
    assert said.startswith(f"nnsim {nnsim.__version__}\n")
    assert said.endswith(f"Training steps: compiled walk {walk.level}.")


def test_about_says_why_numpy_is_used(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    assert about(window).endswith("Training steps: NumPy walk. NNSIM_WALK in the environment asks for it.")
