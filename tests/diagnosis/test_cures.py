"""A cure changes what it names and nothing else, and it cures."""

from __future__ import annotations

from nnsim.data.prepare import prepare
from nnsim.diagnosis.simple_cures import relu_and_he
from nnsim.document import storage
from nnsim.document.examples import examples
from nnsim.document.resolve import resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layer import layers
from nnsim.engine.layers.dense import Dense
from nnsim.training.quantities import GRADIENT
from nnsim.training.run import Run
from tests.builders import chain


def test_relu_and_he_bring_the_gradient_back_to_the_first_layer() -> None:
    path = next(e.path for e in examples() if e.key == "vanishing_gradient")
    project = storage.load(path).project
    data = prepare(project.data)

    def first_over_last(graph) -> float:
        run = Run(resolve(graph, data), project.training, data)
        run.advance(1)
        row = run.take_points().rows[0]
        layers = run.unreported.columns.layers
        return float(row[GRADIENT.column(layers[0])] / row[GRADIENT.column(layers[-1])])

    sick, cured = first_over_last(project.graph), first_over_last(relu_and_he(project.graph))
    assert sick < 1e-3
    assert cured > 0.05


def test_the_output_and_what_needs_no_cure_stay() -> None:
    for example in examples():
        graph = storage.load(example.path).project.graph
        cured = relu_and_he(graph)
        assert relu_and_he(cured) == cured
        assert cured.edges == graph.edges
        for sink in graph.sinks():
            assert cured[sink.id] == sink


def test_every_layer_that_ends_with_a_squashing_activation_is_cured() -> None:
    """Whatever the layer is: a new kind needs no line in the cure."""
    ended = [cls() for cls in layers if cls.activation_setting]
    assert len(ended) >= 5
    for layer in ended:
        cured = relu_and_he(chain(layer.with_activation(Tanh()), Dense(1)))["l1"].layer
        assert cured.activation_function() == ReLU()
        assert getattr(cured, "initializer", HeNormal()) == HeNormal()
