"""A sentence about what was done, with its reason and what a user may turn over beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class Switch:
    """Another way to read or prepare the data, one click away."""

    label: str
    """Translated; what a button says."""
    changes: tuple[tuple[str, Any], ...]
    """Names of settings and their other values."""
    of: Literal["source", "data"] = "source"
    """Whose settings they are: those of the source, or the data settings around it."""

    def turned(self, settings: Settings) -> Settings:
        """Return data `settings` with this turned over; as they are where their source has no such settings."""
        changes = dict(self.changes)
        data: Any = settings
        if self.of == "data":
            return replace(data, **changes)  # type: ignore[no-any-return]
        if not changes.keys() <= type(data.source).__dataclass_fields__.keys():
            return settings
        return replace(data, source=replace(data.source, **changes))  # type: ignore[no-any-return]


class Note(str):
    """A translated sentence like any other, that also knows its reason and how to turn over what it tells."""

    __slots__ = ("reason", "switches")

    switches: tuple[Switch, ...]
    reason: str

    def __new__(cls, text: str, *switches: Switch, reason: str = "") -> Note:
        made = super().__new__(cls, text)
        made.switches = switches
        made.reason = reason
        return made


class MendableError(NnsimError):
    """Something that a switch mends."""

    def __init__(self, text: str, *switches: Switch) -> None:
        super().__init__(text)
        self.said = Note(text, *switches)


def said_of(error: NnsimError) -> str:
    """Return the sentence of an error, with what mends it where that is known."""
    return error.said if isinstance(error, MendableError) else str(error)


def switches_of(text: str) -> tuple[Switch, ...]:
    """Return what can be turned over beside a sentence."""
    return text.switches if isinstance(text, Note) else ()


def reason_of(text: str) -> str:
    """Return the second, short sentence that says why; empty where none is known."""
    return text.reason if isinstance(text, Note) else ""


def written_out(title: str, summary: Sequence[str]) -> str:
    """Return what was done as a text to keep: a numbered line each, its reason below."""
    lines = [tr("What was done to {title}").format(title=title), ""]
    for number, text in enumerate(summary, 1):
        lines.append(f"{number}. {text}")
        if reason_of(text):
            lines.append(f"   {reason_of(text)}")
    return "\n".join(lines) + "\n"
