"""Whether a folder holds images, from a few of the names in it: asked when one is opened, in no time."""

from __future__ import annotations

import os
from collections import deque
from itertools import islice

from nnsim.data.images.classes import part_named
from nnsim.data.images.walking import is_image_name

_LOOKED_AT = 3000
_DEPTH = 4
_MOST_NAMES = 20_000


def holds_classes(path: str) -> bool:
    """Return whether there are images in folders that are called otherwise than parts (train, test). Never raises."""
    if not holds_images(path, in_folders=True):
        return False
    try:
        with os.scandir(path) as entries:
            inside = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (OSError, ValueError):
        return False
    return any(
        holds_images(entry.path, in_folders=part_named(entry.name) is not None)
        for entry in inside
        if not entry.name.startswith(".")
    )


def images_called(path: str) -> set[str]:
    """Return what images in a folder, and in folders of it, are called, with and without endings. Never raises."""
    found: set[str] = set()
    waiting, looked = deque([(path, 0)]), 0
    while waiting and looked < _MOST_NAMES:
        folder, depth = waiting.popleft()
        try:
            with os.scandir(folder) as entries:
                for entry in islice(entries, _MOST_NAMES - looked):
                    looked += 1
                    if is_image_name(entry.name):
                        found |= {entry.name, os.path.splitext(entry.name)[0]}
                    elif depth == 0 and entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, 1))
        except (OSError, ValueError):
            continue
    return found


def holds_images(path: str, *, in_folders: bool) -> bool:
    """Return whether there are images in the folder; `in_folders`: in folders of it. Never raises."""
    waiting = deque([(path, 0)])
    looked = 0
    while waiting and looked < _LOOKED_AT:
        folder, depth = waiting.popleft()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    looked += 1
                    if looked >= _LOOKED_AT:
                        break
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if depth < _DEPTH:
                            waiting.append((entry.path, depth + 1))
                    elif is_image_name(entry.name) and (depth > 0 or not in_folders):
                        return True
        except (OSError, ValueError):
            continue
    return False
