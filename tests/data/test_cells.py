"""Fields read many at a time: numbers to the last bit as Python reads them one by one, words as they stand there."""

from __future__ import annotations

import math
import struct
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.data.tables import cell_words
from nnsim.data.tables.cell_numbers import numbers
from nnsim.data.tables.cell_words import different
from nnsim.data.tables.cells import MARGIN, Cells
from nnsim.data.tables.rounded_once import scaled


def cells_of(fields: list[str]) -> Cells:
    """Return fields as they stand in a block, one in each line."""
    margin = b"\n" * MARGIN
    data = b"".join((margin, "\n".join(fields).encode(), b"\n", margin))
    lengths = np.array([len(field.encode()) for field in fields], np.intp)
    ends = MARGIN - 1 + np.cumsum(lengths + 1)
    return Cells(data, ends - lengths, ends)


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


def plain(field: str) -> float | None:
    """Return what Python reads, None for what is no number."""
    try:
        return float(field) if "_" not in field else None
    except ValueError:
        return None


_WRITTEN = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).flatmap(
        lambda x: st.sampled_from([f"{x!r}", f"{x:.6g}", f"{x:.17g}", f"{x:.18e}", f"{x:.3f}", f"{x:+.4E}"])
    ),
    st.decimals(-(10**9), 10**9, places=12).map(str),
    st.integers(-(10**20), 10**20).map(str),
    st.from_regex(r"[+-]?[0-9]{0,22}\.?[0-9]{0,9}([eE][+-]?[0-9]{1,4})?", fullmatch=True),
    st.text("0123456789+-.eE ", max_size=26),
    st.text(max_size=12).filter(lambda text: "\n" not in text),
)


@settings(max_examples=300, deadline=None)
@given(fields=st.lists(_WRITTEN, min_size=1, max_size=40))
def test_numbers_have_the_bits_that_python_gives_them(fields) -> None:
    values, fine = numbers(cells_of(fields), ".")
    for field, value, is_fine in zip(fields, values.tolist(), fine.tolist(), strict=True):
        if is_fine:
            expected = plain(field)
            assert expected is not None, field
            assert bits(value) == bits(expected), field
        else:
            assert math.isnan(value)


@pytest.mark.parametrize("form", ["{!r}", "{:.6g}", "{:.18e}", "{:.10f}", "{:.0f}", "{:+.3e}"])
@pytest.mark.parametrize("size", [1e-12, 1.0, 3e7])
def test_nearly_all_numbers_that_programs_write_are_read_at_once(form, size) -> None:
    rng = Random(form)
    fields = [form.format(rng.gauss(0.0, 1.0) * size) for _ in range(4000)]
    values, fine = numbers(cells_of(fields), ".")
    assert fine.mean() > 0.99
    assert [bits(one) for one in values[fine].tolist()] == [
        bits(float(field)) for field, is_fine in zip(fields, fine.tolist(), strict=True) if is_fine
    ]


def test_what_is_no_such_number_is_left_to_others() -> None:
    fields = ["", "-", "+", ".", "-.", "e5", "1e", "1e+", "--1", "+-1", "1..2", "1.2.3", "1-2", "1 2", " 1", "0x1", "1_0",
              "nan", "inf", "1d5", "1e1.5", "１", "1é", "12345678x", "x12345678", "1,5", "1" * 25, "1e99999", ":", "/", "18446744.073709550592", "18446744073709550592",
              "99999999999999999999", "-9999999999.9999999999"]  # fmt: skip
    values, fine = numbers(cells_of(fields), ".")
    assert not fine.any()
    assert np.isnan(values).all()


def test_the_sign_before_decimals_may_be_another_one() -> None:
    values, fine = numbers(cells_of(["1,5", "-0,25", ",5", "7,", "1.5", "1,5e3", "1,2,3"]), ",")
    assert fine.tolist() == [True, True, True, True, False, True, False]
    assert values[fine].tolist() == [1.5, -0.25, 0.5, 7.0, 1500.0]


@settings(max_examples=300, deadline=None)
@given(
    digits=st.lists(st.integers(0, 10**19 - 1), min_size=1, max_size=20),
    power=st.integers(-300, 300),
)
def test_numbers_times_powers_of_ten_are_rounded_once(digits, power) -> None:
    values, certain = scaled(np.array(digits, np.uint64), np.full(len(digits), power))
    for number, value, is_certain in zip(digits, values.tolist(), certain.tolist(), strict=True):
        assert not is_certain or value == float(f"{number}e{power}")


def test_what_lies_in_the_middle_between_two_floats_is_not_certain() -> None:
    middle = 2**53 + 1
    values, certain = scaled(np.array([middle, middle + 1, middle * 10], np.uint64), np.array([0, 0, -1]))
    assert certain.tolist() == [False, True, False]
    assert values[1] == middle + 1


_TEXTS = st.one_of(
    st.text(max_size=90), st.sampled_from(["", "red", "green", "a\0", "a", "a\0\0", "x" * 8, "x" * 9])
)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(_TEXTS.filter(lambda text: "\n" not in text), min_size=1, max_size=30),
    mixing=st.booleans(),
)
def test_different_fields_are_told_apart(texts, mixing) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if not mixing:
            # All fields meet at the same number.
            patch.setattr(cell_words, "_FACTOR", np.uint64(0))
        places, found = different(cells_of(texts))
    assert [found[place] for place in places] == texts
    assert sorted(found) == sorted(set(texts))
