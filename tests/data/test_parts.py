"""What the three parts of the data really hold, whatever the summary says of them."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.breast_cancer import BreastCancer
from nnsim.data.sources.iris import Iris
from nnsim.engine.layers.dense import Dense
from nnsim.training.evaluator import Part
from tests.builders import chain, run_epoch, start

UNEVEN = np.repeat([0, 1, 2], [120, 60, 20])


def uneven(**settings: object) -> Prepared:
    """Return 200 examples of three classes of 60, 30 and 10 %, split as asked."""
    inputs = np.random.default_rng(0).normal(size=(200, 2))
    dataset = Dataset("uneven", inputs, UNEVEN, "classes", ("a", "b"), ("x", "y", "z"))
    return prepare_dataset(dataset, DataSettings(validation_share=0.2, test_share=0.1, **settings))


def counts(prepared: Prepared) -> list[list[int]]:
    """Return how often each class stands in training, validation and test part."""
    parts = (prepared.train, prepared.validation, prepared.test)
    return [np.bincount(p.targets, minlength=prepared.classes).tolist() for p in parts]


@pytest.mark.parametrize("seed", range(5))
def test_stratified_parts_hold_the_classes_in_the_same_shares(seed: int) -> None:
    assert counts(uneven(seed=seed)) == [[84, 42, 14], [24, 12, 4], [12, 6, 2]]


def test_parts_that_are_not_stratified_hold_what_chance_gives_them() -> None:
    found = [counts(uneven(seed=seed, stratify=False)) for seed in range(5)]
    assert all(np.sum(one, axis=0).tolist() == [120, 60, 20] for one in found)
    assert all([sum(part) for part in one] == [140, 40, 20] for one in found)
    assert len({str(one) for one in found}) > 1
    assert any(one != counts(uneven()) for one in found)


@pytest.mark.parametrize("source", [Iris(), BreastCancer()])
def test_measured_data_are_stratified_within_one_row_of_a_class(source) -> None:
    ready = prepare(DataSettings(source=source))
    whole = np.bincount(ready.dataset.targets)
    for found, share in zip(counts(ready), (0.7, 0.2, 0.1), strict=True):
        assert np.abs(np.array(found) - share * whole).max() <= 1


def test_targets_and_predictions_are_judged_in_the_units_of_the_data() -> None:
    """Targets around 1,000 with a spread of 200, standardised for training."""
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(40, 2))
    prices = 1000 + 200 * inputs[:, :1]
    dataset = Dataset("prices", inputs, prices, "regression", ("a", "b"), ("price",), ready=True)
    ready = prepare_dataset(dataset, DataSettings(scale_targets=True))
    assert abs(ready.train.targets.mean()) < 1e-12
    run = start(chain(Dense(1)), ready, learning_rate=0.5)
    for _ in range(200):
        run_epoch(run)
    for part, rows in ((ready.train, ready.rows.train), (ready.test, ready.rows.test)):
        judged = Part(run.network, ready, part).ask().judged()
        np.testing.assert_allclose(judged.targets, prices[rows], rtol=1e-12)
        np.testing.assert_allclose(judged.predicted, prices[rows], rtol=1e-6)


@pytest.mark.parametrize("stratify", [True, False])
def test_the_split_seed_deals_the_rows_out_anew(stratify: bool) -> None:
    dealt = [
        [rows.tolist() for rows in (p.rows.train, p.rows.validation, p.rows.test)]
        for p in (uneven(seed=seed, stratify=stratify) for seed in (0, 1, 2, 0))
    ]
    assert dealt[0] == dealt[3]
    for part in range(3):
        assert dealt[0][part] != dealt[1][part] != dealt[2][part]
        assert set(dealt[0][part]) != set(dealt[1][part])
