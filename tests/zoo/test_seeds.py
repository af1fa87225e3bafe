"""Every seed that may be given can be raised from, also where an animal draws several sets of data of its own."""

from __future__ import annotations

from itertools import takewhile

from nnsim.base.seeds import MOST_FIRST_SEED, MOST_SEED, seed_of
from nnsim.zoo.animals.hn import HopfieldAnimal


def test_draws_of_one_seed_are_none_of_another_and_all_are_seeds() -> None:
    drawn = [seed_of(first, k, 20) for first in (0, 1, 2, MOST_FIRST_SEED) for k in range(20)]
    assert drawn[:60] == list(range(60))
    assert len(set(drawn)) == 80
    assert max(drawn) <= MOST_SEED


def test_patterns_by_chance_are_drawn_for_the_largest_seed_too() -> None:
    raised = HopfieldAnimal().raise_from(MOST_FIRST_SEED)
    shares = [r.share for r in takewhile(lambda r: r.share < 0.12, raised)]
    assert shares[-1] == 0.11
