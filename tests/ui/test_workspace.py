"""Joints of the workspace: edits, their history, and the unsaved mark."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk import small_project

from nnsim.base.errors import NnsimError
from nnsim.document.file_state import FileState
from nnsim.document.project import Project
from nnsim.ui.sitting.workspace import Workspace


@pytest.fixture
def workspace(qtbot) -> Workspace:
    return Workspace(small_project())


def set_rate(workspace: Workspace, rate: float, merge: str = "rate") -> None:
    workspace.edit("rate", lambda p: replace(p, training=replace(p.training, learning_rate=rate)), merge)


def test_edits_of_one_field_are_one_step(workspace: Workspace) -> None:
    before = workspace.project
    for rate in (0.1, 0.2, 0.3):
        set_rate(workspace, rate)
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    assert workspace.project == before
    workspace.undo_stack.redo()
    assert workspace.project.training.learning_rate == 0.3


def test_edits_that_come_back_to_where_they_began_are_no_step(workspace: Workspace) -> None:
    """Or Ctrl+Z would do nothing that can be seen, and closing would ask for nothing."""
    first = workspace.project.training.learning_rate
    set_rate(workspace, 0.1)
    set_rate(workspace, first)
    assert workspace.undo_stack.count() == 0
    assert not workspace.is_modified


def test_other_fields_do_not_merge_and_neither_do_edits_around_a_save(workspace: Workspace) -> None:
    set_rate(workspace, 0.1)
    workspace.edit("notes", lambda p: replace(p, notes="x"), "notes")
    assert workspace.undo_stack.count() == 2
    workspace.file.saved_as(FileState(Path("p.nnsim"), "1"), workspace.pace)
    workspace.edit("notes", lambda p: replace(p, notes="y"), "notes")
    assert workspace.undo_stack.count() == 3
    workspace.undo_stack.undo()
    assert not workspace.is_modified
    assert workspace.project.notes == "x"


def test_an_edit_that_changes_nothing_is_none_and_one_that_fails_neither(workspace: Workspace) -> None:
    workspace.edit("same", lambda p: replace(p))

    def fails(_project: Project) -> Project:
        raise NnsimError("no")

    with pytest.raises(NnsimError):
        workspace.edit("fails", fails)
    assert workspace.undo_stack.count() == 0
    assert not workspace.is_modified


def test_a_new_edit_is_told_from_an_undo(workspace: Workspace) -> None:
    seen: list[bool] = []
    workspace.project_changed.connect(lambda _old, _new: seen.append(workspace.steps.is_editing))
    set_rate(workspace, 0.1)
    workspace.undo_stack.undo()
    workspace.undo_stack.redo()
    assert seen == [True, False, False]


def test_learning_is_unsaved_work_until_it_is_saved(workspace: Workspace) -> None:
    marks: list[bool] = []
    workspace.file.changed.connect(lambda: marks.append(workspace.is_modified))
    workspace.file.note_learning()
    workspace.file.note_learning()
    assert marks == [True]
    workspace.file.saved_as(FileState(Path("p.nnsim"), "1"), workspace.pace)
    assert marks[-1] is False
    assert workspace.file.path == Path("p.nnsim")
    workspace.open_project(Project(), None)
    assert workspace.file.path is None


def test_selection_keeps_to_what_is_there(workspace: Workspace) -> None:
    workspace.select(["dense_1", "nobody"])
    assert workspace.selection == {"dense_1"}
    workspace.open_project(small_project(), None)
    assert workspace.selection == frozenset()
