"""Boltzmann machines against sums over all their states, written out."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.bars_and_stripes import BarsAndStripes
from nnsim.document.building import chain as project_of
from nnsim.document.resolve import resolve
from nnsim.engine.boltzmann_energy import Couplings, divergence, moments
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.rules.boltzmann_learning import DIVERGENCE, BoltzmannLearning
from nnsim.engine.scalar import LIKELIHOOD
from nnsim.lab.running import begin
from nnsim.zoo.gibbs_trials import sampled, total_variation
from tests.builders import chain, examples, walk

RNG = np.random.default_rng(6)
N, UNITS = 3, 2


def arrays() -> dict[str, np.ndarray]:
    shapes = {"W": (N, UNITS), "V": (N, N), "H": (UNITS, UNITS), "a": (N,), "b": (UNITS,)}
    return {name: RNG.normal(size=shape) for name, shape in shapes.items()}


def energy(own: dict[str, np.ndarray], v: tuple[int, ...], h: tuple[int, ...]) -> float:
    total = -sum(own["a"][i] * v[i] for i in range(N)) - sum(own["b"][j] * h[j] for j in range(UNITS))
    total -= sum(own["W"][i, j] * v[i] * h[j] for i in range(N) for j in range(UNITS))
    for name, x in (("V", v), ("H", h)):
        for i, j in itertools.combinations(range(len(x)), 2):
            total -= (own[name][i, j] + own[name][j, i]) / 2 * x[i] * x[j]
    return float(total)


def states(n: int) -> list[tuple[int, ...]]:
    return list(itertools.product((0, 1), repeat=n))


def test_probabilities_and_moments_are_sums_over_all_states() -> None:
    own = arrays()
    machine = Couplings.of(*(own[name] for name in ("W", "V", "H", "a", "b")))
    weights = {(v, h): math.exp(-energy(own, v, h)) for v in states(N) for h in states(UNITS)}
    z = sum(weights.values())
    np.testing.assert_allclose(machine.probabilities(), [weight / z for weight in weights.values()])
    of_visible = [sum(weights[v, h] for h in states(UNITS)) / z for v in states(N)]
    np.testing.assert_allclose(machine.of_visible(), of_visible)
    pairs, ones = moments(machine)
    assert pairs[1, 3] == pytest.approx(sum(p * v[1] * h[0] for (v, h), p in weights.items()) / z)
    assert ones[4] == pytest.approx(sum(p * h[1] for (_, h), p in weights.items()) / z)
    seen = states(N)[2::3]
    batch = np.array(seen, float).T
    assert machine.log_likelihood(batch) == pytest.approx(
        np.mean([math.log(of_visible[states(N).index(v)]) for v in seen])
    )
    held, _ = moments(machine, batch)
    expected = np.mean(
        [
            sum(weights[v, h] * v[0] * h[1] for h in states(UNITS)) / (of_visible[states(N).index(v)] * z)
            for v in seen
        ]
    )
    assert held[0, 4] == pytest.approx(expected)


def test_deep_energies_leave_no_number_behind() -> None:
    none = np.zeros((4, 4)), np.zeros((3, 3)), np.zeros(4), np.zeros(3)
    machine, v = Couplings.of(np.full((4, 3), 400.0), *none), np.ones((4, 2))
    assert machine.log_likelihood(v) == pytest.approx(0.0, abs=1e-9)
    for pairs, ones in (moments(machine), moments(machine, v)):
        assert np.allclose(ones, 1.0)
        assert np.allclose(pairs, 1.0)


def test_divergence_counts_what_was_seen() -> None:
    model = np.array([0.1, 0.2, 0.3, 0.4])
    v = np.array([[0, 0, 1, 0], [1, 1, 0, 0]], float)
    expected = 0.5 * math.log(0.5 / 0.2) + 0.25 * math.log(0.25 / 0.3) + 0.25 * math.log(0.25 / 0.1)
    assert divergence(v, model) == pytest.approx(expected)
    assert divergence(v, np.array([0.25, 0.5, 0.25, 0.0])) == pytest.approx(0, abs=1e-12)


def test_its_gradient_is_that_of_the_likelihood() -> None:
    project = project_of(
        Input(),
        Boltzmann(2, Normal(1.0)),
        data=DataSettings(BarsAndStripes(size=2)),
        rule=BoltzmannLearning(),
        epochs=1,
        precision="float64",
        learning_rate=0.0,
    )
    run = begin(project)
    parameters = run.network.parameters
    walk(run, 1)
    gradient, vector = parameters.gradient.copy(), parameters.vector
    told = {key: float(value) for key, value in parameters.scalars.items()}

    def likelihood() -> float:
        own = {w.spec.name: vector[w.start : w.stop].reshape(w.spec.shape) for w in parameters.windows}
        machine = Couplings.of(*(own[name] for name in ("W", "V", "H", "a", "b")))
        return machine.log_likelihood(run.prepared.train.values().T)

    assert told[LIKELIHOOD.key] == pytest.approx(likelihood())
    assert told[DIVERGENCE.key] == pytest.approx(-math.log(6) - likelihood())
    for k in range(len(vector)):
        ends = []
        for step in (1e-5, -2e-5):
            vector[k] += step
            ends.append(likelihood())
        vector[k] += 1e-5
        assert gradient[k] == pytest.approx((ends[1] - ends[0]) / 2e-5, abs=1e-8)
    assert np.abs(gradient).max() > 0.05


def test_gibbs_sampling_comes_to_the_exact_probabilities() -> None:
    own = arrays()
    machine = Couplings.of(*(own[name] for name in ("W", "V", "H", "a", "b")))
    assert total_variation(sampled(machine, 1, 20_000, 30, 2, 5), machine.of_visible()) < 0.01
    other = replace(machine, biases=-machine.biases)
    assert total_variation(sampled(other, 1, 2000, 30, 2, 5), machine.of_visible()) > 0.1


def test_what_it_cannot_sum_or_is_no_machine_is_a_sentence() -> None:
    few, many = (examples(RNG.integers(0, 2, (6, n)).astype(float), np.arange(6) % 2) for n in (4, 10))
    assert resolve(chain(Boltzmann(3)), few, BoltzmannLearning()).can_train
    [problem] = resolve(chain(Boltzmann(3)), many, BoltzmannLearning()).errors
    assert problem.text == (
        "10 inputs and 3 hidden cells have 2^13 states, and all are summed at every step; the most is 12 cells. Use"
        " fewer, or an RBM layer, which learns by sampling."
    )
    [problem] = resolve(chain(Boltzmann(3), Dense(1)), few, BoltzmannLearning()).errors
    assert problem.text.startswith("Boltzmann learning trains one Boltzmann machine.")
