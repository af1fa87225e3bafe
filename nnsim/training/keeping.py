"""Which moments of a run are kept: many at first, then evenly over the whole of it, within a budget.

What is due is decided by counted steps and by the size of the network alone, never by time, so that a
run keeps the same moments with and without a window. Nothing here changes a number of the run.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from nnsim.base.byte_numbers import ByteNumbers
from nnsim.base.strict_json import Json
from nnsim.base.text import ntr, tr
from nnsim.data.prepared import Prepared
from nnsim.document.kept import Kept, arrays_of
from nnsim.document.moment import Moment
from nnsim.training.moment_schedule import (
    MOST_MOMENTS,
    OVERHEAD,
    Schedule,
    closest_of,
    how_many_fit,
    steps_between,
)

DEFAULT_BUDGET = 200_000_000
"""Bytes that all histories of a sitting may fill together."""
FEW = 100
"""Where fewer moments fit than that, people are told."""

_NEVER = 2**62


class Budget:
    """Bytes that the moments of several runs may fill together.

    When they are full, the run that fills most of them keeps fewer. Methods may be called from any
    thread.
    """

    def __init__(self, most: int = DEFAULT_BUDGET) -> None:
        self._most = most
        self._keepers: list[Keeper] = []
        self.lock = threading.RLock()

    @property
    def most(self) -> int:
        """The bytes there are; setting it makes room at once."""
        return self._most

    @most.setter
    def most(self, value: int) -> None:
        with self.lock:
            value = max(0, value)
            wider, self._most = value > self._most, value
            for keeper in self._keepers:
                if wider:
                    keeper.begin_schedule_anew()
            self.make_room(None)

    @property
    def nbytes(self) -> int:
        """The bytes that are filled."""
        with self.lock:
            return sum(keeper.nbytes for keeper in self._keepers)

    def add(self, keeper: Keeper) -> None:
        """Let `keeper` share the bytes, as the youngest."""
        with self.lock:
            self._keepers.append(keeper)

    def remove(self, keeper: Keeper) -> None:
        """Forget a run and all that was kept of it."""
        with self.lock:
            if keeper in self._keepers:
                self._keepers.remove(keeper)
            keeper.clear()

    def clear(self) -> None:
        """Forget all runs and all that was kept of them."""
        with self.lock:
            for keeper in tuple(self._keepers):
                self.remove(keeper)

    def make_room(self, keeping: Keeper | None) -> None:
        """Keep within the bytes: thin out the largest, then what was made by hand; at last empty whole runs, the
        oldest first and `keeping` after all others.
        """
        with self.lock:
            while self.nbytes > self._most:
                by_size = sorted(self._keepers, key=lambda k: -k.nbytes)
                if any(k.thin() for k in by_size) or any(k.thin_by_hand() for k in by_size):
                    continue
                full = [k for k in self._keepers if k.nbytes]
                ([k for k in full if k is not keeping] or full)[0].give_up()


class Keeper:
    """Keeps moments of one run.

    Parameters
    ----------
    budget
        What all runs share.
    stride
        Steps between two moments in the long run, from `steps_between`.
    origin
        The step the run began at.
    closest
        Steps between two moments at the beginning at least, from `closest_of`.
    """

    def __init__(self, budget: Budget, stride: int = 128, origin: int = 0, closest: int = 1) -> None:
        self.budget = budget
        self.next_step = origin
        """The step at which the next moment is due."""
        self._least = Schedule.beginning(stride, closest)
        self._schedule = self._least
        self._origin = self._now = origin
        self._steps: list[int] = []
        self._kept: dict[int, Kept] = {}
        self._held: Counter[int] = Counter()
        self._bytes = 0
        self._one = 0
        self._gave_up = False
        self.began_with: Prepared | None = None
        """The examples of moments that name none; None while nobody has said."""
        budget.add(self)

    # ---- filling -------------------------------------------------------------------------------

    def is_due(self, step: int) -> bool:
        """Return whether a moment is to be kept at `step`: a comparison of two numbers."""
        return step >= self.next_step

    def keep(self, kept: Kept) -> bool:
        """Keep a moment, in place of another one of the same step; return whether there was room."""
        with self.budget.lock:
            step = kept.step
            self._one = OVERHEAD + kept.moment.nbytes
            if self._one > self.budget.most:
                self.next_step = _NEVER
                return False
            by_hand = kept.by_hand
            if step in self._kept:
                by_hand = self._take_out(step).by_hand or by_hand
            earlier = self._before(step)
            moment = kept.moment if earlier is None else _sharing(kept.moment, earlier.moment)
            self._put(replace(kept, moment=moment, by_hand=by_hand))
            self._plan(step)
            if len(self._steps) > MOST_MOMENTS:
                self.thin()
            self.budget.make_room(self)
            return step in self._kept

    def clear(self) -> None:
        """Forget everything, and begin again where the run began."""
        with self.budget.lock:
            self._steps.clear()
            self._kept.clear()
            self._held.clear()
            self._bytes = 0
            self._schedule = self._least
            self.next_step = self._now = self._origin

    # ---- reading -------------------------------------------------------------------------------

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the moments, in their order."""
        with self.budget.lock:
            return tuple(self._steps)

    @property
    def nbytes(self) -> int:
        """The bytes of all moments; arrays that several share are counted once."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Kept]:
        """Yield what is kept, in the order of the steps."""
        with self.budget.lock:
            found = [self._kept[step] for step in self._steps]
        return iter(found)

    def at(self, step: int) -> Kept | None:
        """Return the newest moment at `step` or before it; training from there `Kept.reaches` `step`."""
        with self.budget.lock:
            return self._before(step + 1)

    def note(self) -> str:
        """Return a sentence where less is kept than people would expect; else nothing."""
        most, one = (f"{n / 1e6:.3g}" for n in (self.budget.most, self._one))
        if self._one > self.budget.most:
            return tr(
                "One moment of this network takes {one} MB, more than the {most} MB there are for the history."
                " Training goes on, and nothing of it is kept. Give the history more memory to look back."
            ).format(one=one, most=most)
        if self._gave_up:
            return tr(
                "Other runs needed the {most} MB there are for the history. No moments of this one are kept."
            ).format(most=most)
        fit = how_many_fit(self.budget.most, self._one) if self._one else FEW
        if fit < FEW:
            return ntr(
                "A moment of this network takes {one} MB: {n} fits into the {most} MB there are for the history.",
                "A moment of this network takes {one} MB: {n} fit into the {most} MB there are for the history.",
                fit,
            ).format(one=one, n=fit, most=most)
        return ""

    # ---- making room, asked by the budget ------------------------------------------------------

    def thin(self) -> bool:
        """Keep about half as many; return False where only the first and those made by hand are left."""
        with self.budget.lock:
            loose = [s for s in self._steps[1:] if not self._kept[s].by_hand]
            if not loose:
                return False
            count, room = len(self._steps), max(2, min(MOST_MOMENTS, len(self._steps)))
            while len(self._steps) == count:
                self._schedule = self._schedule.coarser(room)
                for step in loose:
                    if not self._schedule.keeps(step - self._origin):
                        self._drop(step)
            self._plan(self._now)
            return True

    def thin_by_hand(self) -> bool:
        """Let go of every other moment made by hand; steps after one are no longer reached until the next."""
        with self.budget.lock:
            by_hand = self._steps[1:]
            for step in by_hand[::2]:
                self._drop(step)
            return bool(by_hand)

    def give_up(self) -> None:
        """Let go of everything for the sake of other runs."""
        with self.budget.lock:
            self.clear()
            self._gave_up = True
            self.next_step = _NEVER

    def begin_schedule_anew(self) -> None:
        """Keep as many from here on as at the beginning of a run: there is more room now."""
        with self.budget.lock:
            self._schedule = self._least
            if self._steps:
                self._plan(self._now)
            else:
                self.next_step = self._now

    # ---- inside --------------------------------------------------------------------------------

    def _plan(self, step: int) -> None:
        """Say when the next moment is due, after `step`."""
        self._now = step
        self.next_step = self._origin + self._schedule.after(max(0, step - self._origin))

    def _before(self, step: int) -> Kept | None:
        place = bisect_right(self._steps, step - 1)
        return self._kept[self._steps[place - 1]] if place else None

    def _put(self, kept: Kept) -> None:
        self._steps.insert(bisect_right(self._steps, kept.step), kept.step)
        self._kept[kept.step] = kept
        self._gave_up = False
        self._bytes += OVERHEAD
        for array in _arrays_of(kept):
            self._held[id(array)] += 1
            if self._held[id(array)] == 1:
                self._bytes += array.nbytes

    def _drop(self, step: int) -> None:
        """Forget one moment; where it ended what an earlier one reaches, that is noted there."""
        kept = self._take_out(step)
        earlier = self._before(step)
        if earlier is not None:
            self._kept[earlier.step] = earlier.without(kept)

    def _take_out(self, step: int) -> Kept:
        kept = self._kept.pop(step)
        self._steps.remove(step)
        self._bytes -= OVERHEAD
        for array in _arrays_of(kept):
            self._held[id(array)] -= 1
            if not self._held[id(array)]:
                del self._held[id(array)]
                self._bytes -= array.nbytes
        return kept


def keeper_from(moment: Moment, batch: int, budget: Budget) -> Keeper:
    """Return what keeps moments of a run that begins at `moment` and takes steps of `batch` examples."""
    numbers = sum(array.size for _, array in arrays_of(moment))
    stride = steps_between(moment.parameters.size, numbers, batch)
    return Keeper(budget, stride, moment.step, closest_of(stride, numbers))


def ended_at(kept: tuple[Kept, ...], end: Kept) -> tuple[Kept, ...]:
    """Return `kept` with the moment at which a run has ended, unless that is among them."""
    if not kept:
        return (end,)
    if kept[-1].step >= end.step:
        return kept
    return (*kept, replace(end, moment=_sharing(end.moment, kept[-1].moment)))


def _arrays_of(kept: Kept) -> Iterator[np.ndarray]:
    """Yield all arrays that something kept holds: those of the moment, and examples that came on the way."""
    yield from _arrays(kept.moment)
    if kept.prepared is not None:
        given = kept.prepared
        for part in (given.dataset, given.train, given.validation, given.test):
            inputs = part.inputs
            yield from (inputs.codes if isinstance(inputs, ByteNumbers) else inputs, part.targets)


def _arrays(moment: Moment) -> Iterator[np.ndarray]:
    """Yield all arrays that a moment keeps alive."""
    yield from (array for _, array in arrays_of(moment))
    if moment.best is not None:
        yield from _arrays(moment.best)


def _sharing(moment: Moment, earlier: Moment) -> Moment:
    """Return `moment` with the arrays and places of `earlier` where these are the same, bit for bit."""
    slots = {n: _one_of(a, earlier.slots[n]) if n in earlier.slots else a for n, a in moment.slots.items()}
    return Moment(
        moment.step,
        moment.epoch,
        _one_of(moment.parameters, earlier.parameters),
        _one_of(moment.state, earlier.state),
        slots,
        _same_values(moment.place, earlier.place),
        moment.best,
    )


def _one_of(array: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    if array is earlier or array.shape != earlier.shape or array.dtype != earlier.dtype:
        return array
    # The first numbers tell for nearly all, at no cost; equal bits, as −0 is not 0 and NaN is NaN.
    few = slice(0, 8)
    if (
        array.reshape(-1)[few].tobytes() != earlier.reshape(-1)[few].tobytes()
        or array.tobytes() != earlier.tobytes()
    ):
        return array
    return earlier


def _same_values(place: Mapping[str, Json], earlier: Mapping[str, Json]) -> dict[str, Json]:
    return {k: earlier[k] if k in earlier and earlier[k] == v else v for k, v in place.items()}
