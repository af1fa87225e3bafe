"""A validation part that came with the data, whatever deals the other rows."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.splitter import Splitter
from nnsim.data.splitters.by_group import ByGroup
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.folds import Folds
from nnsim.data.splitters.in_order import InOrder
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.steps.distinct import kept_rows
from nnsim.data.steps.window import Window

N = 40


def data(**more: object) -> Dataset:
    given: dict[str, object] = {
        "inputs": np.arange(float(N))[:, np.newaxis],
        "input_names": ("x",),
        "targets": np.arange(N) % 2,
        "task": "classes",
        "target_names": ("a", "b"),
        "validation_rows": 8,
        "test_rows": 4,
        "moments": np.arange(float(N)),
        "groups": np.arange(N) // 2,
    }
    return Dataset(title="t", **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("splitter", [RandomSplit(), InOrder(), ByTime(), ByGroup()])
def test_the_rows_that_came_to_validate_do(splitter: Splitter) -> None:
    ready = prepare_dataset(data(), DataSettings(splitter=splitter))
    assert ready.rows.validation.tolist() == list(range(28, 36))
    assert ready.rows.test.tolist() == list(range(36, 40))
    assert sorted(ready.rows.train) == list(range(28))
    assert "The validation part is the one that came with the data" in ready.summary


@pytest.mark.parametrize("splitter", [RandomSplit(), InOrder(), ByTime()])
def test_a_test_part_is_dealt_of_the_others(splitter: Splitter) -> None:
    ready = prepare_dataset(data(test_rows=0), DataSettings(splitter=splitter, test_share=0.25))
    assert ready.rows.validation.tolist() == list(range(32, 40))
    assert len(ready.rows.test) == 8
    assert sorted((*ready.rows.train, *ready.rows.test)) == list(range(32))


def test_folds_deal_all_but_the_test_part() -> None:
    ready = prepare_dataset(data(), DataSettings(splitter=Folds(folds=4, fold=1)))
    assert ready.rows.validation.min() < 28 <= ready.rows.validation.max()
    assert sorted((*ready.rows.train, *ready.rows.validation)) == list(range(36))
    assert "The validation part is the one that came with the data" not in ready.summary


def test_rows_that_lack_a_value_are_in_no_part() -> None:
    inputs = np.arange(float(N))[:, np.newaxis].copy()
    inputs[[0, 30, 39]] = np.nan
    ready = prepare_dataset(data(inputs=inputs, missing="drop"), DataSettings())
    assert ready.rows.validation.tolist() == [28, 29, 31, 32, 33, 34, 35]
    assert ready.rows.test.tolist() == [36, 37, 38]


def test_steps_keep_parts_apart() -> None:
    kept = kept_rows(data(), np.array([0, 5, 27, 28, 35, 36]), "some")  # type: ignore[arg-type]
    assert (kept.validation_rows, kept.test_rows) == (2, 1)
    made = Window(length=4).apply(
        data(groups=None, targets=np.arange(float(N))[:, np.newaxis], task="regression", target_names=("y",))
    )
    assert (made.validation_rows, made.test_rows) == (8, 4)
    train = made.inputs[: len(made) - 12]
    assert train.max() < 28, "no window that trains holds a row that judges"


def test_more_rows_than_there_are_contradict() -> None:
    with pytest.raises(ValueError, match="4 test and 37 validation rows of 40"):
        data(validation_rows=37)
    with pytest.raises(NnsimError, match="no rows to train on"):
        prepare_dataset(data(validation_rows=36), DataSettings())
