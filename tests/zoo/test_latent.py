"""Codes that are told, drawn and decoded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.gradcheck import check_gradients
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.gaussian_code import GaussianCode
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.lab.running import begin
from nnsim.training.scene import scene_of
from nnsim.zoo.animals.vae import VariationalAnimal
from nnsim.zoo.latent import divergence, latent_of, lively, sheet_of_codes, spread_evenly

PIXELS = DataSettings(Digits(layout="flat", asked="pixels"))


def test_codes_are_told_and_decoded_by_the_two_halves_of_the_network() -> None:
    layers = Input(), Dense(6), GaussianCode(), Dense(9, Tanh()), Dense(64)
    scene = scene_of(begin(chain(*layers, data=PIXELS, loss=BinaryCrossEntropy(), precision="float64")))
    weights, x = scene.network.weights(), scene.prepared.validation.values(slice(4))
    latent = latent_of(scene)
    assert latent is not None
    assert latent.width == 3
    mean, variance = latent.codes(x)
    both = x @ weights["dense_1/W"] + weights["dense_1/b"]
    np.testing.assert_allclose(mean, both[:, :3], atol=1e-12)
    np.testing.assert_allclose(variance, np.exp(both[:, 3:]), rtol=1e-12)
    hidden = np.tanh(mean @ weights["dense_2/W"] + weights["dense_2/b"])
    raw = hidden @ weights["dense_3/W"] + weights["dense_3/b"]
    np.testing.assert_allclose(latent.raw(mean), raw, atol=1e-12)
    np.testing.assert_allclose(latent.decoded(mean), 1 / (1 + np.exp(-raw)), rtol=1e-12)
    assert latent_of(scene_of(begin(chain(Input(), Dense(64), data=PIXELS)))) is None


def test_the_bound_lies_above_minus_the_likelihood_and_meets_it_where_codes_say_nothing() -> None:
    scene = scene_of(begin(VariationalAnimal().project()))
    network, pixels = scene.network, np.asarray(scene.prepared.validation.targets)
    network.parameters.vector[:] = 0.0
    # Codes of N(0, 1) and pixels of a half, whatever is given: every pixel costs ln 2.
    bound, spread = (finding.measured for finding in VariationalAnimal().findings(scene))
    assert bound[0] == pytest.approx(64 * math.log(2), rel=1e-6)
    assert spread == pytest.approx((1.0,) * 4)
    # Codes of N(2, 1/e) cost what they cost, and tell the painter nothing.
    encoder = next(s for s in network.stages if s.shape == (8,))
    network.parameters.layer_window(network.parameters.vector, encoder.id)[-8:] = [2.0] * 4 + [-1.0] * 4
    bound = VariationalAnimal().findings(scene)[0].measured
    assert bound[0] == pytest.approx(64 * math.log(2) + 4 * 0.5 * (4 + math.exp(-1) + 1 - 1), rel=1e-5)
    # It is a bound: of the likelihood by 4,000 codes that are drawn.
    rng = np.random.default_rng(1)
    network.parameters.vector[:] = 0.2 * rng.normal(size=network.parameters.size)
    bound = VariationalAnimal().findings(scene)[0].measured
    latent = latent_of(scene)
    assert latent is not None
    codes = rng.standard_normal((4000, 4))
    logits = latent.raw(codes).astype(float)
    of_each = logits @ pixels.T - np.logaddexp(0, logits).sum(axis=1, keepdims=True)
    likelihood = np.logaddexp.reduce(of_each, axis=0) - math.log(len(codes))
    assert bound[0] > -likelihood.mean()
    assert bound[0] < -likelihood.mean() + 10


def test_the_gradient_of_the_whole_network_is_that_of_the_bound() -> None:
    network = begin(VariationalAnimal().project()).network
    rng = np.random.default_rng(5)
    pixels = rng.uniform(size=(6, 64))
    entry = network.inputs[0].id
    errors = check_gradients(network.stages, network.outputs, {entry: pixels}, [pixels])
    assert max(errors) < 1e-6


def test_divergence_is_that_of_two_normal_distributions() -> None:
    np.testing.assert_allclose(divergence(np.zeros((2, 3)), np.ones((2, 3))), 0, atol=1e-15)
    mean, variance = np.array([[1.0, 0.0]]), np.array([[1.0, 4.0]])
    assert divergence(mean, variance)[0] == pytest.approx(0.5 + 0.5 * (4 - math.log(4) - 1))


def test_a_sheet_rises_to_the_right_and_upwards() -> None:
    steps = spread_evenly(3)
    assert steps == pytest.approx([-0.9674215661, 0.0, 0.9674215661])
    mean = np.array([[0.0, 5.0, 1.0], [0.0, -5.0, 3.0]])
    assert lively(mean) == (1, 2)
    codes = sheet_of_codes(3, 1, 2, steps).reshape(3, 3, 3)
    assert (codes[:, :, 0] == 0).all()
    np.testing.assert_array_equal(codes[0, :, 1], steps)
    np.testing.assert_array_equal(codes[:, 0, 2], steps[::-1])
    assert lively(mean[:, :1]) == (0, 0)
    np.testing.assert_array_equal(sheet_of_codes(1, 0, 0, steps)[:3, 0], steps)
