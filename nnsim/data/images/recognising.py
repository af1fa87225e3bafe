"""Whether a folder holds images, from a few of the names in it: asked when one is opened, in no time."""

from __future__ import annotations

import os
from collections import deque

from nnsim.data.images.walking import is_image_name

_LOOKED_AT = 3000
_DEPTH = 4


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
