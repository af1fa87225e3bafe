"""How the units of a network hang together: columns of units, and what each of them adds up.

Nothing here depends on numbers: neither on the weights nor on the examples.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.parameters import Parameters, Window
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Output, Stage
from nnsim.lab.byhand.address import UnitAt, WeightAt
from nnsim.lab.byhand.alone import Alone

TRIED = 64
"""Units of a layer that are all tried for being weighted sums; of more, the first and the last are."""


@dataclass(frozen=True)
class Link:
    """One term of a weighted sum: `factor`, times a weight if any, times the output of a unit if any."""

    target: UnitAt
    source: UnitAt | None
    weight: WeightAt | None
    factor: float = 1.0


@dataclass(frozen=True, eq=False)
class Column:
    """The units of one stage, or of two that make one step: a weighted sum, and the activation behind it.

    Attributes
    ----------
    stage
        The stage whose outputs y are shown, of the split network.
    sums
        The stage whose outputs are the weighted sums z; the same where there is no activation behind
        them, None where nothing is summed (inputs, and layers of another kind).
    activation
        What makes y of z; None where y is z, or where nothing is summed.
    depth
        Steps from the inputs: columns of equal depth stand below each other.
    links
        What each unit adds up; of a layer that is no weighted sum, empty.
    constants
        What is added to each sum beside.
    sources
        Columns that lead here directly.
    """

    stage: Stage
    sums: Stage | None
    activation: Activation | None
    depth: int
    links: tuple[tuple[Link, ...], ...] = ()
    constants: tuple[float, ...] = ()
    sources: tuple[str, ...] = ()
    output: int | None = None
    """Which output of the network it is, if one."""

    @property
    def id(self) -> str:
        """The id of the stage whose outputs are shown."""
        return self.stage.id

    @property
    def units(self) -> int:
        """Number of units."""
        return math.prod(self.stage.shape)

    @property
    def shape(self) -> Shape:
        """Shape of the stage's output."""
        return self.stage.shape

    @property
    def is_input(self) -> bool:
        """Whether data enters here."""
        return self.stage.layer.role.is_fed

    @property
    def is_opaque(self) -> bool:
        """Whether it is of a layer that is no weighted sum: its numbers are shown, and not spelled out."""
        return self.sums is None and not self.is_input

    def places(self) -> Iterator[UnitAt]:
        """Yield the place of every unit."""
        for number in range(self.units):
            yield UnitAt(self.id, number)


@dataclass(frozen=True, eq=False)
class Wiring:
    """Columns in running order, and where they are."""

    columns: tuple[Column, ...]
    windows: tuple[Window, ...]
    bases: Mapping[str, str]
    """By id of a stage, the id of the column that holds its numbers."""
    by_id: Mapping[str, Column] = field(init=False)
    outgoing: Mapping[UnitAt, tuple[Link, ...]] = field(init=False)
    """By unit, the terms in which its output is."""
    uses: Mapping[int, tuple[Link, ...]] = field(init=False)
    """By weight, the terms it stands in."""

    def __post_init__(self) -> None:
        outgoing: dict[UnitAt, list[Link]] = {}
        uses: dict[int, list[Link]] = {}
        for column in self.columns:
            for link in (link for links in column.links for link in links):
                if link.source is not None:
                    outgoing.setdefault(link.source, []).append(link)
                if link.weight is not None:
                    uses.setdefault(link.weight.number, []).append(link)
        object.__setattr__(self, "by_id", {c.id: c for c in self.columns})
        object.__setattr__(self, "outgoing", {k: tuple(v) for k, v in outgoing.items()})
        object.__setattr__(self, "uses", {k: tuple(v) for k, v in uses.items()})

    @property
    def units(self) -> int:
        """Number of all units."""
        return sum(column.units for column in self.columns)

    def column_of(self, place: UnitAt) -> Column:
        """Return the column a unit stands in."""
        return self.by_id[place.stage]

    def window_of(self, weight: WeightAt) -> Window:
        """Return the learned array that a number is of."""
        return next(w for w in self.windows if w.start <= weight.number < w.stop)

    def opaque_readers(self, id_: str) -> list[Column]:
        """Return the columns of layers that are no weighted sum and read column `id_`."""
        return [c for c in self.columns if c.is_opaque and id_ in c.sources]


