"""How auto-encoders are measured, and what principal components would make of the same pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.reconstructing import by_pca, least_width, squared_error, told_again

PIXELS = DataSettings(Digits(layout="flat", asked="pixels"))


def scene(project: Project) -> Scene:
    return scene_of(begin(project))


def test_principal_components_are_those_of_scikit_learn() -> None:
    looked_at = scene(chain(Input(), Dense(8), Dense(64), data=PIXELS))
    assert least_width(looked_at) == 8
    prepared = looked_at.prepared
    asked = np.asarray(prepared.validation.targets)
    theirs = PCA(8, svd_solver="full").fit(np.asarray(prepared.train.targets))
    again = theirs.inverse_transform(theirs.transform(asked))
    np.testing.assert_allclose(by_pca(prepared, asked, 8), again, atol=1e-9)
    assert squared_error(again, asked) == pytest.approx(((again - asked) ** 2).mean())


def test_examples_are_told_again_with_the_noise_they_are_given() -> None:
    looked_at = scene(chain(Input(), Dense(64), data=PIXELS))
    examples = looked_at.prepared.validation
    found = told_again(looked_at, most=5)
    assert found is not None
    np.testing.assert_array_equal(found.asked, examples.values(slice(5)))
    np.testing.assert_array_equal(found.given, found.asked)
    np.testing.assert_array_equal(found.told, looked_at.network.predict(found.given)[0])
    noisy = told_again(looked_at, noise=0.4)
    assert noisy is not None
    assert (noisy.given - noisy.asked).std() == pytest.approx(0.4, rel=0.02)
    np.testing.assert_array_equal(noisy.told, looked_at.network.predict(noisy.given)[0])
    assert told_again(scene(chain(Input(), Dense(1), data=TwoSpirals()))) is None


def test_without_a_validation_part_the_training_part_is_told() -> None:
    whole = replace(PIXELS, validation_share=0.0)
    found = told_again(scene(chain(Input(), Dense(64), data=whole)), most=3)
    assert found is not None
    assert len(found.asked) == 3
