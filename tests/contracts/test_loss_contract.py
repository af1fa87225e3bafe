"""Losses: the naive formula, its gradient, extreme outputs, and how targets are read."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.calls import Calls
from nnsim.engine.loss import Loss, LossEmitter, losses
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.measure import accuracy, loss_value
from tests.builders import variants

ALL = [loss for cls in losses for loss in variants(cls())]
each = pytest.mark.parametrize("loss", ALL, ids=str)


def naive(loss: Loss, z: np.ndarray, t: np.ndarray) -> float:
    """Return the loss of outputs z (n, units) against targets t, by the book and with no care."""
    total = 0.0
    for row, target in zip(z, t, strict=True):
        if loss.key == "mse":
            terms = [(y - s) ** 2 for y, s in zip(row, target, strict=True)]
            total += sum(terms) / (2 if loss.form == "half_sum" else len(terms))  # type: ignore[attr-defined]
        elif loss.key == "bce":
            shares = [1 / (1 + math.exp(-y)) for y in row]
            total += sum(
                -s * math.log(p) - (1 - s) * math.log(1 - p) for p, s in zip(shares, target, strict=True)
            )
        elif loss.key == "softmax_ce":
            powers = [math.exp(y) for y in row]
            total += sum(-s * math.log(p / sum(powers)) for p, s in zip(powers, target, strict=True))
        elif loss.key == "hinge":
            total += sum(max(0.0, 1 - s * y) for y, s in zip(row, target, strict=True))
        else:
            raise AssertionError(f"no naive formula for {loss.key}")
    return total / len(z)


def run(loss: Loss, z: np.ndarray, t: np.ndarray, weight: float = 1.0) -> tuple[float, np.ndarray]:
    """Return the value and the gradient (n, units) that `loss` emits."""
    calls = Calls(z.dtype)
    prediction, target = np.ascontiguousarray(z.T), np.ascontiguousarray(t.T)
    gradient = np.full_like(prediction, np.nan)
    e = LossEmitter(calls, prediction, target, gradient, np.zeros((), z.dtype), weight)
    loss.emit(e)
    for _ in range(2):  # a second walk finds the same
        for call in calls:
            call()
    np.testing.assert_array_equal(prediction, z.T)
    np.testing.assert_array_equal(target, t.T)
    assert e.total.dtype == gradient.dtype == z.dtype
    return float(e.total) * e.factor, gradient.T


def numbers(loss: Loss, n: int = 7, units: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, units, n) if loss.needs_classes else rng.normal(size=(n, units))
    return 2 * rng.normal(size=(n, units)), loss.encode(targets, units if loss.needs_classes else 0, units)


@each
def test_agrees_with_the_naive_formula(loss: Loss) -> None:
    z, t = numbers(loss)
    value, _ = run(loss, z, t)
    assert value == pytest.approx(naive(loss, z, t), rel=1e-12)
    assert loss_value(loss, z, t) == pytest.approx(value, rel=1e-12)
    weighted, gradient = run(loss, z, t, 2.5)
    assert weighted == pytest.approx(2.5 * value, rel=1e-12)
    np.testing.assert_allclose(gradient, 2.5 * run(loss, z, t)[1], rtol=1e-12)


@each
def test_gradient_agrees_with_differences(loss: Loss) -> None:
    z, t = numbers(loss)
    _, gradient = run(loss, z, t)
    h = 1e-5
    for place in np.ndindex(z.shape):
        up, down = z.copy(), z.copy()
        up[place] += h
        down[place] -= h
        assert gradient[place] == pytest.approx(
            (run(loss, up, t)[0] - run(loss, down, t)[0]) / (2 * h), abs=1e-9
        )


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_is_finite_and_right_for_outputs_of_ten_thousand(loss: Loss, dtype: Any) -> None:
    z = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [0, 0]], dtype)
    t = loss.encode(np.zeros(4, int), 2, 2).astype(dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = run(loss, z, t)
    assert np.isfinite(gradient).all()
    expected = {
        "bce": (0 + 2e4 + 1e4 + 2 * math.log(2)) / 4,
        "softmax_ce": (0 + 2e4 + math.log(2) + math.log(2)) / 4,
        "hinge": (0 + 2 * (1e4 + 1) + 1e4 + 1 + 2) / 4,
    }.get(loss.key)
    if expected is not None:
        assert value == pytest.approx(expected, rel=1e-6)
    assert math.isfinite(value)


def test_gradients_with_the_activation_folded_in_are_differences() -> None:
    z, t = numbers(SoftmaxCrossEntropy())
    powers = np.exp(z)
    np.testing.assert_allclose(
        run(SoftmaxCrossEntropy(), z, t)[1], (powers / powers.sum(axis=1, keepdims=True) - t) / 7, atol=1e-15
    )
    np.testing.assert_allclose(run(BinaryCrossEntropy(), z, t)[1], (1 / (1 + np.exp(-z)) - t) / 7, atol=1e-15)


@each
def test_encode_of_classes(loss: Loss) -> None:
    classes = np.array([2, 0, 1])
    expected = np.where(np.eye(3)[classes] == 1, 1.0, loss.off)
    np.testing.assert_array_equal(loss.encode(classes, 3, 3), expected)
    if loss.misfit(2, 0, 1) is None:
        np.testing.assert_array_equal(loss.encode(np.array([1, 0]), 2, 1), [[1.0], [loss.off]])


@each
def test_misfits_have_sentences_and_fits_have_none(loss: Loss) -> None:
    assert loss.misfit(3, 0, 3) is None
    assert loss.misfit(2, 0, 2) is None
    for classes, columns, units in ((3, 0, 1), (3, 0, 2), (2, 0, 3), (5, 0, 10**9)):
        sentence = loss.misfit(classes, columns, units)
        assert sentence is not None
        assert sentence.endswith(".")
        assert str(classes) in sentence
        with pytest.raises(NnsimError, match="units"):
            loss.encode(np.zeros(2, int), classes, units)
    wrong = loss.misfit(0, 2, 3)
    assert wrong is not None
    assert wrong.endswith(".")
    assert (loss.misfit(0, 2, 2) is None) != loss.needs_classes


def test_softmax_on_one_unit_names_the_cure() -> None:
    assert "Binary cross-entropy" in (SoftmaxCrossEntropy().misfit(2, 0, 1) or "")


@each
def test_classes_are_read_from_outputs(loss: Loss) -> None:
    outputs = np.array([[0.1, 0.9, 0.3], [5.0, -2.0, 4.9]])
    np.testing.assert_array_equal(loss.predict_classes(outputs), [1, 0])
    assert accuracy(loss, outputs, np.array([1, 2])) == 0.5
    if loss.misfit(2, 0, 1) is None:
        edge = loss.threshold()
        single = np.array([[edge + 0.1], [edge], [edge - 0.1]])
        np.testing.assert_array_equal(loss.predict_classes(single), [1, 0, 0])
    shown = loss.probabilities(np.array([[1e4, -1e4, 0.0]]))
    assert np.isfinite(shown).all()
    if loss.applies:
        assert (shown >= 0).all()
        assert (shown <= 1).all()


def test_nothing_measured_is_no_number() -> None:
    assert math.isnan(loss_value(MeanSquaredError(), np.zeros((0, 2)), np.zeros((0, 2))))
    assert math.isnan(accuracy(MeanSquaredError(), np.zeros((0, 2)), np.zeros(0)))


def test_cross_entropy_of_a_sure_and_right_answer_is_small_and_not_zero() -> None:
    """In float32, where σ(30) rounds to 1: loss and gradient must not round to 0."""
    z = np.array([[30.0], [-30.0]], np.float32)
    t = np.array([[1.0], [0.0]], np.float32)
    value, gradient = run(BinaryCrossEntropy(), z, t)
    assert value == pytest.approx(math.exp(-30), rel=1e-5)
    np.testing.assert_allclose(gradient[:, 0] * 2, [-math.exp(-30), math.exp(-30)], rtol=1e-5)


def test_cross_entropy_of_an_undecided_answer_takes_both_zeros_alike() -> None:
    z = np.array([[0.0], [-0.0]], np.float32)
    _, gradient = run(BinaryCrossEntropy(), z, np.ones((2, 1), np.float32))
    np.testing.assert_allclose(gradient[:, 0] * 2, [-0.5, -0.5])
