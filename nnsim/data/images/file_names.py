"""Which class a file belongs to by its own name, where all lie in one folder: cat.0.jpg, jogging_01.csv."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from nnsim.data.images.classes import Part, Sorted, part_named

_FEWEST, _FEWEST_OF_A_CLASS = 6, 2
_SHARE = 3
"""So many files come to a class on the average, at least."""
_NUMBERED = re.compile(r"(?P<word>.*[^\W\d_].*?)[\W_]*\d+")
_SPOKEN = re.compile(r"(?P<word>\d{1,2})[_-][^\W\d_]+[_-]\d+")
"""Such as 7_jackson_32: what was said, by whom, how often before."""
_COUNTED = re.compile(r"\d+[\W_]+(?P<word>[^\W\d_]+(?:[\W_]+[^\W\d_]+)*)")
"""Such as 12_airplane."""


def by_name(names: Sequence[str]) -> Sorted:
    """Return which class each of the files is by what stands before the number in its name; no classes where that is
    not clear.

    Folders called train, val and test hold the files of these parts; a single folder of another name is passed over.
    """
    label = {name: _label(name) for name in names}
    often = Counter(word for word in label.values() if word)
    files = sum(often.values())
    clear = (
        files >= max(_FEWEST, len(names) // 2)
        and len(often) > 1
        and _SHARE * len(often) <= files
        and min(often.values()) >= _FEWEST_OF_A_CLASS
        and not any(part_named(word) for word in often)
    )
    is_alone = len({PurePosixPath(name).parent for name in names}) == 1
    found = Sorted()
    for name in names:
        word, part = label[name], _part(name) or ("train" if is_alone else None)
        if not clear or not word or part is None:
            found.outside.append(name)
            continue
        found.files.append(name)
        found.labels.append(word)
        found.parts.append(part)
    return found


def _label(name: str) -> str:
    stem = PurePosixPath(name).stem
    for form in (_SPOKEN, _NUMBERED, _COUNTED):
        match = form.fullmatch(stem)
        if match is not None:
            return match["word"]
    return ""


def _part(name: str) -> Part | None:
    """Return the part that the folder of a file names, training where it lies in none; None in any other folder."""
    folder = PurePosixPath(name).parent.name
    return "train" if not folder else part_named(folder)
