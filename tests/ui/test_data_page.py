from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import path_setting
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.ui.datapage.check_list import CheckList
from nnsim.ui.datapage.data_page import DataPage
from nnsim.ui.datapage.done import Point
from nnsim.ui.datapage.examples import LEFT_OUT, part_names, part_of_rows
from nnsim.ui.datapage.glancer import Glancer
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session

pytestmark = pytest.mark.usefixtures("dressed")

READY_MADE = [cls.key for cls in sources if path_setting(cls) is None]


@pytest.fixture(scope="module")
def stage(qapp):
    """Return one page for all tests of this file: building it takes longer than most of them."""
    session = Session()
    page = DataPage(session)
    page.resize(1280, 800)
    yield page
    page.release()
    session.close()
    page.deleteLater()


@pytest.fixture
def page(qtbot, stage):
    """Return the page on a new project, with nothing left of the test before."""
    stage.sources.gallery.search.clear()
    stage.selection._last.clear()
    stage.session.file.new()
    stage.show()
    qtbot.waitUntil(lambda: not stage.session.loader.is_busy)
    yield stage
    stage.selection.discard()
    stage.hide()


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "flowers.csv"
    rows = [
        f"{i * 3 % 10}.5,{i * 2 % 7},{'' if i == 4 else i % 3},{'red' if i % 2 else 'blue'}"
        for i in range(20)
    ]
    file.write_text("\n".join(["height,width,petals,colour", *rows]))
    return str(file)


def settle(qtbot, page: DataPage, source: type) -> None:
    """Wait until data of `source` are in use."""
    session = page.session

    def arrived() -> bool:
        busy = session.loader.is_busy or page.selection.trial.is_busy
        busy = busy or any(glancer.is_busy for glancer in page.findChildren(Glancer))
        return not busy and isinstance(session.workspace.project.data.source, source)

    qtbot.waitUntil(arrived)


def tick(names: CheckList, row: int, state: Qt.CheckState) -> None:
    """Tick or clear a name, as a click on its box does."""
    names.model.setData(names.model.index(row), state, Qt.ItemDataRole.CheckStateRole)


