"""Which moments of a run are kept."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from nnsim.document.kept import Kept
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.moment_schedule import (
    MOST_MOMENTS,
    OVERHEAD,
    Schedule,
    bytes_of,
    closest_of,
    how_many_fit,
    steps_between,
)

SETTINGS = TrainingSettings()
ONE = bytes_of(100, 0, [100], 4)


def kept(step: int, by_hand: bool = False, n: int = 100, **more: Any) -> Kept:
    """Return a moment of `n` parameters, all of them `step`, and as many numbers of an optimizer."""
    values = np.full(n, step, np.float32)
    return Kept(Moment(step, step / 10, values, slots={"m": -values}, **more), SETTINGS, by_hand)


def play(keeper: Keeper, last: int, first: int = 0, n: int = 100) -> None:
    """Train to step `last` and keep what is due."""
    step = max(first, keeper.next_step)
    while step <= last:
        assert keeper.is_due(step)
        assert not keeper.is_due(step - 1) or step == first
        keeper.keep(kept(step, n=n))
        step = keeper.next_step


def test_dense_at_first_and_then_evenly() -> None:
    for stride, first in ((64, 16), (512, 32)):
        keeper = Keeper(Budget(10**9), stride)
        play(keeper, 20_000)
        steps = keeper.steps
        assert steps[: first + 1] == tuple(range(first + 1))
        gaps = np.diff(steps)
        assert (np.diff(gaps) >= 0).all()
        assert gaps[-1] == stride == gaps.max()
        assert len(steps) < 400


def test_a_long_run_stays_evenly_covered_with_its_beginning() -> None:
    keeper = Keeper(Budget(10**9), stride=1)
    play(keeper, 300_000)
    steps = keeper.steps
    assert MOST_MOMENTS / 2 < len(steps) <= MOST_MOMENTS
    assert np.diff(steps).max() <= 300_000 / MOST_MOMENTS * 4
    assert steps[:17] == tuple(range(17))


@pytest.mark.parametrize("room", [1, 2, 3, 7, 20, 150])
def test_the_budget_is_never_exceeded_and_the_run_covered(room: int) -> None:
    budget = Budget(room * ONE)
    keeper = Keeper(budget, stride=4)
    for step in range(3_000):
        if keeper.is_due(step):
            keeper.keep(kept(step))
        assert keeper.nbytes == budget.nbytes <= budget.most
    steps = keeper.steps
    assert steps[0] == 0
    assert len(steps) >= max(1, room / 3)
    assert max(np.diff([*steps, 3_000])) <= 3_000 / room * 3 + 4


def test_the_bytes_are_those_of_the_arrays() -> None:
    keeper = Keeper(Budget(10**7), stride=1)
    play(keeper, 50)
    held = {id(a): a.nbytes for k in keeper for a in (k.moment.parameters, *k.moment.slots.values())}
    assert keeper.nbytes == sum(held.values()) + OVERHEAD * len(keeper)
    keeper.clear()
    assert keeper.nbytes == 0 == len(keeper)
    assert keeper.is_due(0)


def test_the_newest_at_or_before() -> None:
    keeper = Keeper(Budget(), stride=128)
    assert keeper.at(5) is None
    play(keeper, 1_000)
    for step, (one, next_) in itertools.product(range(0, 900, 37), itertools.pairwise(keeper.steps)):
        if one <= step < next_:
            found = keeper.at(step)
            assert found is not None
            assert found.step == one
            assert found.reaches(step) == step


def test_a_run_from_the_middle_counts_from_there() -> None:
    keeper = Keeper(Budget(), stride=8, origin=1_000)
    play(keeper, 1_100, first=1_000)
    assert keeper.steps[:17] == tuple(range(1_000, 1_017))


def test_a_change_by_hand_stays() -> None:
    keeper = Keeper(Budget(20 * ONE), stride=1)
    play(keeper, 100)
    keeper.keep(kept(101, by_hand=True))
    keeper.keep(kept(101))
    play(keeper, 5_000)
    assert 101 in keeper.steps
    found = keeper.at(101)
    assert found is not None
    assert found.by_hand
    # From the moment before it, training reaches the change but nothing after it.
    assert all(k.until is None for k in keeper)


def test_too_many_changes_by_hand_make_gaps_that_are_known() -> None:
    """As when a slider is dragged while a network plays that fills the history with four moments."""
    keeper = Keeper(Budget(4 * ONE), stride=1)
    play(keeper, 0)
    for step in range(1, 30):
        keeper.keep(kept(step, by_hand=True))
    assert len(keeper) <= 4
    assert keeper.steps[0] == 0
    for k, next_ in itertools.pairwise([*keeper, None]):
        assert k is not None
        last = 29 if next_ is None else next_.step
        if last > k.step + 1:
            assert k.until == k.step + 1
        assert k.reaches(last) <= last


def test_a_moment_that_does_not_fit_is_told_once_and_for_all() -> None:
    budget = Budget(1_000_000)
    keeper = Keeper(budget, stride=1)
    assert not keeper.keep(kept(0, n=1_000_000))
    assert "8 MB" in keeper.note()
    assert "1 MB" in keeper.note()
    assert not keeper.is_due(10**9)
    budget.most = 100_000_000
    assert keeper.is_due(0)
    assert keeper.keep(kept(5, n=1_000_000))
    assert "12 fit into" in keeper.note()


def test_a_small_network_needs_no_note() -> None:
    keeper = Keeper(Budget())
    assert keeper.note() == ""
    play(keeper, 100)
    assert keeper.note() == ""


def test_runs_share_a_budget() -> None:
    budget = Budget(60 * ONE)
    runs = [Keeper(budget, stride=1) for _ in range(3)]
    for keeper in runs:
        play(keeper, 2_000)
        assert budget.nbytes <= budget.most
    assert all(len(keeper) >= 8 for keeper in runs)
    assert all(keeper.steps[0] == 0 for keeper in runs)
    alone = [Keeper(Budget(60 * ONE), stride=1) for _ in range(2)]
    play(alone[0], 2_000)
    play(alone[1], 2_000)
    assert alone[0].steps == alone[1].steps


def test_the_oldest_run_makes_room_when_nothing_else_does() -> None:
    budget = Budget(3 * ONE)
    runs = [Keeper(budget) for _ in range(4)]
    for keeper in runs:
        play(keeper, 0)
    assert [len(keeper) for keeper in runs] == [0, 1, 1, 1]
    assert "Other runs" in runs[0].note()
    assert not runs[0].is_due(10)
    budget.remove(runs[1])
    assert budget.nbytes == 2 * ONE


def test_a_smaller_budget_is_met_at_once_and_a_larger_one_used() -> None:
    budget = Budget(100 * ONE)
    keeper = Keeper(budget, stride=4)
    play(keeper, 4_000)
    budget.most = 10 * ONE
    assert budget.nbytes <= budget.most
    assert len(keeper) >= 4
    budget.most = 10**9
    play(keeper, 5_000)
    assert np.diff(keeper.steps[-100:]).max() == 4


def test_a_much_smaller_budget_leaves_the_beginning_of_a_run_that_was_changed_by_hand() -> None:
    budget = Budget(100 * ONE)
    keeper = Keeper(budget, stride=4)
    play(keeper, 40)
    for step in range(41, 50):
        keeper.keep(kept(step, by_hand=True))
    budget.most = 3 * ONE
    assert budget.nbytes <= budget.most
    assert keeper.steps[0] == 0
    assert all(k.until is not None for k in keeper if k.step < keeper.steps[-1] - 1)
    budget.most = 0
    assert keeper.steps == ()
    assert not keeper.is_due(50)


def test_arrays_and_places_that_stay_are_kept_once() -> None:
    keeper = Keeper(Budget(), stride=1)
    best = Moment(1, 0.1, np.ones(50, np.float32))
    for step in range(4):
        state, place = np.arange(6, dtype=np.float32), {"draws": {"state": "7" * 38}, "at": step}
        keeper.keep(kept(step, state=state, place=place, best=best))
    moments = [k.moment for k in keeper]
    assert len({id(m.state) for m in moments}) == 1
    assert len({id(m.place["draws"]) for m in moments}) == 1
    assert [m.place["at"] for m in moments] == [0, 1, 2, 3]
    assert keeper.nbytes == 4 * OVERHEAD + 4 * 800 + 24 + 200


def test_numbers_that_only_look_equal_are_kept_apart() -> None:
    keeper = Keeper(Budget(), stride=1)
    for step, value in enumerate((0.0, -0.0, np.nan)):
        keeper.keep(kept(step, state=np.array([value])))
    assert [k.moment.state.tobytes() for k in keeper] == [
        np.array([v]).tobytes() for v in (0.0, -0.0, np.nan)
    ]


def test_keeping_is_planned_by_counted_work() -> None:
    small, large = steps_between(337, 3 * 337, 10), steps_between(10**6, 3 * 10**6, 128)
    assert 2048 <= small <= 8192
    assert large <= 128
    assert steps_between(10**6, 3 * 10**6, 1) > large
    assert steps_between(0, 0, 1) >= 1


@pytest.mark.parametrize(
    ("parameters", "numbers", "batch"), [(337, 337, 10), (10**6, 3 * 10**6, 128), (6 * 10**6, 6 * 10**6, 512)]
)
def test_the_first_steps_of_a_large_network_are_not_held_up(
    parameters: int, numbers: int, batch: int
) -> None:
    stride = steps_between(parameters, numbers, batch)
    keeper = Keeper(Budget(10**9), stride, closest=closest_of(stride, numbers))
    play(keeper, 20 * stride)
    gap = np.diff(keeper.steps)
    assert (gap.min() == 1) if numbers < 10**6 else (gap.min() >= stride // 2)
    assert (np.diff(gap) >= 0).all()
    assert gap.max() == stride


def test_how_many_fit() -> None:
    one = bytes_of(10**6, 0, [10**6, 10**6, 0], 4)
    assert how_many_fit(200_000_000, one) == 16
    assert how_many_fit(one - 1, one) == 0
    assert how_many_fit(10**12, one) == MOST_MOMENTS


def test_every_coarser_schedule_keeps_a_part_of_what_was_kept() -> None:
    schedule = Schedule(1, 4)
    for _ in range(20):
        coarser = schedule.coarser(200)
        wanted = {s for s in range(5_000) if coarser.keeps(s)}
        assert wanted <= {s for s in range(5_000) if schedule.keeps(s)}
        walked, step = {0}, 0
        while (step := coarser.after(step)) < 5_000:
            walked.add(step)
        assert walked == wanted
        schedule = coarser
