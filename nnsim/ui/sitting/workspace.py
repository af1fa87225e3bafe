"""The open document as the views see it: project, undo, selection, data and meaning.

Views subscribe to its events and ask it for edits; none of them keeps a copy of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtGui import QUndoStack

from nnsim.base.changes import changed_settings
from nnsim.base.event import Event
from nnsim.data.prepared import Prepared
from nnsim.document.file_state import FileState
from nnsim.document.graph import Graph
from nnsim.document.pace import Pace
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.ui.sitting.edit_steps import EditSteps
from nnsim.ui.sitting.meaning import Meaning
from nnsim.ui.sitting.open_file import OpenFile
from nnsim.ui.sitting.past_settings import PastSettings
from nnsim.ui.sitting.strokes import Strokes


class Workspace:
    """One open project.

    Attributes
    ----------
    file
        The user's file of it.
    steps
        How edits get into the history, `undo_stack`.
    past
        The settings of the moment that is looked at.
    meaning
        What the drawing means on its data.
    strokes
        What is painted on its data.

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
    pace_changed()
        When the project is trained at another pace, which is no edit; and when another project is opened.
    """

    def __init__(self, project: Project | None = None) -> None:
        self.project_changed: Event[[Project, Project]] = Event()
        self.resolved_changed: Event[[]] = Event()
        self.selection_changed: Event[[]] = Event()
        self.data_changed: Event[[]] = Event()
        self.pace_changed: Event[[]] = Event()
        self._project = project or Project()
        self._selection: frozenset[str] = frozenset()
        self.undo_stack = QUndoStack()
        self.steps = EditSteps(self.undo_stack)
        self.file = OpenFile(self.undo_stack, self._project.pace)
        self.past = PastSettings()
        self.past.changed.connect(lambda: self.project_changed.fire(self._project, self._project))
        self.meaning = Meaning(self._project)
        self.strokes = Strokes(lambda: self._project, lambda: self.prepared, self.edit)

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
        return self._project.training if self.past.in_force is None else self.past.in_force

    @property
    def graph(self) -> Graph:
        """The drawing as it is now."""
        return self._project.graph

    @property
    def resolved(self) -> Resolved:
        """What the drawing means now."""
        return self.meaning.resolved

    @property
    def prepared(self) -> Prepared | None:
        """The examples, or None while there are none."""
        return self.meaning.prepared

    @property
    def selection(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selection

    @property
    def is_modified(self) -> bool:
        """Whether closing now would lose something."""
        return self.file.lacks_something(self.pace)

    def edit(self, label: str, change: Callable[[Project], Project], merge_key: str = "") -> None:
        """Apply `change` as one undoable step called `label` (already translated).

        Steps that follow each other with the same non-empty `merge_key` become one, unless training
        was started in between (see `EditSteps.begin_chapter`). `change` may raise NnsimError; then
        nothing happens but the error travels on.
        """
        # A step of undo knows no pace, so that none brings an old one back.
        before = replace(self._project, pace=Pace())
        after = replace(self.past.after(change, self._project), pace=Pace())
        if after != before:
            # Done or undone, the pace stays.
            self.steps.push(
                label, before, after, lambda p: self._replace(replace(p, pace=self.pace)), merge_key
            )

    def edit_graph(self, label: str, change: Callable[[Graph], Graph], merge_key: str = "") -> None:
        """Apply `change` to the drawing as one undoable step."""
        self.edit(label, lambda p: replace(p, graph=change(p.graph)), merge_key)

    def set_pace(self, pace: Pace) -> None:
        """Let the project be trained at another pace. No step of undo, but saved with the project."""
        if pace != self.pace:
            self._project = replace(self._project, pace=pace)
            self.pace_changed.fire()
            self.file.changed.fire()

    def select(self, ids: Iterable[str]) -> None:
        """Select exactly the nodes `ids`."""
        wanted = frozenset(id_ for id_ in ids if id_ in self.graph)
        if wanted != self._selection:
            self._selection = wanted
            self.selection_changed.fire()

    def open_project(self, project: Project, file: FileState | None) -> None:
        """Put another project in the place of this one, with an empty history of edits."""
        self.undo_stack.clear()
        self.file.opened(file, project.pace)
        self.past.forget()
        self.select(())  # ids such as dense_1 stand in most projects, for other layers
        self._replace(project)
        self.pace_changed.fire()
        self.file.changed.fire()

    def set_data(self, prepared: Prepared | None, problem: str = "") -> None:
        """Take new examples, or the reason why there are none."""
        self.meaning.prepared, self.meaning.data_problem = prepared, problem
        self.data_changed.fire()
        self.retranslate()

    def retranslate(self) -> None:
        """Say all problems anew, in the language now in use."""
        self.meaning.work_out(self._project, anew=True)
        self.resolved_changed.fire()

    def _replace(self, project: Project) -> None:
        old, self._project = self._project, project
        self.select(id_ for id_ in self._selection if id_ in project.graph)
        self.project_changed.fire(old, project)
        changed = changed_settings(old.training, project.training)
        if old.graph != project.graph or any(setting.in_problems for _, setting in changed):
            self.meaning.work_out(project, anew=False)
            self.resolved_changed.fire()
