"""What stands around the optimizer in a step: rate, clipping, penalties, limits; each off by default."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.document.graph import Graph
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.clipping import clippings
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.engine.schedule import schedules
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.engine.schedules.exponential import ExponentialDecay
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.engine.schedules.step import StepDecay
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run
from tests.builders import chain, examples, run_epoch, start, walk

NET = chain(Dense(5, Tanh()), BatchNorm(), Dense(3), loss=SoftmaxCrossEntropy())
EVERYTHING: dict[str, Any] = {
    "schedule": CosineAnnealing(50),
    "warm_up": 0.5,
    "weight_decay": 0.1,
    "l1": 0.01,
    "max_norm": 1.0,
    "clipping": ClipByGlobalNorm(0.5),
    "patience": 3,
}


def begin(graph: Graph = NET, n: int = 23, **training: Any) -> Run:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(n, 4)), rng.integers(0, 3, n), 3)
    return start(graph, data, **{"batch": 4, "shuffle": True, "learning_rate": 0.1, **training})


def first_step(**training: Any) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray], Run]:
    """Return the arrays before and after one step."""
    run = begin(**training)
    run.network.parameters.vector += 0.5
    before = run.network.parameters.copy_arrays()
    walk(run, 1)
    return before, run.network.parameters.copy_arrays(), run


# ---- the rate ----------------------------------------------------------------------------------


def rates(run: Run, steps: int) -> list[float]:
    found = []
    for _ in range(steps):
        walk(run, 1)
        found.append(run.rates.now)
    return found


@pytest.mark.parametrize("kind", list(schedules), ids=lambda s: s.key)
def test_every_step_goes_at_the_rate_of_its_place(kind: Any) -> None:
    """24 examples in batches of 4; the last 5 steps at another batch size, from the middle of an epoch."""
    run = begin(n=24, optimizer=SGD(), schedule=kind())
    expected = [0.1 * kind().factor(step / 6) for step in range(16)]
    assert rates(run, 16) == pytest.approx(expected, rel=1e-14)
    run.retune(replace(run.training, batch=2))
    assert rates(run, 5) == pytest.approx([0.1 * kind().factor((32 + k) / 12) for k in range(5)], rel=1e-14)
    whole = begin(n=24, optimizer=SGD(), schedule=kind())
    walk(whole, 16)
    assert whole.rates.now == expected[-1]


def test_the_step_is_made_at_that_rate() -> None:
    run = begin(optimizer=SGD(), schedule=ExponentialDecay(0.5))
    for _ in range(9):
        epoch, before = run.epoch, run.network.parameters.vector.copy()
        walk(run, 1)
        moved = 0.1 * 0.5**epoch * run.network.parameters.gradient
        np.testing.assert_allclose(before - run.network.parameters.vector, moved, rtol=1e-9, atol=1e-15)


def test_warm_up_rises_in_a_line_and_the_schedule_begins_after_it() -> None:
    run = begin(n=24, schedule=ExponentialDecay(0.5), warm_up=2.0)
    found = rates(run, 18)
    np.testing.assert_allclose(found[:12], 0.1 * np.arange(1, 13) / 12, rtol=1e-12)
    np.testing.assert_allclose(found[12:], 0.1 * 0.5 ** (np.arange(6) / 6), rtol=1e-12)
    assert rates(begin(n=24, warm_up=0.01), 3) == [0.1] * 3


def test_a_change_while_training_holds_from_the_next_step_on() -> None:
    run = begin(n=24)
    walk(run, 12)
    run.retune(replace(run.training, schedule=StepDecay(1, 0.5)))
    assert run.rates.now == 0.025
    run.retune(replace(run.training, learning_rate=0.4))
    assert rates(run, 7) == [0.1] * 6 + [0.05]
    run.retune(replace(run.training, schedule=TrainingSettings().schedule, warm_up=6.0))
    assert rates(run, 1) == pytest.approx([0.4 * (3 + 2 / 6) / 6])
    run.retune(replace(run.training, warm_up=0.0))
    assert run.rates.now == 0.4


def test_plateau_watches_the_loss_of_whole_epochs() -> None:
    run = begin(learning_rate=0.0, optimizer=SGD(), schedule=ReduceOnPlateau(0.5, 2))
    run.retune(replace(run.training, learning_rate=1e-9))
    found = []
    for _ in range(8):
        run_epoch(run)
        walk(run, 1)
        found.append(run.rates.now / 1e-9)
    # The first epoch is the best; the third without a better one brings the reaction.
    assert found == pytest.approx([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])


# ---- clipping and penalties ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(clippings), ids=lambda c: c.key)
def test_clipping_limits_the_step_and_readings_show_the_gradient_before(kind: Any) -> None:
    plain = first_step(optimizer=SGD())
    clipped = first_step(optimizer=SGD(), clipping=kind(threshold=1e-3))
    step = clipped[2].network.parameters.step
    assert 0 < np.abs(step).max() <= 0.1 * 1e-3 * (1 + 1e-12)
    assert np.linalg.norm(step) < 0.1 * np.linalg.norm(plain[2].network.parameters.gradient) / 10
    run, other = begin(optimizer=SGD()), begin(optimizer=SGD(), clipping=kind(threshold=1e-3))
    gradients = [GRADIENT.column(layer) for layer in run.unreported.columns.layers]
    np.testing.assert_array_equal(walk(run, 1)[:, gradients], walk(other, 1)[:, gradients])


def test_a_limit_never_reached_changes_no_bit() -> None:
    for chosen in ({"clipping": ClipByGlobalNorm(1e9)}, {"max_norm": 1e9}, {"patience": 1000}):
        one, two = begin(optimizer=Adam()), begin(optimizer=Adam(), **chosen)
        assert walk(one, 40).tobytes() == walk(two, 40).tobytes()
        assert one.network.parameters.vector.tobytes() == two.network.parameters.vector.tobytes()


@pytest.mark.parametrize("optimizer", [SGD(), Adam()], ids=lambda o: o.key)
def test_decoupled_decay_goes_past_the_optimizer(optimizer: Any) -> None:
    before, plain, _ = first_step(optimizer=optimizer)
    _, decayed, _ = first_step(optimizer=optimizer, weight_decay=0.25, decoupled=True)
    for key, old in before.items():
        pulled = 0.1 * 0.25 * old if key.endswith("/W") else np.zeros_like(old)
        np.testing.assert_allclose(plain[key] - decayed[key], pulled, rtol=1e-9, atol=1e-12)


def test_l1_pulls_every_weight_by_the_same_and_adds_to_l2() -> None:
    before, plain, _ = first_step(optimizer=SGD())
    for decay in (0.0, 0.2):
        _, pulled, _ = first_step(optimizer=SGD(), l1=0.03, weight_decay=decay)
        for key, old in before.items():
            expected = 0.1 * (0.03 * np.sign(old) + decay * old) if key.endswith("/W") else np.zeros_like(old)
            np.testing.assert_allclose(plain[key] - pulled[key], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("decoupled", [False, True])
def test_the_perceptron_rule_decays_too(decoupled: bool) -> None:
    data = examples([[1.0, 2.0], [-1.0, 0.5]], [[1.0], [0.0]])
    graph = chain(Dense(1, Step()), loss=MeanSquaredError())
    run = start(graph, data, rule=PerceptronRule(), learning_rate=0.1, weight_decay=0.5, decoupled=decoupled)
    run.network.parameters.vector[:] = 3.0, 1.0, 0.0  # right about both: only the decay is left
    walk(run, 1)
    np.testing.assert_allclose(run.network.parameters.vector, [2.85, 0.95, 0.0], rtol=1e-12)


def test_max_norm_limits_the_weights_into_every_unit_and_shortens_only() -> None:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(6, 2, 5, 5)), rng.integers(0, 3, 6), 3)
    graph = chain(Conv2D(2, 3), Flatten(), BatchNorm(), Dense(3), loss=SoftmaxCrossEntropy())
    for rate in (0.0, 0.1):
        run = start(graph, data, learning_rate=rate, max_norm=0.5)
        for key, array in run.network.parameters.items():
            if key.endswith("/W"):
                array[..., 0] *= 0.01  # a unit within the limit: its weights stay
        before = run.network.parameters.copy_arrays()
        walk(run, 1)
        after = run.network.parameters.copy_arrays()
        for key in ("l1/W", "l4/W"):
            units = before[key].shape[-1]
            old, new = (a[key].reshape(-1, units) for a in (before, after))
            lengths = np.linalg.norm(new, axis=0)
            assert (lengths <= 0.5 * (1 + 1e-12)).all()
            if rate == 0.0:
                expected = old * np.minimum(1, 0.5 / np.linalg.norm(old, axis=0))
                np.testing.assert_allclose(new, expected, rtol=1e-12)
                np.testing.assert_array_equal(new[:, 0], old[:, 0])
        if rate == 0.0:
            np.testing.assert_array_equal(before["l3/gamma"], after["l3/gamma"])


def test_max_norm_does_not_hide_a_divergence() -> None:
    run = begin(max_norm=1.0, precision="float32")
    run.network.parameters.vector[:] = 1e30
    with np.errstate(all="ignore"):
        for call in run.machine._updates[""]:
            call()
    assert np.isnan(run.network.parameters.vector).any()


# ---- all of it ---------------------------------------------------------------------------------


def test_off_is_no_call_at_all() -> None:
    run = begin(optimizer=SGD())
    assert run.rates.is_constant
    assert len(run.machine._updates[""]) == 2


def test_switching_everything_on_and_off_while_training() -> None:
    run, plain = begin(optimizer=Adam(), precision="float32"), begin(optimizer=Adam(), precision="float32")
    walk(run, 7)
    walk(plain, 7)
    calm = run.training
    run.retune(replace(calm, learning_rate=0.0, **{**EVERYTHING, "weight_decay": 0.0, "max_norm": 0.0}))
    run.retune(calm)
    assert walk(run, 20).tobytes() == walk(plain, 20).tobytes()
    for name, value in EVERYTHING.items():
        run.retune(replace(run.training, **{name: value}))
        assert np.isfinite(walk(run, 5)).all()
    weights = [a for key, a in run.network.parameters.items() if key.endswith("/W")]
    assert all((np.linalg.norm(w, axis=0) <= 1 + 1e-6).all() for w in weights)


def test_a_step_with_everything_allocates_nothing() -> None:
    run = begin(precision="float32", optimizer=Adam(), **{**EVERYTHING, "patience": 10**6})
    left = []
    tracemalloc.start()
    try:
        # Orders are drawn ahead in blocks: the first block is none of what a step leaves.
        for _ in range(3):
            for _ in range(60):
                run_epoch(run)
            run.take_points()
            left.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert left[2] - left[1] < 20_000, left
    assert math.isfinite(run.evaluate().train_loss)
