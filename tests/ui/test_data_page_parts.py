from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.files.opening import all_patterns, source_for
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.data.tables.columns import pick, written
from nnsim.data.tables.glance import glance
from nnsim.ui.datapage import thumbnails
from nnsim.ui.datapage.check_list import CheckList
from nnsim.ui.datapage.columns import ArrayNames, NamedOptions, TableColumns
from nnsim.ui.datapage.examples import Columns, as_images, kind_of, thinned
from nnsim.ui.datapage.loading import PATIENCE, LoadingRow, time_left
from nnsim.ui.datapage.scatter import ScatterView
from nnsim.ui.datapage.sides import Sides
from nnsim.ui.datapage.source_section import SourceSection
from nnsim.ui.datapage.table import ExamplesTable
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.data_loader import DataLoader

NAMES = st.lists(
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool),
    min_size=2,
    max_size=12,
    unique=True,
)


@given(names=NAMES, data=st.data())
def test_written_columns_are_found_again(names, data):
    places = data.draw(st.lists(st.integers(0, len(names) - 1), min_size=1, unique=True))
    assert pick(written(places, names), names) == places


def test_many_columns_are_written_as_ranges():
    names = [f"a rather long name of a column {i}" for i in range(500)]
    assert written([0, *range(4, 499)], names) == "1, 5-499"


def table(inputs: np.ndarray, classes: int = 2) -> Dataset:
    n = len(inputs)
    names = tuple(f"x{j}" for j in range(inputs.shape[1])) if inputs.ndim == 2 else ()
    labels = np.arange(n) % classes
    return Dataset("t", inputs, labels, "classes", names, tuple("abcdefgh"[:classes]))


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ((4,), "points"),
        ((28, 28), "images"),
        ((1, 8, 8), "images"),
        ((32, 32, 3), "images"),
        ((50, 2), "sequences"),
        ((5, 7, 9), "other"),
        ((2, 2, 2, 2), "other"),
    ],
)
def test_the_kind_of_examples_follows_from_their_shape(shape, kind):
    assert kind_of(table(np.zeros((4, *shape)))) == kind


def test_the_most_telling_columns_are_found():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(300, 6))
    x[:, 4] += 5 * (np.arange(300) % 2)
    x[:, 1] -= 4 * (np.arange(300) % 2)
    x[3, 4] = np.nan
    assert Columns(table(x)).telling() == (1, 4)


def test_columns_of_two_values_stand_on_an_axis_only_where_there_are_no_others():
    rng = np.random.default_rng(1)
    says = np.arange(300) % 2
    yes, few = says.astype(float), says + rng.integers(0, 3, 300).astype(float)
    many = rng.normal(size=(300, 2))
    many[5, 0] = np.nan
    assert Columns(table(np.column_stack((yes, 1 - yes, few, many)))).telling() == (3, 4)
    assert Columns(table(np.column_stack((yes, many[:, 0], 1 - yes, few)))).telling() == (1, 3)
    assert Columns(table(np.column_stack((yes, 1 - yes, yes)))).telling() == (0, 1)


@pytest.mark.parametrize("shape", [(6, 9), (1, 6, 9), (3, 6, 9), (6, 9, 3)])
def test_pictures_become_bytes_of_the_whole_range(shape):
    pixels = np.random.default_rng(0).normal(size=(3, *shape))
    images = as_images(table(pixels), 2)
    assert images.shape == (2, 6, 9, 3)
    assert (images.min(), images.max()) == (0, 255)


def test_thinning_keeps_classes_that_take_turns():
    rows = thinned(np.arange(1000), 300)
    assert len(rows) == 300
    assert (np.diff(rows) > 0).all()
    assert 90 < (rows % 2 == 0).sum() < 210


def test_every_pattern_of_the_dialog_finds_a_source():
    for pattern in all_patterns():
        assert source_for(pattern.replace("*", "/tmp/Some file").upper()).path.endswith(pattern[1:].upper())


def test_the_last_tick_stays(qtbot):
    ticks = CheckList("Inputs")
    qtbot.addWidget(ticks)
    ticks.set_names(["a", "b", "c"], [0, 2], [2])
    told = []
    ticks.edited.connect(told.append)
    box = Qt.ItemDataRole.CheckStateRole
    ticks.model.setData(ticks.model.index(1), Qt.CheckState.Unchecked, box)
    assert ticks.ticked() == [2]
    assert told == []
    ticks.model.setData(ticks.model.index(0), Qt.CheckState.Checked, box)
    assert told == [[0, 2]]


