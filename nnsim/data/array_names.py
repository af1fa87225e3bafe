"""Which arrays of a file are inputs and targets, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

_INPUTS = ("x", "inputs", "input", "images", "features", "data")
_TARGETS = ("y", "targets", "target", "labels", "label")
_PARTS = {"train": "train", "training": "train", "test": "test", "testing": "test"}


@dataclass(frozen=True)
class ArrayNames:
    """Names of arrays; empty for what is not there."""

    x: str = ""
    y: str = ""
    x_test: str = ""
    y_test: str = ""


def by_usual_name(names: Sequence[str]) -> ArrayNames:
    """Return which of `names` are inputs and targets, and which belong to a test part.

    A name is one of a pair such as x and y, or images and labels, in any case; it may name its
    part before or after, as in ``x_train``, ``train_images`` or ``train/x``. A pair of a training part goes
    before one of none. Empty where no pair is there, or two are.
    """
    found = {_split(name): name for name in reversed(names)}
    pairs = list(zip(_INPUTS, _TARGETS, strict=False)) + list(product(_INPUTS, _TARGETS))
    for part, (x, y) in product(("train", ""), pairs):
        if (part, x) in found and (part, y) in found:
            test = found.get(("test", x), ""), found.get(("test", y), "")
            whole = ArrayNames(found[part, x], found[part, y])
            return ArrayNames(whole.x, whole.y, *test) if all(test) else whole
    return ArrayNames()


def held_out_for(x: str, y: str, names: Sequence[str]) -> tuple[str, str]:
    """Return the arrays of the test part that belong to `x` and `y`, two empty texts where none do."""
    found = {_split(name): name for name in reversed(names)}
    wanted = [("test", _split(name)[1]) for name in (x, y) if _split(name)[0] != "test"]
    if len(wanted) == 2 and all(key in found for key in wanted):
        return found[wanted[0]], found[wanted[1]]
    return "", ""


def _split(name: str) -> tuple[str, str]:
    """Return the part (``train``, ``test`` or empty) and the rest of a name, in small letters."""
    words = [word for word in re.split(r"[/\\._\s-]+", name.lower()) if word]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    return parts[0] if len(parts) == 1 else "", "_".join(word for word in words if word not in _PARTS)
