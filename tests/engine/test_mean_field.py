"""Mean field theory against closed forms, published values, and a wide network."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.mean_field import (
    critical_weight_variance,
    depth_scale,
    gradient_factor,
    mean_squares,
    settled_variance,
)


@pytest.mark.parametrize(
    ("bias", "weight"), [(0.0, 1.0), (0.05, 1.7610), (0.1, 1.9861), (0.3, 2.5051), (1.0, 3.4430)]
)
def test_critical_line_of_tanh(bias: float, weight: float) -> None:
    """Poole et al. 2016, figure 1; on the line a gradient neither grows nor fades."""
    found = critical_weight_variance(Tanh(), bias)
    assert found == pytest.approx(weight, abs=1e-3)
    if bias:
        assert gradient_factor(Tanh(), found, bias) == pytest.approx(1.0, abs=1e-6)
        assert gradient_factor(Tanh(), 0.9 * found, bias) < 1 < gradient_factor(Tanh(), 1.1 * found, bias)


def test_relu_is_critical_at_two_without_biases_alone() -> None:
    assert critical_weight_variance(ReLU(), 0.0) == pytest.approx(2.0, abs=1e-12)
    assert math.isnan(critical_weight_variance(ReLU(), 0.1))
    assert gradient_factor(ReLU(), 1.0, 0.3) == pytest.approx(0.5, abs=1e-12)
    assert gradient_factor(ReLU(), 2.5, 0.0) == math.inf


def test_factors_of_tanh_are_those_that_were_simulated() -> None:
    found = [gradient_factor(Tanh(), w, 0.05) for w in (1.0, 1.7, 2.5)]
    np.testing.assert_allclose(found, [0.759, 0.987, 1.134], atol=1e-3)


def test_sigmoids_lose_what_the_learning_speed_figure_shows() -> None:
    """Neighbouring layers differ by 1/√χ₁ = 4.88 with weights N(0, 1/n) and biases N(0, 1)."""
    assert gradient_factor(Sigmoid(), 1.0, 1.0) ** -0.5 == pytest.approx(4.88, abs=0.01)


@settings(max_examples=20, deadline=None)
@given(weight=st.floats(0.1, 0.9), bias=st.floats(0.01, 2))
def test_a_linear_network_has_a_closed_form(weight: float, bias: float) -> None:
    assert settled_variance(Identity(), weight, bias) == pytest.approx(bias / (1 - weight), rel=1e-9)
    assert gradient_factor(Identity(), weight, bias) == pytest.approx(weight, rel=1e-12)
    assert depth_scale(Identity(), weight, bias) == pytest.approx(-1 / math.log(weight), rel=1e-9)


def test_means_are_those_of_drawn_numbers() -> None:
    z = 1.3 * np.random.default_rng(0).normal(size=400_000)
    expected = np.mean(np.tanh(z) ** 2), np.mean((1 - np.tanh(z) ** 2) ** 2)
    np.testing.assert_allclose(mean_squares(Tanh(), 1.69), expected, rtol=5e-3)
