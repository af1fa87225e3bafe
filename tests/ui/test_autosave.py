"""Recovery copies: written while something is unsaved, gone when nothing is, and never older than the file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk

from nnsim.document import storage
from nnsim.document.recovery import Leftover, RecoveryStore
from nnsim.ui.sitting.autosave import PERIOD_MS
from nnsim.ui.window.recovery import offer_recovery


def leftovers(desk: Desk):
    """Return what the next session would be offered, were this one killed now."""
    store = desk.autosave.store
    descriptor = store._lock._descriptor
    if descriptor is not None:
        os.close(descriptor)  # as the system does for a dead process
        store._lock._descriptor = None
    return RecoveryStore(store.folder).list()


class Slow:
    """Stands before the store's `write` and lets it go on when told."""

    def __init__(self, desk: Desk, monkeypatch) -> None:
        self.go, self.begun = threading.Event(), threading.Event()
        write = desk.autosave.store.write

        def slowly(*work) -> None:
            self.begun.set()
            assert self.go.wait(10)
            write(*work)

        monkeypatch.setattr(desk.autosave.store, "write", slowly)


def test_unsaved_work_is_kept_within_a_minute_and_nothing_else(desk: Desk) -> None:
    assert PERIOD_MS <= 60_000
    assert desk.autosave._timer.isActive()
    desk.keep()
    assert desk.copies() == []
    desk.edit_notes("mine")
    desk.keep()
    assert len(desk.copies()) == 1
    (copy,) = leftovers(desk)
    assert storage.load(copy.path).project.notes == "mine"


def test_a_save_takes_the_copy_away(desk: Desk, tmp_path) -> None:
    shown: list[str] = []
    desk.autosave.kept.connect(shown.append)
    desk.edit_notes("one")
    desk.keep()
    desk.autosave.keep()
    assert shown[-1].startswith("autosaved")
    desk.wait(lambda: not desk.autosave.is_writing)
    desk.session.file.save(tmp_path / "p.nnsim")
    assert shown[-1] == ""
    assert desk.copies() == []
    assert list(desk.autosave.store.folder.glob("*.saved")) == []
    desk.edit_notes("two")
    desk.keep()
    assert len(desk.copies()) == 1
    desk.undo()
    assert desk.copies() == [], "undone: nothing is unsaved"
    assert leftovers(desk) == ()


def test_a_copy_under_way_while_saving_is_none_afterwards(desk: Desk, tmp_path, monkeypatch) -> None:
    slow = Slow(desk, monkeypatch)
    desk.edit_notes("one")
    desk.autosave.keep()
    assert slow.begun.wait(10)
    desk.session.file.save(tmp_path / "p.nnsim")
    slow.go.set()
    desk.wait(lambda: not desk.autosave.is_writing)
    assert desk.copies() == []
    desk.edit_notes("two")
    desk.keep()
    (copy,) = leftovers(desk)
    assert storage.load(copy.path).project.notes == "two"


def test_a_copy_is_being_written_until_one_of_no_use_is_gone(desk: Desk, tmp_path, monkeypatch) -> None:
    slow, discard, writing = Slow(desk, monkeypatch), RecoveryStore.discard, []

    def look(store: RecoveryStore, *gone: Leftover) -> None:
        writing.append(desk.autosave.is_writing)
        discard(store, *gone)

    monkeypatch.setattr(RecoveryStore, "discard", look)
    desk.edit_notes("one")
    desk.autosave.keep()
    assert slow.begun.wait(10)
    desk.session.file.save(tmp_path / "p.nnsim")
    slow.go.set()
    desk.wait(lambda: not desk.autosave.is_writing)
    assert writing == [True]


