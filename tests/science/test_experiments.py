"""The rows of docs/science.md that take no time, as tests; `make science` measures all of them."""

from __future__ import annotations

from types import ModuleType

import pytest

from nnsim.lab.claim import AT_LEAST, AT_MOST, absolute, factor, relative
from nnsim.lab.experiment import experiments
from nnsim.lab.outcome import perform
from nnsim.lab.pictures import own_pictures
from tests.science.experiments import degenerate, initialisation, mean_field, vanishing
from tests.science.experiments.of_the_program import Performed, page
from tests.science.experiments.table import line, row


@pytest.mark.parametrize(
    "section", [vanishing, initialisation, mean_field, degenerate], ids=lambda m: m.TITLE
)
def test_every_number_lies_where_it_should(section: ModuleType) -> None:
    found = list(section.fast_rows())
    assert found
    for finding in found:
        assert finding.holds, line(finding)


@pytest.mark.parametrize("key", ["recurrent_power", "unsuitable_loss"])
def test_an_experiment_that_takes_no_time_holds_and_is_told_on_the_page(key: str) -> None:
    outcomes = tuple(perform(experiments[key](), seed, own_pictures()) for seed in (3, 50))
    for outcome in outcomes:
        assert outcome.found.share == 1
        assert outcome.holds, outcome.sentences()
    performed = Performed(key, outcomes)
    assert performed.whole
    assert not performed.unexplained
    text = page([performed])
    assert f"| {key} | {outcomes[0].findings[0].claim.words} |" in text
    assert text.count("holds, ") == 2


def test_a_row_that_differs_says_so() -> None:
    for within, near, far in (
        (relative(0.1), 10.9, 11.1),
        (absolute(0.1), 9.95, 9.8),
        (factor(2), 19, 21),
        (AT_LEAST, 10, 9.9),
        (AT_MOST, 10, 10.1),
    ):
        good, bad = (row("c", [10], [m], within, "s", 1) for m in (near, far))
        assert good.holds
        assert "holds" in line(good)
        assert not bad.holds
        assert "**differs**" in line(bad)
    assert not row("c", [1], [float("nan")], relative(0.1), "s", 1).holds
