"""Images that say of others which of their pixels belong to something, rather than being examples."""

from __future__ import annotations

from collections.abc import Sequence

_MASKS = frozenset(("mask", "masks", "segmentation", "segmentations", "ground_truth", "groundtruth"))
_IMAGES = frozenset(("image", "images", "img", "imgs", "photos"))


def without_masks(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return images, and the masks among them: what lies in a folder called so, beside one of images."""
    folders = {name.rpartition("/")[0] for name in names}
    pictured = {above for above, own in map(_parted, folders) if own in _IMAGES}
    masked = {
        folder
        for folder in folders
        for above, own in (_parted(folder),)
        if own in _MASKS and above in pictured
    }
    kept = [name for name in names if name.rpartition("/")[0] not in masked]
    return kept, [name for name in names if name.rpartition("/")[0] in masked]


def _parted(folder: str) -> tuple[str, str]:
    """Return the folder above and the own name in small letters."""
    above, _, own = folder.rpartition("/")
    return above, own.casefold()
