"""Restricted Boltzmann machines against sums over all their states, written out."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.bars_and_stripes import BarsAndStripes
from nnsim.document.building import chain as project_of
from nnsim.document.resolve import resolve
from nnsim.engine.binary_states import binary_states, log_sum_exp, state_numbers
from nnsim.engine.contrastive import RECONSTRUCTION
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rbm_energy import (
    free_energies,
    log_partition,
    mean_log_likelihood,
    mean_pseudo_log_likelihood,
    states_to_sum,
)
from nnsim.engine.rules.contrastive_divergence import (
    FREE_ENERGY,
    PSEUDO,
    ContrastiveDivergence,
)
from nnsim.engine.scalar import LIKELIHOOD
from nnsim.lab.running import begin
from nnsim.training.run import Run
from tests.builders import chain, examples, walk

RNG = np.random.default_rng(4)


def machine(n: int, units: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return RNG.normal(size=(n, units)), RNG.normal(size=n), RNG.normal(size=units)


def energy(v: tuple[int, ...], h: tuple[int, ...], w: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    pairs = sum(v[i] * w[i, j] * h[j] for i in range(len(v)) for j in range(len(h)))
    return float(
        -sum(x * y for x, y in zip(a, v, strict=True)) - sum(x * y for x, y in zip(b, h, strict=True)) - pairs
    )


def states(n: int) -> list[tuple[int, ...]]:
    return list(itertools.product((0, 1), repeat=n))


def test_binary_states_are_counted_in_binary() -> None:
    np.testing.assert_array_equal(binary_states(3).T, states(3))
    np.testing.assert_array_equal(state_numbers(binary_states(4)), np.arange(16))
    assert log_sum_exp(np.array([1000.0, 1000.0])) == pytest.approx(1000 + math.log(2))


@pytest.mark.parametrize(("n", "units"), [(4, 2), (2, 4), (3, 3)])
def test_free_energies_and_likelihoods_are_sums_over_all_states(n: int, units: int) -> None:
    w, a, b = machine(n, units)
    weight = {v: sum(math.exp(-energy(v, h, w, a, b)) for h in states(units)) for v in states(n)}
    z = sum(weight.values())
    v = np.array(states(n), float).T
    np.testing.assert_allclose(free_energies(v, w, a, b), [-math.log(weight[s]) for s in states(n)])
    assert log_partition(w, a, b, states_to_sum(n, units)) == pytest.approx(math.log(z))
    some = v[:, ::2]
    expected = np.mean([math.log(weight[s] / z) for s in states(n)[::2]])
    assert mean_log_likelihood(some, w, a, b, states_to_sum(n, units)) == pytest.approx(expected)
    for place in range(n):
        told = []
        for s in states(n)[::2]:
            other = tuple(1 - bit if i == place else bit for i, bit in enumerate(s))
            told.append(n * math.log(weight[s] / (weight[s] + weight[other])))
        chosen = np.full(some.shape[1], (place + 0.5) / n)
        assert mean_pseudo_log_likelihood(some, w, a, b, chosen) == pytest.approx(np.mean(told))


def started(rule: ContrastiveDivergence, units: int = 3, std: float = 0.5, **training: Any) -> Run:
    project = project_of(
        Input(),
        RBM(units, Normal(std)),
        data=DataSettings(BarsAndStripes(size=2)),
        rule=rule,
        **{
            "optimizer": SGD(),
            "batch": 6,
            "epochs": 10,
            "precision": "float64",
            "learning_rate": 0.0,
            **training,
        },
    )
    return begin(project)


def arrays(run: Run, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    own = {
        w.spec.name: vector[w.start : w.stop].reshape(w.spec.shape) for w in run.network.parameters.windows
    }
    return own["W"], own["a"], own["b"]


def exact_gradient(run: Run, v: np.ndarray) -> np.ndarray:
    """Return ∂(−mean ln p)/∂P by differences of the exact sum, in the order of W, a, b."""
    parts = arrays(run, run.network.parameters.vector)
    found = []
    for number, part in enumerate(parts):
        for index in np.ndindex(part.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = [p.copy() for p in parts]
                moved[number][index] += step
                w, a, b = moved
                ends.append(-mean_log_likelihood(v, w, a, b, states_to_sum(*w.shape)))
            found.append((ends[0] - ends[1]) / 2e-5)
    return np.array(found)


def test_persistent_chains_come_to_the_gradient_of_the_likelihood_and_those_at_the_data_do_not() -> None:
    errors = {}
    for persistent in (True, False):
        run = started(ContrastiveDivergence(persistent=persistent, chains=30_000), std=1.5)
        walk(run, 10)
        gradient = arrays(run, run.network.parameters.gradient)
        estimated = np.concatenate([part.reshape(-1) for part in gradient])
        exact = exact_gradient(run, run.prepared.train.values().T)
        errors[persistent] = np.abs(estimated - exact).max()
        assert np.abs(exact).max() > 0.1
    assert errors[True] < 0.012
    assert errors[False] > 0.03


def test_what_it_reports_is_of_the_batch_before_the_step() -> None:
    run = started(ContrastiveDivergence(chains=10))
    v = run.prepared.train.values().T
    w, a, b = arrays(run, run.network.parameters.vector.copy())
    walk(run, 1)
    told = {key: float(value) for key, value in run.network.parameters.scalars.items()}
    assert told[LIKELIHOOD.key] == pytest.approx(mean_log_likelihood(v, w, a, b, states_to_sum(*w.shape)))
    assert told[FREE_ENERGY.key] == pytest.approx(free_energies(v, w, a, b).mean())
    p = 1 / (1 + np.exp(-(w.T @ v + b[:, np.newaxis])))
    back = 1 / (1 + np.exp(-(w @ p + a[:, np.newaxis])))
    assert told[RECONSTRUCTION.key] == pytest.approx(((v - back) ** 2).mean())


def test_it_learns_and_the_likelihood_says_so() -> None:
    run = started(ContrastiveDivergence(chains=200), learning_rate=1.0, epochs=400)
    walk(run, 1)
    before = float(run.network.parameters.scalars[LIKELIHOOD.key])
    walk(run, 399)
    assert float(run.network.parameters.scalars[LIKELIHOOD.key]) > before + 0.5
    chains = dict(run.network.parameters.items())[f"{run.network.stages[-1].id}/chains"]
    assert set(np.unique(chains)) == {0.0, 1.0}


def test_where_z_cannot_be_summed_the_pseudo_likelihood_stands_in_its_place() -> None:
    data = examples(RNG.integers(0, 2, (8, 12)).astype(float), np.arange(8) % 2)
    rule = ContrastiveDivergence(chains=4)
    for units, scalar in ((11, PSEUDO), (10, LIKELIHOOD)):
        resolved = resolve(chain(RBM(units)), data, rule)
        assert resolved.can_train
        assert scalar in rule.scalars(resolved.stages, resolved.outputs)


def test_other_networks_are_told_what_it_trains() -> None:
    data = examples(RNG.normal(size=(6, 4)), np.arange(6) % 2)
    for graph in (chain(Dense(1)), chain(RBM(2), RBM(2))):
        [problem] = resolve(graph, data, ContrastiveDivergence()).errors
        assert problem.text.startswith("Contrastive divergence trains one RBM layer.")


def test_bars_and_stripes_are_all_there_once() -> None:
    for n in (2, 3, 5):
        data = BarsAndStripes(size=n).load()
        pictures = data.inputs.reshape(-1, n, n)
        assert len(np.unique(data.inputs, axis=0)) == len(data) == 2 ** (n + 1) - 2
        level, upright = (np.array([(p == np.take(p, [0], axis)).all() for p in pictures]) for axis in (1, 0))
        assert (level | upright).all()
        kinds = np.where(level & upright, 2, np.where(level, 0, 1))
        assert {tuple(sorted(np.bincount(k))) for k in (kinds, data.targets)} == {(2, 2**n - 2, 2**n - 2)}
    again = replace(BarsAndStripes(), asked="cells").load()
    np.testing.assert_array_equal(again.inputs, again.targets)