def test_time_left_is_said_only_when_it_is_known():
    assert time_left(0.5, 300) == ""
    assert time_left(0.01, 5000) == ""
    assert time_left(0.25, 3000) == "about 9 seconds left"
    assert time_left(0.01 * 5, 12_000) == "about 4 minutes left"
    assert time_left(0.99, 3000) == "almost done"


def test_short_loads_do_not_flicker(qtbot):
    loader = DataLoader()
    row = LoadingRow((loader,))
    qtbot.addWidget(row)
    row.show_progress(0.5, "Reading", PATIENCE - 1)
    assert not row.isVisible()
    row.show_progress(0.5, "Reading", PATIENCE)
    assert row.isVisible()
    loader.finished.fire(DataSettings(), None, "")
    assert not row.isVisible()
    row.release()


def test_a_loader_uses_what_it_was_told_once(qtbot):
    loader, settings = DataLoader(), DataSettings()
    known, got = prepare(settings), []
    loader.finished.connect(lambda _settings, prepared, _problem: got.append(prepared))
    loader.remember(settings, known)
    loader.load(settings)
    qtbot.waitUntil(lambda: len(got) == 1)
    loader.load(settings)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got[0] is known
    assert got[1] is not known


def test_a_loader_forgets_examples_of_other_settings(qtbot):
    loader, settings, got = DataLoader(), DataSettings(), []
    loader.finished.connect(lambda _settings, prepared, _problem: got.append(prepared))
    loader.remember(settings, prepare(settings))
    loader.load(replace(settings, source=sources["moons"]()))
    qtbot.waitUntil(lambda: len(got) == 1)
    assert got[0].title == "Moons"


def test_a_form_leaves_out_what_is_edited_elsewhere(qtbot):
    form = PropertyForm(DataSettings(), without=("source", "seed"))
    qtbot.addWidget(form)
    assert not form.has("source")
    assert not form.has("seed")
    assert form.has("stratify")


def test_the_table_names_what_it_shows_and_turns_to_lines_only_where_there_are_some(qtbot, tmp_path) -> None:
    shown = ExamplesTable()
    qtbot.addWidget(shown)
    shown.show()
    shown.show_examples(prepare(DataSettings(source=sources["truth_table"]())))
    assert shown.title.text() == "Rows"
    shown.turn_to_lines()
    assert shown.views.current() == "rows", "there is no file"
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n3,4\n5,6\n")
    shown.show_glance(glance(CsvFile(path=str(file)).layout()))
    assert shown.views.isVisible()
    shown.turn_to_lines()
    assert shown.title.text() == "The first lines"
    assert shown.lines.isVisible()
    shown.show_glance(None)
    assert shown.title.text() == "Rows"
    assert shown.rows.isVisible()


def test_the_sides_take_what_they_need_and_leave_a_narrow_page_its_share(qtbot) -> None:
    left, right = QWidget(), QWidget()
    for side in (left, right):
        qtbot.addWidget(side)
    sides = Sides(left, right)
    least = left.width(), right.width()
    assert sides.share(fonts.grown(700))
    narrow = left.width(), right.width()
    assert not sides.share(fonts.grown(1600))
    wide = left.width(), right.width()
    assert not sides.share(fonts.grown(3000))
    assert (left.width(), right.width()) == wide
    assert all(a <= b < c for a, b, c in zip(least, narrow, wide, strict=True))


def test_another_kind_of_source_brings_its_own_settings_and_columns(qtbot) -> None:
    section = SourceSection()
    qtbot.addWidget(section)
    edited: list[object] = []
    section.edited.connect(lambda source, name: edited.append((source, name)))
    section.show_source(sources["two_spirals"]())
    assert section.picker is None
    assert section.open.isHidden()
    noise = section.form.editor("noise")
    section.show_source(replace(sources["two_spirals"](), noise=0.25))
    assert section.form.editor("noise") is noise, "the field a person may be typing in stays"
    noise.valueEdited.emit(0.5)
    assert edited == [(replace(sources["two_spirals"](), noise=0.5), "noise")]
    for kind, picker in ((CsvFile, TableColumns), (NpzFile, ArrayNames)):
        section.show_source(kind())
        assert isinstance(section.picker, picker)
        assert not section.open.isHidden()
        assert not section.form.has("path"), "the button opens it"


