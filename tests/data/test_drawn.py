"""Examples made by formulas: classes by conditions, values by functions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.data.sources.boundary import Boundary
from nnsim.data.sources.function import FormulaFunction


def test_a_boundary_tells_points_apart() -> None:
    data = Boundary().load()
    x, y = data.inputs.T
    assert (data.input_names, data.target_names) == (("x", "y"), ("y > sin x", "otherwise"))
    np.testing.assert_array_equal(data.targets == 0, y > np.sin(x))
    assert np.abs(data.inputs).max() <= 6


def test_the_first_condition_that_holds_is_the_class() -> None:
    data = Boundary(
        conditions="disc = x1^2 + x2^2 < 4; ring = x1^2 + x2^2 < 16", low=-5.0, points=2_000
    ).load()
    radius = np.linalg.norm(data.inputs, axis=1)
    assert data.target_names == ("disc", "ring", "otherwise")
    np.testing.assert_array_equal(data.targets, np.digitize(radius, [2, 4]))
    assert data.inputs.min() >= -5


def test_noise_mixes_the_classes_near_the_boundary_alone() -> None:
    clean, noisy = (Boundary(conditions="x > 0", noise=n, points=3_000).load() for n in (0.0, 10.0))
    np.testing.assert_array_equal(clean.inputs, noisy.inputs)
    mixed = clean.targets != noisy.targets
    assert 0.01 < mixed.mean() < 0.1
    assert np.abs(clean.inputs[mixed, 0]).max() <= 0.6


def test_a_function_is_the_value_with_noise() -> None:
    made = FormulaFunction(formulas="f = sin(x)*y; z", noise=0.0)
    data = made.load()
    x, y, z = data.inputs.T
    assert (data.input_names, data.target_names) == (("x", "y", "z"), ("f", "z"))
    np.testing.assert_allclose(data.targets, np.column_stack((np.sin(x) * y, z)))
    noise = replace(made, noise=0.5, points=5_000).load().targets - replace(made, points=5_000).load().targets
    assert noise.std() == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize(
    ("text", "names"),
    {
        "y > 1": ("x", "y"),
        "x2 > 1": ("x₁", "x₂"),
        "b > a": ("b", "a"),
        "z > e": ("x", "z"),
        "1 > 2": ("x", "y"),
    }.items(),
)
def test_the_variables_are_those_that_are_named_and_the_usual_ones(text: str, names: tuple[str, ...]) -> None:
    assert Boundary(conditions=text).load().input_names == names


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Boundary(conditions="x + y"), "is a number and no condition. Compare it, such as x \\+ y > 0"),
        (Boundary(conditions=" "), "no condition yet"),
        (Boundary(conditions="a > b + c + d"), "4 variables: a, b, c, d. At most 3"),
        (Boundary(conditions="log(x) > y"), "there is no logarithm"),
        (Boundary(low=3.0, high=3.0), "range from 3 to 3 is empty"),
        (FormulaFunction(formulas=""), "no formula yet"),
        (FormulaFunction(formulas="1/(x - x)"), "divided by 0"),
    ],
)
def test_what_cannot_be_is_said(source: Boundary | FormulaFunction, said: str) -> None:
    with pytest.raises(NnsimError, match=said):
        source.load()


def test_what_cannot_be_read_is_said_where_it_is_typed() -> None:
    assert list(check_all(Boundary(conditions="y > sin(x"))) == [
        "Conditions: The bracket at character 8 of “y > sin(x” is never closed."
    ]
    assert "at most 19" in next(check_all(Boundary(conditions="; ".join(["x > 1"] * 20))))
    assert "No point is in this class: x > 7" in Boundary(conditions="x > 7").load().notes
