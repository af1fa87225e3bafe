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
from nnsim.engine.losses.kl_divergence import KullbackLeibler
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.perceptron_criterion import PerceptronCriterion
from nnsim.engine.losses.poisson import Poisson
from nnsim.engine.losses.quadratic_sigmoid import QuadraticSigmoid
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.measure import loss_value
from nnsim.engine.metric import judge_classes, measured
from nnsim.engine.metrics.accuracy import Accuracy
from tests.builders import variants
from tests.compiled.by_c import EACH_WALK, Do, by_numpy

ALL = [loss for cls in losses for loss in variants(cls())]
each = pytest.mark.parametrize("loss", ALL, ids=str)


def _huber(y: float, t: float, loss: Any) -> float:
    d = abs(y - t)
    return d * d / 2 if d <= loss.delta else loss.delta * (d - loss.delta / 2)


TERMS: dict[str, Any] = {
    "mae": lambda y, t, loss: abs(y - t),
    "huber": _huber,
    "log_cosh": lambda y, t, loss: math.log(math.cosh(y - t)),
    "poisson": lambda y, t, loss: math.exp(y) - t * y,
    "quadratic_sigmoid": lambda y, t, loss: (1 / (1 + math.exp(-y)) - t) ** 2 / 2,
    "hinge": lambda y, t, loss: max(0.0, 1 - t * y),
    "squared_hinge": lambda y, t, loss: max(0.0, 1 - t * y) ** 2,
    "perceptron_criterion": lambda y, t, loss: max(0.0, -t * y),
}
MEAN_OVER_UNITS = {"mae", "huber", "log_cosh", "poisson"}


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
        elif loss.key in ("softmax_ce", "kl"):
            powers = [math.exp(y) for y in row]
            smoothing = getattr(loss, "smoothing", 0.0)
            target = (1 - smoothing) * target + smoothing / len(row)
            total += sum(-s * math.log(p / sum(powers)) for p, s in zip(powers, target, strict=True))
            total += sum(s * math.log(s) for s in target if s) if loss.key == "kl" else 0.0
        else:
            terms = [TERMS[loss.key](y, s, loss) for y, s in zip(row, target, strict=True)]
            total += sum(terms) / (len(terms) if loss.key in MEAN_OVER_UNITS else 1)
    return total / len(z)


