"""Support vector machines against scikit-learn, an optimizer of SciPy, and loops written independently."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.svm import SVC, LinearSVC

from nnsim.base.errors import NnsimError
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.dual_ascent import climb, objectives, relative_gap
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.rule import Rule
from nnsim.engine.rules.dual_ascent import DualAscent
from nnsim.engine.rules.pegasos import Pegasos
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

RNG = np.random.default_rng(8)
X = RNG.normal(size=(40, 2))
Y = np.where(X[:, 0] ** 2 + 0.5 * RNG.normal(size=40) > X[:, 1], 1.0, -1.0)
DATA = examples(X, (Y > 0).astype(np.int64), classes=2)
COST, WIDTH = 3.0, 0.7
GAUSSIAN = np.exp(-((X[:, None] - X) ** 2).sum(2) / (2 * WIDTH**2))


def kernel_machine(units: int = 40, *, bias: bool = True, **training: object) -> Run:
    layers = RBF(units, WIDTH, Examples(), frozen=True), Dense(1, initializer=Zeros(), bias=bias)
    chosen = {"rule": DualAscent(COST, 1e-6), "shuffle": True, **training}
    return start(chain(*layers, loss=Hinge()), DATA, **chosen)


def weights(run: Run) -> tuple[np.ndarray, float]:
    arrays = run.network.parameters.copy_arrays()
    id_ = run.network.outputs[0].stage
    return arrays[f"{id_}/W"][:, 0], float(arrays.get(f"{id_}/b", np.zeros(1))[0])


def solve(run: Run) -> Run:
    for _ in range(200):
        walk(run, 50)
        if run.setup.training.rule.done(run.network.parameters, run.batches.epoch):
            return run
    raise AssertionError("it does not come to its solution")


# ---- the kernel machine --------------------------------------------------------------------------


@pytest.mark.parametrize("bias", [True, False])
def test_one_sweep_is_a_loop_over_the_alphas(bias: bool) -> None:
    run = kernel_machine(bias=bias)
    walk(run, 1)
    k = GAUSSIAN + bias
    alpha = np.zeros(40)
    for i in range(40):
        f = sum(alpha[j] * Y[j] * k[j, i] for j in range(40))
        alpha[i] = min(max(alpha[i] + (1 - Y[i] * f) / k[i, i], 0), COST)
    found, shift = weights(run)
    np.testing.assert_allclose(found, alpha * Y, rtol=1e-9, atol=1e-12)
    assert shift == pytest.approx((alpha * Y).sum() if bias else 0.0, rel=1e-9)


@pytest.mark.parametrize("bias", [True, False])
def test_it_finds_the_solution_of_the_dual(bias: bool) -> None:
    run = solve(kernel_machine(bias=bias))
    q = (GAUSSIAN + bias) * Y * Y[:, None]
    best = minimize(
        lambda a: (a @ q @ a / 2 - a.sum(), q @ a - 1),
        np.zeros(40),
        jac=True,
        bounds=[(0, COST)] * 40,
        options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10},
    )
    alpha = weights(run)[0] * Y
    assert alpha.sum() - alpha @ q @ alpha / 2 == pytest.approx(-best.fun, rel=1e-5)
    assert (alpha >= 0).all()
    assert (alpha <= COST).all()
    gap = run.network.parameters.scalars["duality_gap"]
    assert 0 <= gap <= 1e-6
    primal = alpha @ q @ alpha / 2 + COST * np.maximum(0, 1 - q @ alpha).sum()
    assert gap == pytest.approx((primal + best.fun) / primal, abs=2e-6)
    assert run.network.parameters.scalars["support_vectors"] == np.count_nonzero(alpha)


def test_it_decides_as_scikit_learn_does() -> None:
    run = solve(kernel_machine())
    grid = RNG.uniform(-2, 2, (400, 2))
    told = run.network.predict(grid)[0][:, 0] > 0
    other = SVC(C=COST, gamma=1 / (2 * WIDTH**2), tol=1e-6).fit(X, Y).predict(grid) > 0
    assert (told == other).mean() > 0.97


def test_the_order_of_the_examples_stays_whatever_is_set() -> None:
    one, other = (kernel_machine(shuffle=s, seed=4) for s in (True, False))
    for run in (one, other):
        walk(run, 5)
    assert one.network.parameters.vector.tobytes() == other.network.parameters.vector.tobytes()


def test_with_fewer_centres_than_examples_the_first_ones_take_part() -> None:
    run = solve(kernel_machine(25))
    k, y, alpha = GAUSSIAN[:25, :25] + 1, Y[:25], np.zeros(25)
    climb(k, y, alpha, COST, 5000)
    expected = k @ (alpha * y)
    found, shift = weights(run)
    np.testing.assert_allclose(GAUSSIAN[:25, :25] @ found + shift, expected, atol=2e-3)


def test_examples_that_moved_away_from_their_centres_do_not_count() -> None:
    run = kernel_machine()
    centres = run.network.parameters.vector[: 2 * 40].reshape(2, 40)
    centres[:, 7] += 3.0
    solve(run)
    assert weights(run)[0][7] == 0.0
    assert np.count_nonzero(weights(run)[0]) > 5


def test_more_centres_than_examples_get_a_sentence() -> None:
    with pytest.raises(NnsimError) as told:
        kernel_machine(41)
    assert str(told.value) == (
        "41 units are to begin at training examples, and there are only 40. Use at most 40 units in this layer, or more"
        " examples."
    )


# ---- the linear machine ---------------------------------------------------------------------------

PENALTY = 0.05


def linear_machine(batch: int, **training: object) -> Run:
    rule = Pegasos(PENALTY)
    return start(chain(Dense(1, initializer=Zeros()), loss=Hinge()), DATA, rule=rule, batch=batch, **training)


@pytest.mark.parametrize("batch", [1, 7, 40])
def test_pegasos_is_the_loop_of_its_publication(batch: int) -> None:
    run = linear_machine(batch)
    walk(run, 30)
    w, ones = np.zeros(3), np.c_[X, np.ones(40)]
    starts = [k for _ in range(30) for k in range(0, 40, batch)][:30]
    for t, first in enumerate(starts, 1):
        rows = slice(first, first + batch)
        active = Y[rows] * (ones[rows] @ w) < 1
        pushed = (active * Y[rows]) @ ones[rows] / len(Y[rows])
        w = (1 - 1 / t) * w + pushed / (PENALTY * t)
        w *= min(1.0, 1 / (np.sqrt(PENALTY) * np.linalg.norm(w)))
    found, shift = weights(run)
    np.testing.assert_allclose([*found, shift], w, rtol=1e-9)


def test_pegasos_comes_near_the_solution_of_the_dual() -> None:
    run = linear_machine(8, shuffle=True, seed=1)
    rows = walk(run, 4000)
    found, shift = weights(run)
    cost = 1 / (PENALTY * 40)

    def objective(w: np.ndarray, b: float) -> float:
        return float(PENALTY / 2 * (w @ w + b * b) + np.maximum(0, 1 - Y * (X @ w + b)).mean())

    machine = LinearSVC(C=cost, loss="hinge", tol=1e-8, max_iter=1_000_000, random_state=0).fit(X, Y)
    best = objective(machine.coef_[0], machine.intercept_[0])
    assert best <= objective(found, shift) <= 1.02 * best
    kernel, alpha = X @ X.T + 1, np.zeros(40)
    margins = climb(kernel, Y, alpha, cost, 3000)
    primal, dual = objectives(margins, alpha, cost)
    assert primal * PENALTY == pytest.approx(best, rel=1e-4) == dual * PENALTY
    assert relative_gap(margins, alpha, cost) < 1e-4
    columns = {s.key: c for s, c in run.unreported.columns.scalars}
    assert rows[-500:, columns["objective"]].mean() == pytest.approx(best, rel=0.05)


# ---- what they cannot train ------------------------------------------------------------------------

ADDS_UP = "A support vector machine adds up. Set the activation of this layer to Identity."
HINGE = "A support vector machine makes the hinge loss small. Set the loss to Hinge."


@pytest.mark.parametrize(
    ("layers", "loss", "rule", "said"),
    [
        ((Dense(1, Tanh()),), Hinge(), Pegasos(), ADDS_UP),
        ((Dense(1),), BinaryCrossEntropy(), Pegasos(), HINGE),
        ((Dense(3), Dense(1)), Hinge(), Pegasos(), "Pegasos trains one Dense unit."),
        ((RBF(9, 1.0, Examples()), Dense(1, Tanh())), Hinge(), DualAscent(), ADDS_UP),
        ((RBF(9, 1.0, Examples()), Dense(1)), BinaryCrossEntropy(), DualAscent(), HINGE),
        ((RBF(9), Dense(1)), Hinge(), DualAscent(), "Dual coordinate ascent trains an RBF layer"),
        ((Dense(1),), Hinge(), DualAscent(), "Dual coordinate ascent trains an RBF layer"),
    ],
)
def test_networks_they_cannot_train_get_a_sentence(
    layers: tuple[Layer, ...], loss: Loss, rule: Rule, said: str
) -> None:
    [problem] = resolve(chain(*layers, loss=loss), DATA, rule).errors
    assert problem.text.startswith(said)
    assert problem.text.endswith(".")
