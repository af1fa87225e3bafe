"""So many moments of a training whose length is known."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.document.kept import Kept
from nnsim.document.moment import Moment
from nnsim.document.project import TrainingSettings
from nnsim.training.even_keeping import EvenKeeper

SETTINGS = TrainingSettings()


def steps_kept(keeper: EvenKeeper, first: int, end: int) -> list[int]:
    """Train to `end` and return the steps that are kept."""
    for step in range(first, end + 1):
        if keeper.is_due(step):
            keeper.keep(Kept(Moment(step), SETTINGS))
    keeper.finish(Kept(Moment(end), SETTINGS))
    return [kept.step for kept in keeper.kept]


@pytest.mark.parametrize("first", [0, 1_000])
@pytest.mark.parametrize("most", [1, 2, 3, 10, 64, 200])
@pytest.mark.parametrize("length", [1, 2, 7, 100, 199, 1_000, 4_567])
def test_so_many_with_equal_gaps_and_both_ends(first: int, most: int, length: int) -> None:
    last = first + length
    steps = steps_kept(EvenKeeper(first, last, most), first, last)
    assert len(steps) == min(most, length + 1)
    assert steps[-1] == last
    if most > 1:
        assert steps[0] == first
        gaps = np.diff(steps)
        assert gaps.max() - gaps.min() <= 1


@pytest.mark.parametrize("end", [0, 1, 3, 50, 333, 1_024, 2_999])
def test_a_training_that_ends_early_has_at_least_half(end: int) -> None:
    steps = steps_kept(EvenKeeper(0, 3_000, 20), 0, end)
    assert min(end + 1, 10) <= len(steps) <= 20
    assert (steps[0], steps[-1]) == (0, end)
    gaps = np.diff(steps)[:-1]
    assert not len(gaps) or gaps.max() - gaps.min() <= 1


def test_what_came_after_the_last_good_weights_is_not_kept() -> None:
    keeper = EvenKeeper(0, 100, 101)
    for step in range(50):
        keeper.keep(Kept(Moment(step), SETTINGS))
    keeper.finish(Kept(Moment(32), SETTINGS))
    assert [kept.step for kept in keeper.kept] == list(range(33))
