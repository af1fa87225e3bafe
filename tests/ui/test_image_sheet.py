"""Images on the Data page: opened as a folder, all of them on a sheet, one of them large."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from nnsim.base.errors import NnsimError
from nnsim.base.settings import FolderPath
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.files.opening import is_data_file, source_for
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.image_folder import ImageFolder
from nnsim.data.sources.image_table import ImageTable
from nnsim.ui.datapage import image_grid
from nnsim.ui.datapage.examples import Brightness
from nnsim.ui.datapage.image_places import ImagePlaces
from nnsim.ui.datapage.image_sheet import ImageSheet
from nnsim.ui.datapage.selection import DataSelection
from nnsim.ui.datapage.source_section import SourceSection
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.text_field import FolderField
from tests.data.images import folder_of, save

pytestmark = pytest.mark.usefixtures("dressed")


def pictures(count: int = 500, side: int = 8) -> Prepared:
    """Return pictures of one brightness each, by their rows."""
    codes = (np.arange(count) % 256).astype(np.uint8)[:, None, None, None].repeat(side, 2).repeat(side, 3)
    names = tuple(f"file {row}" for row in range(count))
    data = Dataset(
        "t",
        codes,
        np.arange(count) % 2,
        "classes",
        (),
        ("cat", "dog"),
        divisor=255.0,
        ready=True,
        row_names=names,
    )
    return prepare_dataset(data, DataSettings())


@pytest.fixture
def sheet(qtbot):
    found = ImageSheet()
    qtbot.addWidget(found)
    found.resize(600, 400)
    found.mixed.setChecked(False)
    found.show_examples(pictures())
    found.show()
    qtbot.waitExposed(found)
    return found


def colour(image: QImage, at: QPoint) -> int:
    return image.pixelColor(at).red()


def test_every_picture_has_a_place_of_its_own_and_is_found_there():
    for width in (10, 300, 999):
        places = ImagePlaces((32, 20), 107, width)
        stands = [places.place_of(row) for row in range(107)]
        assert all(places.row_at(place.center()) == row for row, place in enumerate(stands))
        assert max(place.bottom() for place in stands) < places.height
        assert not any(a.intersects(b) for a, b in pairwise(stands))
        seen = places.rows_between(stands[20].top(), stands[50].bottom())
        assert set(range(20, 51)) <= set(seen)
        assert places.row_at(QPoint(-5, 5)) is None
    assert list(ImagePlaces((4, 4), 0, 100).rows_between(0, 1000)) == []


def test_small_pictures_are_shown_a_whole_number_of_times_as_large():
    for side in (8, 20, 28, 64):
        shown = ImagePlaces((side, side), 1, 500).shown.width()
        assert shown % side == 0
    assert ImagePlaces((300, 100), 1, 500).shown.width() < 100


def test_only_what_is_in_sight_is_made(qtbot, sheet, monkeypatch):
    made = []
    whole = image_grid.image_of
    monkeypatch.setattr(image_grid, "image_of", lambda d, row, b: made.append(row) or whole(d, row, b))
    sheet.area.viewport().update()
    sheet.grid.update()
    qtbot.waitUntil(lambda: bool(made))
    assert 0 in made
    assert len(set(made)) < 60
    made.clear()
    bar = sheet.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: 499 in made)
    assert min(made) > 400


def test_a_picture_is_painted_where_it_stands(sheet):
    image = sheet.grid.grab(sheet.grid.rect()).toImage()
    for row in (0, 3, 100, 255, 499):
        assert colour(image, sheet.grid.places.place_of(row).topLeft() + QPoint(40, 30)) == row % 256


def test_a_click_shows_one_large_and_escape_puts_it_back(qtbot, sheet):
    place = sheet.grid.places.place_of(9)
    QTest.mouseClick(sheet.grid, Qt.MouseButton.LeftButton, pos=place.center())
    close_up = sheet.close_up
    assert sheet.currentWidget() is close_up
    part = sheet.grid.words_of(9).split(" · ")[2]
    assert close_up.words.toolTip() == f"Row 10 · dog · {part} · file 9"
    assert colour(close_up.large.image, QPoint(3, 3)) == 9
    QTest.keyClick(close_up, Qt.Key.Key_Right)
    assert colour(close_up.large.image, QPoint(3, 3)) == 10
    QTest.keyClick(close_up, Qt.Key.Key_Left)
    QTest.mouseClick(close_up.before, Qt.MouseButton.LeftButton)
    assert colour(close_up.large.image, QPoint(3, 3)) == 8
    QTest.keyClick(close_up, Qt.Key.Key_Escape)
    assert sheet.currentIndex() == 0
    assert sheet.grid.current == 8


def test_the_large_picture_has_whole_pixels(qtbot, sheet):
    sheet.show_examples(_checkered())
    sheet.enlarge(0)
    image = sheet.close_up.large.grab().toImage()
    line = [colour(image, QPoint(x, image.height() // 2)) for x in range(image.width())]
    assert {0, 255} <= set(line)
    runs = [len(run) for run in "".join("x" if v == 255 else " " for v in line).split() if run]
    assert len(set(runs)) == 1


def _checkered() -> Prepared:
    codes = (np.indices((16, 16)).sum(0) % 2 * 255).astype(np.uint8)[None, None].repeat(20, 0)
    data = Dataset("c", codes, np.arange(20) % 2, "classes", (), ("a", "b"), divisor=255.0)
    return prepare_dataset(data, DataSettings())


def test_the_first_and_the_last_have_no_one_beyond_them(sheet):
    sheet.enlarge(0)
    assert not sheet.close_up.before.isEnabled()
    sheet.enlarge(499)
    assert not sheet.close_up.after.isEnabled()
    sheet.enlarge(500)
    assert sheet.grid.current == 499


def test_keys_go_through_the_sheet_and_keep_it_in_sight(qtbot, sheet):
    sheet.grid.setFocus()
    across = sheet.grid.places.columns
    for _ in range(20):
        QTest.keyClick(sheet.grid, Qt.Key.Key_Down)
    assert sheet.grid.current == 20 * across
    place = sheet.grid.places.place_of(sheet.grid.current)
    top = sheet.area.verticalScrollBar().value()
    assert top <= place.top()
    assert place.bottom() <= top + sheet.area.viewport().height()
    QTest.keyClick(sheet.grid, Qt.Key.Key_End)
    QTest.keyClick(sheet.grid, Qt.Key.Key_Right)
    assert sheet.grid.current == 499
    QTest.keyClick(sheet.grid, Qt.Key.Key_Return)
    assert sheet.currentWidget() is sheet.close_up


def test_the_same_pictures_split_otherwise_stay_where_they_were(sheet):
    prepared = pictures()
    sheet.show_examples(prepared)
    sheet.enlarge(100)
    again = prepare_dataset(prepared.dataset, DataSettings(seed=5))
    sheet.show_examples(again)
    assert sheet.currentWidget() is sheet.close_up
    assert sheet.grid.current == 100
    sheet.show_examples(pictures(50))
    assert sheet.currentIndex() == 0
    assert sheet.grid.current == 0


def test_pictures_stand_mixed_unless_their_order_is_wanted(qtbot, sheet):
    sheet.mixed.setChecked(True)
    grid = sheet.grid
    order = list(grid.rows)
    assert sorted(order) == list(range(500))
    assert 150 < sum(row < 250 for row in order[:400]) < 250, "both halves from the first line on"
    parts = grid._parts[order[:100]]
    assert len(set(parts.tolist())) == 3, "parts are mixed as well"
    image = grid.grab(grid.rect()).toImage()
    for row in (0, 3, 499):
        assert colour(image, grid.place_of(row).topLeft() + QPoint(40, 30)) == row % 256
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.places.place_of(2).center())
    assert grid.current == order[2]
    assert f"Row {order[2] + 1} " in sheet.close_up.words.toolTip()
    QTest.keyClick(sheet.close_up, Qt.Key.Key_Right)
    assert grid.current == order[3]
    sheet.enlarge(order[-1])
    assert not sheet.close_up.after.isEnabled()
    assert sheet.close_up.before.isEnabled()
    sheet.put_back()
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.current == order[0]
    sheet.show_examples(pictures())
    assert list(grid.rows) == order, "the same every time"
    sheet.mixed.setChecked(False)
    assert list(grid.rows) == list(range(500))


@pytest.mark.parametrize("shape", [(9, 10), (1, 9, 10), (3, 9, 10), (9, 10, 3)])
def test_numbers_are_black_and_white_as_far_as_they_reach(shape):
    inputs = np.linspace(-2, 3, 30 * int(np.prod(shape))).reshape(30, *shape)
    data = Dataset("t", inputs, np.arange(30) % 2, "classes", (), ("a", "b"))
    brightness = Brightness.of(data)
    first, last = brightness.picture(data, 0), brightness.picture(data, 29)
    assert first.shape == last.shape == (9, 10, 3)
    assert (first.min(), last.max()) == (0, 255)


# ---- opening -----------------------------------------------------------------------------------


def test_a_folder_finds_its_source(tmp_path):
    images = folder_of(tmp_path / "pets", {"cat": 2, "dog": 2})
    assert source_for(str(images)) == ImageFolder(path=str(images))
    named = folder_of(tmp_path / "named", {"": 4})
    (named / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (named / "labels.csv").write_text("file,kind\n0.png,a\n1.png,b\n2.png,a\n")
    assert source_for(str(named)) == ImageTable(path=str(named / "labels.csv"))
    assert source_for(str(named / "labels.csv")) == ImageTable(path=str(named / "labels.csv"))
    assert isinstance(source_for(str(named / "a.csv")), CsvFile)
    waiting = ImageTable(width=9)
    assert source_for(str(named / "a.csv"), waiting) == replace(waiting, path=str(named / "a.csv"))
    assert is_data_file(named)
    with pytest.raises(NnsimError, match="cannot be opened"):
        source_for(str(save(tmp_path / "one.png")))


def test_a_folder_of_images_becomes_the_data(qtbot, tmp_path):
    session = Session()
    selection = DataSelection(session)
    selection.open_file(str(folder_of(tmp_path, {"cat": 5, "dog": 5})))
    qtbot.waitUntil(lambda: isinstance(session.workspace.project.data.source, ImageFolder))
    qtbot.waitUntil(
        lambda: session.workspace.prepared is not None and session.workspace.prepared.dataset.are_bytes
    )
    assert not selection.problem
    selection.release()
    session.close()


def test_a_source_of_a_folder_asks_for_a_folder(qtbot, tmp_path):
    section = SourceSection()
    qtbot.addWidget(section)
    section.show_source(ImageFolder())
    assert section.open.text() == "Open a folder…"
    field = FolderField(FolderPath("Folder"), "")
    qtbot.addWidget(field)
    dialog = field.open_dialog()
    assert dialog.fileMode() == dialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert field.value() == str(tmp_path)
