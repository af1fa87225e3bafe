"""What an animal has learned, drawn and judged: asked for while it trains like every other picture of a run."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.figures.figure import Figure
from nnsim.lab.claim import Finding
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


@dataclass(frozen=True)
class Reached(Picture[tuple[Finding, ...]]):
    """What a network of the kind `animal` (a key) has reached of what it should; nothing where one cannot be judged alone."""

    key = "reached"
    title = mark("Reached")
    summary = mark("What an animal of the Zoo has reached of what it should.")

    animal: str

    def take(self, scene: Scene) -> tuple[Finding, ...]:
        return animals[self.animal]().findings(scene)
