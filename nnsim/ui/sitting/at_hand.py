"""The problems that are at hand: those of what is selected."""

from __future__ import annotations

from nnsim.document.resolve import Problem
from nnsim.ui.sitting.workspace import Workspace


def problems_at_hand(workspace: Workspace) -> tuple[Problem, ...]:
    """Return the problems of the selected layers, or all where none is selected; what comes first, first."""
    selection, resolved = workspace.selection, workspace.resolved
    return resolved.problems_of(*selection) if selection else resolved.ranked


def problem_to_mend(workspace: Workspace) -> Problem | None:
    """Return the first problem at hand that has a repair; None where there is none."""
    return next((p for p in problems_at_hand(workspace) if p.repair is not None), None)
