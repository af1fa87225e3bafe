"""The parts of a workspace, each alone: the file, the steps of edits, settings of the past, the meaning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QUndoCommand, QUndoStack

from nnsim.document.file_state import FileState
from nnsim.document.pace import Pace
from nnsim.document.project import Project, TrainingSettings
from nnsim.ui.sitting.at_hand import problem_to_mend, problems_at_hand
from nnsim.ui.sitting.edit_steps import EditSteps
from nnsim.ui.sitting.meaning import Meaning
from nnsim.ui.sitting.open_file import OpenFile
from nnsim.ui.sitting.past_settings import PastSettings
from nnsim.ui.sitting.workspace import Workspace
from tests.synthetic import spirals
from tests.ui.small_project import small_project


def noted(project: Project, notes: str) -> Project:
    return replace(project, notes=notes)


def test_a_file_lacks_what_was_learned_edited_or_paced_since() -> None:
    stack, pace = QUndoStack(), Pace()
    file, heard = OpenFile(stack, pace), []
    file.changed.connect(lambda: heard.append(file.lacks_something(pace)))
    assert file.path is None
    assert not file.lacks_something(pace)
    assert file.lacks_something(Pace(100))
    file.note_learning()
    file.note_learning()
    assert heard == [True]
    file.saved_as(FileState(Path("p.nnsim"), "1"), Pace(100))
    assert heard == [True, True]  # at the pace of old
    assert file.path == Path("p.nnsim")
    assert not file.lacks_something(Pace(100))
    stack.push(QUndoCommand("edit"))
    assert file.lacks_something(Pace(100))
    stack.undo()
    assert not file.lacks_something(Pace(100))


def test_what_learns_again_loses_nothing_by_training_alone_but_by_a_fork_it_does() -> None:
    file = OpenFile(QUndoStack(), Pace())
    file.note_training()
    assert file.lacks_something(Pace())
    file.let_learn_again()
    assert not file.lacks_something(Pace())
    file.note_learning()
    assert file.lacks_something(Pace())
    file.opened(None, Pace())
    assert not file.lacks_something(Pace())
    file.note_training()
    assert file.lacks_something(Pace())


def test_another_file_begins_with_nothing_that_it_lacks() -> None:
    file = OpenFile(QUndoStack(), Pace())
    file.note_learning()
    file.opened(None, Pace(100))
    assert not file.lacks_something(Pace(100))
    assert file.path is None


def test_steps_of_one_key_become_one_within_a_chapter() -> None:
    stack = QUndoStack()
    steps, seen = EditSteps(stack), []
    projects = [noted(Project(), str(i)) for i in range(4)]

    def apply(project: Project) -> None:
        seen.append((project.notes, steps.is_editing))

    steps.push("notes", projects[0], projects[1], apply, "notes")
    steps.push("notes", projects[1], projects[2], apply, "notes")
    assert stack.count() == 1
    steps.begin_chapter()
    steps.push("notes", projects[2], projects[3], apply, "notes")
    assert stack.count() == 2
    stack.undo()
    stack.undo()
    assert seen == [("1", True), ("2", True), ("3", True), ("2", False), ("0", False)]
    assert not steps.is_editing


def test_steps_without_a_key_stay_apart() -> None:
    stack = QUndoStack()
    steps = EditSteps(stack)
    for i in range(3):
        steps.push("notes", noted(Project(), str(i)), noted(Project(), str(i + 1)), lambda _: None, "")
    assert stack.count() == 3


def test_an_edit_in_the_past_is_of_what_is_shown() -> None:
    past, edited, changes = PastSettings(), [], []
    past.edited.connect(edited.append)
    past.changed.connect(lambda: changes.append(past.in_force))
    project = small_project(seed=1)
    then = replace(project.training, learning_rate=0.5)

    def rate(p: Project, rate: float) -> Project:
        return replace(p, training=replace(p.training, learning_rate=rate))

    assert past.after(lambda p: rate(p, 0.25), project) == rate(project, 0.25)
    past.show(then)
    past.show(then)
    assert changes == [then]
    # Something else than settings leaves those of the present alone.
    assert past.after(lambda p: noted(p, "here"), project) == noted(project, "here")
    assert edited == []
    after = past.after(lambda p: replace(p, training=replace(p.training, batch=7)), project)
    assert after.training == replace(then, batch=7)
    assert edited == [after.training]
    past.show(None)
    assert changes == [then, None]


def test_the_past_is_forgotten_without_a_word() -> None:
    past, changes = PastSettings(), []
    past.changed.connect(lambda: changes.append(1))
    past.show(TrainingSettings())
    past.forget()
    assert past.in_force is None
    assert changes == [1]


def test_the_meaning_has_the_problem_of_the_data_first() -> None:
    project = small_project()
    meaning = Meaning(project)
    assert not any(p.text == "The file is gone." for p in meaning.resolved.problems)
    meaning.data_problem = "The file is gone."
    meaning.work_out(project, anew=True)
    assert meaning.resolved.problems[0].text == "The file is gone."
    meaning.data_problem, meaning.prepared = "", spirals()
    meaning.work_out(project, anew=True)
    assert meaning.resolved.can_train


def test_problems_at_hand_are_those_of_the_selection() -> None:
    workspace = Workspace(small_project())
    workspace.set_data(spirals())
    (last,) = (n.id for n in workspace.graph.nodes if n.name == "dense_2")
    workspace.edit_graph("cut", lambda graph: replace(graph, edges=frozenset()))
    everything = problems_at_hand(workspace)
    assert everything == workspace.resolved.ranked
    workspace.select([last])
    assert problems_at_hand(workspace) == workspace.resolved.problems_of(last)
    assert problem_to_mend(workspace) in (None, *problems_at_hand(workspace))
