"""Where measured data stand: beside the project, of which they are no part."""

from __future__ import annotations

import os
from pathlib import Path

NAME = "mnist_10k_2k.npz"


def mnist_path() -> Path | None:
    """Return the path of the first 10,000 training images of MNIST, or None where they are not."""
    root = os.environ.get("NNSIM_SHARED")
    folders = [Path(root), Path(root) / "data"] if root else []
    folders += [parent / "shared" / "data" for parent in Path(__file__).resolve().parents[2:6]]
    return next((folder / NAME for folder in folders if (folder / NAME).is_file()), None)
