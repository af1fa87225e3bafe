"""Every part that can show itself does, with finite numbers, and quickly enough to be worked out on a click."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.activation import activations
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.clipping import clippings
from nnsim.engine.initializer import initializers
from nnsim.engine.layer import layers
from nnsim.engine.loss import losses
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizer import optimizers
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.role import Role
from nnsim.engine.schedule import schedules
from nnsim.reference.pictures import picture_of

SHOWN = [
    part
    for registry in (layers, activations, losses, initializers, optimizers, schedules, clippings)
    for part in registry
    if getattr(part, "role", None) is not Role.SOURCE and part.__module__.startswith("nnsim.")
]


@pytest.mark.parametrize("part", SHOWN, ids=lambda p: p.__name__)
def test_every_part_shows_itself(part):
    drawings = picture_of(part)
    assert drawings
    for drawing in drawings:
        arrays = [y for _, _, y in drawing.curves] + ([] if drawing.image is None else [drawing.image])
        assert arrays
        for array in arrays:
            assert np.isfinite(array).mean() > 0.5


def test_the_picture_of_relu_is_relu():
    (drawing,) = picture_of(ReLU)
    (_, z, y), (_, _, slope) = drawing.curves
    np.testing.assert_allclose(y, np.maximum(z, 0))
    away = np.abs(z) > 0.1
    np.testing.assert_allclose(slope[away], z[away] > 0, atol=1e-6)


def test_the_picture_of_the_squared_error_is_its_parabola():
    (drawing,) = picture_of(MeanSquaredError)
    _, z, loss = drawing.curves[1]
    np.testing.assert_allclose(loss, (z - 1) ** 2)


def test_gradient_descent_goes_down_the_slope_as_its_formula_says():
    (drawing,) = picture_of(SGD)
    _, steps, loss = drawing.curves[0]
    np.testing.assert_allclose(loss, 0.5 * 0.99 ** (2 * steps) + 6 * 0.88 ** (2 * steps))


def test_a_part_without_a_picture_has_none():
    from nnsim.engine.layers.input import Input

    assert picture_of(Input) == ()


def test_divergence_of_shares_is_least_where_the_share_is_right():
    from nnsim.engine.losses.kl_divergence import KullbackLeibler

    (drawing,) = picture_of(KullbackLeibler)
    (_, z, of_first), (_, _, of_second) = drawing.curves
    assert of_first.argmin() == 0
    assert of_second.argmin() == len(z) - 1
    assert of_second.min() < 0.1 < 1 < of_second.max()
