"""What a user says the columns hold, such as ``age: category; note: words``."""

from __future__ import annotations

from typing import Literal, get_args

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.tables.columns import pick

ColumnKind = Literal["number", "category", "text", "date", "words"]
_WORDS: dict[ColumnKind, str] = {
    "number": mark("number"),
    "category": mark("category"),
    "text": mark("text"),
    "date": mark("date"),
    "words": mark("words"),
}


def kinds_of(written: str, names: tuple[str, ...]) -> dict[int, ColumnKind]:
    """Return the kind of each column that a setting names, by its place.

    Raises
    ------
    NnsimError
        For a column that is not there, or a word that is no kind.
    """
    found: dict[int, ColumnKind] = {}
    for item in written.split(";"):
        if not item.strip():
            continue
        name, colon, word = item.rpartition(":")
        kind = _kind(word)
        if not colon or kind is None:
            raise NnsimError(
                tr(
                    "“{item}” says of no column what it holds. Write a name, a colon, and number, category, "
                    "text, date or words, such as “age: category”."
                ).format(item=item.strip()[:80])
            )
        found |= dict.fromkeys(pick(name.strip(), names), kind)
    return found


def with_kind(written: str, names: tuple[str, ...], place: int, kind: ColumnKind) -> str:
    """Return the text of the setting that says so of a column, too."""
    kinds = {**kinds_of(written, names), place: kind}
    return "; ".join(f"{_called(names, j)}: {kinds[j]}" for j in sorted(kinds))


def _kind(word: str) -> ColumnKind | None:
    word = word.strip().casefold()
    return next((kind for kind in get_args(ColumnKind) if word in (kind, tr(_WORDS[kind]).casefold())), None)


def _called(names: tuple[str, ...], place: int) -> str:
    """Return a column as `pick` finds it: by its name, unless signs in it mean something else."""
    name = names[place]
    return str(place + 1) if set(name) & set(';:,"') or name != name.strip() or name.isdecimal() else name
