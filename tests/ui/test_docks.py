"""Docks: where they stand at first, how they are left for another place, and how they come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QTabBar
from pytestqt.qtbot import QtBot

from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.window import dock_title, docks
from nnsim.ui.window.main_window import MainWindow

Open = Callable[[], MainWindow]


class Screen:
    """The room that the desktop says it has."""

    def __init__(self) -> None:
        self.room = QRect(0, 0, 1600, 1000)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    made = Screen()
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: made.room)
    return made


@pytest.fixture
def open_window(qtbot: QtBot, screen: Screen) -> Iterator[Open]:
    """Return a way to open windows one after the other, on one session and with one memory."""
    del qtbot, screen
    manager().use("dark")
    session = Session()
    made: list[MainWindow] = []

    def open_one() -> MainWindow:
        if made:
            shut(made[-1])
        made.append(MainWindow(session, Preferences()))
        made[-1].show()
        return made[-1]

    yield open_one
    shut(made[-1])
    assert session.close()
    session.deleteLater()


def opening_by_themselves(window: MainWindow) -> set[str]:
    """Return the panels whose docks are seen before anybody asks for them."""
    return {panel.key for panel in window.desk.panels if not panel.lab_row}


def shut(window: MainWindow) -> None:
    window.rebuild_wanted = True
    window.close()
    window.deleteLater()


def shown(window: MainWindow) -> set[str]:
    return {key for key, dock in window.desk.docks.items() if not dock.isHidden()}


def areas(window: MainWindow) -> dict[str, Qt.DockWidgetArea]:
    return {key: window.dockWidgetArea(dock) for key, dock in window.desk.docks.items()}


def test_every_panel_has_a_dock_and_stands_in_its_area(open_window: Open) -> None:
    window = open_window()
    panels = opening_by_themselves(window)
    all_of_them = {panel.key for panel in window.desk.panels}
    assert set(window.desk.docks) == all_of_them | {"palette", "inspector", "layers", "runs", "twins"}
    assert shown(window) == panels | {"palette", "inspector"}
    where = areas(window)
    assert where["palette"] == where["layers"] == docks.LEFT
    assert where["inspector"] == where["twins"] == docks.RIGHT
    assert {where[key] for key in panels} == {docks.BOTTOM}
    lefts = [window.desk.docks[panel.key].x() for panel in window.desk.panels if panel.key in panels]
    assert lefts == sorted(lefts)
    assert len(set(lefts)) == len(lefts), "side by side where there is room"


def test_the_data_page_has_the_window_for_itself_and_the_docks_come_back_as_they_were(
    open_window: Open,
) -> None:
    window = open_window()
    window.desk.docks["loss"].hide()
    window.addDockWidget(docks.LEFT, window.desk.docks["inspector"])
    window.desk.docks.reveal("layers")
    before, where, size = shown(window), areas(window), window.size()
    window.desk.places.go_to("data")
    assert not shown(window)
    window.desk.places.go_to("network")
    assert shown(window) == before
    assert areas(window) == where
    assert window.size() == size


def test_what_is_kept_is_the_layout_of_the_network_also_from_the_data_page(open_window: Open) -> None:
    window = open_window()
    window.desk.docks["loss"].hide()
    window.desk.places.go_to("data")
    window = open_window()
    assert shown(window) == opening_by_themselves(window) - {"loss"} | {"palette", "inspector"}
    window.actions_by_key["reset_layout"].trigger()
    assert "loss" in shown(window)


def test_a_small_screen_has_its_panels_behind_tabs_until_there_is_room(
    open_window: Open, screen: Screen
) -> None:
    screen.room = QRect(0, 0, 800, 500)
    window = open_window()
    assert window.width() <= 800
    assert window.height() <= 500
    assert window.minimumSizeHint().width() <= 800
    behind = window.tabifiedDockWidgets(window.desk.docks["loss"])
    assert {dock.objectName() for dock in behind} == opening_by_themselves(window) - {"loss"}
    window.resize(1400, 900)
    assert not window.tabifiedDockWidgets(window.desk.docks["loss"])
    assert shown(window) == opening_by_themselves(window) | {"palette", "inspector"}


@pytest.mark.parametrize("size", [(1024, 700), (1280, 720), (1600, 1000)])
def test_the_canvas_has_room_after_any_arrangement(open_window: Open, size: tuple[int, int]) -> None:
    window = open_window()
    window.resize(1600, 1000)
    QApplication.processEvents()
    below = [window.desk.docks[key] for key in sorted(opening_by_themselves(window))]
    sides = [window.desk.docks["palette"], window.desk.docks["inspector"]]
    window.resizeDocks(below, [750] * len(below), Qt.Orientation.Vertical)
    window.resizeDocks(sides, [500, 500], Qt.Orientation.Horizontal)
    window.desk.docks.reveal("runs")
    QApplication.processEvents()
    assert window.desk.canvas.height() < 300
    window = open_window()
    window.resize(*size)
    QApplication.processEvents()
    QApplication.processEvents()
    canvas = window.desk.canvas
    assert (canvas.width() >= 300, canvas.height() >= 300) == (True, True), canvas.size()
    assert min(dock.height() for dock in below) > 100


def test_tab_passes_the_tabs_of_docks_by_where_there_are_none(open_window: Open) -> None:
    window = open_window()
    window.desk.docks.reveal("runs")
    QApplication.processEvents()

    def reached() -> bool:
        bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return any(bar.isVisible() and bar.focusPolicy() & Qt.FocusPolicy.TabFocus for bar in bars)

    assert reached()
    window.desk.places.go_to("data")
    QApplication.processEvents()
    assert not reached()
    window.desk.places.go_to("network")
    QApplication.processEvents()
    assert reached()


def test_a_layout_too_wide_for_the_screen_is_not_taken(open_window: Open, screen: Screen) -> None:
    open_window().resize(1500, 900)
    screen.room = QRect(0, 0, 600, 500)
    window = open_window()
    assert window.minimumSizeHint().width() <= 600
    assert window.tabifiedDockWidgets(window.desk.docks["loss"])


def test_a_narrow_dock_keeps_its_short_title_and_reset_brings_everything_back(open_window: Open) -> None:
    window = open_window()
    window.resize(1024, 700)
    QApplication.processEvents()
    bar = window.desk.docks["gradients"].titleBarWidget()
    name = bar.findChild(ElidedLabel)
    assert name.shown_in(name.minimumSizeHint().width()) == "Gradients"
    assert name.width() >= name.fontMetrics().horizontalAdvance("Gradients")
    assert name.toolTip() == "Gradient magnitude per layer"
    wide = [
        key for key in ("loss", "boundary", "gradients") if window.desk.docks[key].width() >= dock_title.ROOMY
    ]
    assert not wide
    assert all(handle.isHidden() for handle in bar.handles)
    window.desk.docks["gradients"].setFloating(True)
    window.desk.docks["gradients"].resize(900, 300)
    assert not any(handle.isHidden() for handle in bar.handles)
    window.desk.docks["gradients"].setFloating(False)

    first = areas(window)
    window.desk.docks["loss"].setFloating(True)
    window.desk.docks["palette"].hide()
    window.addDockWidget(docks.RIGHT, window.desk.docks["gradients"])
    window.desk.places.go_to("data")
    window.actions_by_key["reset_layout"].trigger()
    assert window.desk.places.current.key == "network"
    assert areas(window) == first
    assert not any(dock.isFloating() for dock in window.desk.docks.values())
    assert "palette" in shown(window)
    assert "layers" not in shown(window)
