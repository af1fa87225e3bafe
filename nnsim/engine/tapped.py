"""Gradients told apart edge by edge: a tap in every connection of a network.

Where several layers read one output, back-propagation adds what they send back, and the sum is all
that is left. With a tap in each connection every way has a gradient of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nnsim.engine.layer import Layer
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Output, Stage


class Tap(Layer):
    """y = x, in the memory of x: costs nothing on the way forward, and one copy on the way back."""

    key = "tap"
    role = Role.VIEW

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]


@dataclass(frozen=True)
class Way:
    """One connection: where it comes from, what reads it, and the tap whose gradient it carries back.

    `reader` is the id of a stage, whose input number `slot` this is; None where a loss reads.
    """

    source: str
    reader: str | None
    slot: int
    tap: str


@dataclass(frozen=True)
class Tapped:
    """A network with a tap in every connection; parameters keep their order, and so their places."""

    stages: tuple[Stage, ...]
    outputs: tuple[Output, ...]
    ways: tuple[Way, ...]

    def from_(self, source: str) -> Iterator[Way]:
        """Yield the ways that begin at the stage with this id."""
        return (way for way in self.ways if way.source == source)


def tapped(stages: Sequence[Stage], outputs: Sequence[Output]) -> Tapped:
    """Return the network of `stages` and `outputs` with a tap before every reader and every loss."""
    made: list[Stage] = []
    ways: list[Way] = []
    shapes = {stage.id: stage for stage in stages}
    for stage in stages:
        own = [Way(source, stage.id, slot, f"{stage.id}<{slot}") for slot, source in enumerate(stage.sources)]
        ways += own
        made += (_tap(shapes[way.source], way) for way in own)
        made.append(replace(stage, sources=tuple(way.tap for way in own)))
    ends = [Way(output.stage, None, slot, f"{output.stage}>{slot}") for slot, output in enumerate(outputs)]
    made += (_tap(shapes[way.source], way) for way in ends)
    moved = tuple(replace(output, stage=way.tap) for output, way in zip(outputs, ends, strict=True))
    return Tapped(tuple(made), moved, (*ways, *ends))


def _tap(source: Stage, way: Way) -> Stage:
    return Stage(way.tap, source.name, Tap(), (source.id,), (source.shape,), source.shape)
