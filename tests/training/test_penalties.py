"""Penalties, clipping, decay and limits over many steps, alone and in pairs, against loops of plain NumPy."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.engine.activations.step import Step
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.clippings.layer_norm import ClipByLayerNorm
from nnsim.engine.clippings.value import ClipByValue
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.adaline import DeltaRule
from nnsim.engine.rules.hebb import HebbRule
from nnsim.engine.rules.oja import OjaRule
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

RATE, STEPS = 0.05, 60
X = np.random.default_rng(0).normal(size=(12, 3))
T = X @ np.random.default_rng(1).normal(size=(3, 2)) + 0.3
LINEAR = chain(Dense(2), Dense(2), loss=MeanSquaredError("half_sum"))

ALONE: list[dict[str, Any]] = [
    {"l1": 0.05},
    {"weight_decay": 0.2},
    {"weight_decay": 0.2, "decoupled": True},
    {"clipping": ClipByValue(0.1)},
    {"clipping": ClipByGlobalNorm(0.3)},
    {"clipping": ClipByLayerNorm(0.2)},
    {"max_norm": 0.8},
]
PAIRS = [{**a, **b} for a, b in itertools.combinations(ALONE, 2) if not {*a} & {*b}]


def by_hand(step: Callable[[np.ndarray, np.ndarray], np.ndarray], p: np.ndarray, s: Any) -> np.ndarray:
    """Return the parameters of two linear layers after many steps, from `p` on, with settings `s`."""
    p = p.copy()
    layers = (slice(0, 8), slice(8, 14))
    weights = [(slice(0, 6), (3, 2)), (slice(8, 12), (2, 2))]
    mask = np.r_[np.ones(6), np.zeros(2), np.ones(4), np.zeros(2)]
    for _ in range(STEPS):
        w1, b1, w2, b2 = p[:6].reshape(3, 2), p[6:8], p[8:12].reshape(2, 2), p[12:]
        hidden = X @ w1 + b1
        d = (hidden @ w2 + b2 - T) / len(X)
        back = d @ w2.T
        g = np.concatenate(
            [(X.T @ back).ravel(), back.sum(axis=0), (hidden.T @ d).ravel(), d.sum(axis=0)], axis=None
        )
        if isinstance(s.clipping, ClipByValue):
            g = np.clip(g, -s.clipping.threshold, s.clipping.threshold)
        elif isinstance(s.clipping, ClipByGlobalNorm):
            g = g * min(1, s.clipping.threshold / np.linalg.norm(g))
        elif isinstance(s.clipping, ClipByLayerNorm):
            g = np.concatenate([g[i] * min(1, s.clipping.threshold / np.linalg.norm(g[i])) for i in layers])
        old = p.copy()
        g = g + mask * s.l1 * np.sign(old)
        if not s.decoupled:
            g = g + mask * s.weight_decay * old
        p -= step(g, old)
        if s.decoupled:
            p -= RATE * mask * s.weight_decay * old
        for place, shape in weights:
            matrix = p[place].reshape(shape)
            if s.max_norm:
                matrix *= np.minimum(1, s.max_norm / np.linalg.norm(matrix, axis=0))
    return p


def steps_of(key: str) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return the optimizer by the book."""
    m = v = np.zeros(14)
    t = 0

    def step(g: np.ndarray, _p: np.ndarray) -> np.ndarray:
        nonlocal m, v, t
        t += 1
        if key == "sgd":
            return RATE * g
        if key == "momentum":
            m = 0.9 * m + g
            return RATE * m
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        return np.asarray(RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8))

    return step


