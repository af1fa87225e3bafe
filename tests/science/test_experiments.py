"""The rows of docs/science.md that take no time, as tests; `make science` measures all of them."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.science.experiments import degenerate, initialisation, mean_field, vanishing
from tests.science.experiments.rows import AT_LEAST, AT_MOST, Row, absolute, factor, relative


@pytest.mark.parametrize(
    "section", [vanishing, initialisation, mean_field, degenerate], ids=lambda m: m.TITLE
)
def test_every_number_lies_where_it_should(section: ModuleType) -> None:
    found = list(section.fast_rows())
    assert found
    for row in found:
        assert row.holds, row.line()


def test_a_row_that_differs_says_so() -> None:
    for within, near, far in (
        (relative(0.1), 10.9, 11.1),
        (absolute(0.1), 9.95, 9.8),
        (factor(2), 19, 21),
        (AT_LEAST, 10, 9.9),
        (AT_MOST, 10, 10.1),
    ):
        good, bad = (Row("c", [10], [m], within, "s", "0") for m in (near, far))
        assert good.holds
        assert "holds" in good.line()
        assert not bad.holds
        assert "**differs**" in bad.line()
    assert not Row("c", [1], [float("nan")], relative(0.1), "s", "0").holds
