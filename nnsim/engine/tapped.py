"""Gradients told apart edge by edge: a tap in every connection that shares its source with others.

Where several layers read one output, back-propagation adds what they send back, and the sum is all
that is left. With a tap in each connection every way has a gradient of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nnsim.engine.layer import Layer
from nnsim.engine.role import Role
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Output, Stage


class Tap(Layer):
    """y = x, in the memory of x: costs nothing on the way forward, and one copy on the way back."""

    key = "tap"
    role = Role.VIEW
    keeps_times = True

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]


@dataclass(frozen=True)
class Way:
    """One connection: where it comes from, what reads it, and the stage whose gradient it carries back.

    `reader` is the id of a stage, whose input number `slot` this is; None where a loss reads. `tap` is
    the source itself where nobody else reads it.
    """

    source: str
    reader: str | None
    slot: int
    tap: str


@dataclass(frozen=True)
class Tapped:
    """A network with taps; parameters keep their order, and so their places."""

    stages: tuple[Stage, ...]
    outputs: tuple[Output, ...]
    ways: tuple[Way, ...]


def tapped(stages: Sequence[Stage], outputs: Sequence[Output]) -> Tapped:
    """Return the network of `stages` and `outputs` with a tap before every reader, where there are several."""
    by_id = {stage.id: stage for stage in stages}
    readers = Counter(
        [*(source for stage in stages for source in stage.sources), *(o.stage for o in outputs)]
    )

    def way(source: str, reader: str | None, slot: int, name: str) -> Way:
        return Way(source, reader, slot, name if readers[source] > 1 else source)

    made: list[Stage] = []
    ways: list[Way] = []
    for stage in stages:
        own = [way(source, stage.id, slot, f"{stage.id}<{slot}") for slot, source in enumerate(stage.sources)]
        ways += own
        made += _taps(by_id, own)
        made.append(replace(stage, sources=tuple(w.tap for w in own)))
    ends = [way(output.stage, None, slot, f"{output.stage}>{slot}") for slot, output in enumerate(outputs)]
    made += _taps(by_id, ends)
    moved = tuple(replace(output, stage=w.tap) for output, w in zip(outputs, ends, strict=True))
    return Tapped(tuple(made), moved, (*ways, *ends))


def _taps(by_id: Mapping[str, Stage], ways: Iterable[Way]) -> Iterator[Stage]:
    for way in ways:
        if way.tap != way.source:
            source = by_id[way.source]
            yield Stage(way.tap, source.name, Tap(), (source.id,), (source.shape,), source.shape)
