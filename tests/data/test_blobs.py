"""Pictures whose contents are known: blobs at places, and the means of digits."""

from __future__ import annotations

import math

import numpy as np
from sklearn.datasets import load_digits

from nnsim.data.sources.blobs import REACH, SIDE, Blobs
from nnsim.data.sources.mean_digits import MeanDigits


def test_a_blob_lies_where_it_is_told_and_is_as_wide_as_asked() -> None:
    source = Blobs(points=5, width=1.7, seed=2)
    data = source.load()
    assert data.shape == (1, SIDE, SIDE)
    for picture, (x, y) in zip(data.values()[:, 0], data.targets, strict=True):
        for row, column in np.ndindex(picture.shape):
            # x to the right, y upwards, both from the middle; row 0 is the top.
            across, up = column - 5.5 - REACH * x, 5.5 - row - REACH * y
            assert math.isclose(picture[row, column], math.exp(-(across**2 + up**2) / (2 * 1.7**2)))
    assert np.abs(data.targets).max() <= 1


def test_pixels_are_asked_for_without_the_noise_that_is_seen() -> None:
    clean, noisy = (Blobs(points=50, asked="pixels", noise=noise).load() for noise in (0.0, 0.5))
    np.testing.assert_array_equal(clean.targets, clean.values().reshape(50, -1))
    np.testing.assert_array_equal(noisy.targets, clean.targets)
    assert 0.45 < (noisy.values() - clean.values()).std() < 0.55


def test_mean_digits_are_the_means_of_those_of_scikit_learn() -> None:
    digits, data = load_digits(), MeanDigits().load()
    np.testing.assert_array_equal(data.values(), np.eye(10))
    for k in range(10):
        np.testing.assert_allclose(data.targets[k], digits.data[digits.target == k].mean(axis=0) / 16)
    assert data.whole
