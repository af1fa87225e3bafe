"""The rows of docs/science.md that take no time, as tests; `make science` measures all of them."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from nnsim.lab.claim import AT_LEAST, AT_MOST, absolute, factor, relative
from nnsim.lab.experiment import experiments
from nnsim.lab.experiments import depth_and_activation
from nnsim.lab.outcome import perform
from nnsim.lab.pictures import own_pictures
from tests.science.experiments import degenerate, forecasting, initialisation, mean_field, vanishing
from tests.science.experiments.builds import mean_over_normal
from tests.science.experiments.of_the_program import Performed, page
from tests.science.experiments.table import line, row


@pytest.mark.parametrize(
    "section", [vanishing, initialisation, mean_field, degenerate, forecasting], ids=lambda m: m.TITLE
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


def _product_of_slopes(f: Callable, slope: Callable, weight_variance: float, size: float) -> float:
    """Return the geometric mean of √χ₁ over the layers behind the first of infinitely wide ones."""
    q, logs = weight_variance * size, []
    for _ in range(depth_and_activation.DEPTH):
        root = np.sqrt(q)
        logs.append(np.log(weight_variance * mean_over_normal(lambda z, root=root: slope(root * z) ** 2)) / 2)
        q = weight_variance * mean_over_normal(lambda z, root=root: f(root * z) ** 2)
    return float(np.exp(np.mean(logs[1:])))


def test_what_depth_is_expected_to_do_is_what_theory_says() -> None:
    """For inputs as large as those of the digits; ReLU multiplies by ½ wherever its input begins."""
    size = float(np.mean(own_pictures().source.load().inputs ** 2))
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    theory = (
        _product_of_slopes(_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z)), 1, size),
        _product_of_slopes(np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1, size),
        _product_of_slopes(lambda z: np.maximum(z, 0), lambda z: np.heaviside(z, np.sqrt(0.5)), 2, size),
        _product_of_slopes(
            lambda z: scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))),
            lambda z: scale * np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0))),
            1,
            size,
        ),
    )
    np.testing.assert_allclose(depth_and_activation.EXPECTED, theory, rtol=2e-3)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-z)))
