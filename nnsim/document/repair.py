"""What mends a problem: a change of the project, with the words to offer it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnsim.document.project import Project


@dataclass(frozen=True)
class Repair:
    """One click that removes a problem.

    Attributes
    ----------
    label
        What it does, as the text of a button, translated.
    change
        Returns the mended project; pure, so that it is one step that can be undone.
    done
        A sentence that says what was done, translated; empty: the label does.
    """

    label: str
    change: Callable[[Project], Project]
    done: str = ""
