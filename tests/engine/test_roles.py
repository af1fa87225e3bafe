"""What the role of a layer says of it is so; a source of another kind is one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Edge, Graph, Node
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Stage, running
from tests.builders import examples, stage, start, walk

SHAPES: tuple[Shape, ...] = ((6,), (4, 3), (2, 3, 5))


def behind_inputs(layer: Layer, shape: Shape) -> list[Stage]:
    inputs = [stage(Input(), f"in{i}", shape=shape) for i in range(max(1, layer.arity[0]))]
    return [*inputs, stage(layer, "layer", inputs)]


def fitting() -> list[tuple[Layer, list[Stage]]]:
    """Return the first preset of every layer that takes inputs, with stages of a shape that fits."""
    found = []
    for cls in layers:
        layer = next(iter(cls.presets())).layer
        for shape in SHAPES:
            try:
                found.append((layer, behind_inputs(layer, shape)))
            except NnsimError:
                continue
            break
    return [(layer, stages) for layer, stages in found if layer.takes_inputs]


@pytest.mark.parametrize(("layer", "stages"), fitting(), ids=lambda v: getattr(v, "key", ""))
def test_a_layer_plays_the_role_it_says(layer: Layer, stages: list[Stage]) -> None:
    network = Network(stages, (), np.float64, 1)
    program = network.program(3, training=False, learns=False)
    for i, feed in enumerate(program.feeds.values()):
        feed[:, :-1] = np.arange(feed[:, :-1].size).reshape(3, -1) % 2 + 10 * i + 1.5
    for call in program.forward_calls:
        call()
    assert set(program.feeds) == {s.id for s in stages if s.id != "layer"}
    given, made = [program.values[s].flat for s in stages[-1].sources], program.values["layer"].flat
    assert np.shares_memory(made, given[0]) == (not layer.role.runs)
    assert bool(program.forward_calls) == layer.role.runs == (running(stages) == stages[-1:])
    if layer.role.keeps_values:
        assert np.isin(made, np.concatenate(given)).all()
        assert not layer.parameters(stages[-1].inputs)
        assert layer.activation_function() is None


def test_data_enters_where_nothing_else_can() -> None:
    for cls in layers:
        if cls.role.is_fed:
            assert cls.arity == (0, 0)


@dataclass(frozen=True)
class Noise(Layer):
    """Two numbers drawn anew at every training step, and 0 in use."""

    key = "noise_source"
    title = "Noise source"
    arity = (0, 0)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (2,)

    def emit(self, e: Emitter) -> None:
        if e.training:
            e.forward(e.random.standard_normal, None, e.output.flat.dtype, e.output.flat)
        else:
            e.forward(e.output.flat.fill, 0.0)


def drawing(*parts: tuple[str, Layer, tuple[str, ...]]) -> Graph:
    nodes = tuple(Node(id_, id_, layer) for id_, layer, _ in parts)
    edges = tuple(Edge(s, id_, i) for id_, _, sources in parts for i, s in enumerate(sources))
    return Graph(nodes, edges)


def test_a_source_that_draws_its_numbers_is_a_layer_like_any_other() -> None:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(30, 3)), rng.normal(size=30))
    graph = drawing(
        ("data", Input(), ()),
        ("noise", Noise(), ()),
        ("both", Concatenate(), ("data", "noise")),
        ("hidden", Dense(4, Tanh()), ("both",)),
        ("out", Dense(1), ("hidden",)),
    )
    runs = [start(graph, data, batch=10, learning_rate=0.1, seed=s) for s in (3, 3, 4)]
    losses = [walk(run, 20)[:, 0] for run in runs]
    assert losses[0].tobytes() == losses[1].tobytes() != losses[2].tobytes()
    assert [s.id for s in runs[0].network.inputs] == ["data"]
    found = runs[0].evaluate()
    assert np.isfinite(found.train_loss)
    assert replace(runs[0].evaluate(), step=0) == replace(found, step=0)
