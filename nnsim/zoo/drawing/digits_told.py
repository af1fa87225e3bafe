"""Some pictures that a network was not trained on, with what it says they are."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.figures.figure import Array, Figure, Plot
from nnsim.training.scene import Scene
from nnsim.zoo.drawing.tiles import tiles

_SHOWN, _COLUMNS = 30, 10


def digits_told(scene: Scene) -> Figure | None:
    """Return the first pictures of the validation part, and below each what the network says; None for other data."""
    plot = told_plot(scene, _SHOWN, _COLUMNS)
    if plot is None:
        return None
    return Figure(
        tr("What it says they are"), tr("Pictures it did not learn from; ✗ where it is wrong."), (plot,)
    )


def told_plot(scene: Scene, shown: int, columns: int, title: str = "", share: float = 1.0) -> Plot | None:
    """Return so many of them, so many in a row; None for other data."""
    prepared = scene.prepared
    part = prepared.validation if len(prepared.validation) else prepared.train
    rows = slice(shown)
    images = as_images(part.values(rows))
    if images is None or not prepared.classes:
        return None
    found = scene.answers(scene.network.feed(part.values(rows)))
    told = found.argmax(1) if found.shape[1] > 1 else (found[:, 0] > 0.5).astype(int)
    names, right = prepared.dataset.target_names, np.asarray(part.targets[rows])
    labels = [_told(names[t], names[r]) for t, r in zip(told, right, strict=True)]
    levels = (0.0, float(images.max()) or 1.0)
    return tiles(tr("pixel"), images, columns, labels, levels, title, share)


def _told(said: str, right: str) -> str:
    return said if said == right else f"✗ {said} ({right})"


def as_images(inputs: Array) -> Array | None:
    """Return inputs (n, …) that are square pictures in grey as (n, side, side); None where they are none."""
    flat = inputs.reshape(len(inputs), -1)
    side = round(flat.shape[1] ** 0.5)
    return flat.reshape(-1, side, side) if side > 1 and side * side == flat.shape[1] else None
