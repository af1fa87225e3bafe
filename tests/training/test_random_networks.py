"""Any drawing without a cycle, of any layers: it compiles, runs, differentiates, and goes its way."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.activation import activations
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.gradcheck import check_gradients
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.average_pool1d import AveragePool1D
from nnsim.engine.layers.average_pool2d import AveragePool2D
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool1d import MaxPool1D
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.upsample import Upsample
from nnsim.engine.losses.mse import MeanSquaredError
from tests.builders import examples, meaning, start, walk

SMOOTH = [cls() for cls in activations if cls.key not in ("step",)]
CHOICES: list[Layer] = [
    *(Dense(k, a) for k, a in zip((1, 2, 3, 2, 3, 2, 3), SMOOTH, strict=False)),
    Dense(2, bias=False),
    *(ActivationLayer(a) for a in SMOOTH),
    BatchNorm(),
    Dropout(0.4),
    Flatten(),
    Conv2D(2, 2, 1, "same", Tanh()),
    Conv2D(2, 3, 2, "valid"),
    Conv2D(4, 2, dilation=2, groups=2, bias=False),
    Conv1D(2, 3, 1, "causal", Tanh(), dilation=2),
    Conv1D(4, 2, 2, "same", groups=2),
    ConvTranspose2D(2, 3, 2, 1),
    Upsample(2, "bilinear"),
    MaxPool2D(2),
    MaxPool1D(2),
    AveragePool2D(2),
    AveragePool1D(3),
    GlobalAveragePool(),
    LSTM(2),
    LSTM(2, "all"),
    Add(),
    Concatenate(),
]
SHAPES = ((3,), (4, 2), (2, 5, 4))


def test_every_kind_of_layer_takes_part() -> None:
    assert {type(c) for c in CHOICES} | {Input} == set(layers)


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Graph, tuple[int, ...]]:
    """Return a drawing that grows layer by layer from random earlier ones, and the shape of its data."""
    shape = draw(st.sampled_from(SHAPES))
    nodes = [Node(f"in{k}", f"in{k}", Input()) for k in range(draw(st.integers(1, 2)))]
    shapes = {n.id: shape for n in nodes}
    edges: list[Edge] = []
    for k in range(draw(st.integers(1, 7))):
        layer = draw(st.sampled_from(CHOICES))
        count = 1 if layer.arity == (1, 1) else draw(st.integers(2, 3))
        sources = [draw(st.sampled_from([n.id for n in nodes])) for _ in range(count)]
        try:
            made = layer.output_shape([shapes[s] for s in sources])
        except NnsimError:
            continue
        id_ = f"n{k}"
        nodes.append(Node(id_, id_, layer))
        shapes[id_] = made
        edges += [Edge(s, id_, slot) for slot, s in enumerate(sources)]
    read = {e.source for e in edges}
    for k, node in enumerate([n for n in nodes if n.id not in read]):
        # Every loose end, and now and then an inner node too, gets an output of its own.
        flat, end = f"f{k}", f"o{k}"
        goal = Objective(MeanSquaredError(), draw(st.sampled_from([1.0, 0.3])), "1-2")
        nodes += [Node(flat, flat, Flatten()), Node(end, end, Dense(2), objective=goal)]
        edges += [Edge(node.id, flat), Edge(flat, end)]
    inner = [n.id for n in nodes if shapes.get(n.id) == (2,) and not n.layer.takes_data]
    if inner and draw(st.booleans()):
        chosen = draw(st.sampled_from(inner))
        goal = Objective(MeanSquaredError(), 2.0, "1-2")
        nodes = [n if n.id != chosen else Node(n.id, n.name, n.layer, objective=goal) for n in nodes]
    return Graph(tuple(nodes), tuple(edges)), shape


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawing=drawings(), seed=st.integers(0, 1000))
def test_any_acyclic_drawing_differentiates(drawing: tuple[Graph, tuple[int, ...]], seed: int) -> None:
    graph, shape = drawing
    rng = np.random.default_rng(seed)
    data = examples(rng.normal(size=(4, *shape)), rng.normal(size=(4, 2)))
    resolved = meaning(graph, data)
    inputs = {s.id: rng.normal(size=(4, math.prod(shape))) for s in resolved.stages if s.layer.takes_data}
    targets = [rng.normal(size=(4, 2)) for _ in resolved.outputs]
    # A kink of ReLU or a pool may lie between the points of one difference, not of four.
    worst = [
        max(check_gradients(resolved.stages, resolved.outputs, inputs, targets, seed + k)) for k in range(4)
    ]
    assert min(worst) < 1e-6


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawing=drawings(), seed=st.integers(0, 1000))
def test_any_acyclic_drawing_trains_and_goes_on(drawing: tuple[Graph, tuple[int, ...]], seed: int) -> None:
    graph, shape = drawing
    rng = np.random.default_rng(seed)
    data = examples(rng.normal(size=(5, *shape)), rng.normal(size=(5, 2)))
    training = {"batch": 2, "precision": "float32", "learning_rate": 1e-3, "shuffle": True, "seed": seed}
    run = start(graph, data, **training)
    first = walk(run, 4)
    assert np.isfinite(first).all()
    again = start(graph, data, run.learned(), **training)
    assert walk(run, 5).tobytes() == walk(again, 5).tobytes()
