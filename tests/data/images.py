"""Images for tests: folders of them, made as they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def save(path: Path, pixels: Any = None, *, size: tuple[int, int] = (8, 6), **how: Any) -> Path:
    """Write an image, (height, width) or (height, width, channels), random and coloured by default."""
    if pixels is None:
        seed = sum(path.name.encode())
        pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path, **how)
    return path


def folder_of(root: Path, counts: Mapping[str, int], ending: str = "png", **how: Any) -> Path:
    """Fill `root` with folders of so many images each, called 0.png, 1.png, ..."""
    for name, count in counts.items():
        for number in range(count):
            save(root / name / f"{number}.{ending}", **how)
    return root
