"""What mends a problem: a change of the project, with the words to offer it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnsim.base.text import tr
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
    other_kind
        Whether it reads the data as another kind than they are, such as a series as a picture: it runs
        then, and means nothing. Another network is the better offer.
    """

    label: str
    change: Callable[[Project], Project]
    done: str = ""
    other_kind: bool = False

    @property
    def offered(self) -> str:
        """What is offered first in its place: a network for the data, where it takes them for what they are not."""
        return tr("Suggest a network for the data") if self.other_kind else self.label
