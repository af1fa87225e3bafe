"""Metrics that rank examples, where the outputs of sure answers are all the same in float32."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from nnsim.engine.log_odds import log_odds
from nnsim.library import (
    ROCAUC,
    Accuracy,
    ActivationLayer,
    BreastCancer,
    Dense,
    Hinge,
    Input,
    Iris,
    MeanSquaredError,
    Normal,
    Result,
    Sigmoid,
    Softmax,
    Tanh,
    TopKAccuracy,
    chain,
    train,
)

LARGE = Normal(std=60.0)


def sums(result: Result) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted sums of a single layer for the training part, and the classes."""
    part = result.data.train
    z = part.inputs.astype(np.float32) @ result.weights["dense_1/W"] + result.weights["dense_1/b"]
    return z.astype(float), part.targets


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("loss", [MeanSquaredError(), Hinge()])
def test_shares_of_a_softmax_that_no_loss_applies_are_ranked_by_what_was_not_rounded(loss, apart) -> None:
    layers = (
        [Dense(3, initializer=LARGE), ActivationLayer(Softmax())] if apart else [Dense(3, Softmax(), LARGE)]
    )
    result = train(chain(Input(), *layers, data=Iris(), loss=loss), 0)
    z, classes = sums(result)
    exact = log_odds(z)
    expected = np.mean([roc_auc_score(classes == k, exact[:, k]) for k in range(3)])
    found = result.measure("train", [ROCAUC(), TopKAccuracy(k=2), Accuracy()])
    assert found["roc_auc"] == pytest.approx(expected, abs=1e-12)
    second = np.sort(exact, axis=1)[:, 1]
    assert found["top_k"] == pytest.approx(np.mean(exact[np.arange(len(z)), classes] >= second))


@pytest.mark.parametrize(("activation", "loss"), [(Sigmoid(), MeanSquaredError()), (Tanh(), Hinge())])
def test_a_saturated_unit_is_ranked_by_its_sum(activation, loss) -> None:
    layer = Dense(1, activation, LARGE)
    result = train(chain(Input(), layer, data=BreastCancer(), loss=loss), 0)
    z, classes = sums(result)
    found = result.measure("train", [ROCAUC(), TopKAccuracy(k=1), Accuracy()])
    assert found["roc_auc"] == pytest.approx(roc_auc_score(classes, z[:, 0]), abs=1e-9)
    assert found["top_k"] == found["accuracy"]