@pytest.mark.parametrize("chosen", [*ALONE, *PAIRS], ids=lambda c: "+".join(f"{k}={v}" for k, v in c.items()))
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(), Adam()], ids=lambda o: o.key)
def test_many_steps_are_those_of_a_loop(optimizer: Any, chosen: dict[str, Any]) -> None:
    run = start(LINEAR, examples(X, T), optimizer=optimizer, learning_rate=RATE, **chosen)
    first = run.network.parameters.vector.copy()
    walk(run, STEPS)
    expected = by_hand(steps_of(optimizer.key), first, run.training)
    np.testing.assert_allclose(run.network.parameters.vector, expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("decoupled", [False, True])
def test_l1_without_decay_by_hand(decoupled: bool) -> None:
    """On w²/2 + 0.05·|w| a step of 0.1 takes w to 0.9·w − 0.005 while w > 0."""
    graph = chain(Dense(1, bias=False), loss=MeanSquaredError("half_sum"))
    run = start(graph, examples([[1.0]], [[0.0]]), learning_rate=0.1, l1=0.05, decoupled=decoupled)
    run.network.parameters.vector[:] = 1.0
    found = []
    for steps in (1, 1, 1, 7, 90):
        walk(run, steps)
        found.append(run.network.parameters.vector.item())
    np.testing.assert_allclose(found, [0.895, 0.8005, 0.71545, 0.31611, 0.00263], atol=5e-6)


def correction(rule: Any, x: np.ndarray, t: np.ndarray, w: np.ndarray, b: np.ndarray) -> Any:
    """Return what `rule` adds to weights and bias for a rate of 1."""
    z = x @ w + b
    n = len(x)
    match rule.key:
        case "adaline":
            return x.T @ (t - z) / n, (t - z).mean(axis=0)
        case "perceptron":
            wrong = t - (z > 0)
            return x.T @ wrong, wrong.sum(axis=0)
        case "hebb":
            return x.T @ z / n - rule.decay * w, z.mean(axis=0) - rule.decay * b
        case "oja":
            return (x.T @ z - w @ np.triu(z.T @ z)) / n, 0 * b
    raise AssertionError(rule.key)


@pytest.mark.parametrize("rule", [DeltaRule(), PerceptronRule(), HebbRule(decay=3.0), OjaRule()], ids=str)
@pytest.mark.parametrize("penalty", [*ALONE[:3], {**ALONE[0], **ALONE[1]}, ALONE[6]], ids=str)
def test_rules_without_an_optimizer_are_pulled_alike(rule: Any, penalty: dict[str, Any]) -> None:
    threshold = rule.key == "perceptron"
    targets = (T[:, :1] > 0).astype(float) if threshold else T[:, :1]
    graph = chain(Dense(1, Step()) if threshold else Dense(1), loss=MeanSquaredError())
    run = start(graph, examples(X, targets), rule=rule, learning_rate=RATE, **penalty)
    vector = run.network.parameters.vector
    w, b = vector[:3].reshape(3, 1).copy(), vector[3:].copy()
    walk(run, STEPS)
    s = run.training
    for _ in range(STEPS):
        dw, db = correction(rule, X, targets, w, b)
        w, b = w + RATE * (dw - s.l1 * np.sign(w) - s.weight_decay * w), b + RATE * db
        if s.max_norm:
            w *= min(1, s.max_norm / np.linalg.norm(w))
    np.testing.assert_allclose(vector, np.concatenate([w.ravel(), b]), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("rule", [None, DeltaRule()], ids=["optimizer", "rule"])
@pytest.mark.parametrize("penalty", ALONE, ids=str)
def test_a_run_that_goes_on_is_the_run_that_never_stopped(rule: Any, penalty: dict[str, Any]) -> None:
    def begin(learned: Any = None) -> Run:
        more = {} if rule is None else {"rule": rule}
        graph = chain(Dense(1), loss=MeanSquaredError())
        return start(graph, examples(X, T[:, :1]), learned, batch=5, shuffle=True, **penalty, **more)

    whole, first = begin(), begin()
    walk(whole, 40)
    walk(first, 17)
    again = begin(first.learned())
    walk(again, 23)
    assert again.network.parameters.all.tobytes() == whole.network.parameters.all.tobytes()


def test_switching_a_penalty_off_leaves_nothing_behind() -> None:
    run, plain = (start(LINEAR, examples(X, T), learning_rate=RATE) for _ in range(2))
    run.retune(replace(run.training, l1=0.05))
    walk(run, 9)
    run.retune(replace(run.training, l1=0.0))
    plain.network.parameters.vector[:] = run.network.parameters.vector
    assert walk(run, 5).tobytes() == walk(plain, 5).tobytes()