def test_options_are_found_by_their_keys_and_by_how_they_are_called(qtbot) -> None:
    options = NamedOptions()
    options.set_names(("height", "width"), ("several columns…", "several"))
    by_key, by_name = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.DisplayRole
    first = options.index(0)
    for key, rows in (("1", [1]), ("several", [2]), ("2", []), ("²", []), ("", [])):
        assert [found.row() for found in options.match(first, by_key, key)] == rows
    assert [found.row() for found in options.match(first, by_name, "wi")] == [1]


@pytest.mark.usefixtures("dressed")
def test_a_circle_looks_round_and_measurements_fill_the_chart(qtbot):
    view = ScatterView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    for key, is_round in (("circles", True), ("iris", False), ("circles", True)):
        view.show_examples(prepare(DataSettings(sources[key]())), 0, 1)
        QApplication.processEvents()
        view.chart.grab()
        width, height = view.chart.getViewBox().viewPixelSize()
        assert (width == pytest.approx(height, rel=1e-3)) == is_round, key


@pytest.mark.usefixtures("dressed")
def test_a_thumbnail_follows_theme_size_and_what_was_read(monkeypatch):
    monkeypatch.setattr(thumbnails, "_known", {})

    def picture(side: int = 40) -> QImage:
        image = QImage(side + 2, side + 2, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        thumbnails.paint_thumbnail(painter, "iris", QRectF(1, 1, side, side))
        painter.end()
        return image

    unread = picture()
    assert unread.pixelColor(1, 20).alpha(), "the line around it is whole"
    assert unread == picture()
    iris = sources["iris"]()
    assert thumbnails.remember(iris, iris.load())
    dark, large = picture(), picture(60)
    assert unread != dark != large
    manager().use("light")
    assert dark != picture()


def test_parts_of_a_file_are_chosen_by_name_and_its_kind_decides_what_can_be_set(qtbot, tmp_path):
    frame = pandas.DataFrame({"a": np.arange(12) / 4, "b": np.arange(12) * 7 % 5, "y": np.arange(12) % 2})
    book = tmp_path / "book.xlsx"
    with pandas.ExcelWriter(book) as sheets:
        frame.to_excel(sheets, sheet_name="First", index=False)
        frame.rename(columns={"a": "p"}).to_excel(sheets, sheet_name="Second", index=False)
    section = SourceSection()
    qtbot.addWidget(section)
    edited: list[CsvFile] = []
    section.edited.connect(lambda source, name: edited.append(source))
    source = CsvFile(path=str(book), target="b")
    section.show_source(source)
    qtbot.waitUntil(lambda: section.parts is not None and not section.parts.isHidden())
    assert section.parts is not None
    sheet = section.parts.fields["sheet"]
    assert [sheet.itemData(i) for i in range(sheet.count())] == ["", "First", "Second"]
    assert section.parts.fields["member"].isHidden()
    assert section.form.has("header")
    assert not section.form.has("separator"), "a workbook has none"
    assert not section.form.has("sheet"), "it is chosen above"
    sheet.valueEdited.emit("Second")
    assert edited == [replace(source, sheet="Second", target="")]
    section.show_source(replace(source, sheet="Gone", target=""))
    qtbot.waitUntil(lambda: sheet.value() == "Gone")
    assert [sheet.itemData(i) for i in range(sheet.count())] == ["", "Gone"], "the way back stays"
    text = tmp_path / "text.csv"
    frame.to_csv(text, index=False)
    section.show_source(CsvFile(path=str(text)))
    qtbot.waitUntil(lambda: section.form.has("separator"))
    assert section.parts.isHidden()


def test_files_that_nobody_reads_are_named_with_the_way_out():
    with pytest.raises(NnsimError, match=r"old\.xls is a spreadsheet of Excel 97.*Save it there as \.xlsx"):
        source_for("/tmp/old.xls")
    assert isinstance(source_for("/tmp/some.csv.gz"), CsvFile)
