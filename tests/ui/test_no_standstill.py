"""What keeps the window moving while data come: nothing is drawn that nobody sees, and much is done in pieces."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from desk import Desk
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim import app
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.row_choice import RowTable
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.moons import Moons
from nnsim.engine.loss import PROBABILITIES
from nnsim.figures import plane as planes
from nnsim.figures.maps import SHADES, Scale
from nnsim.figures.plane import default_plane
from nnsim.ui.charts.example_points import scatters
from nnsim.ui.charts.map_switches import MapLook
from nnsim.ui.charts.plane_chart import map_colours
from nnsim.ui.datapage import data_page
from nnsim.ui.datapage.data_page import DataPage
from nnsim.ui.panels.boundary import BoundaryPanel
from nnsim.ui.widgets.turns import Turns


def test_pieces_are_done_one_a_turn_and_those_of_before_no_more(qtbot: QtBot) -> None:
    parent, done = QObject(), []
    turns = Turns(parent)
    turns.do([lambda n=n: done.append(f"a{n}") for n in range(3)])
    assert done == ["a0"]
    turns.do([lambda n=n: done.append(f"b{n}") for n in range(3)])
    assert done == ["a0", "b0"]
    assert turns.is_busy
    qtbot.waitUntil(lambda: not turns.is_busy)
    assert done == ["a0", "b0", "b1", "b2"]
    turns.do([lambda n=n: done.append(f"c{n}") for n in range(3)], at_once=True)
    assert done[-3:] == ["c0", "c1", "c2"]
    turns.do([lambda: None, lambda: done.append("never")])
    turns.drop()
    QTest.qWait(5)
    assert "never" not in done


def test_a_map_out_of_sight_is_drawn_when_it_comes_into_sight(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    panel = BoundaryPanel(desk.workspace, desk.session.feed)
    desk.bot.addWidget(panel)
    desk.workspace.set_data(prepare(DataSettings(Iris())))
    assert panel.view.subject is None
    assert not panel.view.scatters
    panel.show()
    assert panel.view.subject.prepared is desk.workspace.prepared
    assert panel.view.scatters
    panel.hide()
    before = panel.view.scatters
    desk.workspace.set_data(prepare(DataSettings(Moons())))
    assert panel.view.scatters is before
    assert panel.plane is not None, "who asks for the plane of the data gets it at once"
    assert panel.view.subject.prepared is desk.workspace.prepared
    panel.deleteLater()


def test_points_of_numbers_have_a_few_dozen_shades() -> None:
    values = np.linspace(-3, 9, 5000)
    scale = Scale((-3.0, 9.0), ("#000000", "#ffffff"))
    tints = scale.tints(values)
    assert len(set(tints)) == SHADES
    exact = scale.rgba(values)[:, 0]
    shown = np.array([int(tint[1:3], 16) for tint in tints])
    assert np.abs(shown - exact).max() <= 255 / SHADES
    assert scale.tints(np.array([np.nan, -99.0, 99.0])) == [tints[0], tints[0], tints[-1]]


@pytest.mark.usefixtures("dressed")
def test_each_shade_is_one_brush() -> None:
    x = np.random.default_rng(0).normal(size=(4000, 2))
    data = Dataset("t", x, x.sum(1, keepdims=True), "regression", ("a", "b"), ("y",))
    prepared = prepare_dataset(data, DataSettings())
    made = scatters(prepared, default_plane(prepared), 0, map_colours(), PROBABILITIES, MapLook().parts)
    brushes = {id(spot.brush()) for item in made for spot in item.points()}
    assert len(brushes) <= SHADES * len(made)


def test_what_a_map_begins_with_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare(DataSettings(Iris()))
    planes.look_ahead(prepared)
    monkeypatch.setattr(planes, "_principal", lambda *_: pytest.fail("worked out again"))
    monkeypatch.setattr(planes.Plane, "_extent", lambda *_: pytest.fail("worked out again"))
    assert default_plane(prepared).extent(prepared)[0][0] < 0


def test_a_loader_looks_ahead(open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = open_desk()
    desk.workspace.edit("data", lambda p: replace(p, data=DataSettings(Iris())))
    desk.settle()
    assert desk.workspace.prepared in planes._default_planes


def test_much_data_come_to_the_page_in_pieces(
    open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    page = DataPage(desk.session)
    desk.bot.addWidget(page)
    page.show()
    monkeypatch.setattr(data_page, "_FEW", 10)
    prepared = prepare(DataSettings(Iris()))
    desk.workspace.set_data(prepared)
    assert page.preview.title.text() == "Iris"
    assert page.table.rows.total != 150
    desk.wait(lambda: page.table.rows.total == 150)
    desk.wait(lambda: any(line.startswith("150 rows") for line in page.settings.done.lines()))
    page.release()


def test_a_cell_is_found_where_numpy_finds_it() -> None:
    shape = (3, 4, 5)
    data = Dataset("t", np.zeros((2, *shape)), np.zeros(2), "classes", (), ("a", "b"))
    table = RowTable(data, np.zeros(2, np.int8), ("one", "out"))
    for column in range(1, 61):
        assert table.place(column) == tuple(int(at) for at in np.unravel_index(column - 1, shape))


def test_what_a_place_is_made_of_is_no_garbage_to_be(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, dressed: None
) -> None:
    monkeypatch.setattr(app, "_SETTLED", 0)
    kept: list[str] = []
    monkeypatch.setattr(gc, "freeze", lambda: kept.append("kept"))
    application = app.Application(QApplication.instance())
    qtbot.waitUntil(lambda: len(kept) == 1)
    for place in ("data", "network", "data"):
        application.window.desk.places.go_to(place)
        QTest.qWait(5)
    assert len(kept) == 2, "once for the window, once for the place that was new"
    application.window.release()
    application.window.deleteLater()
    application.autosave.close()
    assert application.session.close()
