"""The data file of a project in the window: kept, let go, found again, and noticed when it changes."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from PySide6.QtWidgets import QPushButton

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.files import kept_files
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile
from nnsim.document import edits, storage
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.ui.datapage.changed_file import ChangedFileBanner
from nnsim.ui.datapage.data_page import DataPage
from nnsim.ui.sitting import file_watch
from nnsim.ui.sitting.file_watch import Since
from tests.ui.small_project import small_project

ROWS = "a,b,c\n" + "".join(f"{i % 11},{i % 7},{'xy'[i % 2]}\n" for i in range(60))


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())
    monkeypatch.setattr(file_watch, "SETTLED_AFTER_MS", 20)


@pytest.fixture
def data(tmp_path) -> Path:
    path = tmp_path / "here" / "d.csv"
    path.parent.mkdir()
    path.write_text(ROWS)
    return path


@pytest.fixture
def desk(open_desk, data: Path) -> Desk:
    project = small_project()
    return open_desk(replace(project, data=replace(project.data, source=CsvFile(str(data)))))


@pytest.fixture
def page(desk: Desk, qtbot):
    made = DataPage(desk.session)
    qtbot.addWidget(made)
    yield made
    made.release()


def source_of(desk: Desk) -> CsvFile:
    source = desk.workspace.project.data.source
    assert isinstance(source, CsvFile)
    return source


def changed_file_of(page: DataPage) -> ChangedFileBanner:
    return page.findChild(ChangedFileBanner)


def keep(desk: Desk, page: DataPage, wanted: bool) -> None:
    page.selection.change_source(replace(source_of(desk), keep=wanted), "keep")
    desk.wait(lambda: not page.selection.keeper.is_busy and not page.selection.trial.is_busy)
    desk.settle()


def test_the_run_goes_on_while_the_file_goes_into_the_project_and_out(desk: Desk, page: DataPage, data: Path):
    desk.train(4)
    run, weights = desk.session.run, desk.arrays()
    for wanted in (True, False):
        keep(desk, page, wanted)
        assert source_of(desk).keep is wanted
        assert bool(source_of(desk).content) is wanted
    desk.undo()
    assert source_of(desk).content
    assert "0.1 MB, kept in the project" in page.settings.source.kept.text()
    desk.undo()
    assert not source_of(desk).keep
    assert "0.1 MB, beside the project" in page.settings.source.kept.text()
    desk.redo()
    assert desk.session.run == run
    assert desk.session.feed.state.step == 4
    # An edit of the drawing finds what was learned, although the data are called otherwise now.
    desk.workspace.edit_graph(
        "x", lambda g: edits.set_layer(g, "dense_1", replace(g["dense_1"].layer, activation=Sigmoid()))
    )
    desk.settle()
    desk.wait(lambda: desk.session.run != run)
    assert all(np.array_equal(weights[key], array) for key, array in desk.arrays().items())


def test_saved_and_opened_where_nothing_else_is(
    desk: Desk, page: DataPage, data: Path, tmp_path, monkeypatch
):
    desk.train(3)
    keep(desk, page, True)
    desk.session.file.save(tmp_path / "p.nnsim")
    weights = desk.arrays()
    away = tmp_path / "away"
    away.mkdir()
    shutil.move(tmp_path / "p.nnsim", away / "p.nnsim")
    shutil.rmtree(data.parent)
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())
    desk.files.open(away / "p.nnsim")
    desk.settle()
    assert desk.said == []
    assert len(desk.workspace.prepared.dataset) == 60
    assert desk.session.feed.state.step == 3
    assert all(np.array_equal(weights[key], array) for key, array in desk.arrays().items())


def test_a_kept_file_that_changed_meanwhile_is_read_before_it_is_kept(desk: Desk, page: DataPage, data: Path):
    data.write_text(ROWS + "1,1,x\n")
    keep(desk, page, True)
    assert source_of(desk).content
    assert len(desk.workspace.prepared.dataset) == 61


def test_let_go_where_the_file_is_gone_is_refused_and_loses_nothing(desk: Desk, page: DataPage, data: Path):
    keep(desk, page, True)
    data.unlink()
    keep(desk, page, False)
    assert "There is no file" in page.selection.problem
    assert source_of(desk).content
    assert len(desk.workspace.prepared.dataset) == 60


def test_a_change_is_said_and_nothing_happens_by_itself(desk: Desk, page: DataPage, data: Path):
    page.resize(1200, 800)
    page.show()
    desk.train(3)
    run, weights = desk.session.run, desk.arrays()
    desk.wait(lambda: desk.session.data.watch._watcher.files())
    os.utime(data, (1, 1))
    data.write_text(ROWS.replace("x", "z") + "1,1,z\n")
    desk.wait(lambda: desk.session.data.watch.since is Since.READ)
    assert changed_file_of(page).isVisible()
    assert len(desk.workspace.prepared.dataset) == 60
    desk.session.retranslate()
    desk.settle()
    assert desk.session.data.watch.since is Since.READ, "only the words were read"
    changed_file_of(page).leave.click()
    assert not changed_file_of(page).isVisible()
    assert desk.session.run == run
    written = data.with_name("other")
    written.write_text(ROWS + "1,1,x\n" * 3)
    os.replace(written, data)  # as editors save
    desk.wait(lambda: desk.session.data.watch.since is Since.READ)
    changed_file_of(page).anew.click()
    desk.settle()
    assert len(desk.workspace.prepared.dataset) == 63
    assert desk.session.data.watch.since is None
    desk.wait(lambda: desk.session.run != run and desk.session.feed.state is not None)
    assert desk.session.feed.state.step == 0
    assert not np.array_equal(desk.arrays()["dense_1/W"], weights["dense_1/W"])
    assert source_of(desk) == CsvFile(str(data)), "all settings stay"


def test_a_file_that_is_only_touched_is_the_same(desk: Desk, data: Path):
    watch = desk.session.data.watch
    desk.wait(lambda: watch._watcher.files())
    stamp = watch._stamp
    os.utime(data, (1, 1))
    desk.wait(lambda: watch._stamp != stamp)
    assert watch.since is None


def test_another_file_than_the_project_was_saved_with_is_said(
    desk: Desk, page: DataPage, data: Path, tmp_path
):
    desk.session.file.save(tmp_path / "p.nnsim")
    desk.files.open(tmp_path / "p.nnsim")
    desk.settle()
    assert desk.session.data.watch.since is None
    data.write_text(ROWS + "1,1,x\n")
    desk.files.open(tmp_path / "p.nnsim")
    desk.settle()
    assert desk.session.data.watch.since is Since.SAVED
    desk.session.file.save(tmp_path / "p.nnsim")
    desk.files.open(tmp_path / "p.nnsim")
    desk.settle()
    assert desk.session.data.watch.since is None, "it was saved with what was read"


def test_a_file_that_is_nowhere_is_asked_for_and_everything_else_stays(
    desk: Desk, page: DataPage, data: Path, tmp_path
):
    desk.workspace.edit(
        "x", lambda p: replace(p, data=replace(p.data, source=CsvFile(str(data), target="a")))
    )
    desk.settle()
    desk.session.file.save(tmp_path / "p.nnsim")
    moved = tmp_path / "elsewhere" / "renamed.csv"
    moved.parent.mkdir()
    shutil.move(data, moved)
    desk.files.open(tmp_path / "p.nnsim")
    desk.settle()
    assert "There is no file" in desk.said[-1]
    buttons = [b.text() for b in page.problem.banner.findChildren(QPushButton)]
    assert buttons == ["Find it…", "Open a file…"]
    page.selection.find_file(str(moved))
    desk.wait(lambda: not page.selection.trial.is_busy)
    desk.settle()
    assert source_of(desk) == CsvFile(str(moved), target="a")
    assert desk.workspace.undo_stack.count() == 1
    assert desk.session.data.watch.since is None, "it is the same file"
    assert not page.problem.isVisibleTo(page)


def test_a_file_found_is_kept_where_the_project_keeps_files(desk: Desk, page: DataPage, data: Path, tmp_path):
    keep(desk, page, True)
    other = tmp_path / "e.csv"
    other.write_text(ROWS + "1,1,x\n")
    page.selection.find_file(str(other))
    desk.wait(lambda: not page.selection.trial.is_busy and not page.selection.keeper.is_busy)
    desk.settle()
    other.unlink()
    assert source_of(desk).keep
    assert len(source_of(desk).load()) == 61


def test_what_a_project_cannot_keep_is_said_and_it_stays_linked(desk: Desk, page: DataPage, monkeypatch):
    monkeypatch.setattr(kept_files, "MOST_BYTES", 10)
    keep(desk, page, True)
    assert "a project can keep at most" in page.selection.problem
    assert source_of(desk) == CsvFile(source_of(desk).path)


def test_a_copy_after_a_crash_has_the_file(desk: Desk, page: DataPage, data: Path, monkeypatch):
    keep(desk, page, True)
    desk.keep()
    data.unlink()
    path = desk.autosave.store.path
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())
    assert len(storage.load(path).project.data.source.load()) == 60


def test_a_damaged_copy_leaves_project_and_weights(
    desk: Desk, page: DataPage, data: Path, tmp_path, monkeypatch
):
    desk.train(3)
    keep(desk, page, True)
    desk.session.file.save(tmp_path / "p.nnsim")
    content = bytearray((tmp_path / "p.nnsim").read_bytes())
    content[content.index(b"a,b,c")] ^= 1
    (tmp_path / "p.nnsim").write_bytes(content)
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())
    desk.files.open(tmp_path / "p.nnsim")
    desk.settle()
    assert "are damaged" in desk.said[-1]
    assert desk.workspace.prepared is None
    with pytest.raises(NnsimError):
        source_of(desk).load()
    page.selection.find_file(str(data))
    desk.wait(lambda: not page.selection.trial.is_busy and not page.selection.keeper.is_busy)
    desk.settle()
    assert len(desk.workspace.prepared.dataset) == 60
    assert desk.session.feed.state.step == 3, "what was learned waited"


def test_arrays_are_shown_once_they_are_taken_out_of_the_project(
    desk: Desk, page: DataPage, tmp_path, monkeypatch
):
    np.savez(tmp_path / "a.npz", x=np.arange(60.0).reshape(20, 3), y=np.arange(20) % 2)
    kept = NpzFile(str(tmp_path / "a.npz"), keep=True)
    storage.save(tmp_path / "p.nnsim", replace(small_project(), data=DataSettings(kept)))
    monkeypatch.setattr(kept_files, "_sitting", kept_files._Sitting())
    desk.files.open(tmp_path / "p.nnsim")
    assert page.settings.picker.waits, "the window takes nothing out itself"
    desk.settle()
    assert not page.settings.picker.waits
    assert page.settings.picker.inputs.findText("x") >= 0
