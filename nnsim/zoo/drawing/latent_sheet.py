"""What comes out when codes are put in, over a plane of two of them."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.figures.figure import Array, Plot
from nnsim.training.scene import Scene
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.tiles import tiles
from nnsim.zoo.latent import Latent, lively, sheet_of_codes

_LOOKED_AT = 256
"""Training examples that tell which codes differ most."""


def latent_sheet(
    latent: Latent, steps: Array, levels: tuple[float, float], title: str = "", share: float = 1.0
) -> Plot | None:
    """Return decoded images where the two liveliest codes take every two of `steps`, others 0; None for other data."""
    across, up = liveliest(latent.scene, latent)
    images = as_images(latent.decoded(sheet_of_codes(latent.width, across, up, steps)))
    if images is None:
        return None
    return tiles(tr("decoded"), images, len(steps), levels=levels, title=title, share=share)


def liveliest(scene: Scene, latent: Latent) -> tuple[int, int]:
    """Return the two codes that differ most between the first training examples."""
    mean, _ = latent.codes(scene.prepared.train.values(slice(_LOOKED_AT)))
    return lively(mean)