def run(
    loss: Loss,
    z: np.ndarray,
    t: np.ndarray,
    weight: float = 1.0,
    do: Do = by_numpy,
    importance: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """Return the value and the gradient (n, units) that `loss` emits."""
    calls = Calls(z.dtype)
    prediction, target = np.ascontiguousarray(z.T), np.ascontiguousarray(t.T)
    gradient = np.full_like(prediction, np.nan)
    e = LossEmitter(calls, prediction, target, gradient, np.zeros((), z.dtype), weight, importance=importance)
    loss.emit(e)
    for _ in range(2):  # a second walk finds the same
        do(calls, z.dtype)
    np.testing.assert_array_equal(prediction, z.T)
    np.testing.assert_array_equal(target, t.T)
    assert e.total.dtype == gradient.dtype == z.dtype
    return float(e.total) * e.factor, gradient.T


def numbers(loss: Loss, n: int = 7, units: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    if loss.needs_classes:
        targets = rng.integers(0, units, n)
    elif loss.key == "kl":
        targets = rng.dirichlet(np.ones(units), n)
        targets[0] = np.eye(units)[0]
    elif loss.key == "bce":
        targets = rng.uniform(size=(n, units))
        targets[:2] = [[0.0], [1.0]]
    else:
        targets = rng.poisson(2.0, (n, units)) if loss.key == "poisson" else rng.normal(size=(n, units))
    return 2 * rng.normal(size=(n, units)), loss.encode(targets, units if loss.needs_classes else 0, units)


@each
@EACH_WALK
def test_agrees_with_the_naive_formula(loss: Loss, do: Do) -> None:
    z, t = numbers(loss)
    value, plain = run(loss, z, t, do=do)
    assert value == pytest.approx(naive(loss, z, t), rel=1e-12)
    assert loss_value(loss, z, t) == pytest.approx(value, rel=1e-12)
    weighted, gradient = run(loss, z, t, 2.5, do)
    assert weighted == pytest.approx(2.5 * value, rel=1e-12)
    np.testing.assert_allclose(gradient, 2.5 * plain, rtol=1e-12)
    np.testing.assert_allclose(plain, run(loss, z, t)[1], rtol=1e-13, atol=1e-15)


@each
@EACH_WALK
def test_an_example_counts_as_often_as_it_is_important(loss: Loss, do: Do) -> None:
    z, t = numbers(loss)
    often = np.array([0, 1, 2, 1, 3, 0, 1])
    value, gradient = run(loss, z, t, 1.5, do, often.astype(z.dtype))
    as_if, of_each = run(loss, np.repeat(z, often, axis=0), np.repeat(t, often, axis=0), 1.5, do)
    share = often.sum() / len(often)
    assert value == pytest.approx(as_if * share, rel=1e-12)
    firsts = np.cumsum(often) - often
    for n, count in enumerate(often):
        expected = of_each[firsts[n]] * count * share if count else np.zeros(z.shape[1])
        np.testing.assert_allclose(gradient[n], expected, rtol=1e-12, atol=1e-15)
    measured_value = loss_value(loss, z, t, often.astype(np.float64))
    assert measured_value == pytest.approx(run(loss, z, t, 1.0, do, often * 1.0)[0] / share, rel=1e-12)
    assert math.isnan(loss_value(loss, z, t, np.zeros(len(z))))


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
@EACH_WALK
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_is_finite_and_right_for_outputs_of_ten_thousand(loss: Loss, dtype: Any, do: Do) -> None:
    z = np.array([[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4], [0, 0]], dtype)
    t = loss.encode(np.zeros(4, int), 2, 2).astype(dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = run(loss, z, t, do=do)
    assert np.isfinite(gradient).all()
    expected = {
        "bce": (0 + 2e4 + 1e4 + 2 * math.log(2)) / 4,
        "softmax_ce": (0 + 2e4 + math.log(2) + math.log(2)) / 4,
        "kl": (0 + 2e4 + math.log(2) + math.log(2)) / 4,
        "hinge": (0 + 2 * (1e4 + 1) + 1e4 + 1 + 2) / 4,
        "squared_hinge": (0 + 2 * (1e4 + 1) ** 2 + (1e4 + 1) ** 2 + 2) / 4,
        "perceptron_criterion": (0 + 2e4 + 1e4 + 0) / 4,
        "quadratic_sigmoid": (0 + 1 + 0.5 + 0.25) / 4,
        "mae": (2e4 - 1 + 2e4 + 1 + 2e4 - 1 + 1) / 8,
        "log_cosh": (59_999 - 6 * math.log(2) + math.log(math.cosh(1))) / 8,
    }.get(loss.key)
    if expected is not None and not getattr(loss, "smoothing", 0):
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


def test_cross_entropy_of_numbers_wants_shares() -> None:
    shares = np.array([[0.0, 0.3], [1.0, 0.7]])
    np.testing.assert_array_equal(BinaryCrossEntropy().encode(shares, 0, 2), shares)
    for wrong in (-0.1, 1.1):
        with pytest.raises(NnsimError, match="between 0 and 1"):
            BinaryCrossEntropy().encode(np.array([[0.5], [wrong]]), 0, 1)


def test_softmax_on_one_unit_names_the_cure() -> None:
    assert "Binary cross-entropy" in (SoftmaxCrossEntropy().misfit(2, 0, 1) or "")


@each
def test_classes_are_read_from_outputs(loss: Loss) -> None:
    outputs = np.array([[0.1, 0.9, 0.3], [5.0, -2.0, 4.9]])
    np.testing.assert_array_equal(loss.predict_classes(outputs), [1, 0])
    assert Accuracy().measure(judge_classes(loss, outputs, np.array([1, 2]), 3)) == 0.5
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
    judged = judge_classes(MeanSquaredError(), np.zeros((0, 2)), np.zeros(0, np.int64), 2)
    assert math.isnan(measured(Accuracy(), judged))


@EACH_WALK
def test_cross_entropy_of_a_sure_and_right_answer_is_small_and_not_zero(do: Do) -> None:
    """In float32, where σ(30) rounds to 1: loss and gradient must not round to 0."""
    z = np.array([[30.0], [-30.0]], np.float32)
    t = np.array([[1.0], [0.0]], np.float32)
    value, gradient = run(BinaryCrossEntropy(), z, t, do=do)
    assert value == pytest.approx(math.exp(-30), rel=1e-5)
    np.testing.assert_allclose(gradient[:, 0] * 2, [-math.exp(-30), math.exp(-30)], rtol=1e-5)


@EACH_WALK
def test_cross_entropy_of_an_undecided_answer_takes_both_zeros_alike(do: Do) -> None:
    z = np.array([[0.0], [-0.0]], np.float32)
    _, gradient = run(BinaryCrossEntropy(), z, np.ones((2, 1), np.float32), do=do)
    np.testing.assert_allclose(gradient[:, 0] * 2, [-0.5, -0.5])


@pytest.mark.parametrize(
    ("key", "d", "value"),
    [
        ("log_cosh", 1e-6, 5e-13),
        ("log_cosh", 50.0, 50 - math.log(2)),
        ("huber", 0.5, 0.125),
        ("huber", -3.0, 2.5),
        ("mae", -3.0, 3.0),
    ],
)
@EACH_WALK
def test_distances_of_a_small_and_a_large_difference(key: str, d: float, value: float, do: Do) -> None:
    zero = np.zeros((1, 1))
    assert run(losses[key](), zero + d, zero, do=do)[0] == pytest.approx(value, rel=1e-11)


def test_label_smoothing_spreads_its_share_over_all_classes() -> None:
    """Szegedy et al. 2016; for z = (1, 2, 3), class 3, ε = 0.1: −0.9·ln p₃ − 0.1·mean(ln p)."""
    z, t = np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 0.0, 1.0]])
    value, gradient = run(SoftmaxCrossEntropy(0.1), z, t)
    assert value == pytest.approx(0.4076059644443806 + 0.1, rel=1e-14)
    shares = np.array([0.0900305731703805, 0.244728471054798, 0.665240955774822])
    np.testing.assert_allclose(gradient[0], shares - [0.1 / 3, 0.1 / 3, 0.9 + 0.1 / 3], rtol=1e-12)


