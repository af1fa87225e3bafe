"""Readings of every step: both recorders against norms worked out one by one, also where floats end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnsim.document.graph import Graph
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.training import recorder
from nnsim.training.compiled_recorder import CompiledRecorder
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT, OUTPUT_GRADIENT, RELATIVE_CHANGE
from nnsim.training.recorder import SumRecorder, TapeRecorder
from tests.builders import chain, examples, start
from tests.compiled.by_c import needs_library

NETS = {
    "dense": (chain(*(Dense(6, Tanh()) for _ in range(4)), Dense(2), loss=MeanSquaredError()), (3,)),
    "no bias": (chain(Dense(6, Tanh(), bias=False), Dense(2, bias=False), loss=MeanSquaredError()), (3,)),
    "norm": (chain(Dense(4), BatchNorm(), Dense(2), loss=MeanSquaredError()), (3,)),
    "images": (chain(Conv2D(2), Flatten(), Dense(5, ReLU()), Dense(2), loss=MeanSquaredError()), (1, 4, 4)),
    # Each layer shrinks the gradient 2,000 times: squares end below what float32 can hold.
    "deep sigmoid": (
        chain(*(Dense(4, Sigmoid(), Normal(1e-3)) for _ in range(10)), Dense(2), loss=MeanSquaredError()),
        (3,),
    ),
    "huge": (chain(*(Dense(4, Tanh()) for _ in range(2)), Dense(2), loss=MeanSquaredError()), (3,)),
    "dead": (chain(Dense(4, ReLU(), Constant(0.0)), Dense(2), loss=MeanSquaredError()), (3,)),
}


def readings(graph: Graph, shape: tuple[int, ...], kind: Any, monkeypatch: Any, scale: float = 1.0) -> Any:
    """Return the rows of 50 steps with recorder `kind`, and the same worked out step by step."""
    monkeypatch.setenv("NNSIM_WALK", "compiled" if kind is CompiledRecorder else "numpy")
    if kind is not CompiledRecorder:
        monkeypatch.setattr(recorder, "TAPE_WIDTH", 10**9 if kind is TapeRecorder else 0)
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(11, *shape)), scale * rng.normal(size=(11, 2)))
    run = start(graph, data, batch=4, learning_rate=0.05, precision="float32", shuffle=True)
    assert type(run.machine.walker().recorder) is kind
    rows, expected = [], []
    parameters = run.network.parameters
    for _ in range(50):
        size = min(4, 11 - run.batches.position)
        before = parameters.vector.astype(np.float64)
        if not run.advance(1):
            rows.append(run.take_points().rows)
            run.advance(1)
        program = run.network.program(size, training=True, learns=True)
        expected.append(by_hand(run, program, before))
    rows.append(run.take_points().rows)
    return np.concatenate(rows), np.array(expected)


def by_hand(run: Any, program: Any, before: np.ndarray) -> np.ndarray:
    parameters, columns = run.network.parameters, run.unreported.columns
    row = np.zeros(columns.width)
    row[0] = float((program.loss_totals.astype(float) * program.factors).sum())
    for layer in columns.layers:
        weights, biases, after = [], [], []
        for w in parameters.windows:
            if w.stage == layer.node:
                (biases if w.spec.bias else weights).append(parameters.gradient[w.start : w.stop])
                if not w.spec.bias:
                    after.append((parameters.step[w.start : w.stop], parameters.vector[w.start : w.stop]))
        norm = lambda parts: np.sqrt(sum((np.asarray(p, np.float64) ** 2).sum() for p in parts))  # noqa: E731
        row[GRADIENT.column(layer)], row[BIAS_GRADIENT.column(layer)] = norm(weights), norm(biases)
        row[OUTPUT_GRADIENT.column(layer)] = norm([program.gradients[layer.node].flat])
        size = norm([v for _, v in after])
        row[RELATIVE_CHANGE.column(layer)] = norm([s for s, _ in after]) / size if size else 0.0
        assert layer.sizes["weights"] == sum(w.size for w in weights)
        assert layer.sizes["biases"] == sum(b.size for b in biases)
    assert np.isfinite(before).all()
    return row


@pytest.mark.parametrize(
    "kind", [TapeRecorder, SumRecorder, pytest.param(CompiledRecorder, marks=needs_library)]
)
@pytest.mark.parametrize("net", NETS)
def test_readings_are_the_norms_of_every_step(net: str, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, shape = NETS[net]
    rows, expected = readings(graph, shape, kind, monkeypatch, 1e18 if net == "huge" else 1.0)
    assert rows.dtype == np.float32
    assert rows.shape == expected.shape
    tiny = np.finfo(np.float32).tiny
    if net == "deep sigmoid":
        first = expected[:, 1]
        assert ((first > 0) & (first < 1e-22)).all()
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(rows, expected.astype(np.float32), rtol=1e-6, atol=tiny)


def test_every_layer_with_parameters_has_columns_of_its_own() -> None:
    graph, shape = NETS["norm"]
    run = start(graph, examples(np.ones((3, *shape)), np.ones((3, 2))))
    places = [
        k
        for c in run.unreported.columns.layers
        for k in (
            GRADIENT.column(c),
            BIAS_GRADIENT.column(c),
            OUTPUT_GRADIENT.column(c),
            RELATIVE_CHANGE.column(c),
        )
    ]
    assert sorted([0, *places]) == list(range(run.unreported.columns.width))
    assert [c.node for c in run.unreported.columns.layers] == ["l1", "l2", "l3"]
    assert [c.name for c in run.unreported.columns.layers] == ["l1", "l2", "l3"]


@pytest.mark.parametrize("kind", [TapeRecorder, SumRecorder, CompiledRecorder])
def test_what_is_read_of_a_step_does_not_depend_on_those_it_is_read_with(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One example is all zeros, so that the gradient of the first layer is: its sum is none of float32's best."""
    if kind is not CompiledRecorder:
        monkeypatch.setenv("NNSIM_WALK", "numpy")
        monkeypatch.setattr(recorder, "TAPE_WIDTH", 10**9 if kind is TapeRecorder else 0)
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(11, 7))
    inputs[5] = 0
    data = examples(inputs, rng.normal(size=(11, 2)))
    found = []
    for most in (1, 100):
        run = start(NETS["dense"][0], data, batch=1, learning_rate=0.05, precision="float32", shuffle=True)
        if type(run.machine.walker().recorder) is not kind:
            pytest.skip("there is no library")
        rows = []
        while run.step < 44:
            run.advance(min(most, 44 - run.step))
            if most == 1:
                rows.append(run.take_points().rows)
        found.append(np.concatenate([*rows, run.take_points().rows]))
    assert found[0].tobytes() == found[1].tobytes()


def test_what_is_gathered_on_the_way_is_told_as_one() -> None:
    data = examples(np.zeros((11, 3)) + np.arange(3), np.zeros((11, 2)))
    one, other = (start(NETS["dense"][0], data, batch=4, precision="float32") for _ in range(2))
    for _ in range(3):
        for run in (one, other):
            run.advance(2)
        one.unreported.gather()
    told, expected = one.take_points(), other.take_points()
    assert (told.first_step, len(told.rows)) == (1, one.step)
    assert np.array_equal(told.rows, expected.rows, equal_nan=True)
    assert np.array_equal(one.unreported.row_before_last(), told.rows[-1])  # of the step before the next
    assert not len(one.take_points().rows)
