"""The bounded memory of a run: what merging keeps, whatever the chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.training.columns import Columns
from nnsim.training.history import History, Series
from nnsim.training.messages import Evaluation, Points

numbers = st.floats(-1e6, 1e6, width=32)


def filled(rows: np.ndarray, cuts: list[int], capacity: int) -> Series:
    series = Series(rows.shape[1], capacity)
    at = 0
    for cut in [*cuts, len(rows)]:
        series.append(1 + at, rows[at : at + cut])
        at = min(len(rows), at + cut)
    return series


@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=300),
    cuts=st.lists(st.integers(0, 40), max_size=30),
    capacity=st.sampled_from([2, 4, 6, 16, 64]),
)
def test_any_chunks_give_the_same_and_no_spike_is_lost(
    values: list[tuple[float, float]], cuts: list[int], capacity: int
) -> None:
    rows = np.array(values, np.float32)
    one, other = filled(rows, [], capacity), filled(rows, cuts, capacity)
    assert len(one) == len(other) <= capacity
    assert one.stride == other.stride
    np.testing.assert_array_equal(one.steps, other.steps)
    np.testing.assert_array_equal(one.last, rows[-1])
    assert one.steps[-1] == len(rows)
    sizes = np.diff([0, *one.steps])
    assert (sizes[:-1] == one.stride).all()
    for column in (0, 1):
        np.testing.assert_array_equal(one.low(column), other.low(column))
        np.testing.assert_array_equal(one.high(column), other.high(column))
        np.testing.assert_allclose(one.mean(column), other.mean(column), rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(
            (one.mean(column) * sizes).sum(), rows[:, column].astype(float).sum(), rtol=1e-12, atol=1e-6
        )
        assert one.low(column).min() == rows[:, column].min()
        assert one.high(column).max() == rows[:, column].max()
        at = 0
        for k, size in enumerate(sizes.astype(int)):
            part = rows[at : at + size, column]
            at += size
            assert (one.low(column)[k], one.high(column)[k]) == (part.min(), part.max())
            assert one.mean(column)[k] == pytest.approx(part.astype(float).mean(), rel=1e-12, abs=1e-9)
    np.testing.assert_array_equal(one.means()[:, 1], one.mean(1))


def test_a_million_steps_stay_bounded() -> None:
    series = Series(2, 64)
    chunk = np.ones((9973, 2), np.float32)
    for k in range(100):
        series.append(1 + k * 9973, chunk)
    assert len(series) <= 64
    assert series.steps[-1] == 997_300


def test_history_takes_points_and_evaluations() -> None:
    history = History(Columns(2, ()), ("train_accuracy", "val_accuracy"), capacity=8)
    before = history.version
    history.add_points(Points(1, 1, np.array([[1, 2], [3, 4]], np.float32), 0.5))
    history.add_evaluation(Evaluation(1, 2, 0.5, 0.25, None, (("train_accuracy", 0.75),)))
    assert history.version == before + 2
    np.testing.assert_array_equal(history.readings.mean(1), [2, 4])
    np.testing.assert_array_equal(history.evaluations.means(), [[0.25, np.nan, 0.75, np.nan]])
    assert history.last_evaluation is not None
