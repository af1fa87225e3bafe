"""What a person does about an illness beside curing it: sets it aside for the project, and brings it back."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import tr
from nnsim.diagnosis.illness import illnesses
from nnsim.document.project import Project
from nnsim.ui.sitting.session import Session


def title_of(key: str) -> str:
    """Return what an illness is called; its key where this version does not know it."""
    return tr(illnesses[key].title) if key in illnesses else key


def set_aside(session: Session, key: str) -> None:
    """Say no more of an illness in this project: one step that can be undone."""

    def change(project: Project) -> Project:
        return replace(project, set_aside=tuple(dict.fromkeys((*project.set_aside, key))))

    session.workspace.edit(tr("Set aside: {illness}").format(illness=title_of(key)), change)


def bring_back(session: Session, key: str) -> None:
    """Say it again where it is found."""

    def change(project: Project) -> Project:
        return replace(project, set_aside=tuple(other for other in project.set_aside if other != key))

    session.workspace.edit(tr("Bring back: {illness}").format(illness=title_of(key)), change)
