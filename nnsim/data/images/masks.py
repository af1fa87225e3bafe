"""Images that say of others which of their pixels belong to something, rather than being examples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

_TRUTHS = frozenset(("segmentation", "segmentations", "ground_truth", "groundtruth"))
_MASKS = frozenset(("mask", "masks")) | _TRUTHS
_IMAGES = frozenset(("image", "images", "img", "imgs", "photos"))
_CALLED = re.compile(r"(?P<of>.+)_(?:mask|masks|seg|segmentation|gt)(?:_\d+)?", re.IGNORECASE)


def without_masks(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return images, and the masks among them.

    These lie in a folder called so, beside one of images or, where no class can be called so, beside any other; or
    beside the image itself, called after it.
    """
    folders = {name.rpartition("/")[0] for name in names}
    masked = _folders_of_masks(folders)
    stems = {name.rpartition(".")[0] for name in names}

    def is_mask(name: str) -> bool:
        path = PurePosixPath(name)
        match = _CALLED.fullmatch(path.stem)
        return str(path.parent) in masked or (match is not None and str(path.with_name(match["of"])) in stems)

    found = {name for name in names if is_mask(name)}
    return [name for name in names if name not in found], [name for name in names if name in found]


def _folders_of_masks(folders: set[str]) -> set[str]:
    pictured = {above for above, own in map(_parted, folders) if own in _IMAGES}
    inside = {folder: [_parted(one) for one in _path_of(folder)] for folder in folders}
    others = {above for steps in inside.values() for above, own in steps if own not in _MASKS}
    return {
        folder
        for folder, steps in inside.items()
        if (steps[0][1] in _MASKS and steps[0][0] in pictured)
        or any(own in _TRUTHS and above in others for above, own in steps)
    }


def _path_of(folder: str) -> list[str]:
    """Return a folder and those that it lies in, the innermost first."""
    parts = folder.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _parted(folder: str) -> tuple[str, str]:
    """Return the folder above and the own name in small letters."""
    above, _, own = folder.rpartition("/")
    return above, own.casefold()
