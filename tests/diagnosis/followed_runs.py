"""Runs that are followed as a doctor does: what was said of them, and when."""

from __future__ import annotations

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project


LOOKS = (2, 5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 400, 600, 900, 1200, 1500)


def followed(project: Project, steps: int) -> tuple[dict[str, int], tuple[str, ...], Case]:
    """Train a project; return the step at which each illness was first said, those said at the end, and the last case."""
    persisting, first = Persisting(), dict[str, int]()
    said: tuple[str, ...] = ()
    for case in Rounds(project).walk(steps, LOOKS):
        said = tuple(verdict.key for verdict in persisting.look(case))
        for key in said:
            first.setdefault(key, case.step)
    return first, said, case
