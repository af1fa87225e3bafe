"""JSON as files of nnsim hold it: one way to write a value, and limits when reading a stranger's."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn, TypeAlias, Union

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

Json: TypeAlias = Union[bool, int, float, str, list["Json"], dict[str, "Json"], None]  # noqa: UP007

_DEEPEST = 64
_MOST_DIGITS = 100
"""Enough for the state of any random generator (128 bits), few enough to become a float."""


def to_text(value: Any) -> str:
    """Return `value` as JSON with sorted keys and no spaces: equal values give equal texts.

    Raises NnsimError that names the place of a number that is not finite.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)
    except ValueError:
        for place, number in _numbers(value):
            if not math.isfinite(number):
                raise NnsimError(
                    tr("{place} is {value}, which no file can hold. Give it a finite number first.").format(
                        place=place, value=number
                    )
                ) from None
        raise


def from_bytes(data: bytes, name: str) -> Json:
    """Return the value in `data`, the content of the file part called `name`.

    Raises
    ------
    NnsimError
        When it is not JSON, or holds NaN, infinity, numbers beyond floats, a key twice, or is
        nested more than 64 deep.
    """

    def refuse(why: str) -> NoReturn:
        raise NnsimError(
            tr("{name} is damaged: {why}. Open a backup copy, if there is one.").format(name=name, why=why)
        )

    def real(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            refuse(_number_too_large(text))
        return number

    def whole(text: str) -> int:
        if len(text) > _MOST_DIGITS:
            refuse(_number_too_large(text))
        return int(text)

    def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            refuse(tr("a name stands there twice"))
        return found

    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=unique,
            parse_float=real,
            parse_int=whole,
            parse_constant=lambda text: refuse(tr("{value} is not a number").format(value=text)),
        )
    except RecursionError:
        refuse(tr("it is nested too deeply"))
    except json.JSONDecodeError as error:
        place = tr("line {line}, column {column} cannot be read")
        refuse(place.format(line=error.lineno, column=error.colno))
    except UnicodeDecodeError:
        refuse(tr("it is not a text"))
    if _too_deep(value):
        refuse(tr("it is nested too deeply"))
    return value


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as the Python number it is: a setting that holds one must not stop a save."""
    if getattr(value, "shape", None) == ():
        return value.item()
    raise TypeError(f"{type(value).__name__} is not JSON data")


def _number_too_large(text: str) -> str:
    shown = text if len(text) <= 20 else text[:20] + "…"
    return tr("the number {value} is too large").format(value=shown)


def _too_deep(value: Json) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return False
    return True


def _members(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _numbers(value: Any, place: str = "") -> Iterator[tuple[str, float]]:
    """Yield every float in `value` with the path that leads to it."""
    if isinstance(value, float):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from _numbers(inner, f"{place}[{i}]")
