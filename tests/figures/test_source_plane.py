"""The plane of a source's own inputs, where steps made others of them: asked of the network through the steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.prepare import DataSettings, Prepared, prepare
from nnsim.data.sources.function import FormulaFunction
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.step import Step
from nnsim.data.steps.features import Features
from nnsim.data.steps.polynomial import Polynomial
from nnsim.figures.maps import parts
from nnsim.figures.plane import default_plane, principal_plane, source_plane

SPIRALS = DataSettings(TwoSpirals(points=60), scaling="standardize")


def with_steps(*steps: Step, of: DataSettings = SPIRALS) -> Prepared:
    return prepare(replace(of, steps=steps))


SEVEN = Features("x1^2; x2^2; x1*x2; sin(x1); sin(x2)")
ONLY_PRODUCT = Features("x1*x2", "x1, x2")


@pytest.mark.parametrize("step", [SEVEN, ONLY_PRODUCT], ids=["seven", "product"])
def test_every_place_goes_the_way_of_the_examples(step: Step) -> None:
    data = with_steps(step)
    plane = default_plane(data)
    assert [axis.label for axis in plane.axes] == ["x₁", "x₂"]
    assert plane.aspect == 1.0
    for part in (data.train, data.validation, data.test):
        assert part.origin is not None
        np.testing.assert_array_equal(plane.coordinates(part), part.origin)
        np.testing.assert_allclose(data.as_inputs(part.origin), part.inputs, rtol=1e-12)
    x, y = plane.coordinates(data.train)[3]
    np.testing.assert_allclose(plane.place(x, y), data.train.inputs[3], rtol=1e-12)


def test_its_grid_holds_what_the_network_is_given_there() -> None:
    data = with_steps(ONLY_PRODUCT)
    plane = default_plane(data)
    grid = plane.grid((-1.0, 2.0), (0.5, 1.5), 3)
    assert grid.fits(data.shape)
    assert plane.holds(grid)
    assert not principal_plane(with_steps(SEVEN)).holds(grid)
    u, v = np.meshgrid(np.linspace(-1, 2, 3), np.linspace(0.5, 1.5, 3))
    wanted = data.scaler.apply((u * v).reshape(-1, 1))
    np.testing.assert_allclose(grid.points(data.shape), wanted)
    assert grid == default_plane(data).grid((-1.0, 2.0), (0.5, 1.5), 3), "it is known again"
    assert not grid.fits((5,))


def test_points_that_are_thinned_stay_where_they_are() -> None:
    data = with_steps(SEVEN)
    plane = default_plane(data)
    for key, _, examples in parts(data):
        np.testing.assert_array_equal(plane.coordinates(examples), getattr(data, key).origin)


def test_one_input_is_a_line_whatever_is_made_of_it() -> None:
    data = with_steps(Polynomial(degree=3), of=DataSettings(FormulaFunction(formulas="sin(x)")))
    plane = default_plane(data)
    assert plane.is_line
    assert len(plane.place(2.0, 0.0)) == 3
    np.testing.assert_allclose(plane.coordinates(data.train)[:, 0], data.train.origin[:, 0])  # type: ignore[index]


def test_there_is_none_where_the_places_cannot_go_that_way() -> None:
    assert source_plane(prepare(SPIRALS)) is None
    assert source_plane(with_steps(Polynomial(), of=DataSettings(Iris()))) is None, "it has four inputs"
    roots = with_steps(Features("log(x)"), of=DataSettings(FormulaFunction(formulas="x", low=0.1, high=6.0)))
    assert source_plane(roots) is None, "beside the examples there is no logarithm"
    assert len(default_plane(roots).axes) == 2
