"""k-means as first weights: Lloyd's two conditions, and more centres than points."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans as Theirs

from nnsim.base.errors import NnsimError
from nnsim.document.doubts import data_doubts
from nnsim.engine.initializers.k_means import KMeans, k_means
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.losses.mse import MeanSquaredError
from tests.builders import chain, examples, meaning, start

RNG = np.random.default_rng(5)
X = np.concatenate([RNG.normal(size=(30, 2)) * 0.4 + centre for centre in ((0, 0), (4, 1), (-3, 5), (2, -6))])
MSE = MeanSquaredError()


def test_centres_of_an_rbf_layer_are_those_of_scikit_learn() -> None:
    run = start(chain(RBF(4, initializer=KMeans()), Dense(1), loss=MSE), examples(X, X[:, 0]), seed=3)
    centres = dict(run.network.parameters.items())["l1/C"].T
    theirs = Theirs(4, n_init=10, random_state=0).fit(X).cluster_centers_
    np.testing.assert_allclose(centres[np.lexsort(centres.T)], theirs[np.lexsort(theirs.T)], atol=1e-9)
    # The bias of another layer is no matrix of centres, and stays as it was drawn.
    run = start(chain(Dense(3, bias_initializer=KMeans()), Dense(1), loss=MSE), examples(X, X[:, 0]))
    assert np.isfinite(dict(run.network.parameters.items())["l1/b"]).all()


@pytest.mark.parametrize("count", [1, 7, 40, 120])
def test_every_centre_is_the_mean_of_what_is_nearest_to_it(count: int) -> None:
    centres = k_means(X, count, 1000, np.random.default_rng(1))
    owner = ((X[:, np.newaxis] - centres) ** 2).sum(2).argmin(1)
    for k in range(count):
        np.testing.assert_allclose(centres[k], X[owner == k].mean(0), atol=1e-12)


def test_more_centres_than_points_say_how_many_there_can_be() -> None:
    few = np.repeat(X[:5], 3, axis=0)
    with pytest.raises(
        NnsimError, match=r"is to find 6 centres, and there are only 5 different points\. Use at most 5"
    ):
        start(chain(RBF(6, initializer=KMeans()), Dense(1), loss=MSE), examples(few, few[:, 0]))
    assert len(k_means(few, 5, 10, np.random.default_rng(0))) == 5


def test_more_centres_than_examples_are_doubted_before_anything_begins() -> None:
    def doubts(units: int) -> list[str]:
        graph = chain(RBF(units, initializer=KMeans()), Dense(1), loss=MSE)
        stages, outputs = (meaning(graph, data).stages, meaning(graph, data).outputs)
        return [doubt.text for doubt in data_doubts(stages, outputs, data) if doubt.node == "l1"]

    data = examples(X[:9], X[:9, 0])
    assert doubts(9) == []
    assert "Use at most 9 units" in doubts(10)[0]
