"""What a line can tell apart, and how well."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.lab.separability import (
    best_margin,
    count_separable,
    fewest_wrong,
    is_separable,
    rows_of,
    separating,
    truth_table,
)


@pytest.mark.parametrize(("bits", "functions"), [(1, 4), (2, 14), (3, 104), (4, 1882)])
def test_as_many_functions_as_published(bits: int, functions: int) -> None:
    assert count_separable(bits) == functions


def test_classes_leave_out_none() -> None:
    rows = rows_of(2)
    one_by_one = sum(is_separable(rows, truth_table(function, 2)) for function in range(16))
    assert one_by_one == count_separable(2)
    with pytest.raises(NnsimError):
        count_separable(5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_margin_is_the_greatest_there_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(12, 2))
    true = rng.normal(size=3)
    labels = (points @ true[:2] + true[2] > 0).astype(int)
    found = best_margin(points, labels)
    assert found is not None
    signed = np.column_stack([points, np.ones(12)]) * np.where(labels, 1, -1)[:, None]
    assert np.linalg.norm([*found.weights, found.bias]) == pytest.approx(1)
    assert (signed @ [*found.weights, found.bias]).min() == pytest.approx(found.gamma)
    others = np.concatenate([[true], rng.normal(size=(200, 3))])
    others /= np.linalg.norm(others, axis=1)[:, None]
    assert (others @ signed.T).min(1).max() <= found.gamma + 1e-9
    assert found.bound_from(np.zeros(2), 0.0, 0.3) == pytest.approx(found.bound)


def test_xor_has_no_line_and_three_rows_of_four() -> None:
    xor = truth_table(0b0110, 2)
    assert separating(rows_of(2), xor) is None
    assert best_margin(rows_of(2), xor) is None
    assert fewest_wrong(rows_of(2), xor) == 1
    weights, bias = separating(rows_of(2), truth_table(0b1000, 2))
    assert ((rows_of(2) @ weights + bias > 0) == [0, 0, 0, 1]).all()
