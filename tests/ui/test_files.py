"""Opening and saving as a person does it: every question answered by its button."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from nnsim.data.sources.csv_file import CsvFile
from nnsim.document import storage
from nnsim.document.project import Project
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.files import Files


@pytest.fixture
def saved(desk: Desk, tmp_path) -> Path:
    """Return the file of the desk's project, opened from there."""
    path = tmp_path / "p.nnsim"
    storage.save(path, replace(desk.workspace.project, notes="at first"))
    desk.files.open(path)
    desk.settle()
    return path


def from_another_window(path: Path, notes: str) -> None:
    project = storage.load(path).project
    storage.save(path, replace(project, notes=notes))


def notes_in(path: Path) -> str:
    return storage.load(path).project.notes


def choose_name(path: Path) -> None:
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, QFileDialog) and d.isVisible())
    dialog.selectFile(str(path))
    dialog.accept()


def test_saving_what_nobody_else_changed_asks_nothing(desk: Desk, saved: Path) -> None:
    for text in ("one", "two"):
        desk.edit_notes(text)
        desk.files.save()
        assert desk.box() is None
        assert notes_in(saved) == text
    assert not desk.workspace.is_modified


def test_the_second_of_two_windows_asks(open_desk, desk: Desk, saved: Path) -> None:
    other = open_desk()
    other.files.open(saved)
    other.settle()
    other.edit_notes("theirs")
    other.files.save()
    assert other.box() is None
    desk.edit_notes("mine")
    desk.files.save()
    assert "changed on the disk" in desk.box().text()
    desk.click("Cancel")
    assert notes_in(saved) == "theirs"
    assert desk.workspace.is_modified
    desk.files.save()
    desk.click("Overwrite")
    assert notes_in(saved) == "mine"
    other.edit_notes("theirs again")
    other.files.save()
    assert other.box() is not None
    other.click("Open the file again")
    other.settle()
    assert other.workspace.project.notes == "mine"
    assert not other.workspace.is_modified


def test_a_file_put_back_with_its_old_time_is_another_file(desk: Desk, saved: Path) -> None:
    facts = saved.stat()
    from_another_window(saved, "at other")  # as many bytes
    os.utime(saved, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert saved.stat().st_size == facts.st_size
    desk.edit_notes("mine")
    desk.files.save()
    assert desk.box() is not None
    desk.click("Cancel")


def test_a_file_only_touched_or_copied_over_itself_is_the_same(desk: Desk, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes())
    os.utime(saved, (1e9, 1e9))
    desk.edit_notes("mine")
    desk.files.save()
    assert desk.box() is None


def test_a_file_that_was_deleted_is_written_again(desk: Desk, saved: Path) -> None:
    saved.unlink()
    desk.edit_notes("mine")
    desk.files.save()
    assert desk.box() is None
    assert notes_in(saved) == "mine"


def test_another_name_keeps_both(desk: Desk, saved: Path, tmp_path) -> None:
    from_another_window(saved, "theirs")
    desk.edit_notes("mine")
    desk.files.save()
    desk.click("Save as")
    choose_name(tmp_path / "q.nnsim")
    assert notes_in(saved) == "theirs"
    assert notes_in(tmp_path / "q.nnsim") == "mine"
    assert desk.workspace.file.path == tmp_path / "q.nnsim"
    desk.edit_notes("mine again")
    desk.files.save()
    assert desk.box() is None


@pytest.mark.parametrize("answer", ["Overwrite", "Cancel"])
def test_closing_goes_on_only_when_it_was_saved(desk: Desk, saved: Path, answer: str) -> None:
    closed: list[bool] = []
    from_another_window(saved, "theirs")
    desk.edit_notes("mine")
    desk.files.close_when_saved(lambda: closed.append(True))
    desk.click("Save")
    desk.wait(lambda: desk.box() is not None)
    desk.click(answer)
    assert closed == ([True] if answer == "Overwrite" else [])
    assert notes_in(saved) == ("mine" if answer == "Overwrite" else "theirs")


def test_a_save_into_another_folder_leads_to_the_same_data(desk: Desk, tmp_path) -> None:
    home, away = tmp_path / "home", tmp_path / "away" / "deep"
    home.mkdir()
    away.mkdir(parents=True)
    (home / "d.csv").write_text("a,b,c\n" + "1,2,x\n3,4,y\n" * 20)
    path = home / "p.nnsim"
    project = desk.workspace.project
    storage.save(path, replace(project, data=replace(project.data, source=CsvFile("d.csv"))))
    desk.files.open(path)
    desk.settle()
    assert desk.workspace.prepared is not None
    desk.edit_notes("x")
    desk.files.save()
    assert storage.load(path).project.data.source.path == "d.csv"
    desk.files.ask_save()
    choose_name(away / "p.nnsim")
    assert storage.load(away / "p.nnsim").project.data.source.path == "../../home/d.csv"
    desk.files.open(away / "p.nnsim")
    desk.settle()
    assert desk.workspace.prepared is not None


@pytest.mark.parametrize("name", ["a.tab", "A.CSV", "a.npz", "b.nnsim"])
def test_whatever_a_source_reads_is_taken_for_data(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    parent, session = QWidget(), Session(Project())
    qtbot.addWidget(parent)
    files, chosen, said = Files(parent, session, Preferences()), [], []
    files.data_chosen.connect(chosen.append)
    session.voice.complained.connect(said.append)
    files.open(tmp_path / name)  # it is not there: nobody has looked yet, or says so
    assert (chosen, bool(said)) == (([tmp_path / name], False) if name != "b.nnsim" else ([], True))


def test_open_shows_projects_and_data_alike(desk: Desk) -> None:
    desk.files.ask_open()
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, QFileDialog) and d.isVisible())
    filters, chosen = dialog.nameFilters(), dialog.selectedNameFilter()
    dialog.reject()
    both, projects, data, everything = filters
    assert chosen == both
    for name in ("*.nnsim", "*.csv", "*.npz"):
        assert name in both
        assert (name in projects, name in data) == (name == "*.nnsim", name != "*.nnsim")
    assert everything.endswith("(*)")
