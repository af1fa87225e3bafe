"""The settings of a moment of the past, while one looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnsim.base.event import Event
from nnsim.document.project import Project, TrainingSettings


class PastSettings:
    """The settings in force at the moment that is looked at; those of the project where none is.

    Attributes
    ----------
    in_force
        They; None at the present.

    Events
    ------
    changed()
        Another moment is looked at, with other settings, or the present again.
    edited(training)
        Somebody chooses settings other than those the moment was trained with: they are of what comes
        from there.
    """

    def __init__(self) -> None:
        self.changed: Event[[]] = Event()
        self.edited: Event[[TrainingSettings]] = Event()
        self.in_force: TrainingSettings | None = None

    def show(self, training: TrainingSettings | None) -> None:
        """Show the settings of an earlier moment; None: those of the project."""
        if training != self.in_force:
            self.in_force = training
            self.changed.fire()

    def forget(self) -> None:
        """Look at no moment any more, without a word: another project is opened."""
        self.in_force = None

    def after(self, change: Callable[[Project], Project], project: Project) -> Project:
        """Return `project` after `change`, which is of what is shown."""
        then = self.in_force
        if then is None:
            return change(project)
        after = change(replace(project, training=then))
        if after.training == then:
            return replace(after, training=project.training)
        self.edited.fire(after.training)
        return after
