"""Metrics against scikit-learn, and where there is nothing to measure."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from sklearn import metrics as sk

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.iris import Iris
from nnsim.document.building import chain
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.metric import Judged, Metric, fitting_metrics, judge_classes, judge_numbers, measured
from nnsim.engine.metrics.accuracy import Accuracy
from nnsim.engine.metrics.f1 import F1Score
from nnsim.engine.metrics.mae import MAE
from nnsim.engine.metrics.precision import Precision
from nnsim.engine.metrics.recall import Recall
from nnsim.engine.metrics.top_k import TopKAccuracy
from nnsim.library.training import train


def values(judged: Judged, *more: Metric) -> dict[str, float]:
    chosen = (*fitting_metrics(judged.classes), *more)
    return {f"{m.key} {getattr(m, 'average', 'auto')}": measured(m, judged) for m in chosen}  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("classes", [2, 3, 6])
def test_classes_agree_with_scikit_learn(classes: int, seed: int) -> None:
    """Few levels of scores make ties common; few examples leave classes out."""
    rng = np.random.default_rng([classes, seed])
    n = int(rng.integers(4, 40))
    targets = rng.integers(0, classes, n)
    if classes == 2:
        raw, loss = rng.integers(-3, 4, (n, 1)) / 2.0, BinaryCrossEntropy()
        targets[:2] = 0, 1
    else:
        raw, loss = rng.integers(-2, 3, (n, classes)) / 2.0, SoftmaxCrossEntropy()
    judged = judge_classes(loss, raw, targets, classes)
    predicted = judged.predicted
    macros = (Precision("macro"), Recall("macro"), F1Score("macro"))
    found = values(judged, *macros)
    average = "binary" if classes == 2 else "macro"
    pairs = [(average, "auto"), ("macro", "macro")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            "accuracy auto": sk.accuracy_score(targets, predicted),
            "balanced_accuracy auto": sk.balanced_accuracy_score(targets, predicted),
        }
        for theirs, ours in pairs:
            by_class = sk.precision_recall_fscore_support(targets, predicted, average=theirs, zero_division=0)
            expected |= {
                f"{key} {ours}": v for key, v in zip(("precision", "recall", "f1"), by_class, strict=False)
            }
        if classes == 2:
            expected["roc_auc auto"] = sk.roc_auc_score(targets, raw[:, 0])
        elif len(set(targets)) == classes:
            shares = np.round(loss.probabilities(raw), 12)  # so that ties are ties, whatever was summed first
            one_by_one = [sk.roc_auc_score(targets == k, shares[:, k]) for k in range(classes)]
            expected["roc_auc auto"] = np.mean(one_by_one)
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, abs=1e-12), key
    table = sk.confusion_matrix(targets, predicted, labels=range(classes))
    np.testing.assert_array_equal(found["confusion_matrix auto"], table)


def test_top_k_agrees_with_scikit_learn_and_breaks_ties_as_the_prediction_does() -> None:
    rng = np.random.default_rng(3)
    scores, targets = rng.normal(size=(50, 6)), rng.integers(0, 6, 50)
    judged = judge_classes(MeanSquaredError(), scores, targets, 6)
    for k in (1, 2, 5):
        expected = sk.top_k_accuracy_score(targets, scores, k=k, labels=range(6))
        assert TopKAccuracy(k).measure(judged) == pytest.approx(expected)
    tied = judge_classes(MeanSquaredError(), rng.integers(0, 2, (50, 6)).astype(float), targets, 6)
    assert TopKAccuracy(1).measure(tied) == Accuracy().measure(tied)
    lost = judge_classes(MeanSquaredError(), np.full((3, 6), np.nan), targets[:3], 6)
    assert TopKAccuracy(3).measure(lost) == 0
    assert [TopKAccuracy(3).fits(n) for n in (0, 2, 3, 4)] == [False, False, False, True]


@pytest.mark.parametrize("units", [2, 3, 7])
@pytest.mark.parametrize("size", [1.0, 30.0, 2000.0])
def test_classes_are_ranked_by_what_was_not_rounded(units: int, size: float) -> None:
    """Probabilities of sure answers are all 1 in float32; their order is that of exact ones."""
    rng = np.random.default_rng([units, int(size)])
    targets = rng.integers(0, units, 60)
    raw = (size * (rng.normal(size=(60, units)) + 1.5 * np.eye(units)[targets])).astype(np.float32)
    judged = judge_classes(SoftmaxCrossEntropy(), raw, targets, units)
    exact = [[_log_odds(row, k) for k in range(units)] for row in raw.astype(float).tolist()]
    np.testing.assert_allclose(judged.scores, exact, rtol=1e-9, atol=1e-9)
    areas = [sk.roc_auc_score(targets == k, np.array(exact)[:, k]) for k in range(units)]
    assert values(judged)["roc_auc auto"] == pytest.approx(
        areas[1] if units == 2 else np.mean(areas), abs=1e-12
    )
    for k in range(1, units):
        expected = sk.top_k_accuracy_score(targets, raw, k=k, labels=range(units)) if units > 2 else None
        if expected is not None:
            assert TopKAccuracy(k).measure(judged) == pytest.approx(expected)
    assert TopKAccuracy(1).measure(judged) == Accuracy().measure(judged)


def _log_odds(z: list[float], k: int) -> float:
    others = [v for i, v in enumerate(z) if i != k]
    most = max(others)
    return z[k] - most - math.log(sum(math.exp(v - most) for v in others))


def test_scores_that_are_no_numbers_or_have_no_end_are_no_answers() -> None:
    raw = np.array([[np.nan, 0, 0], [0, np.inf, 0], [3, 3, 3], [-3e38, 0, 3e38]], np.float32)
    scores = SoftmaxCrossEntropy().scores(raw)
    assert np.isnan(scores[0]).all()
    assert scores[2] == pytest.approx([-math.log(2)] * 3)
    assert scores[3].argmax() == 2


@pytest.mark.parametrize("columns", [1, 3])
def test_numbers_agree_with_scikit_learn(columns: int) -> None:
    rng = np.random.default_rng(columns)
    targets = rng.normal(size=(30, columns)) + 5
    predicted = targets + rng.normal(size=(30, columns)) * [0.3, 1, 3][:columns] + 0.5
    for t, y in (
        (targets, predicted),
        (np.ones_like(targets), predicted),
        (np.ones((9, 1)), np.ones((9, 1))),
    ):
        found = values(judge_numbers(y, t))
        assert found == pytest.approx(
            {
                "r2 auto": sk.r2_score(t, y),
                "mae auto": sk.mean_absolute_error(t, y),
                "rmse auto": sk.root_mean_squared_error(t, y),
                "explained_variance auto": sk.explained_variance_score(t, y),
            }
        )


def test_what_is_not_defined_is_not_a_number() -> None:
    one_class = judge_classes(BinaryCrossEntropy(), np.array([[0.1], [0.2]]), np.array([1, 1]), 2)
    assert math.isnan(values(one_class)["roc_auc auto"])
    empty = judge_classes(BinaryCrossEntropy(), np.zeros((0, 1)), np.zeros(0, np.int64), 2)
    found = values(empty)
    np.testing.assert_array_equal(found.pop("confusion_matrix auto"), np.zeros((2, 2)))
    assert all(math.isnan(v) for v in found.values())
    single = values(judge_numbers(np.ones((1, 1)), np.zeros((1, 1))))
    assert math.isnan(single["r2 auto"])
    assert single["mae auto"] == 1


def test_a_result_is_measured_on_any_part() -> None:
    result = train(chain(Input(), Dense(3), data=Iris()), 20)
    assert result.measure("validation")["accuracy"] == result.history["val_accuracy"][-1]
    assert result.measure("train", [TopKAccuracy(2)])["top_k"] > 0.8
    assert result.measure()["confusion_matrix"].sum() == len(result.data.test)  # type: ignore[union-attr]
    for wrong in (lambda: result.measure("none"), lambda: result.measure("test", [MAE()])):  # type: ignore[arg-type]
        with pytest.raises(NnsimError):
            wrong()
    no_test = train(chain(Input(), Dense(3), data=DataSettings(Iris(), test_share=0)), 0)
    with pytest.raises(NnsimError, match="test"):
        no_test.measure()


def test_errors_are_in_the_units_of_the_targets() -> None:
    data = DataSettings(Diabetes(), scale_targets=True)
    result = train(chain(Input(), Dense(1), data=data, learning_rate=0.01), 3)
    rows = result.data.rows.test
    told = result.predict(result.data.dataset.inputs[rows])
    expected = np.abs(told - result.data.dataset.targets[rows]).mean()
    assert result.measure()["mae"] == pytest.approx(expected, rel=1e-5)
