"""Verdicts on runs that were really trained: what is sick is named by its cause, what is well is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.data.sources.moons import Moons
from nnsim.diagnosis.health import judge
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.vitals import Circumstances, read_vitals
from nnsim.document import storage
from nnsim.document.examples import examples as all_examples
from nnsim.document.graph import Graph
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.loss import losses
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.training.divergence import DivergedError
from nnsim.training.history import History
from nnsim.training.run import Run
from tests.builders import chain, examples

RNG = np.random.default_rng(5)
X = RNG.normal(size=(200, 2))
LABELS = (X[:, 0] * X[:, 1] > 0).astype(int)


def _numbers(
    targets: np.ndarray, inputs: np.ndarray = X, scaling: str = "standardize", **settings
) -> Prepared:
    dataset = Dataset("test", inputs, targets[:, None], "regression", ("a", "b"), ("t",))
    return prepare_dataset(dataset, DataSettings(scaling=scaling, **settings))


def verdict(graph: Graph, data: Prepared, training: TrainingSettings, steps: int) -> Health:
    """Train so many steps, as the window does, and judge."""
    run = Run(resolve(graph, data, training.rule), training, data)
    known = Circumstances.of(run.setup.resolved, training, data)
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    history.add_evaluation(run.evaluate())
    diverged = False
    try:
        while run.step < steps:
            if not run.advance(steps - run.step):
                history.add_points(run.take_points())
            if run.evaluation_is_due:
                history.add_evaluation(run.evaluate())
    except DivergedError:
        diverged = True
    history.add_points(run.take_points())
    history.add_evaluation(run.evaluate())
    return judge(read_vitals(history, run.step, known, diverged=diverged), Project(graph, training=training))


NEVER_ACTIVE = Constant(-50.0)
"""A start for biases from which no unit is ever active."""
PRICES = 4e5 + 2e5 * X[:, 0] + 5e4 * X[:, 1]


@pytest.mark.parametrize("scale", [1.0, 1e-2])
def test_two_tanh_layers_before_unscaled_prices_are_told_of_the_prices(scale: float) -> None:
    graph = chain(Dense(8, Tanh()), Dense(8, Tanh()), Dense(1))
    training = TrainingSettings(optimizer=Adam())
    found = verdict(graph, _numbers(scale * PRICES), training, 600)
    assert found.words == "Targets unscaled"
    assert found.cure.change(Project()).data.scale_targets
    healed = verdict(graph, _numbers(scale * PRICES, scale_targets=True), training, 600)
    assert healed.mood == "good"


def test_divergence_names_the_targets_first() -> None:
    graph, training = chain(Dense(8, ReLU()), Dense(1)), TrainingSettings(optimizer=SGD())
    found = verdict(graph, _numbers(PRICES), training, 100)
    assert found.words == "Diverged"
    assert "Standardise the targets" in found.text
    assert verdict(graph, _numbers(PRICES, scale_targets=True), training, 600).mood == "good"


def test_divergence_without_another_cause_is_cured_by_the_learning_rate() -> None:
    training = TrainingSettings(optimizer=SGD(), learning_rate=50.0)
    found = verdict(chain(Dense(8, ReLU()), Dense(1)), _numbers(X[:, 0]), training, 200)
    assert (found.words, found.cure.label) == ("Diverged", "Lower the learning rate to 5")


def test_dead_rectifiers_are_no_vanishing_gradient() -> None:
    graph = chain(Dense(6, ReLU(), bias_initializer=NEVER_ACTIVE), Dense(6, ReLU()), Dense(1))
    data = examples(X, LABELS, 2)
    found = verdict(graph, data, TrainingSettings(optimizer=SGD()), 60)
    assert found.words == "No gradient"
    assert "dead" in found.text
    assert found.cure.label == "Use Leaky ReLU"


def test_zero_weights_are_told_apart_from_dead_units() -> None:
    graph = chain(Dense(6, Tanh(), Zeros()), Dense(1, initializer=Zeros()))
    data = examples(X[:100], np.arange(100) % 2, 2)
    training = TrainingSettings(optimizer=SGD(), batch=100, shuffle=False)
    assert "saturated" not in verdict(graph, data, training, 40).text


@pytest.mark.parametrize(
    "hidden",
    [
        [Dense(6, Tanh(), Zeros())],
        [Dense(6, initializer=Zeros()), ActivationLayer(Tanh())],
        [Dense(6, ReLU(), Zeros())],
        [Dense(6, ReLU()), Dense(6, Tanh(), Zeros())],
    ],
)
def test_zero_weights_before_a_bias_that_learns_are_no_saturation(hidden) -> None:
    graph = chain(*hidden, Dense(1, initializer=Zeros()))
    found = verdict(graph, examples(X, LABELS, 2), TrainingSettings(optimizer=SGD()), 60)
    assert found.words == "No gradient"
    assert "whether their weights are all 0" in found.text
    assert found.cure is not None


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("activation", "said"), [(Tanh(), "saturated"), (Sigmoid(), "saturated"), (ReLU(), "dead")]
)
def test_what_is_saturated_or_dead_is_still_told_so(apart, activation, said) -> None:
    bias = Constant(-500.0)
    layers = (
        [Dense(6, bias_initializer=bias), ActivationLayer(activation)]
        if apart
        else [Dense(6, activation, bias_initializer=bias)]
    )
    found = verdict(chain(*layers, Dense(1)), examples(X, LABELS, 2), TrainingSettings(optimizer=SGD()), 60)
    assert said in found.text


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_a_softmax_over_one_unit_is_the_cause_of_no_gradient(loss: str) -> None:
    graph = chain(Dense(6, ReLU()), Dense(1, Softmax()), loss=losses[loss]())
    found = verdict(graph, examples(X, LABELS, 2), TrainingSettings(), 50)
    assert found.words == "Constant output"
    assert found.cure is not None


def test_hinge_after_a_sigmoid_is_told_of_the_sigmoid() -> None:
    sick = chain(Dense(16, ReLU()), Dense(1, Sigmoid()), loss=losses["hinge"]())
    data = prepare(replace(DataSettings(), source=Moons()))
    found = verdict(sick, data, TrainingSettings(), 300)
    assert found.words == "Output limits the loss"
    healed = found.cure.change(Project(sick)).graph
    assert verdict(healed, data, TrainingSettings(), 1500).mood == "good"


def test_ninety_five_percent_of_one_class_is_no_learning() -> None:
    rare = (RNG.random(400) < 0.05).astype(int)
    noise = examples(RNG.normal(size=(400, 2)), rare, 2)
    training = TrainingSettings(optimizer=SGD(), batch=100)
    found = verdict(chain(Dense(2, Tanh()), Dense(1)), noise, training, 2100)
    assert found.mood == "warning"
    assert found.words == "Hardly learns"


WELL = {
    "digits": 120,
    "lstm": 400,
    "nand": 60,
    "perceptron_iris": 400,
    "playground": 600,
    "regression": 600,
    "residual": 500,
    "two_spirals": 1500,
    "xor": 400,
}


@pytest.mark.parametrize("example", [e for e in all_examples() if e.key in WELL], ids=lambda e: e.key)
def test_no_example_that_learns_is_called_sick_on_its_way(example) -> None:
    project = storage.load(example.path).project
    data = prepare(project.data)
    for steps in (20, WELL[example.key]):
        found = verdict(project.graph, data, project.training, steps)
        assert found.mood in ("good", "neutral"), (steps, found)


def test_the_example_of_vanishing_gradients_is_called_so() -> None:
    example = next(e for e in all_examples() if e.key == "vanishing_gradient")
    project = storage.load(example.path).project
    found = verdict(project.graph, prepare(project.data), project.training, 200)
    assert found.words == "Gradients vanish"
    assert "at most 0.25" in found.text
    cured = found.cure.change(project).graph
    assert verdict(cured, prepare(project.data), project.training, 200).mood != "warning"
    assert {e.key for e in all_examples()} == {*WELL, "vanishing_gradient"}
