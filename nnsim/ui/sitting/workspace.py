"""The open document as the views see it: project, undo, selection, data and meaning.

Views subscribe to its events and ask it for edits; none of them keeps a copy of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QUndoStack

from nnsim.base.changes import changed_settings
from nnsim.base.event import Event
from nnsim.data.prepare import Prepared
from nnsim.document.file_state import FileState
from nnsim.document.graph import Graph
from nnsim.document.pace import Pace
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.repairs.offer import with_repairs
from nnsim.document.resolve import Problem, Resolved, resolve
from nnsim.document.training_doubts import training_doubts
from nnsim.ui.sitting.undo import ProjectCommand


class Workspace:
    """One open project.

    Events
    ------
    project_changed(old, new)
        After every edit, undo and redo, and when another project is opened.
    resolved_changed()
        When the meaning (shapes, counts, problems) was worked out anew.
    selection_changed()
        When other nodes are selected.
    data_changed()
        When other examples are ready, or the reason why there are none.
    file_changed()
        When the file's name or the unsaved mark changed.
    past_edited(training)
        A step of the past is looked at, and somebody chooses settings other than those it was trained with:
        they are of what comes from there.
    pace_changed()
        When the project is trained at another pace, which is no edit; and when another project is opened.
    """

    def __init__(self, project: Project | None = None) -> None:
        self.project_changed: Event[[Project, Project]] = Event()
        self.resolved_changed: Event[[]] = Event()
        self.selection_changed: Event[[]] = Event()
        self.data_changed: Event[[]] = Event()
        self.file_changed: Event[[]] = Event()
        self.past_edited: Event[[TrainingSettings]] = Event()
        self.pace_changed: Event[[]] = Event()
        self.undo_stack = QUndoStack()
        self.undo_stack.cleanChanged.connect(lambda _clean: self.file_changed.fire())
        self.file: FileState | None = None
        """The user's file, and what stood in it when it was read or written last; None: there is none yet."""
        self._project = project or Project()
        self._saved_pace = self._project.pace
        self._selection: frozenset[str] = frozenset()
        self._prepared: Prepared | None = None
        self._data_problem = ""
        self._learned_since_save = False
        self._is_editing = False
        self._then: TrainingSettings | None = None
        self._chapter = 0
        self._resolved = self._resolve()

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def pace(self) -> Pace:
        """How fast the project is trained."""
        return self._project.pace

    @property
    def training(self) -> TrainingSettings:
        """The settings to be shown: those in force at the moment that is looked at, else the project's."""
        return self._project.training if self._then is None else self._then

    @property
    def path(self) -> Path | None:
        """Where the user's file is; None while the project was never saved."""
        return self.file.path if self.file is not None else None

    @property
    def graph(self) -> Graph:
        """The drawing as it is now."""
        return self._project.graph

    @property
    def resolved(self) -> Resolved:
        """What the drawing means now."""
        return self._resolved

    @property
    def prepared(self) -> Prepared | None:
        """The examples, or None while there are none (see `data_problem`)."""
        return self._prepared

    @property
    def data_problem(self) -> str:
        """Why there are no examples, as a sentence; empty when there are."""
        return self._data_problem

    @property
    def selection(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selection

    @property
    def problems_at_hand(self) -> tuple[Problem, ...]:
        """The problems of the selected layers, or all where none is selected; what comes first, first."""
        return self._resolved.problems_of(*self._selection) if self._selection else self._resolved.ranked

    @property
    def problem_to_mend(self) -> Problem | None:
        """The first problem at hand that has a repair; None where there is none."""
        return next((p for p in self.problems_at_hand if p.repair is not None), None)

    @property
    def is_modified(self) -> bool:
        """Whether closing now would lose something."""
        other_pace = self.pace != self._saved_pace
        return self._learned_since_save or other_pace or not self.undo_stack.isClean()

    @property
    def is_editing(self) -> bool:
        """Whether a change under way is a new edit, and no undo or redo of an earlier one."""
        return self._is_editing

    def edit(self, label: str, change: Callable[[Project], Project], merge_key: str = "") -> None:
        """Apply `change` as one undoable step called `label` (already translated).

        Steps that follow each other with the same non-empty `merge_key` become one, unless training
        was started in between (see `begin_chapter`). `change` may raise NnsimError; then nothing
        happens but the error travels on.
        """
        # A step of undo knows no pace, so that none brings an old one back.
        before = replace(self._project, pace=Pace())
        after = replace(self._changed(change), pace=Pace())
        if after != before:
            key = f"{merge_key} {self._chapter}" if merge_key else ""
            self._is_editing = True
            try:
                self.undo_stack.push(ProjectCommand(label, before, after, self._apply, key))
            finally:
                self._is_editing = False

    def _changed(self, change: Callable[[Project], Project]) -> Project:
        """Return the project after `change`, which is of what is shown."""
        then = self._then
        if then is None:
            return change(self._project)
        after = change(replace(self._project, training=then))
        if after.training == then:
            return replace(after, training=self._project.training)
        self.past_edited.fire(after.training)
        return after

    def look_back(self, training: TrainingSettings | None) -> None:
        """Show the settings of an earlier moment; None: those of the project."""
        if training != self._then:
            self._then = training
            self.project_changed.fire(self._project, self._project)

    def begin_chapter(self) -> None:
        """Let the next edit be a step of its own: Undo must lead back to what is trained now."""
        self._chapter += 1

    def edit_graph(self, label: str, change: Callable[[Graph], Graph], merge_key: str = "") -> None:
        """Apply `change` to the drawing as one undoable step."""
        self.edit(label, lambda p: replace(p, graph=change(p.graph)), merge_key)

    def set_pace(self, pace: Pace) -> None:
        """Let the project be trained at another pace. No step of undo, but saved with the project."""
        if pace != self.pace:
            self._project = replace(self._project, pace=pace)
            self.pace_changed.fire()
            self.file_changed.fire()

    def select(self, ids: Iterable[str]) -> None:
        """Select exactly the nodes `ids`."""
        wanted = frozenset(id_ for id_ in ids if id_ in self.graph)
        if wanted != self._selection:
            self._selection = wanted
            self.selection_changed.fire()

    def open_project(self, project: Project, file: FileState | None) -> None:
        """Put another project in the place of this one, with an empty history of edits."""
        self.undo_stack.clear()
        self.file = file
        self._learned_since_save = False
        self._then = None
        self.select(())  # ids such as dense_1 stand in most projects, for other layers
        self._saved_pace = project.pace
        self._replace(project)
        self.pace_changed.fire()
        self.file_changed.fire()

    def saved_as(self, file: FileState) -> None:
        """Remember that the project as it is now stands in `file`."""
        self.file = file
        self._learned_since_save = False
        self._saved_pace = self._project.pace
        self.undo_stack.setClean()
        self.file_changed.fire()

    def note_learning(self) -> None:
        """Remember that weights changed since the last save."""
        if not self._learned_since_save:
            self._learned_since_save = True
            self.file_changed.fire()

    def set_data(self, prepared: Prepared | None, problem: str = "") -> None:
        """Take new examples, or the reason why there are none."""
        self._prepared = prepared
        self._data_problem = problem
        self.data_changed.fire()
        self._refresh()

    def retranslate(self) -> None:
        """Say all problems anew, in the language now in use."""
        self._refresh()

    def _apply(self, project: Project) -> None:
        """Do or undo an edit; the pace stays."""
        self._replace(replace(project, pace=self.pace))

    def _replace(self, project: Project) -> None:
        old, self._project = self._project, project
        self.select(id_ for id_ in self._selection if id_ in project.graph)
        self.project_changed.fire(old, project)
        changed = changed_settings(old.training, project.training)
        if old.graph != project.graph or any(setting.in_problems for _, setting in changed):
            self._refresh(self._resolved)

    def _refresh(self, known: Resolved | None = None) -> None:
        """Work out the meaning anew, but for what is `known` with the same data, in the same language."""
        self._resolved = self._resolve(known)
        self.resolved_changed.fire()

    def _resolve(self, known: Resolved | None = None) -> Resolved:
        resolved = resolve(self.graph, self._prepared, self._project.training.rule, known)
        # Before what others say is added: a repair is tried by resolving anew, which knows nothing of that.
        resolved = with_repairs(self._project, self._prepared, resolved)
        if self._prepared is not None:
            doubts = tuple(training_doubts(self._project.training, resolved, self._prepared))
            resolved = replace(resolved, problems=resolved.problems + doubts)
        if self._data_problem:
            problem = Problem(None, self._data_problem)
            resolved = replace(resolved, problems=(problem, *resolved.problems))
        return resolved
