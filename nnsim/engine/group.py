"""Groups of parameters: some of all a network learns, with an optimizer of their own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from nnsim.engine.calls import Calls
from nnsim.engine.memory import zeros
from nnsim.engine.optimizer import Optimizer
from nnsim.engine.parameters import Parameters, Window


@dataclass(frozen=True)
class Group:
    """Parameters that one optimizer moves, as a learning rule names them.

    Attributes
    ----------
    name
        What the rule calls it, without a slash; part of the names of slots.
    members
        Ids of stages, or keys of parameters (``stage id/parameter name``); None: all there are.
    optimizer
        What makes a step of the gradient; None where the rule fills the step itself.
    """

    name: str = ""
    members: tuple[str, ...] | None = None
    optimizer: Optimizer | None = None

    def has(self, window: Window) -> bool:
        """Return whether a parameter belongs to it."""
        return self.members is None or window.stage in self.members or window.key in self.members


@dataclass(frozen=True)
class Span:
    """Neighbours in a section that learn at one rate: the learning rate times `factor`."""

    factor: float
    start: int
    stop: int
    slots: str
    """What the names of their slots begin with."""


class Section:
    """What learns of a group, as one vector: an optimizer works on it as on that of a whole network.

    Parameters that lie next to each other are seen where they are. Others are gathered into arrays of
    their own before an update, and scattered after it. Frozen ones are in no section.

    Attributes
    ----------
    vector, gradient, step
        P, G and U, (n,).
    windows
        Where every parameter lies in them; those that learn at one rate stand side by side.
    layers
        Start and stop of every layer.
    spans
        What learns at which rate.
    """

    def __init__(self, parameters: Parameters, group: Group) -> None:
        factors = {stage.id: stage.layer.rate_factor for stage in parameters.stages}
        mine = [w for w in parameters.windows if factors[w.stage] > 0 and group.has(w)]
        mine.sort(key=lambda w: factors[w.stage])
        self._parameters = parameters
        self._pieces = list(_joined([(w.start, w.stop) for w in mine]))
        self.windows: list[Window] = []
        at = 0
        for w in mine:
            self.windows.append(replace(w, start=at, stop=at + w.stop - w.start))
            at = self.windows[-1].stop
        self.size = at
        of_layers = (list(own) for _, own in groupby(self.windows, lambda w: w.stage))
        self.layers = [(own[0].start, own[-1].stop) for own in of_layers]
        self.spans = list(self._spans(group, factors))
        all_of = parameters.vector, parameters.gradient, parameters.step
        self.vector, self.gradient, self.step = (self._seen(whole) for whole in all_of)

    def _spans(self, group: Group, factors: dict[str, float]) -> Iterator[Span]:
        whole = not group.name and self.size == self._parameters.size
        for factor, neighbours in groupby(self.windows, lambda w: factors[w.stage]):
            own = list(neighbours)
            if whole and len(own) == len(self.windows):
                slots = ""
            else:
                # Other parameters of as many numbers must not find the memory of these.
                keys = zlib.crc32("\n".join(w.key for w in own).encode())
                slots = f"{group.name or 'part'}-{keys:08x}/"
            yield Span(factor, own[0].start, own[-1].stop, slots)

    def _seen(self, whole: np.ndarray) -> np.ndarray:
        """Return the numbers of this section in a vector of all, as a view where that can be."""
        if len(self._pieces) == 1:
            return whole[slice(*self._pieces[0])]
        return zeros([self.size], whole.dtype)

    def weights(self) -> Iterator[Window]:
        """Yield where the parameters lie that connect inputs with units, the units on their last axis."""
        yield from (w for w in self.windows if w.connects)

    def weight_mask(self) -> np.ndarray:
        """Return an array (n,) that is 1 on weights and 0 on biases and on scales, such as γ of batch norm.

        What pulls weights towards 0 must leave those alone: a scale of 0 silences its feature.
        """
        mask = np.zeros(self.size, self.vector.dtype)
        for w in self.weights():
            mask[w.start : w.stop] = 1
        return mask

    def emit_gather(self, calls: Calls) -> None:
        """Emit what an update begins with, where the parameters lie apart."""
        whole = self._parameters
        self._emit_copies(calls, ((self.vector, whole.vector), (self.gradient, whole.gradient)), back=False)
        self._emit_copies(calls, ((self.step, whole.step),), back=False)

    def emit_scatter(self, calls: Calls) -> None:
        """Emit what an update ends with, where the parameters lie apart."""
        whole = self._parameters
        self._emit_copies(calls, ((self.vector, whole.vector), (self.step, whole.step)), back=True)

    def _emit_copies(
        self, calls: Calls, pairs: Sequence[tuple[np.ndarray, np.ndarray]], *, back: bool
    ) -> None:
        if len(self._pieces) < 2:
            return
        at = 0
        for start, stop in self._pieces:
            for own, whole in pairs:
                mine, theirs = own[at : at + stop - start], whole[start:stop]
                calls(np.copyto, *((theirs, mine) if back else (mine, theirs)))
            at += stop - start


def learning(parameters: Parameters) -> list[tuple[int, int]]:
    """Return start and stop of every stretch of the vector that is not frozen."""
    return list(_joined(_where(parameters, frozen=False)))


def frozen(parameters: Parameters) -> list[tuple[int, int]]:
    """Return start and stop of every stretch of the vector that is frozen."""
    return list(_joined(_where(parameters, frozen=True)))


def _where(parameters: Parameters, *, frozen: bool) -> list[tuple[int, int]]:
    still = {stage.id for stage in parameters.stages if stage.layer.rate_factor == 0}
    return [(w.start, w.stop) for w in parameters.windows if (w.stage in still) == frozen]


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield `places` in their order, neighbours as one."""
    begun: tuple[int, int] | None = None
    for start, stop in places:
        if begun is not None and begun[1] == start:
            begun = (begun[0], stop)
            continue
        if begun is not None:
            yield begun
        begun = (start, stop)
    if begun is not None:
        yield begun
