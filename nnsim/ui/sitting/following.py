"""What follows an edit of the project, beside the network that is loaded anew."""

from __future__ import annotations

from nnsim.document.project import Project
from nnsim.training.messages import Retune
from nnsim.ui.sitting.attic import origin_of
from nnsim.ui.sitting.inheritance import Inheritance
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.project_data import ProjectData
from nnsim.ui.sitting.run_basis import changes_under_way
from nnsim.ui.sitting.sitting import Sitting

BETWEEN_STROKES = 200
"""Milliseconds from one stroke to the next that all of the window shows: the points are seen, and trained on, at once."""


class Following:
    """Lets weights, data, names and the run under way follow the project."""

    def __init__(
        self, sitting: Sitting, inheritance: Inheritance, data: ProjectData, past: LookingBack
    ) -> None:
        self._sitting = sitting
        self._inheritance = inheritance
        self._data = data
        self._past = past
        sitting.workspace.project_changed.connect(self._on_project)
        sitting.feed.news.loaded.connect(self._rename_layers)

    def _on_project(self, old: Project, new: Project) -> None:
        sitting = self._sitting
        before, after, rest = origin_of(old), origin_of(new), 0
        painted = sitting.workspace.strokes.are_joined(old.data, new.data)
        if before[1] == after[1] and (painted or self._data.stay(old.data, new.data)):
            self._inheritance.move(before, after)
            rest = BETWEEN_STROKES
        elif sitting.workspace.steps.is_editing and after != before:
            self._inheritance.forget(after)
        self._data.follow(new.data, rest)
        if old.graph != new.graph:
            self._rename_layers()
        if changes_under_way(old.training, new.training) and sitting.network.is_there:
            self._past.come_back()
            sitting.trainer.send(Retune(sitting.run, new.training))

    def _rename_layers(self) -> None:
        """Let the run on the screen call its layers as the drawing does: it may have begun under other names."""
        self._sitting.feeds.rename({node.id: node.name for node in self._sitting.workspace.graph.nodes})
