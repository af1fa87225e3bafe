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
    ("kind", "value", "shown"),
    [
        (Integer("n", unit="ms"), 16, "16 ms"),
        (Integer("n", low_label="automatic"), 0, "automatic"),
        (Integer("n", unit="ms", low_label="automatic"), 0, "automatic"),
        (Real("x", unit="s"), 1e-5, "1e-5 s"),
    ],
)
def test_units_are_shown_and_read(kind: Integer | Real, value: float, shown: str) -> None:
    assert numbers.labelled(value, kind) == shown
    assert kind.parse(shown) == value


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
