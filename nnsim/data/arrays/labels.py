"""What inputs and classes are called, where a file has arrays of texts for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.data.container import Container

_INPUTS = frozenset(("featurenames", "inputnames", "columnnames", "columns"))
_CLASSES = frozenset(("targetnames", "classnames", "labelnames", "listclasses", "classes", "categories"))
"""What such arrays are called, without signs between the words."""


def input_names_in(file: Container, width: int) -> tuple[str, ...]:
    """Return the names of `width` flat inputs that an open file gives; numbered ones where it gives none."""
    return _texts(file, _INPUTS, width) or tuple(f"x{i + 1}" for i in range(width))


def class_names_in(file: Container, found: Sequence[str]) -> tuple[str, ...]:
    """Return the names that an open file gives classes; those `found`, from the targets, where it gives none.

    Targets that are whole numbers are places in the list of names, counted from 0, or from 1 where the list
    has exactly so many.
    """
    if not all(name.isdecimal() for name in found):
        return tuple(found)
    places = [int(name) for name in found]
    for name in file.names:
        words = _texts(file, _CLASSES, None, name)
        first = 1 if words and places[-1] == len(words) and places[0] >= 1 else 0
        if words and max(places) - first < len(words):
            return tuple(words[place - first] for place in places)
    return tuple(found)


def _texts(
    file: Container, called: frozenset[str], count: int | None, among: str | None = None
) -> tuple[str, ...]:
    """Return the texts of the first array that is called so, all different; `count`: so many."""
    for name in file.names if among is None else (among,):
        own = re.split(r"[/\\\\.]", name)[-1]
        if re.sub(r"[\W_]+", "", own).lower() not in called:
            continue
        looked = file.look(name)
        if looked.why_not or looked.kind not in "US" or max(looked.shape, default=0) > 100_000:
            continue
        try:
            words = _decoded(file.array(name)).reshape(-1).tolist()
        except NnsimError:
            continue
        named = all(word.strip() for word in words) and len(set(words)) == len(words)
        if words and named and count in (None, len(words)):
            return tuple(words)
    return ()


def _decoded(array: NDArray[Any]) -> NDArray[np.str_]:
    return np.char.decode(array, "utf-8", "replace") if array.dtype.kind == "S" else array
