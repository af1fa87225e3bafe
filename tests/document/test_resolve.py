"""What a drawing means, and the sentence for everything that can be wrong with it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer
from nnsim.data.prepared import Prepared
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.resolve import MOST_PARAMETERS, Resolved, resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.sign import Sign
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.step import Step
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.average_pool1d import AveragePool1D
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.conv_transpose2d import ConvTranspose2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.global_average_pool import GlobalAveragePool
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool1d import MaxPool1D
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.layers.rnn import RNN
from nnsim.engine.layers.slice import Slice
from nnsim.engine.layers.upsample import Upsample
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rule import rules
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.perceptron import PerceptronRule
from tests.builders import chain, examples

FLAT = examples(np.zeros((6, 4)), np.arange(6) % 3, 3)
TWO = examples(np.zeros((6, 4)), np.arange(6) % 2, 2)
IMAGES = examples(np.zeros((6, 1, 8, 8)), np.arange(6) % 3, 3)
NUMBERS = examples(np.zeros((6, 4)), np.zeros((6, 2)))
ONE_TIME = examples(np.zeros((6, 1, 4)), np.arange(6) % 3, 3)


def problems(graph: Graph, data: Prepared | None = FLAT, rule: object = None) -> list[tuple[str | None, str]]:
    resolved = resolve(graph, data, rule or BackPropagation())  # type: ignore[arg-type]
    assert resolved.can_train == (not [p for p in resolved.problems if p.severity == "error"])
    for p in resolved.problems:
        assert p.text.endswith((".", ")"))
        assert p.node is None or p in resolved.problems_of(p.node)
    return [(p.node, p.text) for p in resolved.problems]


def only(
    graph: Graph, node: str | None, says: str, data: Prepared | None = FLAT, rule: object = None
) -> None:
    found = problems(graph, data, rule)
    assert [n for n, _ in found] == [node], found
    assert says in found[0][1]


def test_a_chain_has_order_shapes_and_counts() -> None:
    resolved = resolve(chain(Conv2D(2, 3), MaxPool2D(2), Flatten(), Dense(3)), IMAGES, BackPropagation())
    assert resolved.problems == ()
    assert [s.id for s in resolved.stages] == ["in", "l1", "l2", "l3", "l4"]
    assert dict(resolved.shapes) == {
        "in": (1, 8, 8),
        "l1": (2, 8, 8),
        "l2": (2, 4, 4),
        "l3": (32,),
        "l4": (3,),
    }
    assert dict(resolved.parameters) == {"in": 0, "l1": 20, "l2": 0, "l3": 0, "l4": 99}
    assert resolved.total_parameters == 119
    assert [(o.stage, o.loss.key, o.weight) for o in resolved.outputs] == [("l4", "softmax_ce", 1.0)]


@pytest.mark.parametrize(
    ("data", "units", "loss"),
    [(TWO, 1, "bce"), (TWO, 2, "softmax_ce"), (FLAT, 3, "softmax_ce"), (NUMBERS, 2, "mse")],
)
def test_automatic_loss(data: Prepared, units: int, loss: str) -> None:
    resolved = resolve(chain(Dense(units)), data, BackPropagation())
    assert resolved.can_train
    assert resolved.outputs[0].loss.key == loss


def test_an_empty_canvas() -> None:
    only(Graph(), None, "canvas is empty")


def test_no_data() -> None:
    only(chain(Dense(3)), "in", "There is no data yet", data=None)
    assert resolve(chain(Dense(3)), None).shapes == {}


def test_a_cycle_is_told_on_all_its_layers_and_the_rest_keeps_its_shapes() -> None:
    graph = chain(Dense(5), Add(), Dense(5), Dense(3))
    ring = replace(graph, edges=(*graph.edges, Edge("l3", "l2", 1)))
    found = problems(ring)
    assert {n for n, _ in found} == {"l2", "l3"}
    assert all("circle" in text and "→" in text for _, text in found)
    assert set(resolve(ring, FLAT).shapes) == {"in", "l1"}


def test_missing_and_surplus_inputs() -> None:
    graph = chain(Dense(5), Dense(3))
    found = dict(problems(replace(graph, edges=graph.edges[1:])))
    assert set(found) == {"in", "l1"}
    assert "Nothing is connected" in found["l1"]
    assert "No loss reads this output" in found["in"]
    lonely = Graph((*graph.nodes, Node("j", "j", Add()), Node("o", "o", Dense(3), objective=Objective())), ())
    found = dict(problems(replace(lonely, edges=(*graph.edges, Edge("l1", "j"), Edge("j", "o")))))
    assert "at least 2 inputs" in found["j"]
    twice = replace(
        graph, nodes=(*graph.nodes, Node("x", "x", Input())), edges=(*graph.edges, Edge("x", "l1", 1))
    )
    only(twice, "l1", "takes 1 input. Join the others")
    fed = replace(graph, edges=(*graph.edges, Edge("l1", "in")))
    assert any("circle" in text for _, text in problems(fed))


@pytest.mark.parametrize(
    ("parts", "data", "node", "says"),
    [
        ((Dense(3),), IMAGES, "l1", "Put Flatten before it"),
        ((Conv2D(),), FLAT, "l1", "takes an image"),
        ((MaxPool2D(),), FLAT, "l1", "takes an image"),
        ((MaxPool2D(9), Flatten(), Dense(3)), IMAGES, "l1", "larger than the image"),
        ((LSTM(), Dense(3)), FLAT, "l1", "takes a sequence"),
        ((Conv2D(2, 9, 1, "valid"), Flatten(), Dense(3)), IMAGES, "l1", "."),
        (
            (Conv2D(dilation=9, padding="valid"),),
            IMAGES,
            "l1",
            "reaches over 19, which is larger than the image",
        ),
        ((Conv2D(4, groups=3),), IMAGES, "l1", "input channels cannot be dealt to 3 groups"),
        ((Conv2D(8), Conv2D(3, groups=2)), IMAGES, "l2", "The 3 filters cannot be dealt to 2 groups"),
        ((Conv1D(),), IMAGES, "l1", "takes a sequence"),
        ((Conv1D(kernel=2, padding="valid"),), ONE_TIME, "l1", "larger than the sequence (length 1)"),
        ((MaxPool1D(),), ONE_TIME, "l1", "longer than the sequence (1)"),
        ((AveragePool1D(),), IMAGES, "l1", "Average pool 1-D takes a sequence"),
        ((ConvTranspose2D(kernel=1, padding=30),), IMAGES, "l1", "cuts the whole image off"),
        ((Upsample(),), FLAT, "l1", "takes an image"),
        ((GlobalAveragePool(),), FLAT, "l1", "takes an image (channels, height, width) or a sequence"),
        ((Conv2D(),), IMAGES, "l1", "Put Flatten and a Dense layer"),
        ((Dense(4),), FLAT, "l1", "needs 3 units, not 4"),
        ((Dense(3),), TWO, "l1", "1 unit or 2 units, not 3"),
        ((Dense(3),), NUMBERS, "l1", "needs 2 units, not 3"),
        ((), FLAT, "in", "Put a layer after it"),
        ((Flatten(),), FLAT, "l1", "needs 3 units"),
        ((Dense(0), Dense(3)), FLAT, "l1", "Units is 0; it must be between 1 and 100,000"),
        ((Dense(10**9), Dense(3)), FLAT, "l1", "Units is 1,000,000,000"),
        ((Dense(3, initializer=None),), FLAT, "l1", "Initializer must be one of"),
        ((Dense(100_000), Dense(100_000), Dense(3)), FLAT, "l2", "more than this program trains"),
        ((Conv2D(4096, 1), Conv2D(4096, 1, 16), Flatten(), Dense(3)), IMAGES, None, ""),
        ((ActivationLayer(ReLU()), ActivationLayer(ReLU())), NUMBERS, "l2", "needs 2 units, not 4"),
    ],
)
def test_a_layer_that_does_not_fit_says_so(
    parts: tuple[Layer, ...], data: Prepared, node: str | None, says: str
) -> None:
    found = problems(chain(*parts), data)
    if node is None:
        assert all("." in text for _, text in found)
        return
    assert [n for n, _ in found] == [node], found
    assert says in found[0][1]


def test_too_many_parameters_in_all_though_no_layer_has_too_many() -> None:
    graph = chain(*[Dense(6000)] * 3, Dense(3))
    assert all(n <= MOST_PARAMETERS for n in resolve(graph, FLAT).parameters.values())
    only(graph, None, "72,060,003 parameters are more")


def test_too_many_values_on_the_way() -> None:
    data = examples(np.zeros((1, 1, 100, 100)), [0.0])
    found = problems(chain(Conv2D(4096), Flatten(), Dense(1)), data)
    assert found[0][0] == "l1"
    assert "40,960,000 numbers" in found[0][1]


def test_patches_that_would_fill_the_memory() -> None:
    data = examples(np.zeros((1, 1, 200, 200)), [0.0])
    found = problems(chain(Conv2D(1, 31), Flatten(), Dense(1)), data)
    assert found[0][0] == "l1"
    assert "38,440,000 numbers of working memory" in found[0][1]


def test_a_sequence_whose_states_would_fill_the_memory() -> None:
    data = examples(np.zeros((1, 10_000, 1)), [0.0])
    for cls in (RNN, LSTM, GRU, Reservoir):
        found = problems(chain(cls(4000), Dense(1)), data)
        assert found[0][0] == "l1"
        assert "40,024,002 numbers of working memory" in found[0][1]
        assert problems(chain(cls(40), Dense(1)), data) == []


@pytest.mark.parametrize("cls", list(layers), ids=lambda c: c.key)
def test_units_of_nothing_or_a_billion_are_problems_on_every_layer(cls: type[Layer]) -> None:
    for name, kind in settings_of(cls):
        if isinstance(kind, Integer):
            for value in (kind.low - 1, -1, 10**9, 10**30):
                layer = replace(cls(), **{name: value})
                nodes = (Node("in", "in", Input()), Node("l", "l", layer))
                found = problems(Graph(nodes, (Edge("in", "l"),)), IMAGES)
                assert any(n == "l" and kind.label in text for n, text in found)


def test_shapes_that_cannot_be_joined() -> None:
    nodes = (
        Node("in", "in", Input()),
        Node("a", "a", Dense(3)),
        Node("b", "b", Dense(4)),
        Node("j", "j", Add()),
        Node("o", "o", Dense(3)),
    )
    edges = (Edge("in", "a"), Edge("in", "b"), Edge("a", "j"), Edge("b", "j", 1), Edge("j", "o"))
    only(Graph(nodes, edges), "j", "inputs of one shape, got 3 numbers and 4 numbers")
    joined = replace(Graph(nodes, edges), nodes=(*nodes[:3], Node("j", "j", Concatenate()), nodes[4]))
    assert problems(joined) == []
    assert resolve(joined, FLAT).shapes["j"] == (7,)


def test_an_output_no_loss_reads() -> None:
    graph = chain(Dense(5), Dense(3))
    loose = Graph((*graph.nodes, Node("z", "z", Dense(2))), (*graph.edges, Edge("l1", "z")))
    assert {n for n, _ in problems(loose)} == {"l2", "z"}
    assert all("No loss reads this output" in text for _, text in problems(loose))
    asked = replace(graph.nodes[-1], objective=Objective())
    only(Graph((*graph.nodes[:-1], asked, *loose.nodes[-1:]), loose.edges), "z", "No loss reads")


def test_losses_that_do_not_suit() -> None:
    only(chain(Dense(2), loss=Hinge()), "l1", "is for classes", data=NUMBERS)
    only(chain(Dense(1), loss=Hinge()), "l1", "needs 3 units")
    objective = Objective(MeanSquaredError(), 1.0, "t9")
    only(chain(Dense(2), objective=objective), "l1", "no column 't9'", data=NUMBERS)
    only(chain(Dense(3), objective=Objective(None, -1.0)), "l1", "Loss weight is -1")


def test_inputs_with_columns() -> None:
    def drawing(**chosen: object) -> Graph:
        graph = chain(Dense(3))
        return replace(graph, nodes=(Node("in", "in", Input(**chosen)), graph.nodes[1]))  # type: ignore[arg-type]

    resolved = resolve(drawing(columns="2-3"), FLAT)
    assert resolved.stages[0].columns == (1, 2)
    assert resolved.shapes["in"] == (2,)
    only(drawing(columns="x9"), "in", "no column 'x9'")
    only(drawing(columns="1"), "in", "no columns to choose from", data=IMAGES)
    only(drawing(shape=(5,)), "in", "The data has shape (4,), and this input wants (5,)")
    assert resolve(drawing(shape=(2, 2)), FLAT).shapes["in"] == (2, 2)


def test_rules_say_what_they_cannot_train() -> None:
    only(chain(Dense(5, Step()), Dense(3)), "l1", "Step function has slope 0 everywhere")
    only(chain(Dense(5), ActivationLayer(Sign()), Dense(3)), "l2", "Sign function has slope 0 everywhere")
    only(chain(Flatten(), loss=MeanSquaredError()), None, "nothing to learn", data=examples([[0.0]], [0.0]))
    one = chain(Dense(1, Step()), loss=MeanSquaredError())
    assert problems(one, TWO, PerceptronRule()) == []
    only(chain(Dense(1), loss=MeanSquaredError()), "l1", "needs a step", TWO, PerceptronRule())
    only(
        chain(Dense(1, Step()), loss=Hinge()),
        "l1",
        "Set the loss to Mean squared error",
        TWO,
        PerceptronRule(),
    )
    only(
        chain(Dense(2), Dense(1, Step()), loss=MeanSquaredError()),
        None,
        "one Dense layer",
        TWO,
        PerceptronRule(),
    )


def test_a_deep_residual_drawing_resolves_at_once() -> None:
    """Chains of diamonds have exponentially many ways through; none of them is walked."""
    nodes = [Node("in", "in", Input()), Node("d0", "d0", Dense(4))]
    edges = [Edge("in", "d0")]
    for k in range(1, 200):
        nodes += [Node(f"d{k}", f"d{k}", Dense(4)), Node(f"a{k}", f"a{k}", Add())]
        before = f"a{k - 1}" if k > 1 else "d0"
        edges += [Edge(before, f"d{k}"), Edge(before, f"a{k}"), Edge(f"d{k}", f"a{k}", 1)]
    nodes.append(Node("o", "o", Dense(3)))
    resolved = resolve(Graph(tuple(nodes), (*edges, Edge("a199", "o"))), FLAT, BackPropagation())
    assert resolved.can_train
    assert len(resolved.stages) == 401


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_drawing_has_a_meaning_and_order_never_breaks_it(data: st.DataObject) -> None:
    """Random layers with random edges, cycles and strange slots among them."""
    kinds = [
        Input(),
        Dense(3),
        Dense(0),
        Dense(3, Sigmoid()),
        Dense(3, Softmax()),
        Add(),
        Flatten(),
        Conv2D(),
        LSTM(2),
    ]
    count = data.draw(st.integers(0, 6))
    nodes = tuple(Node(f"n{k}", f"n{k}", data.draw(st.sampled_from(kinds))) for k in range(count))
    ids = st.integers(0, max(0, count - 1)).map(lambda k: f"n{k}")
    pairs = data.draw(st.lists(st.tuples(ids, ids, st.integers(0, 2)), max_size=8)) if count else []
    graph = Graph(nodes, tuple(dict.fromkeys(Edge(a, b, s) for a, b, s in pairs)))
    known = data.draw(st.sampled_from([None, FLAT, IMAGES, NUMBERS]))
    for rule in (None, *(cls() for cls in rules)):
        resolved = resolve(graph, known, rule)
        assert isinstance(resolved, Resolved)
        seen: set[str] = set()
        for s in resolved.stages:
            assert seen.issuperset(s.sources)
            seen.add(s.id)
            assert all(n > 0 for n in s.shape)
        assert {o.stage for o in resolved.outputs} <= seen
        assert all(p.text for p in resolved.problems)


def test_a_tower_of_diamonds_before_a_layer_of_codes_is_walked_once():
    """Two ways at every level: forty levels are 2⁴⁰ paths, and must not be walked one by one."""
    nodes, edges, last = [Node("in", "in", Input())], [], "in"
    for k in range(40):
        nodes += [Node(f"c{k}", f"c{k}", Concatenate()), Node(f"s{k}", f"s{k}", Slice(1, 1, 2))]
        edges += [Edge(last, f"c{k}", 0), Edge(last, f"c{k}", 1), Edge(f"c{k}", f"s{k}")]
        last = f"s{k}"
    nodes += [
        Node("codes", "codes", Embedding(4, 2)),
        Node("f", "f", Flatten()),
        Node("out", "out", Dense(1)),
    ]
    edges += [Edge(last, "codes"), Edge("codes", "f"), Edge("f", "out")]
    data = examples(np.zeros((4, 2)), np.zeros(4))
    assert resolve(Graph(tuple(nodes), tuple(edges)), data, BackPropagation()).problems == ()


def test_what_is_known_of_a_drawing_changes_nothing_of_what_another_means() -> None:
    sound = chain(Dense(8, ReLU()), Dense(4, Sigmoid()), Dense(3))
    image = chain(Conv2D(2, 3), Flatten(), Dense(3))
    graphs = [
        sound,
        edits.set_layer(sound, "l1", Dense(0)),
        edits.set_layer(sound, "l1", Dense(5, Step())),
        edits.set_layer(sound, "l2", Conv2D(2)),
        edits.rename(sound, "l2", "other"),
        edits.remove(sound, ["l2"]),
        edits.remove_closing(sound, ["l1"], {}),
        edits.disconnect(sound, [Edge("l1", "l2")]),
        replace(sound, edges=(*sound.edges, Edge("l3", "l1", 1))),
        image,
        edits.set_layer(image, "in", Input((64,))),
        Graph(),
    ]
    for data in (FLAT, IMAGES, None):
        for before, after in itertools.product(graphs, graphs):
            known = resolve(before, data, BackPropagation())
            assert resolve(after, data, BackPropagation(), known) == resolve(after, data, BackPropagation())


def test_what_is_alike_is_not_worked_out_again() -> None:
    graph = chain(Dense(8, ReLU()), Dense(4, Sigmoid()), Dense(3))
    known = resolve(graph, FLAT, BackPropagation())
    changed = resolve(edits.set_layer(graph, "l2", Dense(5)), FLAT, BackPropagation(), known)
    kept = [id_ for id_, stage in changed.by_id.items() if stage is known.by_id[id_]]
    assert kept == ["l1"], "l2 is another layer, and l3 reads another shape"
