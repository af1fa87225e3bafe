"""Arrays that hold the examples of one class each, as in mnist_all.mat: train0 … train9, test0 … test9."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.arrays.names import by_usual_name, part_in
from nnsim.data.container import Container, Found

_NAME = re.compile(r"(?P<stem>.*?)[\W_]*(?P<number>\d{1,4})")
_MEANT = frozenset(("class", "digit", "label", "cls", "c", "category", ""))
_FEWEST = 2

Classes = Mapping[str, Mapping[str, str]]
"""By part (``train``, ``test``, or empty) the array of each class."""


def by_class(found: Sequence[Found]) -> Classes:
    """Return which of the arrays of a file hold the examples of which class; nothing where that is not clear.

    All are called by a part, or as classes are, with the number of the class behind it, and differ in the number of
    their examples alone.
    """
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for one in found:
        match = _NAME.fullmatch(one.name)
        if one.why_not or one.kind not in "iufb" or len(one.shape) < 2 or match is None:
            return {}
        stem = re.sub(r"[\W_]+$", "", match["stem"])
        part = part_in(stem)
        if not part and stem.lower() not in _MEANT:
            return {}
        parts[part][match["number"]] = one.name
    alike = {(one.shape[1:], one.kind) for one in found}
    classes = [set(classes) for classes in parts.values()]
    own = set(parts.get("train", parts.get("", {})))
    is_clear = len(alike) == 1 and len(own) >= _FEWEST and all(some <= own for some in classes)
    return parts if is_clear and len(found) == sum(map(len, classes)) else {}


class ArraysByClass(Container):
    """The arrays of another open file, one behind the other, with their classes as targets.

    Parameters
    ----------
    file
        The open file; it is closed with this one.
    classes
        Which of its arrays are what, at least one of them.
    """

    def __init__(self, file: Container, classes: Classes) -> None:
        self._file = file
        self._classes = {f"_{part}" if part else "": own for part, own in classes.items()}
        super().__init__(file.path)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        stack.push(self._file)
        for part in self._classes:
            yield f"x{part}"
            yield f"y{part}"

    @property
    def files(self) -> tuple[Any, ...]:
        return self._file.files

    def look(self, name: str) -> Found:
        looked = [self._file.look(own) for own in self._classes[name[1:]].values()]
        count = sum(found.shape[0] for found in looked)
        return (
            Found(name, (count,), "U")
            if name[0] == "y"
            else Found(name, (count, *looked[0].shape[1:]), looked[0].kind)
        )

    def _read(self, name: str) -> NDArray[Any]:
        own = self._classes[name[1:]]
        if name[0] == "x":
            return np.concatenate([self._file.array(one) for one in own.values()])
        counts = [self._file.look(one).shape[0] for one in own.values()]
        return np.repeat(np.array(list(own), str), counts)


def with_classes_joined(file: Container) -> Container:
    """Return an open file, or one of its arrays joined where each holds the examples of one class."""
    if len(file.names) < _FEWEST or by_usual_name(file.names).x:
        return file
    classes = by_class([file.look(name) for name in file.names])
    return ArraysByClass(file, classes) if classes else file
