"""One file more in the folder of animals is all it takes: the Zoo, the help, the command line and Python have it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from added_files import look_in_too
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import nnsim.zoo.animals
from nnsim.cli import main
from nnsim.library import animal, animal_project, zoo
from nnsim.reference.pages import pages
from nnsim.ui.zoo.zoo_page import ZooPage
from nnsim.zoo.animal import animals


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An animal more: a file in its folder, and nothing else."""
    look_in_too(monkeypatch, animals, nnsim.zoo.animals, "animals")
    yield
    sys.modules.pop("nnsim.zoo.animals.adaline", None)


def test_it_stands_behind_the_perceptron_and_is_trained_drawn_and_judged(
    added: None, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(window=True)
    desk.window.resize(1600, 1000)
    desk.window.show()
    desk.window.desk.places.go_to("zoo")
    page = desk.window.desk.places.page
    assert isinstance(page, ZooPage)
    assert list(page.gallery.cards)[:3] == ["p", "adaline", "ff"]
    QTest.mouseClick(page.gallery.cards["adaline"], Qt.MouseButton.LeftButton)
    assert page.animal.heading.text() == "Adaline · ADALINE"
    QTest.mouseClick(page.animal.train, Qt.MouseButton.LeftButton)
    desk.wait(lambda: page.animal.learned.view.figure is not None)
    desk.wait(lambda: "eached" in page.animal.reached.verdict.text())
    desk.window.hide()


def test_command_line_python_and_help_have_it(
    added: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["zoo"]) == 0
    assert "Widrow & Hoff 1960" in capsys.readouterr().out
    assert main(["zoo", "adaline", "--out", str(tmp_path)]) == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".svg", ".pdf", ".csv", ".nnsim"}
    assert zoo()["adaline"].startswith("One unit.")
    assert animal("adaline", 2).reached
    assert animal_project("adaline").training.epochs == 3
    assert any(page.part is not None and page.part.key == "adaline" for page in pages())
