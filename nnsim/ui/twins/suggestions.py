"""What a twin is tried with first: the cure of what the verdict names, then every other cure that changes something."""

from __future__ import annotations

from nnsim.diagnosis import simple_cures as cures
from nnsim.diagnosis.verdict import Health
from nnsim.document.project import Project
from nnsim.document.repair import Repair


def suggestions(project: Project, health: Health) -> tuple[Repair, ...]:
    """Return cures to be tried on a twin of `project`, that of the verdict first."""
    first = cures.offered(health.cure, project) if health.cure is not None else None
    found = (first, *cures.possible(project))
    return tuple({cure.label: cure for cure in found if cure is not None}.values())
