"""Places: what every one promises; that another one is one file, comes and goes, and leaves everything as it was."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from added_files import look_in_too
from desk import Desk
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import nnsim.ui.commands.view
import nnsim.ui.places
from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.document.examples import examples
from nnsim.ui.command import commands
from nnsim.ui.help.help_pages import all_pages
from nnsim.ui.look import icons
from nnsim.ui.place import Place, places
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.window.main_window import MainWindow

every_place = pytest.mark.parametrize("kind", list(places), ids=lambda kind: kind.key)


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two places more: files in the folder of places, and nothing else."""
    list(commands)
    monkeypatch.setattr(commands, "_all", dict(commands._all))
    look_in_too(monkeypatch, places, nnsim.ui.places, "places")
    keys = {command.key for command in commands if command.key.startswith("place_")}
    for kind in places:
        if f"place_{kind.key}" not in keys:
            commands.register(nnsim.ui.commands.view.command_of(kind))
    yield
    for name in ("trial_bare", "trial_beside"):
        sys.modules.pop(f"nnsim.ui.places.{name}", None)


@pytest.fixture
def sitting(added: None, open_desk: Callable[..., Desk]) -> Iterator[Desk]:
    made = open_desk(window=True)
    made.window.resize(1600, 1000)
    made.window.show()
    yield made
    if made.window is not None:
        for dock in made.window.desk.docks.values():
            dock.setFloating(False)  # or it would stay when its window hides
        made.window.hide()


@pytest.fixture
def window(sitting: Desk) -> MainWindow:
    return sitting.window


def docks(window: MainWindow) -> dict[str, tuple[bool, bool, Qt.DockWidgetArea]]:
    return {
        key: (dock.isHidden(), dock.isFloating(), window.dockWidgetArea(dock))
        for key, dock in window.desk.docks.items()
    }


# ---- what every place promises -------------------------------------------------------------------


@every_place
def test_it_says_what_it_is_and_has_a_key_and_a_page_of_help(kind: type[Place]) -> None:
    assert kind.title
    assert kind.summary.endswith(".")
    assert kind.icon in icons.names()
    command = commands[f"place_{kind.key}"]
    assert (command.title, command.icon, command.shortcuts) == (kind.title, kind.icon, (kind.shortcut,))
    page = next(page for page in all_pages() if page.title == kind.title and kind.summary in page.html)
    assert page.keywords


@every_place
def test_it_can_be_gone_to_opened_in_and_released(open_desk, kind: type[Place]) -> None:
    window = open_desk(window=True).window
    window.actions_by_key[f"place_{kind.key}"].trigger()
    assert window.desk.places.current is kind
    assert window.desk.places.page.accessibleName()
    assert window.top_bar.places.current() == kind.key
    window.desk.files.opened.fire()
    assert window.desk.places.current is next(iter(places))


# ---- one more --------------------------------------------------------------------------------------


def test_a_place_is_one_file_with_segment_key_and_help(window: MainWindow) -> None:
    assert window.top_bar.places.segment("trial_bare").accessibleName() == "Bare"
    QTest.keyClick(window, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.desk.places.page, QLabel)
    assert "Nothing stands beside it." in next(p.html for p in all_pages() if p.title == "Bare")
    QTest.mouseClick(window.top_bar.places.segment("network"), Qt.MouseButton.LeftButton)
    assert window.desk.places.page is window.desk.canvas


def test_docks_are_back_after_any_way_through_other_places(window: MainWindow) -> None:
    window.desk.docks["loss"].hide()
    window.desk.docks["boundary"].setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.desk.docks["inspector"])
    window.desk.docks.reveal("layers")
    before, size = docks(window), window.size()
    for way in (("trial_bare",), ("data", "trial_bare"), ("trial_bare", "data", "trial_bare", "data")):
        for key in way:
            window.desk.places.go_to(key)
            assert all(dock.isHidden() for dock in window.desk.docks.values())
        window.desk.places.go_to("network")
        assert docks(window) == before
        assert window.size() == size


def test_a_place_has_its_own_docks_and_its_own_layout_of_them(window: MainWindow) -> None:
    before, inspector = docks(window), window.desk.docks["inspector"]
    window.desk.places.go_to("trial_beside")
    assert {key for key, dock in window.desk.docks.items() if not dock.isHidden()} == {"inspector"}
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, inspector)
    window.desk.places.go_to("trial_bare")
    window.desk.places.go_to("network")
    assert docks(window) == before
    window.desk.places.go_to("trial_beside")
    assert window.dockWidgetArea(inspector) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert {key for key, dock in window.desk.docks.items() if not dock.isHidden()} == {"inspector"}


