"""Numbers as they stand in a worked example."""

from __future__ import annotations

import math

import pytest

from nnsim.lab.byhand.written import fixed, written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.593269992, ".593270"),
        (0.05, ".05"),
        (0.1 + 0.2, ".3"),
        (-0.0226025402, "−.0226025"),
        (0.000438568, ".000438568"),
        (1.0, "1"),
        (-12.5, "−12.5"),
        (0.9999999, "1.000000"),
        (0.0, "0"),
        (-0.0, "0"),
        (2.13e-13, "2.130e-13"),
        (1.25e12, "1.250e12"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_written(value: float, text: str) -> None:
    assert written(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.149780716123, ".149780716"),
        (0.35, ".35"),
        (-2.04453208123, "−2.04453208"),
        (123.456789123456, "123.456789"),
        (0.0, "0"),
        (math.nan, "NaN"),
    ],
)
def test_fixed(value: float, text: str) -> None:
    assert fixed(value) == text


def test_signs() -> None:
    assert written(0.5, signed=True) == "+.5"
    assert fixed(-0.5, signed=True) == "−.5"
    assert fixed(0.0, signed=True) == "0"
