"""Settings by address: every one of every part can be read and set, and what differs is told by it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from nnsim.base.declared import settings_of
from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartOf
from nnsim.base.settings import Real, Text
from nnsim.data.source import sources
from nnsim.document import edits
from nnsim.document.address import addresses, effect_of, get, put, setting_at
from nnsim.document.differing import ABSENT, differing
from nnsim.document.examples import examples
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.missing import Missing
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.storage import load
from nnsim.engine.clipping import clippings
from nnsim.engine.layer import layers
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rule import rules
from nnsim.engine.schedule import schedules
from tests.builders import values

TRAINING = {"optimizer": optimizers, "schedule": schedules, "clipping": clippings, "rule": rules}


def drawn(*nodes: Node) -> Project:
    return Project(Graph(nodes, tuple(Edge(a.id, b.id) for a, b in itertools.pairwise(nodes))))


@pytest.fixture
def project() -> Project:
    return drawn(Node("a", "in", Input()), Node("b", "block 1.2", Dense(8)), Node("c", "out", Dense(1)))


def with_every_part() -> list[tuple[str, Project, str]]:
    """Return, for every registered part, its name, a project that has it, and where in it."""
    found = [(f"layer-{c.key}", drawn(Node("x", "x", c())), "graph.x") for c in layers]
    for name, registry in TRAINING.items():
        made = [(c, TrainingSettings(**{name: c()})) for c in registry]
        found += [(f"{name}-{c.key}", Project(training=t), f"training.{name}") for c, t in made]
    data = Project().data
    found += [(f"source-{c.key}", Project(data=replace(data, source=c())), "data.source") for c in sources]
    for cls in losses:
        node = Node("x", "x", Dense(1), objective=Objective(cls()))
        found.append((f"loss-{cls.key}", drawn(node), "graph.x.objective.loss"))
    return [*found, ("training", Project(), "training"), ("data", Project(), "data")]


EVERY = with_every_part()


@pytest.mark.parametrize(("one", "prefix"), [case[1:] for case in EVERY], ids=[case[0] for case in EVERY])
def test_every_setting_of_every_part_is_read_set_and_told(one: Project, prefix: str) -> None:
    places = [place for place in addresses(one) if place.address.startswith(prefix)]
    assert places
    for address, setting, value in places:
        assert get(one, address) == value
        assert setting_at(one, address) == setting
        assert put(one, address, value) == one
        assert put(one, address, setting.show(value)) == one
        for other in values(setting)[:3]:
            if setting.check(other) is not None or other == value:
                continue
            changed = put(one, address, other)
            assert get(changed, address) == other
            assert type(get(changed, address)) is type(other)
            told = differing(one, changed)
            if isinstance(setting, PartOf) and type(other) is type(value):
                assert all(difference.address.startswith(address) for difference in told)
            else:
                assert told == [(address, value, other)]
            back = put(changed, address, value)
            # What was automatic until then is now asked for in so many words.
            assert back == one or differing(back, one) == []


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.key)
def test_every_address_of_every_example_can_be_read_and_written(example) -> None:
    one = load(example.path).project
    places = list(addresses(one))
    assert len({place.address for place in places}) == len(places) > 30
    for address, setting, value in places:
        assert get(one, address) is value
        assert put(one, address, value) is one
        if not isinstance(setting, Real):
            assert put(one, address, setting.show(value)) is one
        assert isinstance(effect_of(one, address), Effect)


def test_what_a_user_types_is_understood(project: Project) -> None:
    assert get(put(project, 'graph."block 1.2".units', "8*8"), 'graph."block 1.2".units') == 64
    assert get(put(project, "data.validation_share", "25 %"), "data.validation_share") == 0.25
    assert get(put(project, "training.learning_rate", "１e-3"), "training.learning_rate") == 1e-3
    assert get(put(project, "training.shuffle", "no"), "training.shuffle") is False
    assert get(put(project, "graph.in.shape", "(1, 28, 28)"), "graph.in.shape") == (1, 28, 28)
    assert get(put(project, "graph.out.objective.columns", "a, b"), "graph.out.objective.columns") == "a, b"
    assert put(project, "training.clipping", "none") is project
    slow = put(project, "pace.value", "1/2")
    assert get(slow, "pace.value") == 0.5
    assert effect_of(slow, "pace.value") is Effect.LIVE
    assert differing(project, slow) == []


def test_a_part_is_chosen_by_its_key_and_keeps_its_settings_where_it_is_there() -> None:
    tuned = put(Project(), "training.optimizer.beta1", 0.5)
    assert put(tuned, "training.optimizer", "adam") is tuned
    assert get(put(tuned, "training.optimizer", "sgd"), "training.optimizer") == SGD()
    assert put(tuned, "training.optimizer", Adam()) == Project()


def test_numbers_of_numpy_and_whole_numbers_for_real_ones_are_taken(project: Project) -> None:
    swept = [put(project, "training.learning_rate", rate) for rate in np.logspace(-3, 0, 4)]
    assert [type(get(p, "training.learning_rate")) for p in swept] == [float] * 4
    assert type(get(put(project, "training.learning_rate", 1), "training.learning_rate")) is float
    assert type(get(put(project, "graph.out.units", np.int64(3)), "graph.out.units")) is int
    assert get(put(project, "graph.in.shape", [1, 8, 8]), "graph.in.shape") == (1, 8, 8)


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("training.optimizer.beta3", "training.optimizer.beta"),
        ("training.optimiser", "training.optimizer."),
        ("Training.Batch", "training.batch."),
        ("trainin.batch", "training.batch."),
        ("graph.outt.units", "graph.out.units."),
        ("graph.block 1.2.units", 'graph."block 1.2".units.'),
        ("graph.out.unit", "graph.out.units."),
        ("graph.out.objective.los", "graph.out.objective.loss."),
        ("graph.out.units.more", "graph.out.units."),
        ("graph", "graph."),
        ("data", "data."),
        ("", ""),
        ("....", ""),
        ('graph."', "graph."),
        ("x" * 5000, ""),
        ("training.title", "training."),
        ("training.__class__", "training."),
        ("graph.out.output_shape", "graph.out"),
    ],
)
def test_an_address_of_nothing_is_told_the_nearest(project: Project, address: str, nearest: str) -> None:
    for use in (lambda: get(project, address), lambda: put(project, address, 1)):
        with pytest.raises(NnsimError, match="There is no setting ") as refused:
            use()
        said = str(refused.value)
        assert f"the nearest is {nearest}" in said
        assert len(said) < 400
        found = said.rpartition("the nearest is ")[2].removesuffix(".")
        assert get(project, found) is not NotImplemented


def test_a_setting_of_another_kind_of_part_is_named_as_such(project: Project) -> None:
    with pytest.raises(NnsimError, match="SGD has no setting called beta1"):
        get(put(project, "training.optimizer", "sgd"), "training.optimizer.beta1")


def test_what_cannot_be_is_said_with_its_address(project: Project) -> None:
    with pytest.raises(NnsimError, match=r"graph\.out\.units: Units is 0; it must be between"):
        put(project, "graph.out.units", "0")
    for value in (None, 3.5, "many", [], object(), True):
        with pytest.raises(NnsimError, match=r"^training\.batch: "):
            put(project, "training.batch", value)


def test_what_differs_of_drawings_goes_by_names(project: Project) -> None:
    graph, id_ = edits.add(project.graph, Dense(3), 0, 0)
    graph = edits.connect(edits.rename(graph, id_, "aside"), "a", id_)
    graph = edits.set_layer(edits.remove(graph, ["b"]), "c", Dense(2))
    graph = edits.connect(graph, id_, "c")
    other = replace(project, graph=edits.move(graph, {"c": (9.0, 9.0)}), notes="other")
    assert differing(project, other) == [
        ('graph."block 1.2"', Dense(8), ABSENT),
        ("graph.out.units", 1, 2),
        ("graph.out.inputs", ("block 1.2",), ("aside",)),
        ("graph.aside", ABSENT, Dense(3)),
    ]
    swapped = [(address, second, first) for address, first, second in differing(other, project)]
    assert sorted(swapped, key=str) == sorted(differing(project, other), key=lambda told: str(tuple(told)))
    assert differing(project, project) == []
    assert str(ABSENT) == "–"


def test_layers_that_cannot_be_read_differ_as_wholes() -> None:
    one, other = (drawn(Node("x", "x", Missing.from_record({"kind": k}, ""))) for k in ("new", "newer"))
    (told,) = differing(one, other)
    assert told.address == "graph.x"
    assert "graph.x" in [place.address for place in addresses(one)]


def test_no_layer_has_a_setting_that_an_address_means_otherwise() -> None:
    taken = {name for cls in layers for name, _ in settings_of(cls)}
    assert not taken & {"objective", "inputs"}


def test_settings_inside_a_part_do_what_the_part_does(project: Project) -> None:
    assert effect_of(project, "training.learning_rate") is Effect.LIVE
    assert effect_of(project, "training.optimizer.beta1") is Effect.STEP
    assert effect_of(project, "training.seed") is Effect.RUN
    assert effect_of(project, "data.source.noise") is Effect.RUN
    assert effect_of(project, "graph.out.units") is Effect.RUN
    assert effect_of(project, "graph.out.initializer.gain") is Effect.RUN
    assert isinstance(setting_at(project, "graph.out.objective.columns"), Text)
