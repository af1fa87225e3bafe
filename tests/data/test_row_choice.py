"""Rows to look at: what a person asks for, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.dataset import Dataset
from nnsim.data.row_choice import PART, RowQuery, RowTable, chosen_rows

PARTS = ("training", "validation", "test", "left out")


def table(x, labels=None, **more) -> RowTable:
    x = np.asarray(x, np.float64)
    labels = np.arange(len(x)) % 3 if labels is None else np.asarray(labels)
    names = tuple(f"x{j + 1}" for j in range(x.shape[1])) if x.ndim == 2 else ()
    classes = tuple(str(10**k) for k in range(3))
    dataset = Dataset("t", x, labels, "classes", names, classes, **more)
    return RowTable(dataset, np.array([0, 1, 2, -1] * len(x), np.int8)[: len(x)], PARTS)


@given(
    st.lists(st.sampled_from([np.nan, -1.0, 0.0, 1.0, 2.5]), min_size=1, max_size=30),
    st.booleans(),
)
def test_sorting_is_stable_and_puts_what_is_missing_last(values, descending) -> None:
    rows = chosen_rows(table(np.array(values)[:, None]), RowQuery("", 1, descending)).tolist()
    sign = -1 if descending else 1
    assert rows == sorted(
        range(len(values)), key=lambda r: (np.isnan(values[r]), sign * np.nan_to_num(values[r]))
    )


def test_a_condition_finds_rows_and_what_is_missing_is_in_none() -> None:
    rows = table([[1, 2], [np.nan, 2], [3, 5], [4, 1]], missing="drop")
    assert chosen_rows(rows, RowQuery("x1 > 0")).tolist() == [0, 2, 3]
    assert chosen_rows(rows, RowQuery("not x1 > 3")).tolist() == [0, 2]
    assert chosen_rows(rows, RowQuery("x₁ >= 3 and x2 < 2")).tolist() == [3]
    assert chosen_rows(rows, RowQuery("missing")).tolist() == [1]
    assert rows.missing().tolist() == [1, 0]


def test_words_find_classes_and_parts_and_names_of_rows() -> None:
    rows = table(np.zeros((5, 1)), row_names=("a.png", "b.png", "c.png", "d.png", "ab.png"))
    assert chosen_rows(rows, RowQuery("1")).tolist() == [0, 3], "not 10 and 100, which hold it"
    assert chosen_rows(rows, RowQuery("00")).tolist() == [2]
    assert chosen_rows(rows, RowQuery("Left")).tolist() == [3]
    assert chosen_rows(rows, RowQuery("test")).tolist() == [2]
    assert chosen_rows(rows, RowQuery("b.p")).tolist() == [1, 4]


def test_targets_of_a_regression_are_columns_and_pixels_have_places() -> None:
    values = Dataset(
        "t", np.zeros((4, 1)), np.array([[3.0], [1.0], [2.0], [1.0]]), "regression", ("x",), ("y",)
    )
    rows = RowTable(values, np.array([1, 0, -1, 0], np.int8), PARTS)
    assert chosen_rows(rows, RowQuery("y < 3", 2)).tolist() == [1, 3, 2]
    assert chosen_rows(rows, RowQuery("", PART)).tolist() == [1, 3, 0, 2]
    pixels = table(np.arange(24).reshape(2, 3, 4))
    assert pixels.columns == 14
    assert pixels.values(7).tolist() == [6, 18]
    assert pixels.value(1, 12) == 23


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x1", "is a number in each row"),
        ("nobody", "Nothing here is called “nobody”.*x1 > 0"),
        ("x1 >", "ends|formula|expected"),
        ("y > 3", "no input called “y”"),
        ("new york", "Nothing here is called"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(text, words) -> None:
    with pytest.raises(NnsimError, match=words):
        chosen_rows(table(np.zeros((2, 1))), RowQuery(text))