@pytest.mark.parametrize("last", ["network", "data", "trial_bare", "trial_beside"])
def test_what_is_remembered_is_the_layout_of_every_place(sitting: Desk, last: str) -> None:
    window = sitting.window
    window.desk.docks["loss"].hide()
    before, left = docks(window), Qt.DockWidgetArea.LeftDockWidgetArea
    window.desk.places.go_to("trial_beside")
    window.addDockWidget(left, window.desk.docks["inspector"])
    for key in ("data", last):
        window.desk.places.go_to(key)
    window.rebuild_wanted = True  # closes without asking
    window.close()
    window.deleteLater()
    again = sitting.window = MainWindow(sitting.session, Preferences())
    assert docks(again) == before
    again.desk.places.go_to("trial_beside")
    assert {key for key, dock in again.desk.docks.items() if not dock.isHidden()} == {"inspector"}
    assert again.dockWidgetArea(again.desk.docks["inspector"]) == left


def test_bar_and_foot_show_what_a_place_has_a_use_for(window: MainWindow) -> None:
    bar, foot = window.top_bar, window.desk.foot
    playing: tuple[QWidget, ...] = (bar.playing.reset, bar.playing.step, bar.playing.play, bar.playing.speed)
    choices: tuple[QWidget, ...] = (
        bar.choices.rate,
        bar.choices.batch,
        bar.choices.optimizer,
        bar.choices.loss,
    )
    assert not any(part.isHidden() for part in (*playing, *choices, bar.health, foot.history))
    window.desk.places.go_to("trial_bare")
    assert all(part.isHidden() for part in (*playing, *choices, foot.history))
    assert not bar.health.isHidden()
    window.resize(1000, 1000)
    window.resize(1600, 1000)
    assert all(part.isHidden() for part in (*playing, *choices)), "room alone brings nothing back"
    window.desk.places.go_to("trial_beside")
    assert not any(part.isHidden() for part in (*playing, *choices, bar.health, foot.history))


@pytest.mark.parametrize("width", [1100, 1280, 1440, 1600, 1920])
def test_bar_stays_still_from_place_to_place(window: MainWindow, width: int) -> None:
    window.resize(width, 900)
    seen = []
    for kind in places:
        window.desk.places.go_to(kind.key)
        QApplication.processEvents()
        bar, words = (
            window.top_bar,
            [k for k in places if k is not kind and window.top_bar.places.segment(k.key).text()],
        )
        seen.append((bar.places.x(), bool(words)))
    assert len(set(seen)) == 1, seen


@pytest.mark.parametrize("width", [1024, 1280, 1440, 1600])
def test_play_stays_where_it_is_from_place_to_place(window: MainWindow, width: int) -> None:
    window.resize(width, 900)
    window.show()
    seen = set()
    for kind in places:
        window.desk.places.go_to(kind.key)
        QApplication.processEvents()
        if not window.top_bar.playing.play.isHidden():
            seen.add(window.top_bar.playing.play.x())
    assert len(seen) == 1


def test_only_what_was_gone_to_is_made_and_hears_of_another_project(sitting: Desk) -> None:
    window = sitting.window
    made = window.desk.places._made
    assert set(made) == {"network"}
    window.desk.places.go_to("trial_bare")
    assert set(made) == {"network", "trial_bare"}
    bare = made["trial_bare"]
    window.desk.files.open_example(next(iter(examples())))
    assert bare.opened == 1
    assert window.desk.places.current.key == "network"
    sitting.settle()
    window.rebuild_wanted = True  # closes without asking
    window.close()
    assert bare.released == 1
    window.deleteLater()
    sitting.window = None


class _Windows(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()!r}")
        return False


def test_no_part_of_a_place_is_ever_a_window_of_its_own(window: MainWindow) -> None:
    """Shown before it has a parent, a widget flashes up as a window, and takes the keyboard from the real one."""
    window.show()
    app, workspace = QApplication.instance(), window.desk.workspace
    assert app is not None
    noted = _Windows()
    app.installEventFilter(noted)
    try:
        for key in ("iris", "two_spirals", "digits", "pulse_order", "painted"):
            data = DataSettings(source=sources[key]())
            workspace.edit("Other data", lambda p, data=data: replace(p, data=data))
            with contextlib.suppress(NnsimError):
                workspace.set_data(prepare(data))
            for place in places:
                window.desk.places.go_to(place.key)
            QApplication.processEvents()
    finally:
        app.removeEventFilter(noted)
    assert noted.seen == []
