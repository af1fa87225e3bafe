"""The best constant answer is the best one: no other constant costs less."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.diagnosis.baseline import baseline_of
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import losses
from nnsim.engine.losses.mae import MeanAbsoluteError
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.measure import loss_value
from tests.builders import chain, examples, meaning

RNG = np.random.default_rng(3)
X = RNG.normal(size=(50, 2))
CLASSES = RNG.choice(3, 50, p=[0.6, 0.3, 0.1])
SHARES = RNG.dirichlet([1, 2, 3], 50)
TARGETS = {"kl": SHARES, "poisson": RNG.poisson(3, (50, 2))}
TARGETS |= {key: RNG.uniform(0, 1, (50, 2)) for key in ("bce", "quadratic_sigmoid")}
VARIANTS = [*(cls() for cls in losses), SoftmaxCrossEntropy(smoothing=0.2), losses["huber"](delta=0.3)]


@pytest.mark.parametrize("loss", VARIANTS, ids=lambda loss: f"{loss.key}{loss}"[:40])
def test_no_other_constant_costs_less(loss) -> None:
    if loss.needs_classes:
        encoded = loss.encode(CLASSES, 3, 3)
    else:
        encoded = loss.encode(
            np.asarray(TARGETS.get(loss.key, RNG.exponential(2, (50, 2))), float),
            0,
            3 if loss.key == "kl" else 2,
        )
    best = loss.best_constant(encoded)

    def cost(constant: np.ndarray) -> float:
        return loss_value(loss, np.broadcast_to(constant, encoded.shape), encoded)

    least = cost(best)
    for scale in (1e-3, 0.1, 1.0, 5.0):
        others = [cost(best + scale * RNG.normal(size=best.shape)) for _ in range(40)]
        assert min(others) >= least - 1e-9 * max(1, abs(least))


def test_it_is_the_mean_the_median_and_the_shares() -> None:
    skewed = np.array([0.0, 0.0, 0.0, 0.0, 10.0])
    data = examples(np.zeros((5, 2)), skewed)
    for loss, expected in ((MeanSquaredError(), skewed.var()), (MeanAbsoluteError(), 2.0)):
        resolved = meaning(chain(Dense(1), loss=loss), data)
        assert baseline_of(resolved.stages, resolved.outputs, data).loss == pytest.approx(expected)
    labels = np.array([0] * 95 + [1] * 5)
    data = examples(np.zeros((100, 2)), labels, 2)
    resolved = meaning(chain(Dense(1)), data)
    found = baseline_of(resolved.stages, resolved.outputs, data)
    assert found.loss == pytest.approx(-0.95 * np.log(0.95) - 0.05 * np.log(0.05))
    assert found.accuracy == pytest.approx(0.95)


def test_several_outputs_are_weighted_as_in_training() -> None:
    targets = np.column_stack([X[:, 0], 4 * X[:, 1]])
    nodes = (
        Node("in", "in", Input()),
        Node("a", "a", Dense(1), objective=Objective(MeanSquaredError(), 0.5, "1")),
        Node("b", "b", Dense(1), objective=Objective(MeanSquaredError(), 2.0, "2")),
    )
    data = examples(X, targets)
    resolved = meaning(Graph(nodes, (Edge("in", "a"), Edge("in", "b"))), data)
    found = baseline_of(resolved.stages, resolved.outputs, data)
    assert found.loss == pytest.approx(0.5 * targets[:, 0].var() + 2 * targets[:, 1].var())


def test_it_is_worked_out_anew_only_for_other_outputs_or_data() -> None:
    data, others = (examples(X, X[:, :1] * k) for k in (1.0, 2.0))
    before, wider = (meaning(chain(Dense(n), Dense(1)), data) for n in (4, 5))
    known = baseline_of(before.stages, before.outputs, data)
    assert baseline_of(wider.stages, wider.outputs, data, known) is known
    assert baseline_of(wider.stages, wider.outputs, others, known).loss == pytest.approx(4 * known.loss)
    absolute = meaning(chain(Dense(5), Dense(1), loss=MeanAbsoluteError()), data)
    found = baseline_of(absolute.stages, absolute.outputs, data, known)
    assert found == baseline_of(absolute.stages, absolute.outputs, data) != known
