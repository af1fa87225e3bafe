"""Learning rules beside back-propagation: against what they are proven to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from nnsim.document.resolve import resolve
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import StateSpec
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.program import Program
from nnsim.engine.rule import LoneDense, Rule
from nnsim.engine.rules.adaline import DeltaRule
from nnsim.engine.rules.hebb import HebbRule
from nnsim.engine.rules.oja import OjaRule
from nnsim.engine.stage import Stage
from nnsim.engine.step_plan import StepPlan
from tests.builders import chain, examples, run_epoch, start

RNG = np.random.default_rng(6)
X = RNG.normal(size=(80, 4)) @ np.diag([3.0, 2.0, 1.0, 0.5]) @ np.linalg.qr(RNG.normal(size=(4, 4)))[0]
MSE = MeanSquaredError()


def weights(run: object) -> tuple[np.ndarray, np.ndarray]:
    arrays = dict(run.network.parameters.items())  # type: ignore[attr-defined]
    return arrays["l1/W"], arrays.get("l1/b", np.zeros(1))


def epochs(run: object, count: int) -> None:
    for _ in range(count):
        run_epoch(run)  # type: ignore[attr-defined]
        run.take_points()  # type: ignore[attr-defined]


# ---- the delta rule ----------------------------------------------------------------------------


def test_delta_rule_is_widrow_and_hoffs_loop() -> None:
    t = RNG.integers(0, 2, 80).astype(float)
    for activation, wanted in ((Identity(), t), (Step(), 2 * t - 1)):
        run = start(
            chain(Dense(1, activation), loss=MSE),
            examples(X, t),
            rule=DeltaRule(),
            batch=1,
            learning_rate=0.02,
        )
        w, b = (a.copy() for a in weights(run))
        epochs(run, 2)
        for _ in range(2):
            for row, target in zip(X, wanted, strict=True):
                error = target - (row @ w[:, 0] + b[0])
                w[:, 0] += 0.02 * error * row
                b += 0.02 * error
        np.testing.assert_allclose(weights(run)[0], w, rtol=1e-10)
        np.testing.assert_allclose(weights(run)[1], b, rtol=1e-10)


def test_delta_rule_finds_least_squares_also_without_a_separating_line() -> None:
    t = (X @ [1.0, -1, 0.5, 0] + RNG.normal(size=80) > 0).astype(float)
    run = start(chain(Dense(1, Step()), loss=MSE), examples(X, t), rule=DeltaRule(), learning_rate=0.15)
    epochs(run, 900)
    best = np.linalg.lstsq(np.c_[X, np.ones(80)], 2 * t - 1, rcond=None)[0]
    np.testing.assert_allclose(np.r_[weights(run)[0][:, 0], weights(run)[1]], best, atol=1e-9)


# ---- Hebb --------------------------------------------------------------------------------------


def test_hebb_rule_adds_up_what_is_active_together() -> None:
    signs, t = np.sign(X), np.sign(RNG.normal(size=(80, 2)))
    run = start(chain(Dense(2), loss=MSE), examples(signs, t), rule=HebbRule("target"), learning_rate=0.5)
    w, b = (a.copy() for a in weights(run))
    epochs(run, 1)
    np.testing.assert_allclose(weights(run)[0], w + 0.5 * signs.T @ t / 80, rtol=1e-12)
    np.testing.assert_allclose(weights(run)[1], b + 0.5 * t.mean(axis=0), rtol=1e-12)
    own = start(
        chain(Dense(2, Tanh()), loss=MSE), examples(X, t), rule=HebbRule(decay=0.3), learning_rate=0.1
    )
    w, b = (a.copy() for a in weights(own))
    y = np.tanh(X @ w + b)
    epochs(own, 1)
    np.testing.assert_allclose(weights(own)[0], w + 0.1 * (X.T @ y / 80 - 0.3 * w), rtol=1e-12)


def test_hebb_without_decay_grows_along_the_principal_component() -> None:
    run = start(
        chain(Dense(1, bias=False), loss=MSE), examples(X, np.zeros(80)), rule=HebbRule(), learning_rate=0.05
    )
    before = np.linalg.norm(weights(run)[0])
    epochs(run, 20)
    w = weights(run)[0][:, 0]
    assert np.linalg.norm(w) > 10 * before
    assert abs(w @ np.linalg.svd(X)[2][0]) == pytest.approx(np.linalg.norm(w), rel=1e-2)


# ---- Oja ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_oja_and_sanger_find_principal_components(precision: str) -> None:
    for units in (1, 3):
        graph = chain(Dense(units, initializer=Normal(0.3)), loss=MSE)
        run = start(
            graph, examples(X, np.zeros((80, units))), rule=OjaRule(), learning_rate=0.05, precision=precision
        )
        epochs(run, 600)
        w, b = weights(run)
        components = np.linalg.svd(X)[2][:units].T
        np.testing.assert_allclose(np.abs((w * components).sum(axis=0)), 1, atol=1e-5)
        np.testing.assert_allclose(w.T @ w, np.eye(units), atol=1e-5)
        assert (b == 0).all()


def test_oja_by_single_examples_follows_them_on_average() -> None:
    run = start(
        chain(Dense(1), loss=MSE),
        examples(X, np.zeros(80)),
        rule=OjaRule(),
        batch=1,
        learning_rate=0.002,
        shuffle=True,
    )
    epochs(run, 40)
    assert abs(weights(run)[0][:, 0] @ np.linalg.svd(X)[2][0]) > 0.995


def test_subspace_rule_spans_what_the_components_span() -> None:
    graph = chain(Dense(2, initializer=Normal(0.3)), loss=MSE)
    run = start(graph, examples(X, np.zeros((80, 2))), rule=OjaRule("subspace"), learning_rate=0.05)
    epochs(run, 600)
    w, v = weights(run)[0], np.linalg.svd(X)[2][:2].T
    np.testing.assert_allclose(w @ w.T, v @ v.T, atol=1e-5)


# ---- what does not fit -------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [DeltaRule(), HebbRule(), OjaRule()], ids=lambda r: r.key)
def test_a_drawing_that_does_not_fit_has_a_sentence(rule: Rule) -> None:
    data = examples(X, X[:, 0] > 0, classes=2)
    two = resolve(chain(Dense(3), Dense(1), loss=MSE), data, rule)
    assert [p.text for p in two.problems if "one Dense layer" in p.text]
    bent = resolve(chain(Dense(1, Sigmoid()), loss=BinaryCrossEntropy()), data, rule)
    assert len(bent.problems) == 1
    assert bent.problems[0].node == "l1"
    fits = resolve(chain(Dense(1), loss=MSE), data, rule)
    assert fits.problems == ()
    if rule.key == "oja":
        many = resolve(chain(Dense(5), loss=MSE), examples(X, np.zeros((80, 5))), rule)
        assert "more than 4 components" in many.problems[0].text


# ---- the contract is wide enough for rules to come ---------------------------------------------


@dataclass(frozen=True)
class Competitive(Rule):
    """Winner takes all with a conscience: draws, and remembers who won how often."""

    key = "competitive"
    title = "Competitive"
    uses_optimizer = False

    def states(self, stages: Sequence[Stage]) -> Sequence[tuple[str, StateSpec]]:
        return [(s.id, StateSpec("wins", s.shape)) for s in stages if s.layer.key == "dense"]

    def plan(self, step: StepPlan) -> None:
        step.forward()
        layer, wins = LoneDense.of(step.program), step.parameters.state_of("l1")["wins"]
        step.calls(self._learn, layer, wins, step.program)
        step.update()

    @staticmethod
    def _learn(layer: LoneDense, wins: np.ndarray, program: Program) -> None:
        tired = layer.output - wins[:, np.newaxis] / (1 + wins.sum())
        winners = (tired + 1e-3 * program.random.normal(size=tired.shape)).argmax(axis=0)
        layer.step[:] = 0
        for x, k in zip(layer.source.T, winners, strict=True):
            layer.step[:, k] -= program.rate * (x - layer.weights[:, k])
            wins[k] += 1


def test_a_rule_with_memory_and_chance_goes_on_where_it_stopped() -> None:
    def run(learned: object = None) -> object:
        graph = chain(Dense(3, bias=False), loss=MSE)
        return start(
            graph, examples(X, np.zeros((80, 3))), learned, rule=Competitive(), batch=10, learning_rate=0.05
        )

    whole, half = run(), run()
    epochs(whole, 4)
    epochs(half, 2)
    assert dict(half.network.parameters.items())["l1/wins"].sum() == 160  # type: ignore[attr-defined]
    again = run(half.learned())  # type: ignore[attr-defined]
    epochs(again, 2)
    np.testing.assert_array_equal(again.network.parameters.vector, whole.network.parameters.vector)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(again.network.parameters.state, whole.network.parameters.state)  # type: ignore[attr-defined]
