"""Counting: transitions against a loop, importance, a second epoch, and what it cannot train."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Graph
from nnsim.document.resolve import resolve
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.counting import Counting
from tests.builders import chain, examples, start, walk

RNG = np.random.default_rng(5)
STATES = 4
CODES = RNG.integers(0, STATES, (60, 3))
NEXT = (CODES @ [1, 2, 3] + RNG.integers(0, 2, 60)) % STATES
DATA = examples(CODES, NEXT, classes=STATES)


def counted(memory: int, smoothing: float, weights: np.ndarray | None = None) -> np.ndarray:
    """Return P(next | the last few) by a loop over the examples."""
    seen: Counter[tuple[int, ...]] = Counter()
    for row, after, weight in zip(CODES, NEXT, np.ones(60) if weights is None else weights, strict=True):
        seen[(*row[-memory:].tolist(), int(after))] += weight
    table = np.zeros((STATES,) * (memory + 1))
    for place in np.ndindex(table.shape):
        before = sum(seen[(*place[:-1], k)] for k in range(STATES))
        table[place] = (seen[place] + smoothing) / (before + smoothing * STATES)
    return table.reshape(-1, STATES)


@pytest.mark.parametrize("memory", [1, 2, 3])
@pytest.mark.parametrize("batch", [60, 7])
def test_after_an_epoch_it_believes_in_what_was_counted(memory: int, batch: int) -> None:
    run = start(chain(MarkovChain(STATES, memory)), DATA, rule=Counting(0.3), batch=batch, shuffle=True)
    walk(run, -(-60 // batch))
    found = run.network.parameters.copy_arrays()["l1/log_P"]
    np.testing.assert_allclose(np.exp(found), counted(memory, 0.3), rtol=1e-12)
    assert run.watch.done == "60 transitions are counted: nothing is left to learn."


def test_its_loss_is_the_surprise_by_what_was_not_counted_yet() -> None:
    run = start(chain(MarkovChain(STATES)), DATA, rule=Counting(0.3), batch=1)
    losses = walk(run, 60)[:, run.unreported.columns.loss]
    seen = np.full((STATES, STATES), 0.3)
    for row, after, loss in zip(CODES, NEXT, losses, strict=True):
        share = seen[row[-1], after] / seen[row[-1]].sum()
        assert loss == pytest.approx(-np.log(share), rel=1e-6)
        seen[row[-1], after] += 1


def test_rows_count_as_much_as_they_are_important() -> None:
    weights = RNG.uniform(0, 3, 60)
    names = ("a", "b", "c", "d")
    dataset = Dataset(
        "test", CODES, NEXT, "classes", ("x", "y", "z"), names, whole=True, ready=True, weights=weights
    )
    data = prepare_dataset(dataset, DataSettings(scaling="none"))
    run = start(chain(MarkovChain(STATES)), data, rule=Counting(1.0), batch=10)
    walk(run, 6)
    found = np.exp(run.network.parameters.copy_arrays()["l1/log_P"])
    scale = data.train.weights[0] / weights[0] if data.train.weights is not None else 1.0
    np.testing.assert_allclose(found, counted(1, 1.0, weights * scale), rtol=1e-6)


def test_back_propagation_finds_the_same_shares() -> None:
    run = start(chain(MarkovChain(STATES)), DATA, learning_rate=2.0)
    walk(run, 3000)
    found = run.network.probabilities(np.repeat(np.arange(STATES)[:, np.newaxis], 3, 1))[0]
    np.testing.assert_allclose(found, counted(1, 0.0), atol=2e-3)


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (chain(Dense(STATES)), "Take out other layers that learn and add one"),
        (chain(MarkovChain(STATES), Dense(STATES)), "Take out other layers that learn and add one"),
        (chain(Embedding(STATES, 4), Flatten(), Dense(STATES)), "Take out other layers that learn"),
    ],
)
def test_what_it_cannot_train_gets_a_sentence_with_the_cure(graph: Graph, said: str) -> None:
    assert any(said in problem.text for problem in resolve(graph, DATA, Counting()).errors)


def test_numbers_as_targets_get_the_loss_they_need() -> None:
    numbers = examples(CODES, np.eye(STATES)[NEXT])
    graph = chain(MarkovChain(STATES), loss=MeanSquaredError())
    said = [p.text for p in resolve(graph, numbers, Counting()).errors]
    assert said == ["Counting makes the surprise by classes least. Set the loss to Softmax cross-entropy."]


@pytest.mark.parametrize(("come_in", "verb"), [(1, "comes"), (2, "come")])
def test_a_chain_that_remembers_more_than_it_is_shown_says_so(come_in: int, verb: str) -> None:
    data: Prepared = examples(CODES[:, :come_in], NEXT, classes=STATES)
    said = [p.text for p in resolve(chain(MarkovChain(STATES, 3)), data, Counting()).errors]
    assert said[0].startswith(
        f"This Markov chain remembers 3 states, and {come_in} {verb} in. Let it remember fewer"
    )


def test_a_chain_too_large_for_any_memory_is_refused() -> None:
    data = examples(np.zeros((4, 4)), np.zeros(4, int), classes=2)
    resolved = resolve(chain(MarkovChain(1_000, 4)), data, Counting())
    assert not resolved.can_run
    assert any("parameters" in p.text for p in resolved.errors)
