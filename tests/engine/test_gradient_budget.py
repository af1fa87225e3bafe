"""The budget of a gradient: every factor by a formula of its own, and nothing left over."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.document.graph import Graph
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.budget_words import two_digits
from nnsim.engine.gradient_factors import FactorKind
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.multiply import Multiply
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.network import Network
from nnsim.engine.probes.gradient_budget import Budget, GradientBudget
from nnsim.engine.stage import Output, Stage
from nnsim.engine.subject import Subject
from nnsim.training.quantities import BIAS_GRADIENT, GRADIENT
from nnsim.training.setup import Setup
from tests.builders import examples, meaning, stage, start, walk
from tests.deep_networks import Recipe, recipes
from tests.training.random_drawings import drawings

K = FactorKind
SHAPES = {False: (3,), True: (2, 4, 4)}


def subject_of(graph: Graph, shape: tuple[int, ...], n: int, precision: str = "float64") -> Subject:
    """Return a random network of `graph` at its first weights, with n random examples of two targets."""
    rng = np.random.default_rng(n)
    codes = [node.layer.codes for node in graph.nodes if node.layer.codes is not None]
    inputs = rng.integers(0, min(codes), (n, *shape)) if codes else rng.normal(size=(n, *shape))
    targets = rng.normal(size=(n, 2))
    data = examples(inputs, targets)
    resolved = meaning(graph, data)
    network = Network(resolved.stages, resolved.outputs, np.dtype(precision), 1)
    return Subject(network, data.train.inputs, [targets] * len(resolved.outputs))


def by_hand(*parts: Layer, n: int = 5, shape: tuple[int, ...] = (3,)) -> tuple[Subject, Network]:
    """Return a chain of `parts` with random examples."""
    stages = [stage(Input(), "in", shape=shape)]
    for k, layer in enumerate(parts, 1):
        stages.append(stage(layer, f"l{k}", [stages[-1]]))
    return drawn(stages, n=n)


def drawn(stages: Sequence[Stage], n: int = 5, seed: int = 2) -> tuple[Subject, Network]:
    rng = np.random.default_rng(5)
    network = Network(stages, (Output(stages[-1].id, MeanSquaredError()),), np.float64, seed)
    targets = rng.normal(size=(n, *stages[-1].shape))
    return Subject(network, rng.normal(size=(n, *stages[0].shape)), [targets]), network


def assert_complete(seen: Budget, within: float) -> None:
    """The product of a row is what was measured; where nothing was there to begin with, neither is a number."""
    for step in seen.steps:
        if math.isnan(step.measured):
            assert math.isnan(step.product)
        else:
            assert step.product == pytest.approx(step.measured, rel=within, abs=0), step


# ---- product and measured ratio ------------------------------------------------------------------


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipe=recipes(), n=st.integers(1, 9))
def test_the_product_is_the_ratio_that_a_step_of_training_measures(recipe: Recipe, n: int) -> None:
    graph, shape = recipe.graph(MeanSquaredError()), SHAPES[recipe.images]
    rng = np.random.default_rng(n)
    data = examples(rng.normal(size=(n, *shape)), rng.normal(size=(n, 2)))
    # In NumPy every number is the same. The compiled walk rounds otherwise, which is all there is of a
    # gradient that is 0 by rights, such as that of a bias before batch norm.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNSIM_WALK", "numpy")
        run = start(graph, data, learning_rate=0.0, seed=3)
        row = walk(run, 1)[0]
    network = Setup(run.setup.resolved, run.setup.training, data).network()
    subject = Subject(network, data.train.inputs, run.batches.targets)
    layers = {layer.name: layer for layer in run.unreported.columns.layers}
    for of, quantity in (("weights", GRADIENT), ("sums", BIAS_GRADIENT)):
        if of == "sums" and recipe.images:
            continue  # the bias of a convolution is added to every pixel: ∂L/∂b is no mean of ∂L/∂z there
        seen = GradientBudget(of=of).take(subject)
        measured = {name: row[quantity.column(layer)] for name, layer in layers.items()}
        # ∂L/∂b comes of a product, the mean of ∂L/∂z of a sum: they round apart, and where examples cancel
        # altogether that is all there is.
        rounding = 1e-14 * max(measured.values()) if of == "sums" else 1e-30
        assert_complete(seen, 1e-9)
        for name, gradient, step in zip(seen.names, seen.gradient, seen.steps, strict=True):
            assert gradient == pytest.approx(measured[name], rel=1e-6, abs=rounding)
            if min(measured[name], measured[step.origin]) > 1e6 * rounding:
                assert step.product == pytest.approx(measured[name] / measured[step.origin], rel=1e-5)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawing=drawings(), n=st.integers(1, 4), of=st.sampled_from(["sums", "weights"]))
def test_any_drawing_has_a_budget_without_a_rest(
    drawing: tuple[Graph, tuple[int, ...]], n: int, of: str
) -> None:
    subject = subject_of(*drawing, n)
    try:
        seen = GradientBudget(of=of).take(subject)
    except NnsimError as error:
        assert "two layers with weights" in str(error)
        return
    if seen.broken is None:
        assert_complete(seen, 1e-6)
    for step in seen.steps:
        for factor in step.factors:
            if factor.kind is K.CANCELLATION and n == 1 and not math.isnan(factor.value):
                assert factor.value == pytest.approx(1, rel=1e-6)
            if factor.kind is K.SKIP and not math.isnan(factor.value):
                assert factor.value >= 1 - 1e-12
            if factor.kind is K.BRANCHES and not math.isnan(factor.value):
                assert factor.value <= math.sqrt(10)
    assert {name for name, _ in seen.ends}.isdisjoint(seen.names)


# ---- each factor by its own formula, in plain NumPy ----------------------------------------------


def test_every_factor_of_a_chain_is_what_its_formula_says() -> None:
    subject, network = by_hand(Dense(6, Tanh()), Dense(4, Sigmoid()), Dense(2), n=7)
    w = network.weights()
    x = subject.fed["in"][:, :-1]
    y1 = np.tanh(x @ w["l1/W"] + w["l1/b"])
    y2 = 1 / (1 + np.exp(-(y1 @ w["l2/W"] + w["l2/b"])))
    d3 = 2 * (y2 @ w["l3/W"] + w["l3/b"] - subject.targets[0]) / (7 * 2)
    g2 = d3 @ w["l3/W"].T
    d2 = g2 * y2 * (1 - y2)
    g1 = d2 @ w["l2/W"].T
    d1 = g1 * (1 - y1**2)

    def size(a: np.ndarray) -> float:
        return float(np.sqrt((a**2).sum()))

    def rms(a: np.ndarray) -> float:
        return float(np.sqrt((a.reshape(7, -1) ** 2).sum(axis=1).mean()))

    def agreeing(a: np.ndarray) -> float:
        return size(a.mean(axis=0)) / rms(a)

    def outer(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.asarray(a[:, :, None] * b[:, None, :])

    seen = GradientBudget().take(subject)
    assert seen.names == ("l2", "l1")
    assert [step.origin for step in seen.steps] == ["l3", "l2"]
    assert seen.kinds == (K.WEIGHTS, K.SLOPE, K.CANCELLATION)
    expected = [
        (size(g2) / size(d3), size(d2) / size(g2), agreeing(d2) / agreeing(d3)),
        (size(g1) / size(d2), size(d1) / size(g1), agreeing(d1) / agreeing(d2)),
    ]
    for step, values in zip(seen.steps, expected, strict=True):
        np.testing.assert_allclose([factor.value for factor in step.factors], values, rtol=1e-12)
    np.testing.assert_allclose(seen.gradient, [size(d2.sum(axis=0)), size(d1.sum(axis=0))], rtol=1e-12)
    assert seen.ends == (("l3", pytest.approx(size(d3.sum(axis=0)))),)

    of_weights = GradientBudget(of="weights").take(subject)
    w2, w1 = outer(y1, d2), outer(x, d1)
    assert of_weights.kinds == (K.WEIGHTS, K.SLOPE, K.CANCELLATION, K.INCOMING)
    last = of_weights.steps[1]
    assert last.of(K.INCOMING) == pytest.approx((rms(w1) / rms(d1)) / (rms(w2) / rms(d2)))
    assert last.of(K.CANCELLATION) == pytest.approx(agreeing(w1) / agreeing(w2))
    assert of_weights.gradient[1] == pytest.approx(size(w1.sum(axis=0)))


def test_normalisation_is_a_factor_only_where_there_is_some() -> None:
    plain = GradientBudget().take(by_hand(Dense(4, Tanh()), Dense(2))[0])
    assert K.NORMALISATION not in plain.kinds
    subject, _ = by_hand(Dense(4), BatchNorm(), ActivationLayer(Tanh()), Dense(2))
    [step] = GradientBudget().take(subject).steps
    assert [f.kind for f in step.factors] == [K.WEIGHTS, K.SLOPE, K.NORMALISATION, K.CANCELLATION]
    assert step.factors[2].layer == "l2"
    # Weights ten times as large are brought to the same size, and their gradient is a tenth.
    small, network = by_hand(Dense(4, initializer=Constant(0.5)), BatchNorm(), Dense(2))
    [before] = GradientBudget().take(small).steps
    network.parameters.vector[:12] *= 10
    large = Subject(network, small.fed["in"][:, :-1], small.targets)
    [after] = GradientBudget().take(large).steps
    assert after.of(K.NORMALISATION) == pytest.approx(before.of(K.NORMALISATION) / 10, rel=1e-3)


def test_a_skip_connection_brings_what_its_layers_would_have_lost() -> None:
    entry = stage(Input(), "in", shape=(4,))
    first = stage(Dense(4), "first", [entry])
    inner = stage(Dense(4, Sigmoid(), Constant(0.01)), "inner", [first])
    join = stage(Add(), "join", [first, inner])
    subject, network = drawn([entry, first, inner, join, stage(Dense(2), "end", [join])], n=1)
    seen = GradientBudget().take(subject)
    assert seen.names == ("inner", "first")
    step = seen.steps[1]
    assert step.origin == "inner"
    assert [f.kind for f in step.factors] == [K.WEIGHTS, K.SKIP, K.BRANCHES, K.CANCELLATION]
    # ∂L/∂y at the join, and what of it comes through the layer inside.
    weights = network.weights()
    hidden = subject.fed["in"][:, :-1] @ weights["first/W"]
    y = 1 / (1 + np.exp(-hidden @ weights["inner/W"]))
    beyond = 2 * ((hidden + y) @ weights["end/W"] - subject.targets[0]) / 2 @ weights["end/W"].T
    through = beyond * y * (1 - y) @ weights["inner/W"].T
    each = math.hypot(float(np.linalg.norm(through)), float(np.linalg.norm(beyond)))
    assert step.of(K.SKIP) == pytest.approx(each / np.linalg.norm(through))
    assert step.of(K.BRANCHES) == pytest.approx(np.linalg.norm(through + beyond) / each)
    assert step.of(K.SKIP) > 50
    assert step.of(K.CANCELLATION) == 1


def test_the_main_way_is_the_longest_that_carries_anything() -> None:
    entry = stage(Input(), "in", shape=(3,))
    first = stage(Dense(3, ReLU()), "first", [entry])
    one = stage(Dense(3, ReLU()), "one", [first])
    two = stage(Dense(3, Tanh(), Constant(0.0)), "two", [one])
    join = stage(Concatenate(), "join", [first, two])
    stages = [entry, first, one, two, join, stage(Dense(2), "end", [join])]
    seen = GradientBudget().take(drawn(stages)[0])
    assert [(s.origin, s.layer) for s in seen.steps] == [("end", "two"), ("two", "one"), ("end", "first")]
    assert seen.steps[1].measured == seen.steps[1].product == 0
    assert K.JOIN in [f.kind for f in seen.steps[2].factors]
    assert [s.layer for s in seen.path("one")] == ["two", "one"]
    with pytest.raises(NnsimError, match="nobody"):
        seen.path("nobody")


def test_layers_of_any_other_kind_stand_under_their_name() -> None:
    subject, _ = by_hand(LSTM(3, returns="all"), LSTM(3), Dense(2), shape=(4, 3))
    factors = GradientBudget().take(subject).steps[1].factors
    assert [(f.kind, f.title()) for f in factors] == [
        (K.LAYER, "Layer: LSTM"),
        (K.CANCELLATION, "Examples cancel"),
    ]


def test_gates_are_joins() -> None:
    entry = stage(Input(), "in", shape=(3,))
    first = stage(Dense(3), "first", [entry])
    gate = stage(Dense(3, Sigmoid()), "gate", [first])
    stages = [entry, first, gate, stage(Multiply(), "gated", [first, gate])]
    seen = GradientBudget().take(drawn([*stages, stage(Dense(2), "end", [stages[-1]])])[0])
    assert [f.kind for f in seen.steps[0].factors] == [K.WEIGHTS, K.JOIN, K.SLOPE, K.CANCELLATION]
    assert_complete(seen, 1e-12)


# ---- examples that cancel ------------------------------------------------------------------------


def test_examples_that_pull_apart_cancel() -> None:
    subject, network = by_hand(Dense(3, Tanh(), bias=False), Dense(1, bias=False), n=1)
    x = subject.fed["in"][:, :-1]
    # An example and its mirror image: tanh is odd, so the gradients of the first layer are alike, and
    # those of the output opposed.
    mirrored = Subject(network, np.vstack([x, -x]), [np.vstack([t := subject.targets[0], -t])])
    sums, weights = GradientBudget().take(mirrored), GradientBudget(of="weights").take(mirrored)
    assert weights.steps[0].of(K.CANCELLATION) == pytest.approx(1)
    assert sums.ends[0][1] == pytest.approx(0, abs=1e-15)


# ---- what cannot be, and what breaks ---------------------------------------------------------------


@pytest.mark.parametrize("parts", [(Dense(2),), (BatchNorm(), Dense(2)), (Flatten(), Dense(2, Tanh()))])
def test_a_single_layer_has_no_budget(parts: Sequence[Layer]) -> None:
    with pytest.raises(NnsimError, match="needs two layers with weights"):
        GradientBudget().take(by_hand(*parts)[0])


def test_a_number_that_is_not_finite_is_told_where_it_arises() -> None:
    subject, network = by_hand(Dense(4, Tanh()), Dense(4, ReLU()), Dense(4, ReLU()), Dense(2))
    network.parameters.vector[16 + 4] = np.inf
    forward = GradientBudget().take(Subject(network, subject.fed["in"][:, :-1], subject.targets))
    assert forward.broken is not None
    assert (forward.broken.way, forward.broken.layer) == ("forward", "l2")
    assert forward.notes() == ("On the way forward a number stops being finite, first in the output of l2.",)
    # Sums of weights that large are finite yet, and what they send back is not.
    subject, network = by_hand(Dense(4, Tanh()), Dense(4, Tanh()), Dense(2, bias=False))
    network.parameters.vector[36:] = 1e308
    network.parameters.vector[36:44:2] *= -1
    targets = [np.full((5, 2), 1e305)]
    seen = GradientBudget().take(Subject(network, subject.fed["in"][:, :-1] * 0, targets))
    assert seen.broken is not None
    assert seen.broken.way in ("backward", "loss")


def test_a_gradient_that_becomes_0_is_told_where() -> None:
    subject, network = by_hand(Dense(4, Tanh()), Dense(4, ReLU()), Dense(4, Sigmoid()), Dense(2))
    network.parameters.vector[16 + 16 : 16 + 20] = -1e6
    seen = GradientBudget().take(Subject(network, subject.fed["in"][:, :-1], subject.targets))
    assert seen.names == ("l3", "l2", "l1")
    assert seen.steps[1].factors[-1].kind is K.SLOPE
    assert seen.steps[1].measured == seen.steps[1].product == 0
    assert math.isnan(seen.steps[2].measured)
    assert math.isnan(seen.steps[2].product)
    assert seen.notes() == (
        "l2 gets no gradient: on the way from l3 it becomes 0.",
        "It becomes 0 here: Slope: ReLU, in l2.",
    )


def test_sentences_name_what_takes_most() -> None:
    deep = [Dense(8, Sigmoid())] * 6
    text = GradientBudget().take(by_hand(*deep, Dense(1), n=20)[0]).notes()
    assert text[0].startswith("l1 gets 1/")
    assert text[1].startswith("Most is lost to the slopes of Sigmoid: ×0.2")
    wide = [Dense(8, Tanh(), Constant(0.3))] * 2
    assert GradientBudget().take(by_hand(*wide, Dense(1), n=20)[0]).table()["weights"].shape == (2,)
    grown = by_hand(*[Dense(8, initializer=Constant(1.0))] * 4, Dense(1), n=3)[0]
    assert GradientBudget().take(grown).notes()[1].startswith("Most is gained by the weights: ×")


def test_numbers_far_from_1_are_written_as_the_doctor_writes_them() -> None:
    assert [two_digits(x) for x in (1.34e-6, 3e-9, 3e12, 1.9e10)] == ["1.3e-6", "3e-9", "3e12", "1.9e10"]
    assert [two_digits(x) for x in (0.2134, 28_123.0, 1.0)] == ["0.21", "28,000", "1.0"]
