"""A picture and a panel for it are two files and no edit: found, docked, drawn, saved and explained."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from added_files import look_in_too
from desk import Desk, small_project

import nnsim.training.pictures
import nnsim.ui.panels
from nnsim.cli import main
from nnsim.document.storage import save
from nnsim.training.picture import pictures
from nnsim.ui.charts.figures import FORMATS
from nnsim.ui.help.help_pages import all_pages
from nnsim.ui.panel import panels

MODULES = ("nnsim.training.pictures.largest_weight", "nnsim.ui.panels.largest_weight")


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the class of a panel whose file, and that of its picture, lie in the folders of the program."""
    list(panels)  # they import pictures, which would be found without being kept
    look_in_too(monkeypatch, pictures, nnsim.training.pictures, "pictures")
    look_in_too(monkeypatch, panels, nnsim.ui.panels, "panels")
    yield next(cls for cls in panels if cls.key == "largest_weight")
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def desk_of(added: Any, open_desk: Callable[..., Desk]) -> Iterator[tuple[Desk, Any]]:
    """Return a window that trains, and the added panel in it."""
    desk = open_desk(window=True)
    assert desk.window is not None
    desk.window.resize(1400, 900)
    desk.window.show()
    shown = next(p for p in desk.window.desk.panels if isinstance(p, added))
    desk.window.desk.docks[added.key].raise_()
    desk.wait(shown.isVisible)
    yield desk, shown
    desk.window.hide()


def test_both_files_are_found(added: Any) -> None:
    assert "largest_weight" in {cls.key for cls in pictures}
    assert added in list(panels)
    (page,) = [page for page in all_pages() if page.title == added.title]
    assert added.summary in page.html


def test_the_panel_shows_what_the_picture_and_the_probe_answer(desk_of: tuple[Desk, Any], added: Any) -> None:
    desk, shown = desk_of
    desk.train(3)
    desk.wait(lambda: shown.seen is not None and shown.seen[0] == desk.session.feed.state.step)
    learned = desk.arrays()
    _, weight, signals = shown.seen
    assert weight == max(np.abs(array).max() for array in learned.values())
    assert signals.names == ("dense_1", "dense_2")
    assert shown.label.text().startswith(f"{weight:.6g}")
    assert not shown.notice
    dock = desk.window.desk.docks[added.key]
    assert dock.toggleViewAction().text() == added.title
    submenus = [action.menu() for action in desk.window.top_bar.menu.actions()]
    for submenu in submenus:
        submenu.aboutToShow.emit()
    assert any(dock.toggleViewAction() in submenu.actions() for submenu in submenus)


def test_its_figure_goes_out_with_the_others(desk_of: tuple[Desk, Any], added: Any, tmp_path: Path) -> None:
    desk, shown = desk_of
    desk.train(2)
    desk.wait(lambda: not any(panel.notice for panel in desk.window.desk.panels if panel.isVisible()))
    desk.wait(lambda: shown.seen is not None)
    desk.window.desk.exchange.export_plots(tmp_path)
    for ending in FORMATS:
        assert (tmp_path / f"{added.key}{ending}").stat().st_size > 50


def test_the_command_line_writes_its_figure_too(added: Any, tmp_path: Path) -> None:
    save(tmp_path / "a.nnsim", small_project())
    out = tmp_path / "out"
    assert main(["train", str(tmp_path / "a.nnsim"), "--epochs", "1", "--figures", "--out", str(out)]) == 0
    assert {f"{cls.key}.png" for cls in panels} == {path.name for path in out.glob("*.png")}


def test_another_drawing_clears_it(desk_of: tuple[Desk, Any]) -> None:
    desk, shown = desk_of
    desk.wait(lambda: shown.seen is not None)
    desk.workspace.edit("seed", lambda p: replace(p, training=replace(p.training, seed=7)))
    desk.wait(lambda: shown.seen is None)
    desk.settle()
    desk.wait(lambda: shown.seen is not None)
