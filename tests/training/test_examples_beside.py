"""Runs on examples that count differently and on padded sequences: what is fed, measured and walked in C."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.self_attention import SelfAttention
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.training.evaluator import Part
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk
from tests.compiled.by_c import needs_library

NET = chain(SelfAttention(), GRU(4, "all"), GlobalAveragePool(), Dense(1), loss=BinaryCrossEntropy())
PLAIN = chain(Dense(4), Dense(1), loss=BinaryCrossEntropy())


def padded() -> Prepared:
    """Return sequences whose class is told by what is real of them alone."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(24, 7, 2))
    data = examples(x, (x[:, 0, 0] > 0).astype(int), 2)
    train = replace(data.train, lengths=rng.integers(1, 8, 24))
    return replace(data, train=train, validation=train)


def weighted(weights: Any) -> Prepared:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(24, 3))
    data = examples(x, (x.sum(axis=1) > 0.5).astype(int), 2)
    train = replace(data.train, weights=np.asarray(weights, float))
    return replace(data, train=train, validation=train)


def run_in(walk_: str, monkeypatch: pytest.MonkeyPatch, data: Prepared, net: Any) -> Run:
    monkeypatch.setenv("NNSIM_WALK", walk_)
    run = start(net, data, batch=6, precision="float64")
    walk(run, 40)
    return run


@needs_library
@pytest.mark.parametrize(("data", "net"), [(padded(), NET), (weighted(np.arange(24) / 11.5), PLAIN)])
def test_both_walks_agree_and_the_compiled_one_knows_all_of_it(
    data: Prepared, net: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = run_in("compiled", monkeypatch, data, net)
    assert compiled.walk.startswith("compiled"), compiled.why_numpy
    by_numpy = run_in("numpy", monkeypatch, data, net)
    np.testing.assert_allclose(
        compiled.network.parameters.vector, by_numpy.network.parameters.vector, rtol=1e-9, atol=1e-12
    )
    assert compiled.evaluate().val_loss == pytest.approx(by_numpy.evaluate().val_loss, rel=1e-9)


def test_padding_is_not_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    data = padded()
    lengths = data.train.lengths
    assert lengths is not None
    inputs = data.train.inputs.copy()
    inputs[np.arange(7) >= lengths[:, np.newaxis]] = 50.0
    train = replace(data.train, inputs=inputs)
    one = run_in("numpy", monkeypatch, data, NET)
    other = run_in("numpy", monkeypatch, replace(data, train=train, validation=train), NET)
    np.testing.assert_array_equal(one.network.parameters.vector, other.network.parameters.vector)


def test_examples_that_count_nothing_are_as_if_they_were_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = np.where(np.arange(24) < 12, 2.0, 0.0)
    run = run_in("numpy", monkeypatch, weighted(weights), PLAIN)
    part = Part(run.network, run.prepared, run.prepared.train)
    first = run.prepared.train.some(slice(12))
    alone = Part(run.network, run.prepared, replace(first, weights=None))
    for (metric, value), (_, expected) in zip(part.ask().measure(), alone.ask().measure(), strict=True):
        if not metric.is_table:
            assert value == pytest.approx(expected, rel=1e-12), metric
    assert part.ask().loss() == pytest.approx(alone.ask().loss(), rel=1e-12)


def test_metrics_count_an_example_as_often_as_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    often = np.random.default_rng(0).integers(0, 4, 24)
    run = run_in("numpy", monkeypatch, weighted(often), PLAIN)
    part = Part(run.network, run.prepared, run.prepared.train)
    repeated = replace(run.prepared.train.some(np.repeat(np.arange(24), often)), weights=None)
    copies = Part(run.network, run.prepared, repeated)
    for (metric, value), (_, expected) in zip(part.ask().measure(), copies.ask().measure(), strict=True):
        if not metric.is_table:
            assert value == pytest.approx(expected, rel=1e-12), metric
    assert part.ask().judged().counts.sum() == 24
