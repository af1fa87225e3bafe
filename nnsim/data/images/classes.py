"""Which class, and which part, an image belongs to by the folder it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from nnsim.data.images.walking import natural

Part = Literal["train", "validation", "test"]

_PARTS: dict[str, Part] = {
    **dict.fromkeys(("train", "training", "train_set", "training_set", "trainset"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "val_set", "validation_set"), "validation"),
    **dict.fromkeys(("test", "testing", "test_set", "testset", "eval", "evaluation"), "test"),
}
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


@dataclass
class Sorted:
    """Images by class and part.

    `outside` are images in no folder of a class.
    """

    files: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Names of the classes that have images, in natural order."""
        return sorted(set(self.labels), key=natural)


def part_named(name: str) -> Part | None:
    """Return the part that a folder, or a word in a table, names; None: none."""
    called = name.strip().casefold().replace("-", "_").replace(" ", "_")
    found = _PARTS.get(called)
    if found is not None:
        return found
    words = [word for word in called.split("_") if word]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    rest = [word for word in words if word not in _PARTS]
    return parts[0] if len(parts) == 1 and all(word in _BESIDE for word in rest) else None


def by_folder(names: Sequence[str]) -> Sorted:
    """Return which class and part each of the images is, given their names relative to the whole folder.

    A class is a folder; what lies deeper in it belongs to it, too. Folders that hold nothing but one
    other are passed over, and those called like parts (train, val, test) hold the classes of that part.
    """
    paths = [name.split("/") for name in names]
    skip = _wrappers(paths)
    tops = {path[skip] for path in paths if len(path) > skip + 1}
    has_parts = bool(tops) and all(part_named(top) for top in tops)
    # Some pack a folder into one of its own name.
    within = {top: _wrappers([path[skip + 1 :] for path in paths if path[skip] == top]) for top in tops}
    found = Sorted()
    for name, path in zip(names, paths, strict=True):
        part: Part | None = part_named(path[skip]) if has_parts and len(path) > skip + 1 else None
        place = skip + (part is not None) + (within[path[skip]] if part is not None else 0)
        if len(path) <= place + 1:
            found.outside.append(name)
            continue
        found.files.append(name)
        found.labels.append(path[place])
        found.parts.append(part or "train")
    return found


def _wrappers(paths: Sequence[Sequence[str]]) -> int:
    """Return how many folders lie around everything else, such as one that packing put there."""
    depth = 0
    while paths and all(len(path) > depth + 2 for path in paths):
        tops = {path[depth] for path in paths}
        if len(tops) > 1:
            break
        depth += 1
    return depth
