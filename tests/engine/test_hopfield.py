"""Hopfield networks against loops written from Hopfield's paper, and against all states there are."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.patterns import Patterns
from nnsim.document.building import chain as project_of
from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.hopfield import Hopfield, couplings_of, energies, follow
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.store_patterns import AT_REST, ENERGY, PATTERNS, StorePatterns
from nnsim.lab.running import begin, prepared
from nnsim.training.run import Run
from tests.builders import chain, examples

RNG = np.random.default_rng(3)


def stored(source: Patterns, method: str = "hebb") -> Run:
    data = DataSettings(source, validation_share=0.0, test_share=0.0)
    run = begin(project_of(Input(), Hopfield(), data=data, rule=StorePatterns(method), epochs=1))
    run.advance(1)
    return run


def weights(run: Run) -> np.ndarray:
    (key, found), *_ = run.network.parameters.items()
    assert key.endswith("/W")
    return found.astype(np.float64)


def test_energy_is_that_of_the_double_sum_and_never_rises_from_any_state_to_the_end() -> None:
    n = 7
    couplings = couplings_of(RNG.normal(size=(n, n)))
    states = np.array(list(itertools.product((-1.0, 1.0), repeat=n))).T
    told = energies(couplings, states)
    for k in range(0, 2**n, 5):
        s = states[:, k]
        pairs = (couplings[i, j] * s[i] * s[j] for i in range(n) for j in range(n) if i != j)
        assert told[k] == pytest.approx(-0.5 * sum(pairs))
    seen: list[np.ndarray] = []
    end = follow(couplings, states, 100, lambda s: seen.append(energies(couplings, s)))
    assert np.diff(np.array(seen), axis=0).max() <= 1e-12
    assert (np.array(seen)[0] > np.array(seen)[-1]).any()
    # Where it ends no single cell that is turned over lies lower.
    for k in range(0, 2**n, 3):
        for i in range(n):
            turned = end[:, k].copy()
            turned[i] *= -1
            assert energies(couplings, turned[:, np.newaxis])[0] >= energies(couplings, end[:, k : k + 1])[0]


def test_hebb_is_the_mean_of_products_and_ties_no_cell_to_itself() -> None:
    run = stored(Patterns(kind="random", count=4, copies=1))
    patterns = run.prepared.train.values()
    n = patterns.shape[1]
    for i, j in ((0, 1), (5, 77), (99, 3), (8, 8)):
        expected = 0.0 if i == j else sum(p[i] * p[j] for p in patterns) / n
        assert weights(run)[i, j] == pytest.approx(expected, abs=1e-7)
    scalars = run.network.parameters.scalars
    assert scalars[PATTERNS.key] == scalars[AT_REST.key] == 4
    wide = weights(run)
    assert float(scalars[ENERGY.key]) == pytest.approx(
        np.mean([-0.5 * p @ wide @ p for p in patterns]), rel=1e-5
    )
    assert run.watch.done == "4 patterns are stored, and all at rest."


def test_the_pseudo_inverse_leaves_patterns_where_they_are_that_hebb_cannot_hold() -> None:
    source = Patterns(kind="random", count=40, copies=1)
    run = stored(source, "pseudo_inverse")
    patterns = run.prepared.train.values()
    full = weights(run)
    # W is the projection but for its diagonal, and a projection leaves its patterns alone.
    with_diagonal = full + np.diag([1 - full[i] @ patterns[0] * patterns[0, i] for i in range(100)])
    np.testing.assert_allclose(with_diagonal @ patterns[0], patterns[0], atol=1e-4)
    np.testing.assert_array_equal(np.sign(full @ patterns.T), patterns.T)
    assert run.watch.done == "40 patterns are stored, and all at rest."
    assert run.network.parameters.scalars[AT_REST.key] == 40
    hebb = stored(source)
    assert hebb.network.parameters.scalars[AT_REST.key] < 40
    assert "100 cells hold about 13 by Hebb's rule" in hebb.watch.done
    assert hebb.watch.done.endswith("Store fewer, or choose the pseudo-inverse.")


def test_more_than_hebb_holds_is_said_though_all_are_at_rest() -> None:
    run = stored(Patterns(kind="random", count=16, copies=1))
    assert run.network.parameters.scalars[AT_REST.key] == 16
    assert run.watch.done == (
        "16 patterns are stored, and all at rest, but 100 cells hold about 13 by Hebb's rule: damaged ones are found"
        " back less often. Store fewer, or choose the pseudo-inverse."
    )
    assert stored(Patterns(kind="random", count=13, copies=1)).watch.done.endswith("all at rest.")


def test_as_many_patterns_as_cells_are_too_many_for_the_pseudo_inverse_as_well() -> None:
    run = stored(Patterns(kind="random", count=120, copies=1), "pseudo_inverse")
    assert run.watch.done.startswith("Of 120 patterns only ")
    assert run.watch.done.endswith("Store fewer.")


def test_what_was_damaged_is_recalled_in_use() -> None:
    run = stored(Patterns())
    part = run.prepared.validation
    found = run.network.predict(part.values(), [run.network.stages[-1].id])[0]
    assert (found == part.targets).all(1).mean() >= 0.98
    assert (part.values() == part.targets).all(1).mean() == 0


def test_other_networks_are_told_what_is_stored_where() -> None:
    data = examples(RNG.normal(size=(6, 4)), np.arange(6) % 2)
    for graph in (chain(Dense(1)), chain(Hopfield(), Dense(1)), chain(Hopfield(), Hopfield())):
        assert [p.text for p in resolve(graph, data, StorePatterns()).errors] == [
            "Patterns are stored in one Hopfield layer. Take out other layers that learn, and add one."
        ]


def test_back_propagation_says_that_nothing_comes_through() -> None:
    project = project_of(Input(), Hopfield(), data=DataSettings(Patterns()), loss=MeanSquaredError())
    [problem] = resolve(project.graph, prepared(project.data), project.training.rule).errors
    assert problem.text == (
        "Hopfield passes no gradient on, so back-propagation learns nothing through it. Choose the learning rule"
        " Store patterns."
    )
    rule = replace(project.training, rule=StorePatterns())
    assert resolve(project.graph, prepared(project.data), rule.rule).can_train
    data = examples(RNG.normal(size=(6, 4)), np.arange(6) % 2)
    found = resolve(chain(Hopfield(), Dense(1)), data, project.training.rule).errors
    assert [p.text.split(". ")[-1] for p in found] == ["Choose the learning rule Ridge read-out."]