class Plan:
    """The columns of a split network, not wired yet: so is one unit of a large network asked for alone.

    Parameters
    ----------
    stages
        As `Subject.split` returns them.
    outputs
        What is measured.
    training
        Whether layers behave as in a training step.
    """

    def __init__(self, stages: Sequence[Stage], outputs: Sequence[Output], training: bool) -> None:
        self.stages = tuple(stages)
        self._training = training
        self._by_id = {stage.id: stage for stage in stages}
        self.windows = tuple(Parameters(stages, np.dtype(np.float64)).windows)
        self.bases: dict[str, str] = {}
        self._alone: dict[str, Alone] = {}
        self._outputs = outputs
        self.columns = self._laid_out()

    def _laid_out(self) -> tuple[Column, ...]:
        columns: dict[str, Column] = {}
        for stage in self.stages:
            if not stage.layer.role.is_fed and not stage.layer.role.runs:
                self.bases[stage.id] = self.bases[stage.sources[0]]
                continue
            summed = self._summed_before(stage, columns)
            if summed is not None:
                del columns[summed]
                self.bases[summed] = stage.id
            self.bases[stage.id] = stage.id
            columns[stage.id] = self._column(stage, None if summed is None else self._by_id[summed], columns)
        for number, output in enumerate(self._outputs):
            base = self.bases[output.stage]
            columns[base] = replace(columns[base], output=number)
        return tuple(columns.values())

    def _summed_before(self, stage: Stage, columns: Mapping[str, Column]) -> str | None:
        """Return the stage whose weighted sums an activation makes outputs of, if nobody else reads them."""
        activation = stage.layer.activation_function()
        if not isinstance(stage.layer, ActivationLayer) or activation is None or not activation.elementwise:
            return None
        source = self.bases[stage.sources[0]]
        read = sum(s.sources.count(source) for s in self.stages)
        read += sum(o.stage == source for o in self._outputs)
        before = columns[source]
        plain = before.sums is before.stage and before.activation is None
        return source if plain and read == 1 and stage.sources[0] == source else None

    def _column(self, stage: Stage, summed: Stage | None, columns: Mapping[str, Column]) -> Column:
        activation = stage.layer.activation_function()
        before = stage if summed is None else summed
        sources = tuple(dict.fromkeys(self.bases[id_] for id_ in before.sources))
        depth = 1 + max((columns[id_].depth for id_ in sources), default=-1)
        if stage.layer.role.is_fed:
            return Column(stage, None, None, 0)
        if summed is not None:
            return Column(stage, summed, activation, depth, sources=sources)
        if isinstance(stage.layer, ActivationLayer) and activation is not None and activation.elementwise:
            # What it makes outputs of is shown in a column of its own.
            return Column(stage, self._by_id[stage.sources[0]], activation, depth, sources=sources)
        units = math.prod(stage.shape)
        tried = range(units) if units <= TRIED else (0, units - 1)
        is_sum = all(self._alone_of(stage).sums(number) is not None for number in tried)
        return Column(stage, stage if is_sum else None, None, depth, sources=sources)

    def _alone_of(self, stage: Stage) -> Alone:
        if stage.id not in self._alone:
            self._alone[stage.id] = Alone(stage, self._training)
        return self._alone[stage.id]

    def alone(self, column: Column) -> Alone:
        """Return the stage of a column, run alone."""
        return self._alone_of(column.stage)

    def terms(self, column: Column, number: int) -> tuple[tuple[Link, ...], float] | None:
        """Return what one unit of a column adds up, and the constant beside; None where it is no weighted sum."""
        target = UnitAt(column.id, number)
        if column.sums is None:
            return None
        if column.activation is not None and self.bases[column.sums.id] != column.id:
            return (Link(target, UnitAt(self.bases[column.sums.id], number), None),), 0.0
        stage = column.sums
        found = self._alone_of(stage).sums(number)
        if found is None:
            return None
        start = min((w.start for w in self.windows if w.stage == stage.id), default=0)
        links = tuple(
            Link(
                target,
                None if t.source is None else UnitAt(self.bases[stage.sources[t.source]], t.number),
                None if t.weight is None else WeightAt(start + t.weight),
                t.factor,
            )
            for t in found.terms
        )
        return links, found.constant

    def wired(self) -> Wiring:
        """Return the columns with all their links."""
        return Wiring(tuple(self._wired(column) for column in self.columns), self.windows, self.bases)

    def _wired(self, column: Column) -> Column:
        if column.sums is None:
            return column
        found = [self.terms(column, number) for number in range(column.units)]
        told = [terms for terms in found if terms is not None]
        assert len(told) == len(found)  # every unit was tried when the column was made
        return replace(column, links=tuple(t[0] for t in told), constants=tuple(t[1] for t in told))
