"""A sentence about what was done, with what a user may turn over beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Switch:
    """Another way to read the data, one click away: settings of the source that differ."""

    label: str
    """Translated; what a button says."""
    changes: tuple[tuple[str, Any], ...]
    """Names of settings and their other values."""


class Note(str):
    """A translated sentence like any other, that also knows how to turn over what it tells."""

    __slots__ = ("switches",)

    switches: tuple[Switch, ...]

    def __new__(cls, text: str, *switches: Switch) -> Note:
        made = super().__new__(cls, text)
        made.switches = switches
        return made


def switches_of(text: str) -> tuple[Switch, ...]:
    """Return what can be turned over beside a sentence."""
    return text.switches if isinstance(text, Note) else ()
