"""Which arrays of a file are inputs and targets, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

_INPUTS = ("x", "inputs", "input", "images", "features", "data")
_TARGETS = ("y", "targets", "target", "labels", "label")
_PAIRS = (*zip(_INPUTS, _TARGETS, strict=False), *product(_INPUTS, _TARGETS))
_PARTS = {"train": "train", "training": "train", "test": "test", "testing": "test"}
_PARTS |= {"val": "validation", "valid": "validation", "validation": "validation"}

Place = tuple[str, str, str]
"""Part (``train``, ``test``, ``validation`` or empty), other words, and role (such as ``x``) that a name says."""


@dataclass(frozen=True)
class ArrayNames:
    """Names of arrays; empty for what is not there."""

    x: str = ""
    y: str = ""
    x_test: str = ""
    y_test: str = ""


def by_usual_name(names: Sequence[str]) -> ArrayNames:
    """Return which of `names` are inputs and targets, and which belong to a test part.

    A name is one of a pair such as x and y, or images and labels, in any case. It may name its part, as in
    ``x_train``, ``train_images`` or ``train/x``, and stand in a folder or have another word that its partner
    has too, as in ``data/x`` or ``x_data``. A pair of a training part goes before one of none. Empty where
    no pair is there, or two are that only differ in other words.
    """
    found = _placed(names)
    for part, (x, y) in product(("train", ""), _PAIRS):
        shared = [words for p, words, role in found if (p, role) == (part, x) and (part, words, y) in found]
        chosen = "" if "" in shared else shared[0] if len(shared) == 1 else None
        if chosen is not None:
            pair = found[part, chosen, x], found[part, chosen, y]
            return ArrayNames(*pair, *held_out_for(*pair, names))
        if shared:
            break
    return ArrayNames()


def held_out_for(x: str, y: str, names: Sequence[str]) -> tuple[str, str]:
    """Return the arrays of the test part that belong to `x` and `y`, two empty texts where none do."""
    found = _placed(names)
    for (part, words, role), (other, others, partner) in product(_places(x), _places(y)):
        wanted = ("test", words, role), ("test", others, partner)
        if "test" not in (part, other) and all(place in found for place in wanted):
            return found[wanted[0]], found[wanted[1]]
    return "", ""


def _placed(names: Sequence[str]) -> Mapping[Place, str]:
    """Return the first name that says each place."""
    return {place: name for name in reversed(names) for place in _places(name)}


def _places(name: str) -> Iterator[Place]:
    """Yield what a name may say, its role being the last word or the first."""
    words = [word for word in re.split(r"[/\\._\s-]+", name.lower()) if word]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    rest = [word for word in words if word not in _PARTS]
    part = parts[0] if len(parts) == 1 else ""
    if rest:
        yield part, "_".join(rest[:-1]), rest[-1]
        yield part, "_".join(rest[1:]), rest[0]
