"""What is said of twins: what each has otherwise, and where they do not see the same batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from nnsim.base.text import language, tr
from nnsim.document.comparing import difference_in_words, why_batches_differ
from nnsim.document.project import Project


class Differences:
    """What each twin has otherwise than the run that is drawn; worked out when one of the two, or the language, changes.

    It is asked for in every frame, and projects are values.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Project, Project, str, str]] = {}

    def of(self, number: int, project: Project, drawn: Project) -> str:
        """Return it in words for the twin of this number, and whether batches differ; empty where they are alike."""
        known = self._known.get(number)
        if known is None or known[0] is not project or known[1] is not drawn or known[2] != language():
            known = self._known[number] = project, drawn, language(), _in_words(project, drawn)
        return known[3]

    def forget_all_but(self, numbers: Collection[int]) -> None:
        """Let go of what is known of others than these."""
        self._known = {number: known for number, known in self._known.items() if number in numbers}


def _in_words(project: Project, drawn: Project) -> str:
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
