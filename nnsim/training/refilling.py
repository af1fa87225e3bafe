"""Moments of a run that a file held, kept again: as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import ntr, tr
from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept, arrays_of
from nnsim.document.learned import Layout, Learned
from nnsim.document.moment import Moment
from nnsim.training.keeping import Budget, Keeper, keeper_from
from nnsim.training.moment_schedule import MOST_MOMENTS, OVERHEAD


def fits(run: SavedRun, layout: Layout, parameters: int) -> bool:
    """Return whether the moments of `run` are of a network laid out so, with so many learned numbers."""
    return run.layout == layout and all(kept.moment.parameters.size == parameters for kept in run.kept)


def refilled(run: SavedRun, budget: Budget, reserved: int = 0) -> Keeper:
    """Return a keeper with the moments of `run`, fewer where they do not fit into what is left of `budget`.

    Arrays are copied, so that what is let go later frees its memory.

    Parameters
    ----------
    reserved
        Bytes of what is left that are for another run.
    """
    keeper = keeper_from(run.kept[0].moment, run.project.training.batch, budget)
    copy = _Copier()
    for kept in fitting(run.kept, budget.most - budget.nbytes - reserved):
        keeper.keep(replace(kept, moment=copy.moment(kept.moment)))
    return keeper


def end_of(run: SavedRun) -> Learned | None:
    """Return where a run had come to, in arrays of its own; None where that was not kept."""
    if not run.kept:
        return None
    copy = _Copier()
    start = None if run.start is None else copy.moment(run.start)
    return Learned(copy.moment(run.kept[-1].moment), run.layout, start)


def said_of(run: SavedRun, keeper: Keeper) -> str:
    """Return a sentence where `keeper` has fewer moments than the file; else nothing."""
    if len(keeper) == len(run.kept):
        return ""
    text = ntr(
        "{name}: {kept} of the {n} moment in the file fits into the {most} there are for the history.",
        "{name}: {kept} of the {n} moments in the file fit into the {most} there are for the history.",
        len(run.kept),
    )
    most = in_megabytes(keeper.budget.most)
    text = text.format(name=run.name or tr("History"), kept=len(keeper), n=len(run.kept), most=most)
    return text + " " + tr("Saving under the same name gives up the others.")


def fitting(kept: Sequence[Kept], room: int) -> list[Kept]:
    """Return as many of `kept` as fit into `room` bytes: every other one goes, but those made by hand."""
    found = list(kept)
    while len(found) > MOST_MOMENTS or bytes_of(found) > room:
        loose = [i for i, each in enumerate(found) if i and not each.by_hand]
        if not loose:
            return found if bytes_of(found[:1]) <= room else []
        for i in reversed(loose[::2]):
            gone = found.pop(i)
            found[i - 1] = found[i - 1].without(gone)
    return found


def bytes_of(kept: Sequence[Kept]) -> int:
    """Return the bytes of some moments together."""
    arrays = {id(a): a.nbytes for each in kept for m in _with_best(each.moment) for _, a in arrays_of(m)}
    return OVERHEAD * len(kept) + sum(arrays.values())


def _with_best(moment: Moment) -> list[Moment]:
    return [moment] if moment.best is None else [moment, *_with_best(moment.best)]


class _Copier:
    """Copies moments and arrays, each once however often it is met."""

    def __init__(self) -> None:
        self._moments: dict[int, Moment] = {}
        self._arrays: dict[int, np.ndarray] = {}

    def moment(self, moment: Moment) -> Moment:
        """Return a copy with arrays of its own."""
        if id(moment) not in self._moments:
            self._moments[id(moment)] = replace(
                moment,
                parameters=self._array(moment.parameters),
                state=self._array(moment.state),
                slots={name: self._array(array) for name, array in moment.slots.items()},
                best=None if moment.best is None else self.moment(moment.best),
            )
        return self._moments[id(moment)]

    def _array(self, array: np.ndarray) -> np.ndarray:
        if id(array) not in self._arrays:
            self._arrays[id(array)] = read_only(array)
        return self._arrays[id(array)]
