"""The bounded memory of a run: what merging keeps, whatever the chunks."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.training.columns import Columns
from nnsim.training.history import History
from nnsim.training.history_record import columns_record
from nnsim.training.messages import Evaluation, Points
from nnsim.training.series import Series
from tests import synthetic

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


@pytest.mark.parametrize("capacity", [4, 8, 64])
def test_rows_of_steps_far_apart_are_the_same_together_as_one_by_one(capacity: int) -> None:
    rng = np.random.default_rng(capacity)
    steps, rows = np.cumsum(rng.integers(0, 90, 75)), rng.normal(size=(75, 2))
    one, other, many = Series(2, capacity), Series(2, capacity), Series(2, capacity)
    for step, row in zip(steps, rows, strict=True):
        one.append(int(step), row[None])
    other.extend(steps, rows)
    for part in np.split(np.arange(75), [1, 4, 20, 21, 50]):
        many.extend(steps[part], rows[part])
    # A bucket is called by its last step, wherever it lies.
    assert set(one.steps) <= set(steps)
    assert one.steps[-1] == steps[-1]
    for key, array in one.arrays().items():
        np.testing.assert_allclose(other.arrays()[key], array, rtol=1e-12)
        np.testing.assert_allclose(many.arrays()[key], array, rtol=1e-12)


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
    np.testing.assert_array_equal(history.evaluations.means(), [[0.25, np.nan, 0.75, np.nan, 0.5]])
    assert history.last_evaluation is not None


# ---- as it was ----------------------------------------------------------------------------------


def test_a_step_is_found_in_the_bucket_that_holds_it() -> None:
    rows = np.arange(1, 21, dtype=np.float64)[:, None]
    series = filled(rows, [3, 5], 8)
    assert series.stride == 4
    assert [float(series.at(step)[0]) for step in (1, 4, 5, 20, 99)] == [2.5, 2.5, 6.5, 18.5, 18.5]
    assert np.isnan(series.at(0)).all()
    assert np.isnan(Series(2).at(5)).all()


def test_a_run_that_began_late_has_nothing_before() -> None:
    series = Series(1)
    series.append(501, np.ones((3, 1)))
    assert np.isnan(series.at(500)).all()
    assert series.at(501)[0] == 1


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(0, 90),
    more=st.integers(0, 90),
    cut=st.integers(0, 100),
    capacity=st.sampled_from([2, 4, 16]),
)
def test_a_copy_goes_on_as_the_first_and_a_cut_one_holds_what_was_there(
    count: int, more: int, cut: int, capacity: int
) -> None:
    rows = np.random.default_rng(count).normal(size=(count + more, 2))
    first = filled(rows[:count], [], capacity)
    copy = first.until()
    first.append(count + 1, rows[count:])
    copy.append(count + 1, rows[count:])
    for name, array in first.arrays().items():
        np.testing.assert_array_equal(copy.arrays()[name], array)
    then = first.until(cut)
    n = len(then)
    np.testing.assert_array_equal(then.steps, first.steps[:n])
    assert n == len(first) or first.steps[n] > cut
    if cut >= len(rows) and len(rows):
        np.testing.assert_array_equal(then.last, first.last)


def measured(step: int, value: float, val: float | None = 0.5) -> Evaluation:
    return Evaluation(1, step, step / 10, value, val, (("train_accuracy", 1 - value),))


def test_evaluations_are_told_as_of_a_step() -> None:
    history = History(Columns(1), ("train_accuracy", "val_accuracy"))
    assert history.evaluation_at(5) is None
    for step in (10, 20, 30):
        history.add_evaluation(measured(step, 1 / step, None if step == 10 else 0.5))
    assert history.evaluation_at(9) is None
    assert history.evaluation_at(19) == measured(10, 1 / 10, None)
    assert history.evaluation_at(20) == measured(20, 1 / 20)
    assert history.evaluation_at(99) is history.last_evaluation


def a_history() -> History:
    made = synthetic.history(300, layers=3)
    tally = Scalar("tally", "Tally", total=True, counted=("{n} thing", "{n} things"))
    made.columns = replace(made.columns, scalars=((LOSS, 0), (tally, 1)), judged_by="tally")
    return made


def test_a_history_goes_into_arrays_and_comes_back_to_go_on() -> None:
    one = a_history()
    other = History.of_arrays(one.arrays())
    assert other.columns == one.columns
    assert other.metrics == one.metrics
    assert replace(other.last_evaluation, run=1) == one.last_evaluation
    points = Points(1, 301, synthetic.rows(50, 3), 35.0)
    for history in (one, other):
        history.add_points(points)
        history.add_evaluation(measured(350, 0.25))
    found = other.arrays()
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(found[name], array)
    assert not [a for a in found.values() if a.dtype.kind not in "fiu"]


def test_names_that_changed_on_the_way_are_known_to_copies_and_files() -> None:
    one = History(
        Columns(1), ("val_accuracy/left", "val_accuracy/right"), outputs=(("l", "left"), ("r", "right"))
    )
    told = Evaluation(1, 10, 1.0, 0.5, 0.5, (("val_accuracy/left", 0.25), ("val_accuracy/right", 0.75)))
    one.add_evaluation(told)
    one.rename({"l": "west", "r": "east"})
    for other in (one.until(), History.of_arrays(one.arrays())):
        assert other.metrics == ("val_accuracy/west", "val_accuracy/east")
        other.add_evaluation(replace(told, step=20))
        np.testing.assert_array_equal(other.evaluations.mean(3), [0.75, 0.75])
        other.rename({"r": "right"})
        assert other.metrics == ("val_accuracy/left", "val_accuracy/right")


def test_an_empty_history_and_infinite_readings_come_back() -> None:
    history = History(Columns(2))
    assert len(History.of_arrays(history.arrays()).readings) == 0
    history.add_points(Points(1, 1, np.array([[np.inf, np.nan]]), 0.1))
    np.testing.assert_array_equal(History.of_arrays(history.arrays()).readings.last, [np.inf, np.nan])


def _with_record(arrays: dict[str, np.ndarray], **changed: object) -> dict[str, np.ndarray]:
    record = {**json.loads(arrays["record"].tobytes()), **changed}
    return {**arrays, "record": np.frombuffer(json.dumps(record).encode(), np.uint8)}


DAMAGES = {
    "no record": lambda a: {k: v for k, v in a.items() if k != "record"},
    "record of floats": lambda a: {**a, "record": a["record"].astype(float)},
    "no JSON": lambda a: {**a, "record": a["record"][:-5]},
    "a list": lambda a: {**a, "record": np.frombuffer(b"[1]", np.uint8)},
    "no version": lambda a: _with_record(a, version=None),
    "strides": lambda a: _with_record(a, strides=[0, 1]),
    "stride true": lambda a: _with_record(a, strides=[True, 1]),
    "metrics": lambda a: _with_record(a, metrics=["x"] * 3),
    "reported": lambda a: _with_record(a, reported=[]),
    "outputs": lambda a: _with_record(a, outputs=[["a"]]),
    "columns": lambda a: _with_record(a, columns={"width": 10**12}),
    "width": lambda a: _with_record(a, columns={**columns_record(Columns(5)), "width": 4}),
    "a column outside": lambda a: _with_record(
        a, columns={**columns_record(Columns(13)), "layers": [{"node": "a", "name": "b", "places": {"w": 13}}]}
    ),
    "no steps": lambda a: {k: v for k, v in a.items() if k != "readings/steps"},
    "texts": lambda a: {**a, "readings/low": a["readings/low"].astype("U8")},
    "steps fall": lambda a: {**a, "readings/steps": a["readings/steps"][::-1].copy()},
    "steps of NaN": lambda a: {**a, "readings/steps": a["readings/steps"] * np.nan},
    "cut": lambda a: {**a, "readings/sum": a["readings/sum"][:-1]},
    "sizes": lambda a: {**a, "evaluations/sizes": a["evaluations/sizes"] * 0},
    "too many": lambda a: {
        **a,
        **{f"readings/{k}": np.resize(a[f"readings/{k}"], (5000, *a[f"readings/{k}"].shape[1:]))
           for k in ("sizes", "sum", "low", "high")},
        "readings/steps": np.arange(5000.0),
    },
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_arrays_are_told_in_a_sentence(damage) -> None:
    with pytest.raises(NnsimError, match="damaged"):
        History.of_arrays(damage(a_history().arrays()))


def test_a_later_version_is_told() -> None:
    with pytest.raises(NnsimError, match="later version"):
        History.of_arrays(_with_record(a_history().arrays(), version=2))
