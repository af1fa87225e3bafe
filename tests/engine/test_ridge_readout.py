"""The ridge read-out: against scikit-learn, singular matrices, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Graph
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.ridge import ridge
from nnsim.engine.rules import ridge_readout
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.training.run import Run
from tests.builders import chain, examples, run_epoch, start

RNG = np.random.default_rng(12)
X = RNG.normal(size=(40, 5)) + 3
T = np.sin(X[:, :2]) + 0.1 * RNG.normal(size=(40, 2)) - 4
MSE = MeanSquaredError()


def solved(graph: Graph, data: Any, **training: Any) -> Run:
    run = start(graph, data, **training)
    run_epoch(run)
    return run


@pytest.mark.parametrize("constant", [True, False])
@pytest.mark.parametrize("penalty", [1e-6, 0.1, 30.0])
@pytest.mark.parametrize("rows", [40, 4])
def test_it_is_the_ridge_of_scikit_learn(rows: int, penalty: float, constant: bool) -> None:
    """With 4 rows for 5 numbers the system of the rows is solved instead."""
    x, t = X[:rows], T[:rows]
    theirs = Ridge(alpha=penalty, fit_intercept=constant, solver="svd").fit(x, t)
    ours = ridge(x.T, t, penalty, constant)
    np.testing.assert_allclose(ours[:5], theirs.coef_.T, rtol=1e-7, atol=1e-9)
    if constant:
        np.testing.assert_allclose(ours[5], theirs.intercept_, rtol=1e-7)


@pytest.mark.parametrize("penalty", [0.0, 1e-30])
@pytest.mark.parametrize("rows", [30, 3])
def test_of_many_solutions_of_a_singular_matrix_it_takes_the_shortest(rows: int, penalty: float) -> None:
    x = np.column_stack([X[:rows], X[:rows, 0], np.zeros(rows), np.ones(rows)])
    ours = ridge(x.T, T[:rows], penalty, constant=False)
    np.testing.assert_allclose(ours, np.linalg.pinv(x, 1e-8) @ T[:rows], atol=1e-5)
    assert np.isnan(ridge(np.full((2, 4), np.inf), T[:4], penalty, constant=True)).all()
    np.testing.assert_array_equal(ridge(np.zeros((2, 4)), T[:4], penalty, constant=False), 0)


@pytest.mark.parametrize(("precision", "close"), [("float64", 1e-8), ("float32", 2e-4)])
def test_one_step_solves_the_last_layer_behind_others_that_stay(precision: str, close: float) -> None:
    graph = chain(Dense(9, Tanh(), frozen=True), Dense(2), loss=MSE)
    run = start(
        graph, examples(X, T), rule=RidgeReadout(0.02), precision=precision, batch=7, learning_rate=0.3
    )
    before = run.network.parameters.copy_arrays()
    run_epoch(run)
    assert run.step == 1
    assert run.watch.done.startswith("The read-out is solved")
    after = dict(run.network.parameters.items())
    hidden = run.network.predict(X, ["l1"])[0].astype(float)
    theirs = Ridge(alpha=0.02, solver="svd").fit(hidden, T)
    np.testing.assert_allclose(after["l2/W"], theirs.coef_.T, rtol=close, atol=close)
    np.testing.assert_allclose(after["l2/b"], theirs.intercept_, rtol=close)
    for key in ("l1/W", "l1/b"):
        np.testing.assert_array_equal(before[key], after[key])
    # The loss that is told of the step is that of what it found.
    loss = ((theirs.predict(hidden) - T) ** 2).mean()
    assert run.take_points().rows[-1, run.unreported.columns.loss] == pytest.approx(loss, rel=1e-4)
    assert not run.machine.step(len(X)).program.gradients


def test_classes_are_told_by_one_and_zero() -> None:
    classes = (X[:, 0] > 3).astype(int) + (X[:, 1] > 3)
    run = solved(chain(Dense(3), loss=MSE), examples(X, classes, 3), rule=RidgeReadout(0.5))
    theirs = Ridge(alpha=0.5).fit(X, np.eye(3)[classes])
    np.testing.assert_allclose(dict(run.network.parameters.items())["l1/W"], theirs.coef_.T, rtol=1e-8)


def test_what_it_cannot_solve_gets_a_sentence() -> None:
    def said(graph: Graph, data: Any = None) -> list[str]:
        return [p.text for p in resolve(graph, data or examples(X, T), RidgeReadout()).errors]

    assert said(chain(Dense(2), loss=MSE)) == []
    assert "Set the activation of this layer to Identity." in said(chain(Dense(2, Tanh()), loss=MSE))[0]
    classes = examples(X, np.arange(40) % 3, 3)
    assert (
        "Set the loss to Mean squared error." in said(chain(Dense(3), loss=SoftmaxCrossEntropy()), classes)[0]
    )
    assert "it is frozen. Let it learn." in said(chain(Dense(3), Dense(2, frozen=True), loss=MSE))[0]


@pytest.mark.parametrize(("most", "refused"), [(9, False), (8, True)])
def test_more_equations_than_can_be_solved_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, most: int, refused: bool
) -> None:
    monkeypatch.setattr(ridge_readout, "_MOST", most)
    run = start(chain(Dense(9), Dense(2), loss=MSE), examples(X, T), rule=RidgeReadout())
    if not refused:
        run_epoch(run)
        return
    with pytest.raises(NnsimError, match="solve 9 equations at once; the most is 8"):
        run_epoch(run)