@pytest.mark.parametrize("there_already", [False, True])
def test_killed_between_the_save_and_the_end_of_the_copy_nothing_is_offered(
    desk: Desk, tmp_path, monkeypatch, there_already: bool
) -> None:
    desk.edit_notes("one")
    if there_already:
        desk.keep()
        desk.edit_notes("two")
    slow = Slow(desk, monkeypatch)
    desk.autosave.keep()
    assert slow.begun.wait(10)
    with monkeypatch.context() as killed:
        killed.setattr(RecoveryStore, "discard", lambda *_: None)  # the process dies before it can
        desk.session.file.save(tmp_path / "p.nnsim")
        slow.go.set()
        desk.wait(lambda: not desk.autosave.is_writing)
    assert len(desk.copies()) == 1
    assert leftovers(desk) == ()
    assert desk.copies() == []


def test_a_save_that_fails_leaves_the_copy(desk: Desk, tmp_path) -> None:
    desk.edit_notes("one")
    desk.keep()
    with pytest.raises(Exception, match="folder"):
        desk.session.file.save(tmp_path / "none" / "p.nnsim")
    (copy,) = leftovers(desk)
    assert storage.load(copy.path).project.notes == "one"


def test_training_that_goes_on_after_a_save_is_kept_again(desk: Desk, tmp_path) -> None:
    desk.session.play()
    desk.wait(lambda: desk.workspace.is_modified)
    desk.keep()
    desk.session.file.save(tmp_path / "p.nnsim")
    step = storage.load(tmp_path / "p.nnsim").learned.step
    desk.wait(lambda: desk.workspace.is_modified)
    desk.keep()
    desk.session.pause()
    (copy,) = leftovers(desk)
    assert storage.load(copy.path).learned.step > step
    assert copy.is_newer


def test_another_project_takes_the_copy_of_the_old_one_away(desk: Desk, tmp_path) -> None:
    storage.save(tmp_path / "other.nnsim", desk.workspace.project)
    for leave in (lambda: desk.session.file.new(), lambda: desk.session.file.open(tmp_path / "other.nnsim")):
        desk.edit_notes("mine")
        desk.keep()
        assert len(desk.copies()) == 1
        leave()
        desk.settle()
        assert desk.copies() == []


# ---- what is offered ---------------------------------------------------------------------------


@pytest.fixture
def crashed(tmp_path):
    """Return what leaves a project in a file, saved as `saved`, and a copy of unsaved work."""

    def crash(desk: Desk, *, copy: str = "copy", age: float = 0.0, name: str = "p") -> Path:
        path = tmp_path / f"{name}.nnsim"
        desk.session.file.save(path)
        desk.edit_notes(copy)
        desk.keep()
        store = desk.autosave.store
        leftovers(desk)
        when = path.stat().st_mtime - age if age else path.stat().st_mtime + 5
        os.utime(store.path, (when, when))
        desk.autosave.store = RecoveryStore(store.folder)
        desk.autosave._has_copy = False
        return path

    return crash


def test_both_times_are_named_and_the_newer_one_is_the_default(open_desk, crashed) -> None:
    desk = open_desk(window=True)
    for age, newer, default in (
        (0.0, "The copy is newer", "Bring back"),
        (60.0, "The file is newer", "Open"),
    ):
        path = crashed(desk, copy=newer, age=age)
        (copy,) = desk.autosave.store.list()
        offer_recovery(desk.window.desk, desk.autosave)
        facts = desk.box().informativeText()
        assert copy.written.strftime("%H:%M:%S") in facts
        assert copy.file.saved_at().strftime("%H:%M:%S") in facts
        assert str(path) in facts
        assert newer in facts
        assert default in desk.box().defaultButton().text()
        desk.click("Discard the copy")
        assert desk.autosave.store.list() == ()
        assert desk.box() is None


def test_nothing_is_offered_where_nothing_is_unsaved(open_desk) -> None:
    desk = open_desk(window=True)
    offer_recovery(desk.window.desk, desk.autosave)
    assert desk.box() is None


