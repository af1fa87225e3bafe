"""Numbers in evidence are written as people read them."""

from __future__ import annotations

import pytest

from nnsim.diagnosis.numerals import percent, short


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5.6e-08, "5.6e-8"),
        (1e-6, "1e-6"),
        (2e7, "2e7"),
        (-3.4e-12, "-3.4e-12"),
        (0.0123456, "0.0123"),
        (1.5, "1.5"),
        (58_583, "59,000"),
        (0.0, "0"),
        (float("inf"), "∞"),
    ],
)
def test_a_number_is_short_and_its_power_has_no_zeros(number: float, text: str) -> None:
    assert short(number) == text


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100 %"), (0.254, "25 %"), (0.0, "0 %"), (0.0051, "0.51 %"), (1e-9, "1e-7 %")]
)
def test_a_share_is_a_percentage(share: float, text: str) -> None:
    assert percent(share) == text
