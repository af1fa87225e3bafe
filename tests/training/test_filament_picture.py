"""The filament of a network: where its layers bring a plane."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.training.pictures.filament import MOST_LAYERS, Filament, brought_to
from nnsim.training.scene import Scene, scene_of
from tests.builders import chain, examples, start

RNG = np.random.default_rng(3)


def scene(*hidden: Dense, inputs: int = 2) -> Scene:
    graph = chain(*hidden, Dense(2), loss=SoftmaxCrossEntropy())
    return scene_of(start(graph, examples(RNG.normal(size=(30, inputs)), np.arange(30) % 2, 2)))


def test_two_units_are_the_axes_themselves() -> None:
    seen = scene(Dense(2, Tanh()))
    found = Filament.usual(seen).take(seen)
    assert found is not None
    assert [layer.name for layer in found.layers] == ["in", "l1", "l2"]
    grid = found.grid
    [outputs] = seen.network.predict(grid.points((2,)), ["l1"])
    centred = outputs - outputs.mean(axis=0)
    places = found.layers[1].places.reshape(-1, 2)
    np.testing.assert_allclose(places, centred / np.sqrt(np.mean(centred**2)), atol=1e-5)
    variances = np.linalg.eigvalsh(np.cov(outputs.T))
    assert found.layers[1].share == pytest.approx(variances[1] / variances.sum(), rel=1e-4)


def test_of_more_units_the_plane_of_the_principal_directions_is_seen() -> None:
    """A plane that was turned and shifted in five dimensions is the plane again."""
    plane = RNG.normal(size=(200, 2)) * (3.0, 1.0)
    turned, _ = np.linalg.qr(RNG.normal(size=(5, 5)))
    places, share = brought_to(plane @ turned[:2] + 7.0)
    correlation = np.corrcoef(places.T, plane.T)
    assert abs(correlation[0, 2]) > 0.99
    assert abs(correlation[1, 3]) > 0.99
    assert np.mean(places**2) == pytest.approx(1.0)
    assert share == pytest.approx(0.9, abs=0.04)


def test_a_thread_is_one() -> None:
    line = np.outer(np.linspace(-1, 1, 50), (1.0, -2.0, 0.5))
    places, share = brought_to(line)
    assert share == pytest.approx(1.0)
    assert np.abs(places[:, 1]).max() < 1e-12
    one, of_one = brought_to(line[:, :1])
    assert of_one == pytest.approx(1.0)
    assert not one[:, 1].any()


@pytest.mark.parametrize("value", [0.0, 5.0])
def test_a_layer_that_says_the_same_everywhere_has_no_width(value: float) -> None:
    places, share = brought_to(np.full((9, 3), value))
    assert not places.any()
    assert math.isnan(share)


def test_numbers_far_out_are_brought_near_and_what_is_none_stays_none() -> None:
    far, _ = brought_to(1e200 * RNG.normal(size=(20, 3)))
    assert np.isfinite(far).all()
    broken, share = brought_to(np.array([[1.0, np.inf, 0.0], [0.0, 0.0, 0.0]]))
    assert np.isnan(broken).all()
    assert math.isnan(share)


def test_of_a_very_deep_network_some_layers_are_shown_the_last_among_them() -> None:
    seen = scene(*[Dense(2, Tanh())] * (MOST_LAYERS + 10))
    found = Filament(dataclasses.replace(seen.usual_grid(), resolution=4)).take(seen)
    assert found is not None
    assert len(found.layers) == MOST_LAYERS + 1
    assert found.layers[-1].name == seen.network.stages[-1].name
