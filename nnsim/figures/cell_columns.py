"""Which columns of cells a network is drawn as, and what leads to each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnsim.document.resolve import Resolved
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.stage import Stage

_FIRST, _LAST = 5, 3
"""Depths at either end that are drawn of a network too deep to be drawn whole."""


@dataclass(frozen=True)
class Column:
    """The cells of one layer.

    Attributes
    ----------
    id
        Of the stage.
    shown
        How many cells are drawn: a few more for a larger layer.
    depth
        How many columns lie before it on the longest way.
    sources
        Columns that lead to it.
    rounds
        Columns from which a way round leads to its outputs, as a residual connection.
    loops
        Whether it is tied to itself.
    ring
        Kinds of its cells where all are tied to each other.
    after_gap
        Whether columns before it are left out.
    """

    id: str
    kind: CellKind
    shown: int
    depth: int
    sources: tuple[str, ...]
    rounds: tuple[str, ...] = ()
    loops: bool = False
    ring: tuple[CellKind, ...] = ()
    after_gap: bool = False


def columns_of(resolved: Resolved, asks_for_inputs: bool) -> tuple[Column, ...]:
    """Return the columns of a network, from the first to the last.

    Parameters
    ----------
    asks_for_inputs
        Whether its targets are its inputs: then its outputs are cells that match the input.
    """
    found: dict[str, Column] = {}
    origins: dict[str, tuple[str, ...]] = {}
    for stage in resolved.stages:
        before = tuple(dict.fromkeys(c for source in stage.sources for c in origins[source]))
        kind = stage.layer.cell_kind
        if kind is CellKind.NOISY_INPUT and all(found[c].kind is CellKind.INPUT for c in before):
            found |= {c: replace(found[c], kind=kind) for c in before}
            kind = None
        if kind is None or (kind is CellKind.NOISY_INPUT and before):
            origins[stage.id] = _joined(before, found)
            continue
        if stage.layer.feeds_back or stage.layer.ring:
            found |= {c: _backfed(found[c]) for c in before}
        found[stage.id] = _column(stage, kind, [found[c] for c in before])
        origins[stage.id] = (stage.id,)
    ends = {c for output in resolved.outputs for c in origins.get(output.stage, ())}
    out = CellKind.MATCH_INPUT_OUTPUT if asks_for_inputs else CellKind.OUTPUT
    for end in ends:
        if found[end].kind in (CellKind.HIDDEN, CellKind.KERNEL, CellKind.CONVOLUTION_OR_POOL):
            found[end] = replace(found[end], kind=out)
    return _shortened(tuple(found.values()))


def _joined(before: tuple[str, ...], found: dict[str, Column]) -> tuple[str, ...]:
    """Return the columns that a merge stands for; one that leads to another of them as well is a way round that one."""
    rest = list(before)
    for column in before:
        later = [other for other in before if column in _leading_to(other, found)]
        if later:
            last = max(later, key=lambda other: found[other].depth)
            found[last] = replace(found[last], rounds=(*found[last].rounds, column))
            rest.remove(column)
    return tuple(rest)


def _leading_to(id_: str, found: dict[str, Column]) -> set[str]:
    """Return the columns from which a way leads to one."""
    reached: set[str] = set()
    todo = list(found[id_].sources)
    while todo:
        column = todo.pop()
        if column not in reached:
            reached.add(column)
            todo += found[column].sources
    return reached


def _column(stage: Stage, kind: CellKind, before: Sequence[Column]) -> Column:
    depth = max((column.depth + 1 for column in before), default=0)
    # Of images and sequences what counts is channels and features.
    size = stage.shape[0] if len(stage.shape) > 2 else stage.shape[-1] if stage.shape else 1
    sources = tuple(column.id for column in before)
    layer = stage.layer
    return Column(
        stage.id, kind, _shown(size), depth, sources, loops=layer.is_tied_to_itself, ring=layer.ring
    )


def _shown(size: int) -> int:
    """Return how many cells stand for a layer of so many units."""
    return size if size <= 4 else min(3 + round(math.log2(size) / 3), 6)


def _backfed(column: Column) -> Column:
    return replace(column, kind=CellKind.BACKFED_INPUT) if column.kind is CellKind.INPUT else column


def _shortened(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns without those in the middle of a network too deep to be drawn whole."""
    deepest = max((column.depth for column in columns), default=0)
    if deepest < _FIRST + _LAST:
        return columns
    first_of_last = deepest - _LAST + 1
    kept = [c for c in columns if c.depth < _FIRST or c.depth >= first_of_last]
    every, late = {c.id for c in kept}, {c.id for c in kept if c.depth >= first_of_last}
    found = []
    for column in kept:
        ids = every
        if column.depth >= first_of_last:
            # A line over what is left out would tell of columns nobody sees.
            ids = late
            new = column.depth - first_of_last + _FIRST
            column = replace(column, depth=new, after_gap=new == _FIRST)
        sources, rounds = (tuple(s for s in of if s in ids) for of in (column.sources, column.rounds))
        found.append(replace(column, sources=sources, rounds=rounds))
    return tuple(found)
