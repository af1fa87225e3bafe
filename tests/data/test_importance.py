"""Importance of rows and classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.importance import row_weights, typed_weights
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare_dataset
from nnsim.data.sources.diabetes import Diabetes


def _data(labels, weights=None, names=("a", "b", "c")) -> Dataset:
    labels = np.asarray(labels)
    inputs = np.arange(float(len(labels)))[:, np.newaxis]
    return Dataset("t", inputs, labels, "classes", ("x",), names, weights=weights)


@given(
    labels=st.lists(st.integers(0, 2), min_size=2, max_size=60),
    weights=st.lists(st.floats(0.01, 1e9), min_size=60, max_size=60),
    text=st.sampled_from(["", "balanced", "a: 2, b: 0.5", "c=3; a=1/2"]),
)
def test_training_rows_count_one_on_the_average_and_keep_their_proportions(labels, weights, text) -> None:
    own = np.array(weights[: len(labels)])
    data = _data(labels, own)
    train = np.arange(len(labels) // 2 + 1)
    found = row_weights(data, train, text)
    assert found[train].mean() == pytest.approx(1)
    typed = {"a: 2, b: 0.5": (2, 0.5, 1), "c=3; a=1/2": (0.5, 1, 3)}.get(text)
    if text != "balanced":
        wanted = own * np.array(typed or (1, 1, 1))[data.targets]
        np.testing.assert_allclose(found / found[0], wanted / wanted[0], rtol=1e-9)


def test_balanced_classes_count_the_same_in_training() -> None:
    labels = np.array([0] * 90 + [1] * 9 + [2])
    ready = prepare_dataset(_data(labels), DataSettings(class_weights="balanced", validation_share=0.3))
    sums = np.bincount(ready.train.targets, ready.train.weights)
    np.testing.assert_allclose(sums, len(ready.train) / 3)
    per_class = {int(t): w for t, w in zip(ready.train.targets, ready.train.weights, strict=True)}
    for part in (ready.validation, ready.test):
        assert part.weights.shape == part.targets.shape
        np.testing.assert_allclose(part.weights, [per_class[int(t)] for t in part.targets])
    assert any("a 33%, b 33%, c 33%" in line for line in ready.summary)


def test_a_class_without_training_rows_leaves_the_others_balanced() -> None:
    data = _data([0, 0, 0, 1, 2])
    found = row_weights(data, np.arange(4), "balanced")
    np.testing.assert_allclose(found, [4 / 6, 4 / 6, 4 / 6, 2, 1])


def test_without_any_importance_there_are_no_weights() -> None:
    ready = prepare_dataset(_data([0, 1] * 10, names=("a", "b")), DataSettings())
    assert ready.train.weights is None
    assert prepare_dataset(Diabetes().load(), DataSettings(class_weights="balanced")).train.weights is None


def test_importance_of_rows_counts_in_a_regression_too() -> None:
    own = np.arange(1.0, 11.0)
    data = Dataset("t", np.zeros((10, 1)), np.zeros((10, 1)), "regression", ("x",), ("y",), weights=own)
    ready = prepare_dataset(data, DataSettings())
    np.testing.assert_allclose(ready.train.weights, own[ready.rows.train] / own[ready.rows.train].mean())
    assert any("importance of their own" in line for line in ready.summary)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("d: 2", "There is no class “d”. The classes are a, b, c."),
        ("a: -1", "The importance of “a” is -1; it must be"),
        ("a: much", "The importance of “a” is much; it must be"),
        ("a:", "The importance of “a” is missing; it must be"),
        ("a: inf", "The importance of “a” is inf; it must be"),
        ("a: 1/0", "The importance of “a” is 1/0; it must be"),
        ("a: 1, a: 2", "Class “a” has two importances"),
        ("a: 0, b: 0, c: 0", "All classes have the importance 0"),
        ("a", "“a” has no colon. Write the importance of classes as a: 2."),
    ],
)
def test_a_text_that_cannot_be_is_refused_in_words(text, said) -> None:
    with pytest.raises(NnsimError) as error:
        prepare_dataset(_data([0, 1, 2] * 5), DataSettings(class_weights=text))
    assert str(error.value).startswith(said)


def test_names_of_classes_may_hold_signs() -> None:
    names = ("x: y", "p, q", "r=s")
    assert typed_weights("x: y: 2, 'p, q': 3, r=s = 4", names).tolist() == [2, 3, 4]
    assert typed_weights(" ", names).tolist() == [1, 1, 1]


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_unusable_importance_of_a_row_is_refused_with_its_place(value) -> None:
    own = np.ones(15)
    own[6] = value
    with pytest.raises(NnsimError, match="Row 7 has the importance"):
        prepare_dataset(_data([0, 1, 2] * 5, own), DataSettings())


def test_rows_that_all_count_nothing_are_refused() -> None:
    with pytest.raises(NnsimError, match="No row of the training part counts"):
        prepare_dataset(_data([0, 1, 2] * 5, np.zeros(15)), DataSettings())


def test_classes_of_unlike_size_can_be_balanced_by_one_click_and_back() -> None:
    data, settings = _data([0] * 40 + [1] * 10 + [2] * 10), DataSettings()
    line = next(t for t in prepare_dataset(data, settings).summary if "largest class has 4 times" in t)
    balanced = switches_of(line)[0].turned(settings)
    line = next(t for t in prepare_dataset(data, balanced).summary if t.startswith("Importance"))
    assert switches_of(line)[0].turned(balanced) == settings
    even = prepare_dataset(_data([0, 1, 2] * 10), settings).summary
    assert not any("largest class" in line for line in even)
