"""Repairs: each that is offered removes its problem and makes no other; followed, they end where it trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.data.prepared import Prepared
from nnsim.document import edits
from nnsim.document.fitting import fit_to_data, layer_for
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.repairs.offer import with_repairs
from nnsim.document.resolve import Problem, Resolved, resolve
from nnsim.document.training_doubts import training_doubts
from nnsim.engine.activation import activations
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.sign import Sign
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.group_norm import GroupNorm
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.slice import Slice
from nnsim.engine.loss import Loss, losses
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.poisson import Poisson
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.rule import Rule, rules
from nnsim.engine.rules.adaline import DeltaRule
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.hebb import HebbRule
from nnsim.engine.rules.oja import OjaRule
from nnsim.engine.rules.perceptron import PerceptronRule
from tests.builders import chain, examples

TWO = examples(np.zeros((6, 4)), np.arange(6) % 2, 2)
FLAT = examples(np.zeros((6, 4)), np.arange(6) % 3, 3)
IMAGES = examples(np.zeros((6, 1, 8, 8)), np.arange(6) % 3, 3)
SERIES = examples(np.zeros((6, 5, 4)), np.arange(6) % 3, 3)
NUMBERS = examples(np.zeros((6, 4)), np.zeros((6, 2)))
DATA = {"two": TWO, "flat": FLAT, "images": IMAGES, "series": SERIES, "numbers": NUMBERS}


def project(graph: Graph, rule: Rule | None = None) -> Project:
    return Project(graph, training=TrainingSettings(rule=rule or BackPropagation()))


def meaning(p: Project, data: Prepared) -> Resolved:
    return with_repairs(p, data, resolve(p.graph, data, p.training.rule))


def told(resolved: Resolved) -> set[tuple[str | None, str]]:
    return {(p.node, p.text) for p in resolved.errors}


def mended(p: Project, before: Resolved, problem: Problem, data: Prepared) -> Project:
    """Make a repair and check what it promises; what was hidden may be seen after it."""
    assert problem.repair is not None
    after_project = problem.repair.change(p)
    after = resolve(after_project.graph, data, after_project.training.rule)
    assert (problem.node, problem.text) not in told(after), problem.repair.label
    known = {node for node, _ in told(before)}
    for node, text in told(after) - told(before):
        assert (
            node in known  # told one thing after the other
            or node not in before.shapes  # not looked at before
            or (after.rule_was_asked and not before.rule_was_asked)
            or not before.losses_were_asked
        ), (problem.text, problem.repair.label, text)
    for problem_ in after.problems:
        assert problem_.node is None or problem_.node in after_project.graph
    return after_project


def follow(p: Project, data: Prepared, most: int = 12) -> Project:
    """Make the first repair there is until nothing is wrong; no project may come twice."""
    seen = [p]
    for _ in range(most):
        resolved = meaning(p, data)
        if resolved.can_train:
            return p
        problem = next((e for e in resolved.errors if e.repair is not None), None)
        assert problem is not None, (p.graph.nodes, [e.text for e in resolved.errors])
        p = mended(p, resolved, problem, data)
        assert p not in seen, f"in a circle: {problem.text}"
        seen.append(p)
    raise AssertionError([e.text for e in meaning(p, data).errors])


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
@pytest.mark.parametrize("name", ["two", "images", "numbers"])
def test_every_layer_at_the_end_in_the_middle_and_astray_is_led_to_where_it_trains(
    cls: type[Layer], name: str
) -> None:
    data, whole = DATA[name], chain(Dense(4), Dense(3))
    stray = replace(whole, nodes=(*whole.nodes, Node("x", "x", cls(), 500.0, 0.0)))
    for graph in (chain(cls()), chain(Dense(4), cls(), Dense(7)), stray):
        follow(project(graph), data)


@pytest.mark.parametrize("rule", list(rules), ids=lambda r: r.key)
@pytest.mark.parametrize("key", ["identity", "step", "softmax"])
def test_no_rule_activation_and_loss_send_round_in_a_circle(rule: type[Rule], key: str) -> None:
    end = activations[key]()
    chosen: list[type[Loss] | None] = [None, *losses]
    networks = ((Dense(1, end),), (Dense(3, end), Dense(1, end)), (Dense(5, end),))
    for number, loss in enumerate(chosen):
        objective = Objective(loss() if loss is not None else None)
        data, parts = (TWO, FLAT, NUMBERS, TWO)[number % 4], networks[number % 3]
        follow(project(chain(*parts, objective=objective), rule()), data)


def first_repair(p: Project, data: Prepared, node: str | None) -> str:
    found = [e.repair.label for e in meaning(p, data).problems if e.node == node and e.repair is not None]
    assert found, [e.text for e in meaning(p, data).problems]
    return found[0]


@pytest.mark.parametrize(
    ("graph", "data", "node", "label"),
    [
        (chain(Dense(3)), IMAGES, "l1", "Put Flatten before l1"),
        (chain(Dense(7)), FLAT, "l1", "Set Units of l1 to 3"),
        (chain(Dense(7)), TWO, "l1", "Set Units of l1 to 1"),
        (chain(Dense(7)), NUMBERS, "l1", "Set Units of l1 to 2"),
        (chain(Dense(7), ActivationLayer(Tanh())), NUMBERS, "l2", "Set Units of l1 to 2"),
        (chain(Dense(2), loss=SoftmaxCrossEntropy()), NUMBERS, "l1", "Choose the loss of l1 automatically"),
        (chain(), FLAT, "in", "Put an output of 3 units after in"),
        (chain(Conv2D(2)), IMAGES, "l1", "Put Flatten and an output of 3 units after l1"),
        (chain(MaxPool2D(9), Flatten(), Dense(3)), IMAGES, "l1", "Set Tile size of l1 to 8"),
        (chain(GroupNorm(3), Dense(3)), FLAT, "l1", "Set Groups of l1 to 2"),
        (chain(Slice(1, 1, 99), Dense(3)), FLAT, "l1", "Set How many of l1 to 4"),
        (chain(LSTM(), Dense(3)), FLAT, "l1", "Set Shape of in to 4 × 1"),
        (
            edits.set_layer(chain(Dense(3)), "in", Input((7,))),
            FLAT,
            "in",
            "Let in take its shape from the data",
        ),
        (chain(Dense(0), Dense(3)), FLAT, "l1", "Set Units of l1 to 1"),
        (chain(Dense(10**9), Dense(3)), FLAT, "l1", "Set Units of l1 to 100000; Set Units of l2 to 3"),
    ],
)
def test_the_usual_repair_comes_first(graph: Graph, data: Prepared, node: str, label: str) -> None:
    assert first_repair(project(graph), data, node).startswith(label.split(";")[0])


@pytest.mark.parametrize(
    ("layer", "data", "better"),
    [
        (Conv2D(2), SERIES, True),
        (LSTM(), FLAT, True),
        (Conv2D(2), FLAT, True),
        (LSTM(), IMAGES, True),
        (Conv2D(2), examples(np.zeros((6, 64)), np.arange(6) % 3, 3), False),
        (Dense(3), SERIES, False),
    ],
)
def test_data_taken_for_what_they_are_not_are_the_lesser_offer(
    layer: Layer, data: Prepared, better: bool
) -> None:
    p = project(chain(layer, Flatten(), Dense(3)))
    if layer.category == "core":
        p = project(chain(layer))
    [found] = [e.repair for e in meaning(p, data).errors if e.node == "l1"]
    assert found is not None
    assert (found.other_kind, found.offered == "Suggest a network for the data") == (better, better)


@pytest.mark.parametrize(
    ("end", "rule", "loss", "label"),
    [
        (Step(), BackPropagation(), None, "Use Perceptron rule"),
        (Sign(), BackPropagation(), None, "Use Delta rule (Adaline)"),
        (Step(), BackPropagation(), BinaryCrossEntropy(), "Use Perceptron rule and its loss"),
        (ReLU(), PerceptronRule(), None, "Use Step function in l1"),
        (Step(), PerceptronRule(), Hinge(), "Choose the loss of l1 automatically"),
        (ReLU(), DeltaRule(), None, "Use Step function in l1"),
        (Sigmoid(), OjaRule(), None, "Use Identity in l1"),
        (Sigmoid(), HebbRule(), None, "Use Identity in l1"),
    ],
    ids=str,
)
def test_a_single_unit_is_offered_its_rule_and_a_rule_its_unit(
    end: object, rule: Rule, loss: Loss | None, label: str
) -> None:
    p = project(chain(Dense(1, end), objective=Objective(loss)), rule)  # type: ignore[arg-type]
    assert first_repair(p, TWO, "l1") == label
    assert meaning(follow(p, TWO), TWO).can_train


def test_step_units_in_a_row_are_never_sent_to_a_rule_that_sends_them_back() -> None:
    p = project(chain(Dense(2, Step()), Dense(1, Step())))
    for problem in meaning(p, TWO).errors:
        assert "Perceptron" not in problem.text
        assert problem.repair is not None
        assert problem.repair.label == "Use Sigmoid in all step units"
    lone = project(chain(Dense(2, Step()), Dense(1, Step())), PerceptronRule())
    [problem] = meaning(lone, TWO).errors
    assert problem.repair is not None
    assert problem.repair.label == "Use Back-propagation, and Sigmoid in step units"
    assert meaning(problem.repair.change(lone), TWO).can_train


def test_a_missing_edge_comes_from_the_end_before_it() -> None:
    whole = chain(Dense(5), Dense(3))
    broken = replace(whole, edges=whole.edges[:1])
    assert first_repair(project(broken), FLAT, "l2") == "Connect l1 to l2"
    assert first_repair(project(broken), FLAT, "l1") == "Connect l1 to l2"
    assert set(follow(project(broken), FLAT).graph.edges) == set(whole.edges)


def test_joined_layers_are_made_equal_and_surplus_inputs_joined() -> None:
    nodes = (
        Node("in", "in", Input()),
        Node("a", "a", Dense(5)),
        Node("b", "b", Dense(6)),
        Node("j", "j", Add()),
        Node("o", "o", Dense(3)),
    )
    edges = (Edge("in", "a"), Edge("in", "b"), Edge("a", "j", 0), Edge("b", "j", 1), Edge("j", "o"))
    assert first_repair(project(Graph(nodes, edges)), FLAT, "j") == "Set Units of b to 5"
    two = (Edge("in", "a"), Edge("in", "b"), Edge("a", "o", 0), Edge("b", "o", 1))
    graph = Graph(tuple(n for n in nodes if n.id != "j"), two)
    assert first_repair(project(graph), FLAT, "o") == "Join the inputs of o with Concatenate"


def test_a_circle_is_cut_where_it_leads_back() -> None:
    graph = chain(Dense(5), Add(), Dense(5), Dense(3))
    ring = replace(graph, edges=(*graph.edges, Edge("l1", "l2", 1), Edge("l3", "l2", 2)))
    ring = replace(ring, edges=tuple(dict.fromkeys(ring.edges)))
    assert first_repair(project(ring), FLAT, "l2").startswith("Remove the edge from l3 to l2")
    follow(project(ring), FLAT)


def test_doubts_have_repairs_too() -> None:
    p = project(chain(Dense(3, ReLU())))
    [doubt] = meaning(p, FLAT).problems
    assert doubt.severity == "warning"
    assert doubt.repair is not None
    assert doubt.repair.label == "Use Identity in l1"
    assert meaning(doubt.repair.change(p), FLAT).problems == ()


def test_what_the_rule_and_a_doubt_say_do_not_contradict_each_other() -> None:
    p = project(chain(Dense(1, Step()), loss=BinaryCrossEntropy()), PerceptronRule())
    assert len(meaning(p, TWO).problems) == 1


def test_what_the_rule_and_a_doubt_about_the_data_say_do_not_contradict_each_other() -> None:
    p = project(chain(Dense(1, Sigmoid()), loss=Poisson()), PerceptronRule())
    resolved = resolve(p.graph, TWO, p.training.rule)
    assert "Step function" in resolved.errors[0].text
    assert not list(training_doubts(p.training, resolved, TWO))
    trains = project(p.graph)
    doubts = list(training_doubts(trains.training, resolve(p.graph, TWO, trains.training.rule), TWO))
    assert any("Identity" in d.text for d in doubts)


@st.composite
def drawings(draw: st.DrawFn) -> Graph:
    kinds = [Input, Dense, Dense, Conv2D, Flatten, Add, Concatenate, LSTM, MaxPool2D, ActivationLayer]
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))
    nodes = tuple(Node(f"n{i}", f"n{i}", kind(), 180.0 * i, 0.0) for i, kind in enumerate(chosen))
    graph = Graph(nodes, ())
    pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    for source, target in draw(st.lists(pairs, max_size=8)):
        if source.id != target.id and not any(
            e.target == target.id for e in graph.outgoing.get(source.id, ())
        ):
            slot = len(graph.incoming.get(target.id, ()))
            graph = replace(graph, edges=(*graph.edges, Edge(source.id, target.id, slot)))
    return graph


def test_a_circle_without_an_input_has_repairs_that_can_be_made() -> None:
    nodes = (Node("n0", "n0", Dense(4), 0, 0), Node("n1", "n1", Add(), 180, 0))
    graph = Graph(nodes, (Edge("n0", "n1", 0), Edge("n1", "n0", 0)))
    before = meaning(project(graph), TWO)
    assert before.errors
    for problem in before.problems:
        if problem.repair is not None:
            mended(project(graph), before, problem, TWO)


@given(drawings(), st.sampled_from(list(DATA)))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_repairs_of_any_drawing_keep_their_promise(graph: Graph, name: str) -> None:
    p = project(graph)
    before = meaning(p, DATA[name])
    for problem in before.problems:
        if problem.repair is not None:
            mended(p, before, problem, DATA[name])
    assert p == project(graph)


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize(
    "parts",
    [
        (Dense(8, Tanh()), Dense(7, ReLU())),
        (Conv2D(2), MaxPool2D(), Flatten(), Dense(9, Sigmoid())),
        (LSTM(4), Dense(1, Softmax())),
    ],
    ids=["dense", "convolution", "sequence"],
)
def test_a_network_is_fitted_to_any_data_in_one_step(parts: tuple[Layer, ...], name: str) -> None:
    data = DATA[name]
    p = project(chain(*parts))
    fitted = fit_to_data(data).change(p)
    assert meaning(fitted, data).problems == (), "neither error nor doubt"
    output = resolve(fitted.graph, data).outputs[0]
    activation = fitted.graph[output.stage].layer.activation_function()
    assert activation is None or activation.is_identity or activation.key == output.loss.applies
    assert fit_to_data(data).change(fitted) == fitted


def test_an_output_of_the_palette_takes_the_units_the_data_ask() -> None:
    output = next(p for p in Dense.presets() if p.is_output)
    sizes = {name: layer_for(output, data).units for name, data in DATA.items()}  # type: ignore[attr-defined]
    assert sizes == {"two": 1, "flat": 3, "images": 3, "series": 3, "numbers": 2}
    assert layer_for(output, None) == output.layer
    for preset in Dense.presets():
        assert preset.is_output or layer_for(preset, FLAT) == preset.layer


SHAPES = resolve(chain(Dense(5), Dense(6), Dense(3)), FLAT).shapes


@pytest.mark.parametrize(
    ("graph", "gone", "left"),
    [
        (chain(Dense(5), Dense(6), Dense(3)), ["l2"], {("in", "l1"), ("l1", "l3")}),
        (chain(Dense(5), Dense(6), Dense(3)), ["l1", "l2"], {("in", "l3")}),
        (chain(Dense(5), Dense(6), Dense(3)), ["l3"], {("in", "l1"), ("l1", "l2")}),
        (chain(Dense(5), Dense(6), Dense(3)), ["in"], {("l1", "l2"), ("l2", "l3")}),
        (chain(Conv2D(2), Flatten(), Dense(3)), ["l2"], {("in", "l1")}),
    ],
    ids=["middle", "two in a row", "last", "first", "does not fit"],
)
def test_deleting_closes_the_gap_where_what_comes_fits(
    graph: Graph, gone: list[str], left: set[tuple[str, str]]
) -> None:
    data = IMAGES if isinstance(graph["l1"].layer, Conv2D) else FLAT
    closed = edits.remove_closing(graph, gone, resolve(graph, data).shapes)
    assert {(e.source, e.target) for e in closed.edges} == left
    assert not set(gone) & set(closed.by_id)


def test_a_gap_in_one_of_several_inputs_keeps_the_order_of_the_others() -> None:
    nodes = (*tuple(Node(i, i, Dense(4)) for i in "abx"), Node("j", "j", Concatenate()))
    edges = (Edge("a", "x"), Edge("x", "j", 0), Edge("b", "j", 1))
    closed = edits.remove_closing(Graph(nodes, edges), ["x"], {})
    assert closed.sources_of("j") == ("a", "b")
    twice = Graph(nodes, (*edges, Edge("a", "j", 2)))
    assert edits.remove_closing(twice, ["x"], {}).sources_of("j") == ("a", "b"), "an input only once"


def offers(graph: Graph, data: Prepared | None) -> list[str]:
    found = with_repairs(project(graph), data, resolve(graph, data, BackPropagation()))
    return [p.repair.label for p in found.errors if p.repair is not None]


@pytest.mark.parametrize("features", [1, 2, 3])
def test_an_input_alone_gets_an_output_whatever_its_width(features: int) -> None:
    data = examples(np.zeros((6, features)), np.arange(6) % 2, 2)
    assert offers(chain(), data) == ["Put an output of 1 unit after in"]


def test_data_that_are_not_there_cost_no_layer() -> None:
    assert offers(chain(Dense(4), Dense(1)), None) == []
    two = Graph(
        (Node("a", "a", Input()), Node("b", "b", Input()), Node("d", "d", Dense(1))), (Edge("a", "d"),)
    )
    assert not any(label.startswith("Remove a") for label in offers(two, None))


def test_a_deleted_input_comes_back_and_feeds_every_branch() -> None:
    whole = chain(Dense(5), Dense(3))
    headless = edits.remove(whole, ["in"])
    assert first_repair(project(headless), FLAT, "l1") == "Put an Input before l1"
    assert meaning(follow(project(headless), FLAT), FLAT).can_train
    nodes = (
        Node("a", "a", Dense(4)),
        Node("b", "b", Dense(4)),
        Node("sum", "sum", Add()),
        Node("out", "out", Dense(3)),
    )
    edges = (Edge("a", "sum"), Edge("b", "sum", 1), Edge("sum", "out"))
    mended = follow(project(Graph(nodes, edges)), FLAT)
    assert [n.id for n in mended.graph.nodes if n.layer.role.is_fed] == ["input_1"]
    assert {e.target for e in mended.graph.outgoing["input_1"]} == {"a", "b"}
    assert meaning(mended, FLAT).can_train