def test_brought_back_work_asks_before_it_replaces_the_file(open_desk, crashed) -> None:
    desk = open_desk(window=True)
    path = crashed(desk, copy="brought back")
    saved = path.read_bytes()
    desk.session.file.new()
    desk.settle()
    offer_recovery(desk.window.desk, desk.autosave)
    desk.click("Bring back")
    desk.settle()
    assert desk.workspace.project.notes == "brought back"
    assert desk.workspace.file.path == path
    assert desk.workspace.is_modified
    assert len(desk.copies()) == 1, "a crash now must not lose it"
    desk.files.save()
    assert "brought back" in desk.box().text()
    desk.click("Cancel")
    assert path.read_bytes() == saved
    assert desk.workspace.is_modified
    desk.files.save()
    desk.click("Overwrite")
    assert storage.load(path).project.notes == "brought back"
    assert "recovery.json" not in storage.load(path).attachments
    assert desk.copies() == []
    desk.edit_notes("more")
    desk.files.save()
    assert desk.box() is None, "from now on the file is known"


def test_all_that_was_left_is_offered_one_after_the_other(open_desk, crashed) -> None:
    desk = open_desk(window=True)
    crashed(desk, copy="first", name="a")
    crashed(desk, copy="second", name="b", age=-60.0)
    offer_recovery(desk.window.desk, desk.autosave)
    assert "b.nnsim" in desk.box().text()
    assert "1 more copy" in desk.box().informativeText()
    desk.click("Decide later")
    assert "a.nnsim" in desk.box().text()
    desk.click("Discard the copy")
    assert desk.box() is None
    (left,) = desk.autosave.store.list()
    assert left.original.name == "b.nnsim"


def test_the_copy_of_the_file_just_opened_is_offered_first(open_desk, crashed) -> None:
    desk = open_desk(window=True)
    crashed(desk, copy="newest", name="a", age=-60.0)
    opened = crashed(desk, copy="older", name="b")
    assert desk.session.workspace.file.path == opened
    offer_recovery(desk.window.desk, desk.autosave)
    assert "b.nnsim" in desk.box().text()
    desk.click("Decide later")
    assert "a.nnsim" in desk.box().text()
    desk.click("Decide later")


def test_a_copy_that_was_never_saved_says_so(open_desk) -> None:
    desk = open_desk(window=True)
    desk.edit_notes("mine")
    desk.keep()
    leftovers(desk)
    folder = desk.autosave.store.folder
    desk.autosave.store = RecoveryStore(folder)
    offer_recovery(desk.window.desk, desk.autosave)
    assert "never saved" in desk.box().informativeText()
    assert not [b for b in desk.box().buttons() if "file" in b.text()]
    desk.click("Decide later")
    assert len(desk.copies()) == 1


def test_what_else_is_in_the_file_comes_back_with_the_copy(desk: Desk, tmp_path) -> None:
    path = tmp_path / "p.nnsim"
    storage.save(path, desk.workspace.project, None, {"data.npz": b"123"})
    desk.session.file.open(path)
    desk.settle()
    desk.edit_notes("x")
    desk.keep()
    (copy,) = leftovers(desk)
    desk.session.file.open_copy(copy.path, replace(copy.file, recovered=True))
    assert set(desk.session.file.attachments) == {"data.npz"}


# ---- kill -9 -----------------------------------------------------------------------------------

KILLED = Path(__file__).parent / "killed_session.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_killed_at_every_moment(tmp_path) -> None:
    """Kill sessions for good: work that is in the file is not offered, work that is not is."""
    root = Path(__file__).parents[2]
    command = [sys.executable, str(KILLED), str(tmp_path)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(root)}, timeout=60, check=True)
    in_file = {"kept": "one", "saving": "one", "replaced": "two", "saved": "two", "more": "two"}
    offered = {"kept": "two", "saving": "two", "more": "three"}
    for moment, notes in in_file.items():
        found = RecoveryStore(tmp_path / moment / "recovery").list()
        assert [storage.load(copy.path).project.notes for copy in found] == [
            text for text in [offered.get(moment)] if text
        ], moment
        assert storage.load(tmp_path / moment / "p.nnsim").project.notes == notes, moment
