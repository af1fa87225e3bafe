"""Where blobs lie, told from their ink and from codes."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.sources.blobs import REACH, Blobs
from nnsim.document.building import chain
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animals.dcign import InverseGraphicsAnimal
from nnsim.zoo.places import centres, explained

ACROSS, DOWN = np.tile(np.arange(12) - 5.5, 12), np.repeat(np.arange(12) - 5.5, 12)


def test_the_centre_of_the_ink_is_where_the_blob_is() -> None:
    found = centres(Blobs(seed=3, asked="pixels").load().targets)
    np.testing.assert_allclose(found, REACH * Blobs(seed=3).load().targets, atol=0.02)


def test_a_polynomial_tells_what_it_can_of_numbers_it_was_not_fitted_to() -> None:
    rng = np.random.default_rng(4)
    codes, noise = rng.normal(size=(400, 2)), rng.normal(size=400)
    a, b = codes.T
    told = np.stack((a**3 - a * b + 2, b + noise, noise), axis=1)
    known, unseen = (codes[:200], told[:200]), (codes[200:], told[200:])
    cubic = explained(known, unseen, 3)
    assert cubic[0] == pytest.approx(1.0, abs=1e-12)
    assert cubic[1] == pytest.approx(0.5, abs=0.1)
    assert cubic[2] < 0.05
    assert explained(known, unseen, 2)[0] < 0.95


def measured(scene: Scene) -> list[tuple[float, ...]]:
    return [finding.measured for finding in InverseGraphicsAnimal().findings(scene)]


def test_the_findings_are_of_codes_that_are_places_and_of_a_painter_that_hears_one() -> None:
    layers = Input(), Flatten(), Dense(4), GaussianCode(), Dense(144)
    scene = scene_of(begin(chain(*layers, data=Blobs(asked="pixels"), loss=BinaryCrossEntropy())))
    weights = scene.network.parameters
    eye, painter = (
        weights.layer_window(weights.vector, next(s.id for s in scene.network.stages if s.name == name))
        for name in ("dense_1", "dense_2")
    )
    eye[:], painter[:] = 0.0, 0.0
    # First moments of the ink, turned by an eighth: every blob has the same ink. Code 0 brightens the right.
    eye[: 4 * 144].reshape(144, 4)[:, :2] = np.stack((ACROSS + DOWN, ACROSS - DOWN), axis=1) / 10
    painter[:144] = np.where(ACROSS > 0, 3.0, -3.0)
    told, moved = measured(scene)
    assert min(told) > 0.999
    assert moved == pytest.approx((2 * 3 * np.tanh(3 * 1.5 / 2), 0.0), rel=1e-3)
    # Codes that see one line of the picture tell little.
    eye[: 4 * 144].reshape(144, 4)[:, :2] = np.where(DOWN == 0.5, ACROSS / 10, 0.0)[:, None]
    assert min(measured(scene)[0]) < 0.5
