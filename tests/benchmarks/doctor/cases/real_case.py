"""A network of a public question that did not learn, with its known cause, and its repaired twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnsim.document.project import Project


@dataclass(frozen=True, eq=False)
class RealCase:
    """One case of the collection.

    Attributes
    ----------
    key
        Number of the question, or name of the case in its benchmark.
    title
        What it is, a few words.
    source
        Where it is from: ``SO`` (Stack Overflow), another benchmark's letters, or ``own``.
    sick, healthy
        The project as it was asked about, and repaired.
    causes
        Keys of the illnesses that count as the known cause.
    cures_known
        What was accepted as its repair, in words.
    steps
        Steps after which sick and healthy are compared: those of the row, or fewer where that is long.
    note
        What had to be made in another way than the row says, and why.
    learns
        How the twins are compared: by the score on the validation part, or on the training part where the data are
        too few, or too hard, for the question to be about anything else.
    """

    key: str
    title: str
    source: Literal["SO", "DC", "AT", "GitHub", "own"]
    sick: Project
    healthy: Project
    causes: tuple[str, ...]
    cures_known: str
    steps: int
    note: str = ""
    learns: Literal["validation", "train"] = "validation"
