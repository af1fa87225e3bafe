"""The contract of cures: edits of drawing, training or data that may mend what is wrong.

A cure is one file in `nnsim/diagnosis/cures/`. It is tried on twins before anybody is offered it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.diagnosis.case import Case
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.document.repair import Repair


@dataclass(frozen=True)
class Prescription:
    """A cure, worked out for one case.

    Attributes
    ----------
    cure
        Key of the cure.
    repair
        The edit, with its words.
    """

    cure: str
    repair: Repair

    def applied(self, project: Project) -> Project:
        """Return the project with the cure."""
        return self.repair.change(project)


class Cure(Part):
    """One way to mend something. `summary` says what it does and why that helps."""

    begins_anew: ClassVar[bool] = True
    """Whether training has to begin at first weights again; False: the run can go on with it, as with another rate."""
    keeps_validation: ClassVar[bool] = True
    """Whether the validation part has the same rows with it; where not, scores before and after cannot be compared."""

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        """Yield the edit for this case, or a few that differ, the likeliest first; nothing where it does not apply.

        What it yields changes the project and can be trained; who tries it makes sure of both.
        """
        raise NotImplementedError


def on_training(cure: str, label: str, **changes: object) -> Prescription:
    """Return a prescription that changes settings of the training; `label` is translated."""

    def change(project: Project) -> Project:
        training = replace(project.training, **changes)  # type: ignore[arg-type]
        return replace(project, training=training)

    return Prescription(cure, Repair(label, change))


def on_data(cure: str, label: str, **changes: object) -> Prescription:
    """Return a prescription that changes settings of the data."""

    def change(project: Project) -> Project:
        return replace(project, data=replace(project.data, **changes))  # type: ignore[arg-type]

    return Prescription(cure, Repair(label, change))


def on_graph(cure: str, label: str, edit: Callable[[Graph], Graph]) -> Prescription:
    """Return a prescription that changes the drawing by a pure function."""
    return Prescription(cure, Repair(label, lambda project: replace(project, graph=edit(project.graph))))


cures: Registry[Cure] = Registry(Cure, "nnsim.diagnosis.cures", mark("cure"))