def test_quadratic_cost_learns_slowly_where_cross_entropy_does_not() -> None:
    """Nielsen 2015, ch. 3: a sure mistake, z = 10 for t = 0; the gradients differ by σ′(z)."""
    z, t = np.array([[10.0], [30.0]], np.float32), np.zeros((2, 1), np.float32)
    slow, fast = run(QuadraticSigmoid(), z, t)[1], run(BinaryCrossEntropy(), z, t)[1]
    level = np.exp(-z.astype(float)) / (1 + np.exp(-z.astype(float))) ** 2
    np.testing.assert_allclose(slow / fast, level, rtol=1e-5)


def test_perceptron_criterion_moves_weights_that_start_at_zero() -> None:
    z, t = np.array([[0.0], [0.5], [-0.5]]), np.array([[1.0], [1.0], [1.0]])
    value, gradient = run(PerceptronCriterion(), z, t)
    assert value == pytest.approx(0.5 / 3)
    np.testing.assert_array_equal(3 * gradient[:, 0], [-1, 0, -1])


def test_poisson_is_read_as_a_rate() -> None:
    np.testing.assert_allclose(Poisson().probabilities(np.array([[0.0, math.log(3)]])), [[1, 3]], rtol=1e-14)


@pytest.mark.parametrize(
    ("loss", "targets", "word"),
    [
        (Poisson(), [[1.0, -1.0]], "at least 0"),
        (KullbackLeibler(), [[0.5, 0.6]], "sum to 1"),
        (KullbackLeibler(), [[1.5, -0.5]], "at least"),
    ],
)
def test_targets_a_loss_cannot_compare_have_a_sentence(loss: Loss, targets: Any, word: str) -> None:
    with pytest.raises(NnsimError, match=word):
        loss.encode(np.array(targets), 0, 2)


def test_shares_that_were_rounded_are_taken_as_shares() -> None:
    np.testing.assert_allclose(KullbackLeibler().encode(np.array([[0.333, 0.666]]), 0, 2), [[1 / 3, 2 / 3]])
    assert "several units" in (KullbackLeibler().misfit(0, 1, 1) or "")
