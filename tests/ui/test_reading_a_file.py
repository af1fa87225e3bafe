"""While a file is read the Data place says so, and does not show the data in use as if they were in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.ui.datapage import recogniser
from nnsim.ui.datapage.data_page import DataPage
from nnsim.ui.datapage.reading_page import DataOrReading


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def page(desk: Desk) -> Iterator[DataPage]:
    made = DataPage(desk.session)
    desk.bot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    made.release()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Reading a table waits until this is set."""
    opened = threading.Event()
    read = CsvFile._read

    def slowly(source: CsvFile, progress: Callable[[float, str], None]) -> object:
        while not opened.wait(0.005):
            progress(0.4, "Reading")
        return read(source, progress)

    monkeypatch.setattr(CsvFile, "_read", slowly)
    yield opened
    opened.set()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "large.csv"
    file.write_text("a,b\n" + "".join(f"{k},{k * k}\n" for k in range(40)), "utf-8")
    return file


def middle(page: DataPage) -> DataOrReading:
    return page.findChild(DataOrReading)


def test_another_file_is_named_until_it_is_there(
    desk: Desk, page: DataPage, gate: threading.Event, table: Path
) -> None:
    page.open_file(table)
    shown = middle(page)
    assert shown.currentWidget() is not shown.reading, "a short load does not flicker"
    desk.wait(page.loading.isVisible)
    assert shown.currentWidget() is shown.reading
    assert shown.reading.title.text() == "Reading large.csv"
    assert shown.reading.meanwhile.text() == "Two spirals stays in use until it is read."
    assert page.loading.cancel.isVisible()
    assert not page.preview.isVisible()
    gate.set()
    desk.wait(lambda: isinstance(desk.workspace.project.data.source, CsvFile))
    assert shown.currentWidget() is shown.reading, "the data before do not flash up"
    desk.wait(lambda: not desk.session.loader.is_busy)
    assert shown.currentWidget() is not shown.reading
    assert page.preview.title.text() == "large.csv"


def test_who_does_not_want_to_wait_has_the_data_in_use_again(
    desk: Desk, page: DataPage, gate: threading.Event, table: Path
) -> None:
    page.open_file(table)
    desk.wait(page.loading.isVisible)
    QTest.mouseClick(page.loading.cancel, Qt.MouseButton.LeftButton)
    assert page.preview.isVisible()
    assert isinstance(desk.workspace.project.data.source, TwoSpirals)


def test_the_same_file_read_in_another_way_stays_in_sight(
    desk: Desk, page: DataPage, gate: threading.Event, table: Path
) -> None:
    gate.set()
    page.open_file(table)
    desk.wait(lambda: isinstance(desk.workspace.project.data.source, CsvFile))
    desk.settle()
    gate.clear()
    page.selection.change_source(CsvFile(path=str(table), target="a"), "target")
    desk.wait(page.loading.isVisible)
    assert page.preview.isVisible()


def test_a_large_file_is_looked_into_beside_the_window(
    desk: Desk, page: DataPage, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recogniser, "_AT_ONCE", 10)
    threads: list[threading.Thread] = []
    look = recogniser.source_for
    monkeypatch.setattr(
        recogniser, "source_for", lambda *args: (threads.append(threading.current_thread()), look(*args))[1]
    )
    page.open_file(table)
    assert page.selection.recogniser.is_busy
    assert page.selection.recogniser.path == str(table)
    desk.wait(lambda: isinstance(desk.workspace.project.data.source, CsvFile))
    assert threads
    assert threading.main_thread() not in threads
    strange = table.with_name("strange.xyz")
    strange.write_bytes(bytes(range(256)))
    page.open_file(strange)
    desk.wait(lambda: not page.selection.recogniser.is_busy)
    assert "cannot be opened as data" in page.selection.problem


def test_the_file_that_was_opened_last_is_taken(
    desk: Desk, page: DataPage, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recogniser, "_AT_ONCE", 10)
    other = table.with_name("other.csv")
    other.write_text(table.read_text("utf-8").replace("a,b", "c,d"), "utf-8")
    page.open_file(table)
    page.open_file(other)
    desk.wait(lambda: isinstance(desk.workspace.project.data.source, CsvFile))
    assert desk.workspace.project.data.source.path == str(other)
    page.open_file(table)
    page.selection.choose("moons")
    desk.settle()
    QTest.qWait(100)
    assert desk.workspace.project.data.source.key == "moons", "what is chosen after a file counts"
