"""Shapes in which services put a table into an object of JSON: rows by key behind what is said of them, pairs with a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnsim.base.text import tr

_FEWEST_ROWS = 3


def keyed_rows(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the only member of an object that holds a record under each of its keys, all of them with the same names.

    Empty where there is none, or the other members hold records as well.
    """
    found: list[dict[str, dict[str, Any]]] = [inner for inner in value.values() if _are_keyed(inner)]
    others = [inner for inner in value.values() if isinstance(inner, dict) and not _are_keyed(inner)]
    is_alone = len(found) == 1 and len(value) > 1
    if is_alone and not any(isinstance(part, dict | list) for inner in others for part in inner.values()):
        return found[0]
    return {}


def _are_keyed(inner: Any) -> bool:
    if not isinstance(inner, dict) or len(inner) < _FEWEST_ROWS:
        return False
    records = list(inner.values())
    if not all(isinstance(one, dict) and one for one in records):
        return False
    return all(one.keys() == records[0].keys() for one in records)


def paired(columns: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the columns of lists of pairs whose first parts agree, such as a time with a price; empty where they are none."""
    firsts: list[Any] | None = None
    found: dict[str, list[Any]] = {}
    for name, pairs in columns.items():
        if not all(isinstance(one, list) and len(one) == 2 for one in pairs):
            return {}
        own = [first for first, _ in pairs]
        if firsts not in (None, own) or any(isinstance(part, dict | list) for one in pairs for part in one):
            return {}
        firsts, found[name] = own, [second for _, second in pairs]
    if firsts is None:
        return {}
    called = tr("time")
    return {(called if called not in found else f"{called} (1)"): firsts, **found}
