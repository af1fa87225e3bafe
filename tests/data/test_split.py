"""Every row in exactly one part, whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.data.split import split_rows

shares = st.floats(0.0, 0.45)
seeds = st.integers(0, 2**31 - 1)


def _parts(split):
    return split.train, split.validation, split.test


@given(n=st.integers(1, 300), validation=shares, test=shares, seed=seeds)
def test_parts_are_disjoint_cover_all_and_have_the_asked_sizes(n, validation, test, seed) -> None:
    split = split_rows(n, validation, test, seed)
    assert sorted(np.concatenate(_parts(split)).tolist()) == list(range(n))
    assert len(split.train) >= 1
    assert len(split.test) == min(n - 1, np.floor(n * test + 0.5))
    assert len(split.validation) == min(n - 1 - len(split.test), np.floor(n * validation + 0.5))


@given(
    labels=st.lists(st.integers(0, 5), min_size=1, max_size=200), validation=shares, test=shares, seed=seeds
)
def test_stratified_parts_mirror_the_whole(labels, validation, test, seed) -> None:
    labels = np.array(labels)
    split = split_rows(len(labels), validation, test, seed, labels)
    assert sorted(np.concatenate(_parts(split)).tolist()) == list(range(len(labels)))
    for c in np.unique(labels):
        size = (labels == c).sum()
        counts = [(labels[part] == c).sum() for part in _parts(split)]
        assert counts[0] >= 1
        if size >= 10 and len(labels) == 10 * (len(labels) // 10) and len(np.unique(labels)) <= 2:
            assert abs(counts[2] - size * test) <= 1.5
    assert len(split.test) <= np.floor(len(labels) * test + 0.5)


@pytest.mark.parametrize("sizes", [(762, 610), (50, 50, 50), (500, 7, 93), (33, 33, 34)])
def test_each_class_is_within_one_row_of_its_share(sizes) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    split = split_rows(len(labels), 0.16, 0.2, 3, labels)
    for c, size in enumerate(sizes):
        assert abs((labels[split.test] == c).sum() - 0.2 * size) < 1
        assert abs((labels[split.validation] == c).sum() - 0.16 * size) < 1
    assert len(split.test) == np.floor(0.2 * sum(sizes) + 0.5)


def test_a_class_of_one_row_goes_to_training() -> None:
    labels = np.array([0] * 20 + [1] + [2] * 20)
    for seed in range(20):
        split = split_rows(41, 0.4, 0.4, seed, labels)
        assert 20 in split.train


def test_labels_with_gaps_are_fine() -> None:
    split = split_rows(20, 0.2, 0.2, 0, np.repeat([3, 7], 10))
    assert (len(split.train), len(split.validation), len(split.test)) == (12, 4, 4)


@given(seed=seeds)
def test_same_seed_same_rows(seed) -> None:
    first, second = split_rows(50, 0.2, 0.2, seed), split_rows(50, 0.2, 0.2, seed)
    assert all((a == b).all() for a, b in zip(_parts(first), _parts(second), strict=True))


def test_parts_are_shuffled() -> None:
    labels = np.repeat([0, 1], 100)
    train = split_rows(200, 0.2, 0.1, 0, labels).train
    assert 40 < labels[train[:140]].sum() < 100
    assert (np.diff(labels[train]) != 0).sum() > 30
    assert (split_rows(200, 0.2, 0.1, 1, labels).train != train).any()
