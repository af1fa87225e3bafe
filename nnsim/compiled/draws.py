"""Random numbers of a step, drawn ahead: the same numbers, from the same generator, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnsim.compiled.encodable import NotEncodableError

DRAWN = {"random", "standard_normal"}
"""Methods of a generator that are drawn ahead."""


@dataclass(frozen=True)
class Draw:
    """One call that draws: ``generator.<name>(None, dtype, out)``.

    Attributes
    ----------
    place
        Bytes of a step's numbers before its own.
    """

    generator: np.random.Generator
    name: str
    dtype: np.dtype[Any]
    count: int
    place: int

    def into(self, out: np.ndarray) -> None:
        """Fill `out`, contiguous, with the next numbers."""
        method: Callable[..., object] = self.generator.random
        if self.name == "standard_normal":
            method = self.generator.standard_normal
        method(None, self.dtype, out)


@dataclass
class Draws:
    """All draws of a step, in their order.

    Attributes
    ----------
    width
        Bytes that a step takes.
    """

    each: list[Draw] = field(default_factory=list)
    width: int = 0

    def add(self, generator: np.random.Generator, name: str, dtype: Any, out: np.ndarray) -> int:
        """Add a call that draws; return where its numbers will lie among those of a step, in bytes."""
        if name not in DRAWN or np.dtype(dtype) != out.dtype:
            raise NotEncodableError(f"{name} of a generator")
        if self.each and self.each[0].generator is not generator:
            raise NotEncodableError("several generators")
        place = self.width
        self.each.append(Draw(generator, name, out.dtype, out.size, place))
        self.width += out.nbytes
        return place

    def ahead(self, steps: int) -> np.ndarray:
        """Return the numbers of the next `steps` steps, (steps, width) bytes; the generator has gone on by them."""
        drawn = np.empty((steps, self.width), np.uint8)
        if not self.each:
            return drawn
        if len({(draw.name, draw.dtype) for draw in self.each}) == 1:
            # One kind of numbers: that many of them at once are the same as one after the other.
            first = self.each[0]
            first.into(drawn.reshape(-1).view(first.dtype))
            return drawn
        for step in drawn:
            for draw in self.each:
                part = step[draw.place : draw.place + draw.count * draw.dtype.itemsize]
                draw.into(part.view(draw.dtype))
        return drawn

    def put_back(self, state: dict[str, Any]) -> None:
        """Let the generator stand at `state` again."""
        if self.each:
            self.each[0].generator.bit_generator.state = state

    def state(self) -> dict[str, Any]:
        """Return where the generator stands."""
        return dict(self.each[0].generator.bit_generator.state) if self.each else {}
