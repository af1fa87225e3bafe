"""The picture of what an animal has learned, asked for while it trains like every other picture of a run."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.figures.figure import Figure
from nnsim.training.picture import Picture
from nnsim.training.scene import Scene
from nnsim.zoo.animal import animals


@dataclass(frozen=True)
class Portrait(Picture[Figure]):
    """What a network of the kind `animal` (a key) has learned."""

    key = "portrait"
    title = mark("What it learned")
    summary = mark("What an animal of the Zoo has learned.")

    animal: str

    def take(self, scene: Scene) -> Figure | None:
        return animals[self.animal]().portrait(scene)