def drop(target: QWidget, path: str, over: QWidget | None = None) -> bool:
    """Drag a file in and let it go; return whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(300, 300), *how)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    fall = QDropEvent(QPointF(300, 300), *how)
    QApplication.sendEvent(over or target, fall)
    return fall.isAccepted()


def data_of(page: DataPage) -> DataSettings:
    return page.session.workspace.project.data


# ---- gallery ------------------------------------------------------------------------------------


def test_the_gallery_shows_every_source_in_order_of_the_registry(page):
    assert page.sources.gallery.keys() == tuple(cls.key for cls in sources)


def test_a_click_chooses_keeps_the_split_and_can_be_undone(qtbot, page):
    page.session.workspace.edit("", lambda p: replace(p, data=replace(p.data, validation_share=0.31, seed=7)))
    before = data_of(page)
    item = next(i for i in page.sources.gallery.list.entries() if i.text() == "Circles")
    page.sources.gallery.list.scrollToItem(item)
    where = page.sources.gallery.list.visualItemRect(item).center()
    QTest.mouseClick(page.sources.gallery.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert data_of(page) == replace(before, source=sources["circles"]())
    page.session.workspace.undo_stack.undo()
    assert data_of(page) == before
    assert page.settings.form("source").part() == before.source


def test_the_arrow_keys_only_look_around_and_enter_chooses(page):
    before = data_of(page)
    page.sources.gallery.list.setFocus()
    QTest.keyClick(page.sources.gallery.list, Qt.Key.Key_Down)
    assert data_of(page) == before
    QTest.keyClick(page.sources.gallery.list, Qt.Key.Key_Return)
    assert data_of(page).source.key == "checkerboard"


def test_the_search_finds_by_words_of_title_and_summary(page):
    QTest.keyClicks(page.sources.gallery.search, "moons")
    assert page.sources.gallery.keys() == ("moons",)
    QTest.keyClick(page.sources.gallery.search, Qt.Key.Key_Return)
    assert data_of(page).source.key == "moons"
    page.sources.gallery.search.setText("no such thing")
    assert page.sources.gallery.keys() == ()


def test_going_back_to_a_source_brings_its_settings_back(page):
    spirals = replace(data_of(page).source, turns=2.0)
    page.selection.change_source(spirals, "turns")
    page.selection.choose("moons")
    page.selection.choose("two_spirals")
    assert data_of(page).source == spirals


# ---- settings -----------------------------------------------------------------------------------


def test_steps_of_one_setting_are_one_step_of_undo(page):
    before = data_of(page)
    field = page.settings.form("split").editor("validation_share")
    for _ in range(3):
        field.stepBy(1)
    assert data_of(page).validation_share > before.validation_share
    page.session.workspace.undo_stack.undo()
    assert data_of(page) == before
    assert field.value() == before.validation_share


def test_shares_that_leave_nothing_are_explained(qtbot, page):
    wrong = replace(data_of(page), validation_share=0.6, test_share=0.6)
    page.selection.change_settings(wrong, "test_share")
    qtbot.waitUntil(lambda: page.problem.banner.isVisible())
    assert "nothing is left to train on" in page.problem.banner.accessibleName()
    page.session.workspace.undo_stack.undo()
    qtbot.waitUntil(lambda: not page.problem.banner.isVisible())


def test_what_plays_no_part_is_greyed_out(qtbot, page):
    page.selection.choose("truth_table")
    settle(qtbot, page, sources["truth_table"])
    assert not page.settings.form("split").editor("seed").isEnabled()
    page.selection.choose("sine")
    settle(qtbot, page, sources["sine"])
    assert page.settings.form("split").editor("seed").isEnabled()
    assert not page.settings.form("split").editor("stratify").isEnabled()
    assert page.settings.form("scaling").editor("scale_targets").isEnabled()


# ---- what is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize("key", READY_MADE)
def test_every_source_has_a_picture_and_its_rows(qtbot, page, key):
    prepared = prepare(replace(DataSettings(), source=sources[key]()))
    page.session.workspace.set_data(prepared)
    assert not page.grab().isNull()
    model, dataset = page.table.rows.model(), prepared.dataset
    # Which rows are to be seen of many is worked out beside the window.
    qtbot.waitUntil(lambda: model.rowCount() == len(dataset))
    targets = 1 if dataset.task == "classes" else len(dataset.target_names)
    assert model.columnCount() == 1 + int(np.prod(dataset.shape)) + targets
    # So is what stands beside it, a piece at a time.
    qtbot.waitUntil(lambda: page.settings.done.lines() == list(prepared.summary), timeout=10_000)
    assert page.preview.title.text() == dataset.title


def test_rows_show_raw_values_and_the_part_each_belongs_to(page):
    prepared = page.session.workspace.prepared
    model, parts = page.table.rows.model(), part_of_rows(prepared)
    assert {LEFT_OUT} < set(parts) or set(parts) == {0, 1, 2}
    for row in (0, 1, 50, 199):
        assert model.index(row, 0).data() == part_names()[parts[row]].lower()
        assert float(model.index(row, 1).data()) == pytest.approx(prepared.dataset.inputs[row, 0], rel=1e-5)
        wanted = prepared.target_names[prepared.dataset.targets[row]]
        assert model.index(row, model.columnCount() - 1).data() == wanted


def test_parts_are_those_of_the_split(page):
    prepared = page.session.workspace.prepared
    parts = part_of_rows(prepared)
    for place, rows in enumerate((prepared.rows.train, prepared.rows.validation, prepared.rows.test)):
        assert (np.flatnonzero(parts == place) == np.sort(rows)).all()


def test_other_axes_are_drawn_and_kept_when_the_split_changes(qtbot, page):
    page.selection.choose("iris")
    settle(qtbot, page, sources["iris"])
    assert (page.preview.across.currentText(), page.preview.up.currentText()) == (
        "petal length (cm)",
        "petal width (cm)",
    )
    assert page.preview.scatter.point_count() == 150
    page.preview.across.setFocus()
    QTest.keyClick(page.preview.across, Qt.Key.Key_Home)
    assert page.preview.scatter.chart.bottom.labelText == "sepal length (cm)"
    page.selection.change_settings(replace(data_of(page), seed=3), "seed")
    settle(qtbot, page, sources["iris"])
    assert page.preview.across.currentText() == "sepal length (cm)"


def test_another_source_takes_the_old_points_away(qtbot, page):
    for key in ("moons", "circles"):
        page.selection.choose(key)
        settle(qtbot, page, sources[key])
    drawn = [i for i in page.preview.scatter.chart.scene().items() if isinstance(i, pg.ScatterPlotItem)]
    assert sum(len(item.getData()[0]) for item in drawn) == 400


def test_the_theme_can_change_while_it_is_shown(page):
    manager().use("light")
    assert not page.grab().isNull()


# ---- files --------------------------------------------------------------------------------------


def test_a_dropped_table_becomes_the_data_and_can_be_undone(qtbot, page, table):
    before = data_of(page)
    assert drop(page, table)
    settle(qtbot, page, CsvFile)
    assert data_of(page).source.path == table
    assert page.session.workspace.prepared.title == "flowers.csv"
    assert not page.problem.banner.isVisible()
    assert page.session.workspace.undo_stack.count() == 1
    page.session.workspace.undo_stack.undo()
    assert data_of(page) == before


def test_the_overlay_takes_the_drop_anywhere(qtbot, page, table):
    assert drop(page, table, over=page.overlay)
    assert not page.overlay.isVisible()
    settle(qtbot, page, CsvFile)


def test_no_field_takes_a_drop_away_from_the_page(page, table):
    assert not [f for f in page.findChildren(QLineEdit) if f.isVisible() and f.acceptDrops()]
    assert not page.preview.scatter.chart.viewport().acceptDrops()
    data = QMimeData()
    data.setText("a word")
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), *how)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert not enter.isAccepted()


def test_a_project_is_left_to_the_window(page, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "mine.nnsim"))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), *how)
    QApplication.sendEvent(page, enter)
    assert not enter.isAccepted()
    assert not page.overlay.isVisible()


def test_a_dropped_archive_goes_to_its_source(qtbot, page, tmp_path):
    file = tmp_path / "tiny.npz"
    np.savez(file, pictures=np.zeros((6, 9, 9), np.uint8), q=np.arange(6), y=np.arange(6) % 2)
    assert drop(page, str(file))
    qtbot.waitUntil(lambda: page.selection.problem != "")
    assert "pictures" in page.selection.problem
    picker = page.settings.picker
    picker.inputs.setFocus()
    QTest.keyClick(picker.inputs, Qt.Key.Key_Down)
    picker.targets.setFocus()
    QTest.keyClick(picker.targets, Qt.Key.Key_End)
    settle(qtbot, page, NpzFile)
    assert (data_of(page).source.inputs, data_of(page).source.targets) == ("pictures", "y")
    assert page.preview.images.isVisible()


def test_a_wrong_file_is_explained_and_the_data_stay(qtbot, page, tmp_path):
    file = tmp_path / "ragged.csv"
    file.write_text("a,b,c\n1,2,x\n3,4\n")
    before, prepared = page.session.workspace.project, page.session.workspace.prepared
    drop(page, str(file))
    qtbot.waitUntil(lambda: page.selection.problem != "")
    assert "Line 3 of ragged.csv has 2 fields" in page.problem.banner.accessibleName()
    assert page.problem.banner.isVisible()
    assert page.session.workspace.project is before
    assert page.session.workspace.prepared is prepared
    file.write_text("a,b,c\n1,2,x\n3,4,y\n5,6,x\n")
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    assert not page.problem.banner.isVisible()


def test_what_was_done_is_told_of_no_other_source(qtbot, page, tmp_path):
    done = page.settings.done
    assert "1,000 rows" in done.lines()[0] or "400 rows" in done.lines()[0]
    told = done.lines()
    page.sources.gallery.chosen.emit("iris")
    assert not done.isVisible(), "told of the spirals while iris is being loaded"
    assert not page.settings.parts.isVisible()
    qtbot.waitUntil(lambda: not page.session.loader.is_busy)
    assert "150 rows" in done.lines()[0]
    assert done.isVisible()
    page.session.workspace.undo_stack.undo()
    qtbot.waitUntil(lambda: not page.session.loader.is_busy)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1\n")
    page.open_file(wrong)
    qtbot.waitUntil(lambda: bool(page.selection.problem))
    assert not done.isVisible()
    page.selection.discard()
    assert done.lines() == told
    assert done.isVisible()
    assert page.settings.parts.isVisible()


def test_a_draft_can_be_given_up(page):
    before = data_of(page)
    page.selection.choose("csv")
    assert page.selection.is_draft
    assert page.settings.source.open.isVisible()
    page.selection.discard()
    assert data_of(page) == before
    assert page.settings.form("source").part() == before.source
    assert not page.problem.banner.isVisible()


def test_undo_gives_up_a_draft(page):
    page.selection.choose("moons")
    page.selection.choose("csv")
    page.session.workspace.undo_stack.undo()
    assert not page.selection.is_draft
    assert page.settings.form("source").part() == data_of(page).source


def test_a_kind_of_file_nobody_reads_is_explained(page, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"%PDF")
    before = data_of(page)
    assert drop(page, str(file))
    assert "paper.pdf cannot be opened as data" in page.problem.banner.accessibleName()
    assert data_of(page) == before


def test_columns_are_chosen_by_their_names(qtbot, page, table):
    page.selection.open_file(table)
    settle(qtbot, page, CsvFile)
    picker = page.settings.picker
    names = [picker.target.itemText(i) for i in range(picker.target.count())]
    assert names[:4] == ["height", "width", "petals", "colour"]
    assert picker.target.currentText() == "colour"
    tick(picker.inputs, 1, Qt.CheckState.Unchecked)
    settle(qtbot, page, CsvFile)
    assert page.session.workspace.prepared.input_names == ("height", "petals")
    picker.target.setFocus()
    QTest.keyClick(picker.target, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: page.session.workspace.prepared.target_names == ("height",))
    assert page.session.workspace.prepared.input_names == ("petals",)


def test_a_long_name_of_a_file_does_not_widen_the_page(qtbot, page, tmp_path):
    file = tmp_path / f"{'a very long name of a file ' * 7}.csv"
    file.write_text("a,b,c\n1,2,x\n3,4,y\n5,6,x\n")
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    page.loading.show_progress(0.5, f"Reading {file.name}", 3000)
    page.selection.choose("npz")
    assert page.problem.banner.isVisible()
    assert page.minimumSizeHint().width() <= 1100
    page.loading.end()


def test_a_file_that_was_mended_shows_its_new_columns(qtbot, page, tmp_path):
    file = tmp_path / "grown.csv"
    file.write_text("a,b\n1,2\n3\n")
    page.selection.open_file(str(file))
    qtbot.waitUntil(lambda: page.selection.problem != "")
    file.write_text("a,b,c,d\n1,2,3,x\n4,5,6,y\n7,8,9,x\n")
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    assert page.settings.picker.target.currentText() == "d"


def test_all_columns_cannot_be_targets(qtbot, page, table):
    page.selection.open_file(table)
    settle(qtbot, page, CsvFile)
    before, picker = data_of(page), page.settings.picker
    picker.targets.edited.emit([0, 1, 2, 3])
    assert data_of(page) == before
    assert not page.selection.is_draft


def test_several_targets_are_a_regression(qtbot, page, table):
    page.selection.open_file(table)
    settle(qtbot, page, CsvFile)
    picker = page.settings.picker
    picker.target.setFocus()
    QTest.keyClick(picker.target, Qt.Key.Key_Home)
    QTest.keyClick(picker.target, Qt.Key.Key_End)
    assert picker.targets.isVisible()
    tick(picker.targets, 1, Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: page.session.workspace.prepared.target_names == ("height", "width"))
    assert page.session.workspace.prepared.task == "regression"


def test_a_row_that_is_left_out_is_shown_as_such(qtbot, page, table):
    page.selection.open_file(table)
    settle(qtbot, page, CsvFile)
    model = page.table.rows.model()
    assert model.index(4, 0).data() == "left out"
    assert model.index(4, 3).data() == "missing"


def point(page: DataPage, start: str) -> Point:
    return next(line for line in page.settings.done.points() if line.words.text().startswith(start))


def press(page: DataPage, start: str, label: str) -> None:
    """Click the button `label` beside the sentence that begins with `start`."""
    buttons = point(page, start).findChildren(QPushButton)
    QTest.mouseClick(next(b for b in buttons if b.text() == label), Qt.MouseButton.LeftButton)


def test_what_was_done_can_be_turned_over_and_undone(qtbot, page, tmp_path):
    file = tmp_path / "money.csv"
    file.write_text("Report\nk;v;y\n" + "".join(f"{i % 3};{i + 1}.{100 + i};{i % 2}\n" for i in range(20)))
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    before = data_of(page)
    press(page, "“1.100” was read as", "Read as 1100")
    settle(qtbot, page, CsvFile)
    assert (data_of(page).source.decimal, data_of(page).source.thousands) == (",", ".")
    assert page.session.workspace.prepared.dataset.inputs[0, 1] == 1100
    page.session.workspace.undo_stack.undo()
    assert data_of(page) == before
    settle(qtbot, page, CsvFile)
    qtbot.waitUntil(lambda: page.session.workspace.prepared.dataset.inputs[0, 1] == 1.1)
    press(page, "The names of the columns are in line 2", "No names")
    settle(qtbot, page, CsvFile)
    assert page.session.workspace.prepared.target_names[0] == "0"
    assert page.session.workspace.prepared.dataset.input_names[0].startswith("column 1")
    separators = point(page, "Separator: semicolon").switches
    assert set(separators) == {"comma", "tab", "vertical bar", "blanks"}
    separators["comma"]()
    qtbot.waitUntil(lambda: "single column" in page.selection.problem)


def test_how_the_data_are_prepared_can_be_turned_over_where_it_is_told(qtbot, page):
    page.selection.choose("iris")
    settle(qtbot, page, sources["iris"])
    before = data_of(page)
    scaled = point(page, "Standardised with mean")
    assert scaled.reason.isVisibleTo(scaled)
    assert scaled.reason.text().startswith("Inputs of one size")
    press(page, "Standardised with mean", "none")
    settle(qtbot, page, sources["iris"])
    assert data_of(page) == replace(before, scaling="none")
    assert not point(page, "Not scaled").reason.text()
    page.session.workspace.undo_stack.undo()
    settle(qtbot, page, sources["iris"])
    assert data_of(page) == before
    qtbot.waitUntil(lambda: bool(point(page, "Training 105").switches))
    point(page, "Training 105").switches["Folds"]()
    settle(qtbot, page, sources["iris"])
    qtbot.waitUntil(lambda: "fold 1 of 5" in point(page, "Training").words.text())
    forms = page.settings
    assert forms.form("splitter").sub_form("splitter").has("fold")
    assert not forms.form("split").editor("validation_share").isEnabled()
    assert forms.form("split").editor("stratify").isEnabled()
    assert len(page.session.workspace.prepared.validation) == 27


def test_columns_left_out_are_not_ticked_and_can_be(qtbot, page, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("Id,x,y\n" + "".join(f"{i},{i * i % 7 / 3},{i % 2}\n" for i in range(1, 21)))
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    inputs = page.settings.picker.inputs
    assert inputs.ticked() == [1]
    tick(inputs, 0, Qt.CheckState.Checked)
    settle(qtbot, page, CsvFile)
    assert page.session.workspace.prepared.input_names == ("Id", "x")
    tick(inputs, 0, Qt.CheckState.Unchecked)
    settle(qtbot, page, CsvFile)
    assert data_of(page).source.inputs == ""
    press(page, "Left out: “Id”", "Use it")
    settle(qtbot, page, CsvFile)
    assert inputs.ticked() == [0, 1]


def test_the_first_lines_of_a_file_are_shown_as_they_are_read(qtbot, page, tmp_path):
    file = tmp_path / "lines.csv"
    file.write_text("Report\na;b;c\n1;2;x\n# half\n3;4;y\n5;6;x\n")
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    page.table.views.set_current("lines")
    model = page.table.lines.model()
    told = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert told == ["skipped", "names", "row", "skipped", "row", "row"]
    assert [model.index(2, column).data() for column in range(1, 4)] == ["1", "2", "x"]
    assert model.index(0, 1).data() == "Report"
    page.settings.form("source").editor("separator").valueEdited.emit(",")
    qtbot.waitUntil(lambda: model.columnCount() != 4)
    assert model.index(2, 1).data() == "1;2;x"
    page.selection.choose("moons")
    assert not page.table.views.isVisible()
    assert page.table.rows.isVisible()


def test_a_unit_stands_beside_the_name_of_its_column(qtbot, page, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("price,x,y\n" + "".join(f"${i}.5,{i % 5},{i / 3:.3f} kg\n" for i in range(12)))
    page.selection.open_file(str(file))
    settle(qtbot, page, CsvFile)
    model = page.table.rows.model()
    heads = [model.headerData(j, Qt.Orientation.Horizontal) for j in range(model.columnCount())]
    assert heads == ["Part", "price ($)", "x", "y (kg)"]


# ---- the page in its window ---------------------------------------------------------------------


def test_all_that_takes_the_focus_has_a_name(qtbot, page, table):
    page.selection.open_file(table)
    settle(qtbot, page, CsvFile)
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and widget is not page.settings
    ]
    assert nameless == []


def test_a_released_page_hears_nothing_more(qtbot):
    session = Session()
    workspace, loader = session.workspace, session.loader
    events = (workspace.project_changed, workspace.data_changed, loader.progressed, loader.finished)
    before = [len(event._listeners) for event in (*events, manager().changed)]
    page = DataPage(session)
    qtbot.addWidget(page)
    page.release()
    assert [len(event._listeners) for event in (*events, manager().changed)] == before
    assert session.close()


def test_cancel_gives_a_file_up(page, table):
    before = data_of(page)
    page.selection.open_file(table)
    assert page.selection.trial.is_busy
    page.loading.show_progress(0.4, "Reading", 3000)
    assert page.loading.isVisible()
    QTest.mouseClick(page.loading.cancel, Qt.MouseButton.LeftButton)
    assert not page.selection.trial.is_busy
    assert not page.selection.is_draft
    assert not page.loading.isVisible()
    assert data_of(page) == before


TABLE = "area\trooms\tsold\n" + "\n".join(
    f"{50 + 7 * i % 90}\t{1 + i % 5}\t{'yes' if i % 3 else 'no'}" for i in range(40)
)


def test_a_table_that_was_copied_is_pasted_and_the_project_keeps_it(page: DataPage, qtbot) -> None:
    QGuiApplication.clipboard().setText(TABLE)
    page.sources.paste.click()
    workspace = page.session.workspace
    qtbot.waitUntil(lambda: isinstance(workspace.project.data.source, CsvFile))
    source = workspace.project.data.source
    assert source.keep
    assert source.content, "its bytes are in the project, wherever the file is"
    prepared = prepare(workspace.project.data)
    assert prepared.input_names == ("area", "rooms")
    assert prepared.target_names == ("no", "yes")


def test_what_is_no_table_is_not_pasted(page: DataPage) -> None:
    before = page.session.workspace.project
    said: list[str] = []
    leave = page.session.voice.complained.connect(said.append)
    QGuiApplication.clipboard().setText("only words")
    page.sources.paste.click()
    leave()
    assert len(said) == 1
    assert "no table to paste" in said[0]
    assert page.session.workspace.project == before
