"""What is said of twins: what each has otherwise, and where they do not see the same batches."""

from __future__ import annotations

from collections.abc import Iterable

from nnsim.base.text import tr
from nnsim.document.comparing import difference_in_words, why_batches_differ
from nnsim.document.project import Project


def difference(project: Project, drawn: Project) -> str:
    """Return what a twin has otherwise than the run that is drawn, and whether batches differ; empty: alike."""
    words, why = difference_in_words(project, drawn), why_batches_differ(project, drawn)
    if not why:
        return words
    return tr("{what} (not the same batches: {why})").format(what=words, why=why)


def of_batches(projects: Iterable[Project], drawn: Project) -> str:
    """Return a sentence where twins do not see the same examples in the same step; empty where all do."""
    twins = list(projects)
    if any(project.data != drawn.data for project in twins):
        return tr(
            "The twins learn from different data, so that their losses are of different examples. They"
            " keep step all the same."
        )
    if any(why_batches_differ(project, drawn) for project in twins):
        return tr(
            "The twins see different batches, so that a step of one is not a step of the other. They"
            " keep step all the same."
        )
    return ""
