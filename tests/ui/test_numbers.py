from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.settings import Integer, Real
from nnsim.ui.widgets import numbers

ANY = Real("x")
LOG = Real("x", low=0.0, high=10.0, log=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.03", 0.03), ("1e-3", 1e-3), (" 5 ", 5.0), ("−2", -2.0), (".5", 0.5), ("1E4", 1e4)],
)
def test_reads_reals(text: str, value: float) -> None:
    assert numbers.parse(text, ANY) == value


@pytest.mark.parametrize("text", ["", "0,5", "1,000", "abc", "1 2", "nan", "1_0", "--1"])
def test_refuses_what_is_no_number_or_is_ambiguous(text: str) -> None:
    assert numbers.parse(text, ANY) is None


def test_whole_numbers() -> None:
    kind = Integer("n", unit="ms")
    assert numbers.parse("16", kind) == 16
    assert numbers.parse("1e4", kind) == 10_000
    assert isinstance(numbers.parse("1e4", kind), int)
    assert numbers.parse("16 ms", kind) == 16
    assert numbers.parse("1.5", kind) is None
    assert numbers.parse("inf", kind) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_shown_reals_read_back_nearly_equal(value: float) -> None:
    assert numbers.parse(numbers.show(value), ANY) == pytest.approx(value, rel=1e-5)


@given(st.integers(min_value=1, max_value=99_999_999), st.integers(min_value=-20, max_value=20))
def test_short_numbers_read_back_exactly(digits: int, exponent: int) -> None:
    value = float(f"{digits}e{exponent}")
    assert numbers.parse(numbers.show(value), ANY) == value


@pytest.mark.parametrize(("value", "text"), [(1e-5, "1e-5"), (16.0, "16"), (0.1 + 0.2, "0.3"), (7, "7")])
def test_shows_numbers_shortly(value: float, text: str) -> None:
    assert numbers.show(value) == text


def test_logarithmic_steps_climb_one_two_five() -> None:
    seen, value = [], 0.001
    for _ in range(6):
        value = numbers.stepped(value, 1, LOG)
        seen.append(value)
    assert seen == [0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
    assert numbers.stepped(0.03, 1, LOG) == 0.05
    assert numbers.stepped(0.03, -1, LOG) == 0.02
    assert numbers.stepped(0.03, 1, LOG, big=True) == 0.2
    assert numbers.stepped(0.0, 1, LOG) == 1e-6
    assert numbers.stepped(0.0, -1, LOG) == 0.0


def test_linear_steps_are_round() -> None:
    share = Real("p", low=0.0, high=1.0)
    assert numbers.stepped(0.5, 1, share) == 0.55
    assert numbers.stepped(0.98, 1, share) == 1.0
    assert numbers.stepped(3.0, 1, ANY) == 3.2


@given(
    st.floats(min_value=0, max_value=10), st.sampled_from([-1, 1]), st.booleans(), st.booleans()
)  # fmt: skip
def test_a_step_moves_the_right_way_and_stays_within_limits(
    value: float, way: int, log: bool, big: bool
) -> None:
    kind = Real("x", low=0.0, high=10.0, log=log)
    moved = numbers.stepped(value, way, kind, big=big)
    assert 0 <= moved <= 10
    assert math.isfinite(moved)
    assert (moved - value) * way >= -1e-9 * max(1.0, value)


@given(st.integers(min_value=-5, max_value=5), st.integers(min_value=1, max_value=9))
def test_whole_steps(value: int, step: int) -> None:
    kind = Integer("n", low=-5, high=5, step=step)
    moved = numbers.stepped(value, 1, kind)
    assert isinstance(moved, int)
    assert moved == min(5, value + step)
