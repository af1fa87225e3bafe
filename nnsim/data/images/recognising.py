"""Whether a folder holds images, from a few of the names in it: asked when one is opened, in no time."""

from __future__ import annotations

import os
from collections import deque
from itertools import islice

from nnsim.data.images.classes import by_folder
from nnsim.data.images.file_names import by_name
from nnsim.data.images.walking import OF_SYSTEMS, is_image_name

_LOOKED_AT = 3000
_DEPTH = 6
_OF_A_FOLDER = 200
_MOST_NAMES = 20_000


def holds_classes(path: str) -> bool:
    """Return whether images lie in two folders or more that are classes, as `by_folder` tells them. Never raises."""
    return len(by_folder(_some_images(path)).classes) > 1


def called_by_classes(path: str) -> bool:
    """Return whether images are called by two classes or more, as `by_name` tells them. Never raises."""
    return len(by_name(_some_images(path)).classes) > 1


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


def _some_images(path: str) -> list[str]:
    """Return the names of some images in each folder of a folder, relative to it. Never raises."""
    found: list[str] = []
    waiting, looked = deque([("", 0)]), 0
    while waiting and looked < _MOST_NAMES:
        inside, depth = waiting.popleft()
        own = 0
        try:
            with os.scandir(os.path.join(path, inside)) as entries:
                for entry in islice(entries, _LOOKED_AT):
                    looked += 1
                    name = f"{inside}/{entry.name}" if inside else entry.name
                    if entry.name.startswith(".") or entry.name.casefold() in OF_SYSTEMS:
                        continue
                    if is_image_name(entry.name):
                        own += 1
                        found += [name] if own <= _OF_A_FOLDER else []
                    elif depth < _DEPTH and entry.is_dir(follow_symlinks=False):
                        waiting.append((name, depth + 1))
        except (OSError, ValueError):
            continue
    return found
