"""Which class, and which part, an image belongs to by the folder it lies in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nnsim.data.images.nested_classes import Level, nested_level
from nnsim.data.images.walking import natural

Part = Literal["train", "validation", "test"]

_PARTS: dict[str, Part] = {
    **dict.fromkeys(("train", "training", "train_set", "training_set", "trainset"), "train"),
    **dict.fromkeys(("val", "vali", "valid", "validation", "dev", "val_set", "validation_set"), "validation"),
    **dict.fromkeys(("test", "testing", "test_set", "testset", "eval", "evaluation"), "test"),
    **dict.fromkeys(("publictest", "privatetest"), "test"),
}
_OF_PARTS = frozenset(("split", "set", "subset", "part", "partition", "usage", "dataset"))
"""What columns are called that say which part a row is of."""
_BESIDE = frozenset(
    [
        "seg",
        "set",
        "image",
        "images",
        "img",
        "imgs",
        "data",
        "dataset",
        "photo",
        "photos",
        "pic",
        "pics",
        "picture",
        "pictures",
    ]
)
"""Words of the name of a part that say nothing else: seg_train, test_images."""
_UNLABELLED = frozenset(("pred", "predict", "prediction", "unlabeled", "unlabelled", "unsup", "unsupervised"))
"""Words of the name of a folder beside the parts, of whose files nobody says the class."""
_SHOWN = frozenset(("example", "examples", "sample", "samples", "preview", "previews", "demo"))
"""Words of the name of a folder beside all others that only shows what these hold."""
_YEAR = re.compile(r"(?<=[a-z])_?\d{1,4}")
"""Behind the word of a part: test1, train2017."""
_HOW_MANY = re.compile(r"\d+k?")
"""Another word beside it: val_20k."""


@dataclass
class Sorted:
    """Images by class and part.

    `outside` are images in no folder of a class. `nested` is which folders are probably the classes where there are
    always two in each other, else None.
    """

    files: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    nested: Level | None = None

    @property
    def classes(self) -> list[str]:
        """Names of the classes that have images, in natural order."""
        return sorted(set(self.labels), key=natural)


def part_named(name: str) -> Part | None:
    """Return the part that a folder, or a word in a table, names; None: none."""
    part, rest = _part_and_rest(name)
    return part if all(word in _BESIDE for word in rest) else None


def names_parts(column: str, fields: Collection[str]) -> bool:
    """Return whether a column of a table says which part each row is of: called so, with nothing else in its `fields`."""
    return column.strip().casefold() in _OF_PARTS and bool(fields) and all(map(part_named, fields))


def parts_of_folders(names: Iterable[str], flat: Iterable[str] = ()) -> Mapping[str, Part | None]:
    """Return the part that each of the folders beside each other names; nothing where some names none.

    Besides the part all may hold the same words, such as the name of the data: ``faces-train`` and ``faces-test``,
    or ``faces`` alone for what is trained on. Where others name parts, one is of none (None) that is called as what
    nobody has labelled, such as ``seg_pred``, and where both training and another part are told, one of those
    `flat` that hold no folders, and so no classes.
    """
    told = {name: _part_and_rest(name) for name in names}
    own = {name: tuple(word for word in rest if word not in _BESIDE) for name, (_, rest) in told.items()}
    known = {name: part for name, (part, _) in told.items() if part is not None}
    exact = {part for name, part in known.items() if not own[name]}
    known = {name: part for name, part in known.items() if not (own[name] and exact)}
    is_split = "train" in exact and len(exact) > 1
    without = {
        name for name in told if name not in known and (_is_unlabelled(name) or (is_split and name in flat))
    }
    rests = {own[name] for name in known}
    rest = [name for name in told if name not in known and name not in without]
    if len(rest) == 1 and rests == {own[rest[0]]} and "train" not in known.values():
        known[rest.pop()] = "train"
    if not known or rest or len(rests) > 1 or (rests != {()} and len(set(known.values())) < 2):
        return {}
    return {**known, **dict.fromkeys(without)}


def _part_and_rest(name: str) -> tuple[Part | None, list[str]]:
    """Return the one part that a name says, and its other words in small letters; no part where it says several."""
    called = name.strip().casefold().replace("-", "_").replace(" ", "_")
    for form in (called, _YEAR.sub("", called)):
        if form in _PARTS:
            return _PARTS[form], []
    words = [word for word in called.split("_") if word]
    bare = [_YEAR.sub("", word) for word in words]
    parts = [_PARTS[word] for word in bare if word in _PARTS]
    rest = [
        word
        for word, plain in zip(words, bare, strict=True)
        if plain not in _PARTS and not _HOW_MANY.fullmatch(word)
    ]
    return parts[0] if len(parts) == 1 else None, rest


def _is_class(name: str, part: Part) -> bool:
    """Return whether a folder in that of a part can be a class: neither is it called so, too, nor has nobody labelled it."""
    return part_named(name) != part and not _is_unlabelled(name)


def _is_unlabelled(name: str) -> bool:
    words = re.split(r"[\W_]+", name.casefold())
    return any(word in _UNLABELLED for word in words) and all(word in _UNLABELLED | _BESIDE for word in words)


def by_folder(names: Sequence[str], level: Level | Literal["auto"] = "outer") -> Sorted:
    """Return which class and part each of the images is, given their names relative to the whole folder.

    A class is a folder; what lies deeper in it belongs to it, too, unless `level` says otherwise. Folders that
    hold nothing but one other are passed over, and those called like parts (train, val, test) hold the classes
    of that part, and maybe beside them what nobody labelled.
    """
    paths = [name.split("/") for name in names]
    skip = _wrappers(paths)
    tops = {path[skip] for path in paths if len(path) > skip + 1}
    flat = tops - {path[skip] for path in paths if len(path) > skip + 2}
    shown = {top for top in flat if set(re.split(r"[\W_]+", top.casefold())) & _SHOWN}
    if len(tops - shown) == 1 and shown and not flat - shown:
        kept = by_folder(
            [name for name, path in zip(names, paths, strict=True) if not shown & {*path[skip:-1]}], level
        )
        kept.outside += [name for name, path in zip(names, paths, strict=True) if shown & {*path[skip:-1]}]
        return kept
    parts = parts_of_folders(tops, flat)
    # Some pack a folder into one of its own name.
    within = {top: _wrappers([path[skip + 1 :] for path in paths if path[skip] == top]) for top in tops}
    found = Sorted()
    below: list[list[str]] = []
    for name, path in zip(names, paths, strict=True):
        top = path[skip] if len(path) > skip + 1 else ""
        part: Part | None = parts.get(top)
        place = skip + (1 + within[top] if part is not None else 0)
        is_told = len(path) > place + 1 and (part is None or _is_class(path[place], part))
        if not is_told or (part is None and top in parts):
            found.outside.append(name)
            continue
        found.files.append(name)
        found.parts.append(part or "train")
        below.append(path[place:])
    _nest(found, below, level)
    _leave_unlabelled(found)
    return found


def _leave_unlabelled(found: Sorted) -> None:
    """Put the files of a part outside that all lie in one folder, which none to train on does: it is no class."""
    trained = {label for label, part in zip(found.labels, found.parts, strict=True) if part == "train"}
    told = {
        part: {label for label, own in zip(found.labels, found.parts, strict=True) if own == part}
        for part in set(found.parts)
    }
    odd = {
        part
        for part, labels in told.items()
        if len(trained) > 1 and len(labels) == 1 and not labels & trained
    }
    if odd:
        rows = list(zip(found.files, found.labels, found.parts, strict=True))
        found.outside += [name for name, _, part in rows if part in odd]
        rows = [row for row in rows if row[2] not in odd]
        found.files = [name for name, _, _ in rows]
        found.labels = [label for _, label, _ in rows]
        found.parts = [part for _, _, part in rows]


def _nest(found: Sorted, below: Sequence[Sequence[str]], level: Level | Literal["auto"]) -> None:
    """Label files by the folders above them, of which the first is the outer one."""
    found.nested = nested_level(below)
    chosen = (found.nested or "outer") if level == "auto" else level
    for path in below:
        labels = {"outer": path[0], "inner": path[-2], "both": "/".join(path[:-1])}
        found.labels.append(labels[chosen])


def _wrappers(paths: Sequence[Sequence[str]]) -> int:
    """Return how many folders lie around everything else, such as one that packing put there."""
    depth = 0
    while paths and all(len(path) > depth + 2 for path in paths):
        tops = {path[depth] for path in paths}
        if len(tops) > 1:
            break
        depth += 1
    return depth
