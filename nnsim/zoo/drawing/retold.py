"""Images over what a network made of them."""

from __future__ import annotations

import numpy as np

from nnsim.base.text import tr
from nnsim.figures.figure import Array, Plot
from nnsim.training.scene import Scene
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.image_rows import ImageRow, image_rows
from nnsim.zoo.reconstructing import told_again


def retold(
    scene: Scene,
    count: int,
    *more: tuple[str, Array],
    noise: float = 0.0,
    title: str = "",
    share: float = 1.0,
) -> Plot | None:
    """Return the first images that a network did not learn from over what it says to them; None where there are none.

    Parameters
    ----------
    count
        Number of images.
    more
        Further rows: a translated name, and numbers like the targets (n, numbers).
    noise
        Of what it is given, in standard deviations; then that has a row of its own.
    """
    found = told_again(scene, most=count, noise=noise)
    if found is None:
        return None
    asked = as_images(found.asked)
    if asked is None:
        return None
    rows = [(tr("Originals"), found.asked), (tr("Told again"), found.told), *more]
    if noise:
        rows = [
            (tr("Given, with noise"), found.given),
            (tr("Cleaned"), found.told),
            (tr("Originals"), found.asked),
        ]
    levels = (float(asked.min()), float(asked.max()) or 1.0)
    drawn = [ImageRow(name, np.reshape(numbers, asked.shape), levels) for name, numbers in rows]
    return image_rows(drawn, title, share)
