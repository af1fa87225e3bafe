"""Tables typed as text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnsim.base.errors import NnsimError
from nnsim.data.sources.typed_table import MOST_ROWS, TypedTable, numbered, parse_rows, typed_rows

numbers = st.floats(-1e20, 1e20, allow_nan=False)


@settings(max_examples=40)
@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=numbers))
def test_what_is_typed_comes_back(table: np.ndarray) -> None:
    assert np.array_equal(parse_rows(typed_rows(table)), table)


def test_one_whole_target_is_classes_and_several_are_numbers() -> None:
    one = TypedTable(rows="0 0 0; 0 1 1; 1 0 1").load()
    assert (one.task, one.target_names, one.input_names) == ("classes", ("0", "1"), ("x₁", "x₂"))
    assert one.whole
    two = TypedTable(rows="0, 0, 0.5\n0, 1, 1", targets=2, names="a, b, c").load()
    assert (two.task, two.input_names, two.target_names) == ("regression", ("a",), ("b", "c"))
    assert two.targets.tolist() == [[0.0, 0.5], [1.0, 1.0]]
    assert TypedTable(task="regression").load().task == "regression"
    assert TypedTable(rows="1 0; 2 0").load().target_names == ("0", "1")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rows": " ; "}, "empty"),
        ({"rows": "0 one 1"}, "'one'"),
        ({"rows": "0 nan 1"}, "'nan'"),
        ({"rows": "0 1e99 1"}, "1e99"),
        ({"rows": "0 1; 0 1 1"}, "Row 2 has 3 numbers"),
        ({"rows": "1; 0"}, "no input is left"),
        ({"names": "a, b"}, "3 columns"),
        ({"names": "a, , c"}, "one name for each"),
        ({"rows": "0 0.5", "task": "classes"}, "whole numbers"),
        ({"rows": "0 1;" * (MOST_ROWS + 1)}, "at most"),
    ],
)
def test_what_cannot_be_has_a_sentence(settings: dict[str, object], said: str) -> None:
    with pytest.raises(NnsimError, match=said):
        TypedTable(**settings).load()


def test_numbers_below() -> None:
    assert [numbered("x", place) for place in (0, 9)] == ["x₁", "x₁₀"]
