"""A stack of RBMs: one layer after the other, then all; each phase against what it should be."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.document.resolve import resolve
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.layer_by_layer import PHASE, LayerByLayer
from nnsim.training.epoch_end import is_every_one_awaited
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk
from tests.compiled.by_c import compiled, in_numpy, needs_library

RNG = np.random.default_rng(8)
DATA = examples(RNG.random((6, 4)), np.arange(6) % 2)
STACK = chain(RBM(3, Normal(0.5)), RBM(2, Normal(0.5)), Dense(1), loss=MeanSquaredError())


def begun(each: int = 2, **training: Any) -> Run:
    """Return a run of which an epoch is two steps."""
    rule = LayerByLayer(each, rate=0.3, momentum=0.5, decay=0.01)
    given = {"batch": 3, "learning_rate": 0.1, "rule": rule, "seed": 2, **training}
    return start(STACK, DATA, **given)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def arrays(run: Run) -> dict[str, np.ndarray]:
    return {
        w.key: run.network.parameters.vector[w.start : w.stop].copy() for w in run.network.parameters.windows
    }


def test_one_layer_learns_at_a_time_and_at_last_all() -> None:
    run, moved = begun(), []
    for _ in range(6):
        before = arrays(run)
        epoch = run.batches.epoch
        while run.batches.epoch == epoch:
            run.advance(1)
        after = arrays(run)
        moved.append({key.split("/")[0] for key in before if (before[key] != after[key]).any()})
        of_others = [w for w in run.network.parameters.windows if w.stage not in moved[-1]]
        assert not any(run.network.parameters.gradient[w.start : w.stop].any() for w in of_others)
        phase = float(run.network.parameters.scalars[PHASE.key])
        assert phase == min(3, 1 + (len(moved) - 1) // 2)
    assert moved == [{"l1"}, {"l1"}, {"l2"}, {"l2"}, {"l1", "l2", "l3"}, {"l1", "l2", "l3"}]


def test_a_step_of_an_rbm_is_that_of_the_formula() -> None:
    run = begun(batch=6, shuffle=False, precision="float64")
    for layer in ("l1", "l2"):
        w, b, a = (arrays(run)[f"{layer}/{name}"] for name in ("W", "b", "a"))
        w = w.reshape(len(a), len(b))
        random, velocity = np.random.default_rng(), [np.zeros_like(part) for part in (w, a, b)]
        random.bit_generator.state = run.network.random.bit_generator.state
        v = run.prepared.train.values()
        if layer == "l2":
            first = arrays(run)
            v = sigmoid(v @ first["l1/W"].reshape(4, 3) + first["l1/b"])
        for _ in range(2):
            p = sigmoid(v @ w + b)
            h = (p > random.random((len(b), len(v))).T).astype(float)
            back = sigmoid(h @ w.T + a)
            again = sigmoid(back @ w + b)
            gradient = (back.T @ again - v.T @ p) / 6 + 0.01 * w, (back - v).mean(0), (again - p).mean(0)
            velocity = [0.5 * old + 0.3 * new for old, new in zip(velocity, gradient, strict=True)]
            w, a, b = w - velocity[0], a - velocity[1], b - velocity[2]
        run.advance(1), run.advance(1)
        for name, part in (("W", w), ("a", a), ("b", b)):
            np.testing.assert_allclose(arrays(run)[f"{layer}/{name}"], part.reshape(-1), rtol=1e-9)


def test_the_last_phase_is_back_propagation() -> None:
    with_rule, plain = begun(each=0), begun(rule=BackPropagation())
    for run in (with_rule, plain):
        walk(run, 7)
    np.testing.assert_array_equal(with_rule.network.parameters.vector, plain.network.parameters.vector)


def test_a_moment_of_another_phase_goes_on_in_its_own() -> None:
    run = begun()
    run.advance(1)
    early = run.moment()
    for _ in range(12):
        run.advance(1)
    late, learned = run.moment(), run.network.parameters.vector.copy()
    run.go_to(early)
    for _ in range(12):
        run.advance(1)
    np.testing.assert_array_equal(run.network.parameters.vector, learned)
    run.advance(1)
    further = run.network.parameters.vector.copy()
    run.go_to(early)
    run.advance(1)
    run.go_to(late)
    run.advance(1)
    np.testing.assert_array_equal(run.network.parameters.vector, further)


def test_a_call_of_many_steps_ends_where_a_phase_may() -> None:
    assert is_every_one_awaited(begun())
    assert not is_every_one_awaited(begun(rule=BackPropagation()))


@needs_library
def test_early_stopping_looks_at_no_loss_before_it_is_what_is_learned() -> None:
    run = begun(5, patience=2, min_improvement=100.0)
    while run.watch.stopped is None and run.batches.epoch < 20:
        run.advance(1)
    # Ten epochs of the RBMs; the first of all layers is the best there is, and two are no better.
    assert run.batches.epoch == 13
    assert run.watch.stopped is not None
    assert run.watch.stopped.epoch == 11


def test_both_walks_go_through_the_phases_alike() -> None:
    # Long enough for ends of epochs that nobody else wants to see.
    runs = in_numpy(begun(60, precision="float64")), compiled(begun(60, precision="float64"))
    for run in runs:
        while run.step < 260:
            run.advance(260 - run.step, beyond_epoch=True)
    vectors = [run.network.parameters.vector for run in runs]
    np.testing.assert_allclose(vectors[0], vectors[1], rtol=1e-8)
    assert (
        runs[0].take_points().rows.shape
        == runs[1].take_points().rows.shape
        == (260, runs[0].unreported.columns.width)
    )


def test_without_an_rbm_it_says_what_to_do() -> None:
    [problem] = resolve(chain(Dense(1)), DATA, LayerByLayer()).errors
    assert problem.text == (
        "This rule trains RBM layers one by one, and there is none. Put one before the output, or choose"
        " Back-propagation."
    )
