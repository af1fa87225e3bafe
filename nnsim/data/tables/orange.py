"""The headers of Orange: kinds and parts of the columns, in lines of their own or before the names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["", "continuous", "discrete", "string", "time"]
Role = Literal["", "class", "meta", "ignore", "weight"]

_KINDS: dict[str, Kind] = {
    "c": "continuous",
    "continuous": "continuous",
    "n": "continuous",
    "numeric": "continuous",
    "d": "discrete",
    "discrete": "discrete",
    "categorical": "discrete",
    "s": "string",
    "string": "string",
    "text": "string",
    "t": "time",
    "time": "time",
}
_ROLES: dict[str, Role] = {
    "": "",
    "class": "class",
    "multiclass": "class",
    "c": "class",
    "meta": "meta",
    "m": "meta",
    "ignore": "ignore",
    "i": "ignore",
    "skip": "ignore",
    "weight": "weight",
    "w": "weight",
}
_PREFIX = re.compile(r"(?P<role>[mciw])?(?P<kind>[CDSTN])?#(?P<name>.+)", re.DOTALL)
_ATTRIBUTE = re.compile(r"-?[\w.]+=.*")


@dataclass(frozen=True)
class Declared:
    """What a file says of one of its columns itself."""

    kind: Kind = ""
    role: Role = ""


def three_lines(rows: Sequence[Sequence[str]]) -> tuple[Declared, ...]:
    """Return what the second and third of the rows declare, empty when they declare nothing."""
    if len(rows) < 4 or not len(rows[0]) == len(rows[1]) == len(rows[2]):
        return ()
    kinds = [field.strip() for field in rows[1]]
    roles = [field.strip() for field in rows[2]]
    known = sum(kind.lower() in _KINDS for kind in kinds)
    # A discrete column may list its values instead: "no yes".
    listed = sum(len(kind.split()) > 1 and kind.lower() not in _KINDS for kind in kinds)
    if not known or known + listed < len([kind for kind in kinds if kind]):
        return ()
    if not all(_is_role(role) for role in roles):
        return ()
    return tuple(Declared(_kind(kind), _role(role)) for kind, role in zip(kinds, roles, strict=True))


def prefixes(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Declared, ...]]:
    """Return the names without prefixes such as ``cD#``, and what those declare; empty when none does."""
    found = [_PREFIX.fullmatch(name.strip()) for name in names]
    if not any(match and (match["role"] or match["kind"]) for match in found):
        return tuple(names), ()
    bare = tuple(match["name"] if match else name for match, name in zip(found, names, strict=True))
    declared = tuple(
        Declared(_KINDS.get((match["kind"] or "").lower(), ""), _ROLES[match["role"] or ""])
        if match
        else Declared()
        for match in found
    )
    return bare, declared


def _is_role(text: str) -> bool:
    words = text.split()
    return all(word.lower() in _ROLES or _ATTRIBUTE.fullmatch(word) for word in words)


def _role(text: str) -> Role:
    return next((_ROLES[word.lower()] for word in text.split() if word.lower() in _ROLES), "")


def _kind(text: str) -> Kind:
    return _KINDS.get(text.lower(), "discrete" if text else "")
