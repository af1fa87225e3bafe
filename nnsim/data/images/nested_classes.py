"""Which of two folders, one in the other, is the class of the files in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal

Level = Literal["outer", "inner", "both"]

_NUMBERED = re.compile(r"(.*?)[\W_]*\d+")
_NUMBER_OF_WHOM = re.compile(
    r"(?:(?:subject|subj|sub|patient|person|participant|user|case|fold|session|take|id|p|s)[\W_]*)\d+|\d{3,}",
    re.IGNORECASE,
)
_ALIKE = 0.75
"""Of all names of inner folders, so many are in every outer one where these are only other views of the same classes."""
_FEWEST_FILES = 2


def nested_level(paths: Sequence[Sequence[str]]) -> Level | None:
    """Return which folders are probably the classes; None where there are no two in each other to choose from.

    Parameters
    ----------
    paths
        Of each file the outer folder, those in it, and its name.

    Mostly it is the outer one: what lies in it are subjects, places or takes. It is the inner one where all outer ones
    hold the same of them, in greater number (``photo/dog``, ``sketch/dog``); both together where numbers alone tell
    inner ones apart, each holds as many files, and these are called after it (``Greek/character01/0394_01.png``).
    """
    paths = _without_wrappers(paths)
    if not paths or any(len(path) != 3 for path in paths):
        return None
    inside: dict[str, set[str]] = defaultdict(set)
    for outer, inner, _ in paths:
        inside[outer].add(inner)
    if min(map(len, inside.values())) < 2:
        return None
    if len(inside) > 1 and _are_views(inside):
        return "inner"
    return "both" if _are_numbered_classes(paths) else "outer"


def _without_wrappers(paths: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return paths without folders that are all there is in their outer one: amazon/images/mug/1.jpg."""
    found = [list(path) for path in paths]
    while found and all(len(path) > 3 for path in found):
        inside: dict[str, set[str]] = defaultdict(set)
        for path in found:
            inside[path[0]].add(path[1])
        if max(map(len, inside.values())) > 1:
            break
        found = [[path[0], *path[2:]] for path in found]
    return found


def _are_views(inside: dict[str, set[str]]) -> bool:
    """Return whether outer folders hold mostly the same inner ones, called by words, in greater number than they are.

    Where the outer ones are told by numbers of persons or takes, any number of inner ones that all of them hold will do.
    """
    every = set.union(*inside.values())
    shared = set.intersection(*inside.values())
    if shared == every and len(inside) > 2 and all(map(_NUMBER_OF_WHOM.fullmatch, inside)):
        return True
    return len(shared) >= _ALIKE * len(every) and len(shared) > len(inside) and not _differ_in_numbers(every)


def _are_numbered_classes(paths: Sequence[Sequence[str]]) -> bool:
    """Return whether numbered inner folders hold equally many files each, whose names begin otherwise in every one."""
    if not _differ_in_numbers({inner for _, inner, _ in paths}):
        return False
    files = Counter((outer, inner) for outer, inner, _ in paths)
    if len(set(files.values())) > 1 or next(iter(files.values())) < _FEWEST_FILES:
        return False
    begun = {(outer, inner, _beginning(name)) for outer, inner, name in paths}
    return len(begun) == len(files) == len({beginning for _, _, beginning in begun})


def _differ_in_numbers(names: set[str]) -> bool:
    words = {match[1] if (match := _NUMBERED.fullmatch(name)) else name for name in names}
    return len(words) == 1 and len(names) > 1


def _beginning(name: str) -> str:
    """Return what stands before the last number of a name; empty where nothing does."""
    match = _NUMBERED.fullmatch(PurePosixPath(name).stem)
    return match[1] if match else ""
