"""Docks that float, and docks of any kept layout: each within reach, none over another's title."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from nnsim.ui.look.theme import manager
from nnsim.ui.places.network import NetworkPlace
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window import docks
from nnsim.ui.window.floating import LEAST, place_for, within
from nnsim.ui.window.main_window import MainWindow

SCREEN = QRect(0, 0, 1600, 1000)
CANVAS = QRect(216, 50, 1080, 550)
HOME = QRect(0, 640, 500, 320)
SIZE = QSize(560, 360)


def test_where_the_screen_has_room_a_dock_comes_up_beside_the_window() -> None:
    wide = QRect(0, 0, 3000, 1200)
    window = QRect(100, 40, 1600, 1000)
    place = place_for(SIZE, HOME, window, CANVAS, wide, [])
    assert wide.contains(place)
    assert not place.intersects(window)
    assert place.size() == SIZE


def test_else_over_the_canvas_where_nothing_is_drawn() -> None:
    cards = [QRect(300 + 160 * i, 80, 134, 96) for i in range(6)]
    first = place_for(SIZE, HOME, SCREEN, CANVAS, SCREEN, [], cards)
    assert CANVAS.contains(first)
    assert not any(first.intersects(card) for card in cards)
    second = place_for(SIZE, HOME.translated(900, 0), SCREEN, CANVAS, SCREEN, [first])
    assert CANVAS.contains(second)
    assert not second.intersects(first), "smaller rather than over another"


@given(
    x=st.integers(-5000, 5000),
    y=st.integers(-5000, 5000),
    width=st.integers(0, 6000),
    height=st.integers(0, 6000),
    screen=st.sampled_from([SCREEN, QRect(-1280, 100, 1280, 800), QRect(0, 0, 200, 120)]),
)
def test_whatever_was_wanted_lies_on_the_screen(
    x: int, y: int, width: int, height: int, screen: QRect
) -> None:
    place = within(screen, QRect(x, y, width, height))
    assert screen.contains(place)
    assert place.width() >= min(LEAST.width(), screen.width())
    assert place.height() >= min(LEAST.height(), screen.height())
    assert within(screen, place) == place


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    del qtbot
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: SCREEN)
    manager().use("dark")
    session = Session()
    made = MainWindow(session, Preferences())
    made.resize(1600, 1000)
    made.show()
    QApplication.processEvents()
    yield made
    made.desk.docks.arrange()
    made.rebuild_wanted = True
    made.close()
    made.deleteLater()
    assert session.close()
    session.deleteLater()


def on_screen(widget: QDockWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def double_click(dock: QDockWidget) -> None:
    bar = dock.titleBarWidget()
    QTest.mouseDClick(bar.name, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(bar.name, Qt.MouseButton.LeftButton)


def titles(window: MainWindow, but: QDockWidget) -> dict[str, QRect]:
    """Where the titles of the other docks stand on the screen."""
    bars = {key: dock.titleBarWidget() for key, dock in window.desk.docks.items() if dock is not but}
    return {
        key: QRect(bar.mapToGlobal(QPoint(0, 0)), bar.size())
        for key, bar in bars.items()
        if not bar.visibleRegion().isEmpty() and bar.height() > 8
    }


def test_a_dock_floats_over_no_title_and_comes_up_where_it_was_put(window: MainWindow) -> None:
    for key in ("loss", "gradients"):
        dock = window.desk.docks[key]
        double_click(dock)
        assert dock.isFloating()
        place = on_screen(dock)
        assert SCREEN.contains(place)
        assert not [name for name, bar in titles(window, dock).items() if bar.intersects(place)]
        assert not any(handle.isHidden() for handle in dock.titleBarWidget().handles)
    loss = window.desk.docks["loss"]
    loss.setGeometry(300, 120, 500, 300)
    double_click(loss)
    assert not loss.isFloating()
    double_click(loss)
    assert loss.geometry() == QRect(300, 120, 500, 300)
    loss.hide()
    loss.setGeometry(-3000, -2000, 500, 300)
    window.desk.docks.reveal("loss")
    assert SCREEN.contains(on_screen(loss))
    loss.setGeometry(window.frameGeometry().adjusted(100, 100, -1, -1).intersected(SCREEN))
    window.desk.docks.reveal("loss")
    assert loss.width() < 0.6 * window.width(), "most of the window is seen"


def disarrange(window: MainWindow, chance: random.Random) -> None:
    """Leave the docks as badly as somebody can."""
    areas = (docks.LEFT, docks.RIGHT, docks.BOTTOM, Qt.DockWidgetArea.TopDockWidgetArea)
    for dock in window.desk.docks.values():
        dock.setVisible(chance.random() < 0.8)
        window.addDockWidget(chance.choice(areas), dock)
        if chance.random() < 0.4:
            dock.setFloating(True)
            size = chance.choice([(1, 1), (300, 200), (5000, 4000)])
            dock.setGeometry(chance.randint(-4000, 4000), chance.randint(-4000, 4000), *size)
    shown = [dock for dock in window.desk.docks.values() if not dock.isFloating()]
    for way in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        window.resizeDocks(shown, [chance.choice([1, 200, 3000]) for _ in shown], way)
    QApplication.processEvents()


def out_of_reach(window: MainWindow) -> list[str]:
    """Return which docks one can see too little of, and whether that is so of the canvas."""
    canvas, found = window.desk.canvas.size(), []
    if canvas.width() < 300 or canvas.height() < 300:
        found.append(f"canvas {canvas.toTuple()}")
    for key, dock in window.desk.docks.items():
        place = on_screen(dock)
        if dock.isFloating():
            if not SCREEN.contains(place) or place.width() < 200 or not 120 <= place.height() < 900:
                found.append(f"{key} floats at {place.getRect()}")
        elif not dock.visibleRegion().isEmpty() and (place.width() < 180 or place.height() < 120):
            found.append(f"{key} {place.getRect()}")
    return found


def test_after_a_start_every_dock_of_any_layout_is_within_reach(window: MainWindow) -> None:
    preferences, keeper, bad = Preferences(), window.desk.docks, 0
    for seed in range(5):
        disarrange(window, random.Random(seed))
        bad += bool(out_of_reach(window))
        hidden = {key for key, dock in keeper.items() if dock.isHidden()}
        keeper.remember(preferences)
        keeper.arrange()
        keeper.restore(preferences, NetworkPlace)
        window.resize(1600, 1000)
        QApplication.processEvents()
        keeper.bring_within_reach()
        assert not out_of_reach(window), seed
        still = {key for key, dock in keeper.items() if dock.isHidden()}
        assert still in (hidden, {"layers", "runs"}), "as it was left, or all as at first"
    assert bad == 5


def test_a_window_opens_with_its_docks_within_reach(window: MainWindow) -> None:
    disarrange(window, random.Random(2))
    assert out_of_reach(window)
    window.desk.docks.remember(window.desk.preferences)
    window.desk.docks.arrange()
    again = MainWindow(window.desk.session, window.desk.preferences)
    again.show()
    assert not out_of_reach(again)
    QApplication.processEvents()
    floating = [key for key, dock in again.desk.docks.items() if dock.isFloating()]
    assert floating
    assert [key for key in floating if not again.desk.docks[key].isHidden()], "lifted, and shown again"
    again.desk.docks.arrange()
    again.rebuild_wanted = True
    again.close()
    again.deleteLater()
