"""What the network says to one example, such as the one a person points at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.base.text import mark
from nnsim.training.picture import Picture, pictures
from nnsim.training.scene import Scene


@dataclass(frozen=True, eq=False)
class PointAnswer:
    """What the network says to one example: `values` (outputs,) as in `BoundaryMap`."""

    at: tuple[float, ...]
    values: np.ndarray


@pictures.register
@dataclass(frozen=True)
class AnswerAt(Picture[PointAnswer]):
    """The answer to the example whose prepared inputs are `at`, in one list.

    With `before_steps` they are its columns before the steps, in the units of the source.
    """

    key = "point_answer"
    title = mark("Answer at one point")
    summary = mark("What the network answers to one example.")

    at: tuple[float, ...]
    before_steps: bool = False

    @classmethod
    def usual(cls, scene: Scene) -> Self:
        return cls(tuple(scene.prepared.train.values(0).reshape(-1).tolist()))

    def take(self, scene: Scene) -> PointAnswer | None:
        prepared = scene.prepared
        shape = prepared.origin.shape if self.before_steps else prepared.shape
        if not scene.network.outputs or len(self.at) != math.prod(shape):
            return None
        inputs = np.array(self.at).reshape(1, *shape)
        fed = scene.network.feed(prepared.as_inputs(inputs) if self.before_steps else inputs)
        return PointAnswer(self.at, read_only(scene.answers(fed)[0]))
