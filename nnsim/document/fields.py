"""Reading the fields of a record: the right type, or a sentence that names the place."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from nnsim.base.declared import settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.text import tr

T = TypeVar("T")

_FAULTS = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What code that mends old settings may raise when these are not what it expects."""

_LONGEST_KIND = 100


def damaged(where: str) -> NnsimError:
    """Return the sentence for a place in a record that cannot be read."""
    return NnsimError(
        tr("The project is damaged: {where} is not readable. Open a backup copy, if there is one.").format(
            where=where
        )
    )


def mapping(raw: Any, where: str) -> dict[str, Any]:
    """Return `raw` when it is a JSON object."""
    if not isinstance(raw, dict):
        raise damaged(where)
    return raw


def sequence(raw: Any, where: str, most: int) -> list[Any]:
    """Return `raw` when it is a list of at most `most` entries."""
    if not isinstance(raw, list):
        raise damaged(where)
    if len(raw) > most:
        raise NnsimError(
            tr("{where} holds {n} entries; at most {most} can be read.").format(
                where=where, n=f"{len(raw):,}", most=f"{most:,}"
            )
        )
    return raw


def string(raw: Any, where: str) -> str:
    """Return `raw` when it is a text."""
    if not isinstance(raw, str):
        raise damaged(where)
    return raw


def whole(raw: Any, where: str, low: int | None = None) -> int:
    """Return `raw` when it is a whole number, and not below `low`."""
    if isinstance(raw, bool) or not isinstance(raw, int) or (low is not None and raw < low):
        raise damaged(where)
    return raw


def number(raw: Any, where: str) -> float:
    """Return `raw` as a float when it is a number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise damaged(where)
    return float(raw)


def report_unknown(raw: dict[str, Any], known: Collection[str], where: str, problems: list[str]) -> None:
    """Add a sentence for every entry of `raw` that today's format does not have."""
    text = tr("{where} has an entry {name} that this version does not know. It is left out.")
    problems += [
        text.format(where=where, name=repr(name[:_LONGEST_KIND])) for name in sorted(set(raw) - set(known))
    ]


def read_part(read: Callable[[Any], T], raw: Any) -> T:
    """Return ``read(raw)``; whatever a malformed record makes it raise becomes NnsimError."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if isinstance(kind, str) and len(kind) > _LONGEST_KIND:
        raise NnsimError(tr("It has a name that is too long to be one."))
    try:
        return read(raw)
    except _FAULTS as error:
        raise NnsimError(tr("Its settings are not readable.")) from error


def read_settings(default: T, raw: Any, where: str, problems: list[str], *, limits: bool = False) -> T:
    """Return `default` with the settings that `raw` holds.

    A setting that cannot be read (or, with `limits`, is out of them) keeps its default, and
    `problems` gains a sentence that says so.
    """
    record = mapping(raw, where)
    kinds = dict(settings_of(default))
    report_unknown(record, kinds, where, problems)
    value = default
    for name in sorted(set(record) & set(kinds)):
        try:
            value = _with_setting(value, name, kinds[name], record[name], limits)
        except NnsimError as error:
            problems.append(_fallen_back(str(error), kinds[name], getattr(default, name)))
    return value


def _with_setting(value: T, name: str, setting: Setting, raw: Any, limits: bool) -> T:
    if raw is None and getattr(value, name) is None:
        return value
    read = read_part(setting.from_record, raw)
    changed = dataclasses.replace(value, **{name: read})  # type: ignore[type-var]
    wrong = setting.check(read) if limits else None
    if wrong is not None:
        raise NnsimError(wrong)
    return changed


def _fallen_back(problem: str, setting: Setting, default: Any) -> str:
    shown = tr("automatic") if default is None else setting.show(default)
    return tr("{problem} {label} is now: {value}.").format(
        problem=problem, label=tr(setting.label), value=shown
    )
