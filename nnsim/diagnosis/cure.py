"""The contract of cures: edits of drawing, training or data that may mend what is wrong.

A cure is one file in `nnsim/diagnosis/cures/`. It is tried on twins before anybody is offered it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.diagnosis.case import Case
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

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        """Yield the edit for this case, or a few that differ, the likeliest first; nothing where it does not apply.

        What it yields changes the project and can be trained; who tries it makes sure of both.
        """
        raise NotImplementedError


cures: Registry[Cure] = Registry(Cure, "nnsim.diagnosis.cures", mark("cure"))
