"""The Kohonen rule against a loop written from Kohonen's formulas, and what it says of networks it cannot train."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.rules.kohonen import KohonenRule
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

X = np.random.default_rng(3).random((12, 2))
DATA = examples(X, np.arange(12) % 2, classes=2)
RULE = KohonenRule(examples=30, first_width=2.0, last_width=0.4, last_share=0.1)


def run_of(batch: int, rule: KohonenRule = RULE, rate: float = 0.5) -> Run:
    return start(chain(Kohonen(3, 4)), DATA, rule=rule, batch=batch, learning_rate=rate, seed=2)


def places(run: Run) -> np.ndarray:
    return run.network.parameters.copy_arrays()["l1/W"]


def by_loop(
    w: np.ndarray, batches: list[np.ndarray], shown: int = 0
) -> tuple[np.ndarray, list[float], list[float]]:
    """Return the places of a 3 × 4 lattice after `batches`, and of each the mean distance and σ."""
    errors, widths = [], []
    for batch in batches:
        share = min(shown / 30, 1.0)
        sigma, rate = 2.0 * (0.4 / 2.0) ** share, 0.5 * 0.1**share
        moved, distances = np.zeros_like(w), []
        for x in batch:
            apart = [float(np.sqrt(((x - w[:, j]) ** 2).sum())) for j in range(12)]
            winner = int(np.argmin(apart))
            distances.append(apart[winner])
            for j in range(12):
                across, along = j // 4 - winner // 4, j % 4 - winner % 4
                h = np.exp(-(across**2 + along**2) / (2 * sigma**2))
                moved[:, j] += rate * h * (x - w[:, j]) / len(batch)
        w = w + moved
        shown += len(batch)
        errors.append(float(np.mean(distances)))
        widths.append(sigma)
    return w, errors, widths


@pytest.mark.parametrize(("batch", "steps"), [(1, 40), (4, 9), (5, 6)])
def test_it_is_the_loop_of_its_formula(batch: int, steps: int) -> None:
    run = run_of(batch)
    first = places(run)
    rows = walk(run, steps)
    per_epoch = [X[k : k + batch] for k in range(0, 12, batch)]
    batches = (per_epoch * 40)[:steps]
    expected, errors, widths = by_loop(first, batches)
    np.testing.assert_allclose(places(run), expected, rtol=1e-9, atol=1e-12)
    columns = {s.key: c for s, c in run.unreported.columns.scalars}
    np.testing.assert_allclose(rows[:, columns["quantisation_error"]], errors, rtol=1e-6)
    np.testing.assert_allclose(rows[:, columns["neighbourhood"]], widths, rtol=1e-6)


def test_it_is_done_after_its_examples_and_says_so() -> None:
    run = run_of(4)
    walk(run, 3)
    assert RULE.done(run.network.parameters, 1) == ""
    walk(run, 6)
    assert RULE.done(run.network.parameters, 3) == "The map is done: 30 examples were shown."


def test_its_gradient_is_left_alone() -> None:
    run = run_of(4)
    walk(run, 2)
    assert not run.network.parameters.gradient.any()
    assert RULE.why_no_gradient


@pytest.mark.parametrize("layers", [(Dense(3),), (Kohonen(2, 2), Dense(2)), (Kohonen(2, 2), Kohonen(2, 2))])
def test_networks_it_cannot_train_get_a_sentence(layers: tuple[object, ...]) -> None:
    resolved = resolve(chain(*layers), DATA, RULE)  # type: ignore[arg-type]
    assert [p.text for p in resolved.errors] == [
        "The Kohonen rule trains one Kohonen map, and no other layer with weights. Put one after the Input, or choose"
        " Back-propagation."
    ]


def test_a_lattice_of_one_cell_gets_a_sentence() -> None:
    resolved = resolve(chain(Kohonen(1, 1)), DATA, RULE)
    assert [p.text for p in resolved.errors] == [
        "A lattice of one cell has no neighbours and maps nothing. Give it more rows or columns."
    ]
    assert resolve(chain(Kohonen(1, 2)), DATA, RULE).can_train
