from __future__ import annotations

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.data.source import sources
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.pace import EPOCHS, Pace
from nnsim.document.project import Project
from nnsim.document.records import graph_from_record, graph_record, project_from_record, project_record
from nnsim.document.resolve import resolve
from nnsim.engine.layer import layers
from nnsim.engine.loss import losses
from nnsim.engine.optimizer import optimizers


def through_text(record):
    return from_bytes(to_text(record).encode(), "test")


def assert_sentence(error):
    assert len(str(error)) > 10


def changed(record, path, value):
    """Return a copy of `record` with `value` at `path`."""
    record = copy.deepcopy(record)
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


def test_record_is_exact(project):
    assert project_from_record(through_text(project_record(project))) == (project, ())


@pytest.mark.parametrize("pace", [Pace(200.0), Pace(0.5, EPOCHS), Pace(0.0, EPOCHS)])
def test_a_pace_is_kept(project, pace):
    one = replace(project, pace=pace)
    assert project_from_record(through_text(project_record(one))) == (one, ())


def test_a_file_without_a_pace_goes_as_fast_as_it_goes_and_the_other_way_round(project):
    """An older nnsim wrote none, and tells of an entry it does not know: there is none without need."""
    record = project_record(project)
    assert "pace" not in record
    assert project_from_record(record)[0].pace == Pace()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"value": -1}, Pace()),
        ({"value": 1e300}, Pace()),
        ({"value": "fast", "unit": "epochs"}, Pace(0.0, EPOCHS)),
        ({"value": 20, "unit": "hours"}, Pace(20.0)),
        ({"value": 20, "warp": 9}, Pace(20.0)),
    ],
)
def test_a_pace_that_cannot_be_is_mended_and_told(project, raw, expected):
    read, problems = project_from_record({**project_record(project), "pace": raw})
    assert read == replace(project, pace=expected)
    assert len(problems) == 1
    assert_sentence(problems[0])


def test_every_registered_part_survives(project):
    """Whatever parts there are: layers with all their presets, sources, losses, optimizers."""
    made = [p.layer for cls in layers for p in cls.presets()]
    nodes = tuple(Node(f"n_{i}", f"n_{i}", layer) for i, layer in enumerate(made))
    one = replace(project, graph=Graph(nodes))
    assert project_from_record(through_text(project_record(one))) == (one, ())
    for registry in (sources, losses, optimizers):
        for cls in registry:
            part = cls()
            assert registry.from_record(through_text(registry.to_record(part))) == part


def test_unknown_parts_fall_back_and_say_so(project):
    record = project_record(project)
    cases = (
        (("data", "source"), {"kind": "no_source"}, "no_source"),
        (("training", "optimizer"), {"kind": "no_optimizer"}, "no_optimizer"),
        (("training", "rule"), {"kind": "no_rule"}, "no_rule"),
        (("graph", "nodes", 3, "objective", "loss"), {"kind": "no_loss"}, "no_loss"),
        (("training", "batch"), -1, "Batch size is -1"),
        (("training", "learning_rate"), "fast", "Learning rate cannot be 'fast'"),
        (("training", "mood"), 1, "mood"),
        (("data", "mood"), 9, "mood"),
        (("extra",), 1, "extra"),
        (("graph", "nodes", 0, "x"), 1e300, "off the canvas"),
        (("graph", "nodes", 0, "name"), "A 1", "taken or impossible"),
        (("graph", "nodes", 0, "name"), "a/b", "taken or impossible"),
        (("graph", "edges", 0, "target"), "nobody", "leads nowhere"),
        (("graph", "edges", 0, "target"), "in_1", "leads nowhere"),
        (("graph", "edges", 3), record["graph"]["edges"][2], "doubled"),
        (("graph", "edges", 2, "slot"), 0, "not numbered in order"),
        (("graph", "edges", 2, "slot"), -1, "not numbered in order"),
        (("graph", "edges", 2, "slot"), 7, "not numbered in order"),
    )
    for path, value, says in cases:
        mended, problems = project_from_record(through_text(changed(record, path, value)))
        assert any(says in text for text in problems), (path, problems)
        assert project_from_record(through_text(project_record(mended))) == (mended, ())


def test_mended_graph_has_names_and_slots_of_its_own(project, fakes):
    layer = fakes["layer"]()
    nodes = tuple(Node(f"n{i}", "same", layer) for i in range(4))
    edges = (Edge("n0", "n3", 5), Edge("n1", "n3", 5), Edge("n2", "n3", -2))
    graph, problems = graph_from_record(through_text(graph_record(Graph(nodes, edges))))
    assert len({n.name for n in graph.nodes}) == 4
    assert graph.sources_of("n3") == ("n2", "n0", "n1")
    assert [e.slot for e in graph.incoming["n3"]] == [0, 1, 2]
    assert len(problems) == 4


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 0, 2, 99, 10**30, 1e308, -0.0, 0.5])
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.sampled_from(["a", "out", "fake_dense", "fake_optimizer", "two_spirals", "\ud800", "x" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def _places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from _places(below, (*path, key))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_gives_a_project_or_a_sentence(make_project, data):
    record = project_record(make_project())
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(_places(record))))
        if not path:
            record = data.draw(_JSON)
            break
        if data.draw(st.booleans()):
            record = changed(record, path, data.draw(_JSON))
        else:
            place = record
            for step in path[:-1]:
                place = place[step]
            del place[path[-1]]
    try:
        project, problems = project_from_record(through_text(record))
    except NnsimError as error:
        assert_sentence(error)
        return
    assert isinstance(project, Project)
    assert all(problems)
    # What opened can be looked at and saved, and opens as the same again.
    resolve(project.graph, None)
    again, _ = project_from_record(through_text(project_record(project)))
    assert again == project


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=4), cut=st.integers(0, 3))
def test_any_change_of_the_text_gives_a_project_or_a_sentence(make_project, at, junk, cut):
    text = to_text(project_record(make_project())).encode()
    place = int(at * len(text))
    try:
        project_from_record(from_bytes(text[:place] + junk + text[place + cut :], "project.json"))
    except NnsimError as error:
        assert_sentence(error)


def test_too_many_nodes_are_refused():
    with pytest.raises(NnsimError, match="at most 10,000"):
        graph_from_record({"nodes": [None] * 10_001})


def test_text_is_the_same_for_equal_projects(make_project):
    one, other = to_text(project_record(make_project())), to_text(project_record(make_project()))
    assert one == other
    assert json.loads(one)["format"] == 1


def test_a_project_with_nothing_new_is_written_as_the_first_version_wrote_it():
    """So that it stays byte-equal, and an older nnsim reads it without a word."""
    record = project_record(Project(Graph((Node("d", "d", layers["dense"]()),))))
    assert set(record) == {"format", "program", "graph", "data", "training", "notes"}
    assert set(record["training"]) == {
        "learning_rate",
        "batch",
        "optimizer",
        "rule",
        "epochs",
        "weight_decay",
        "seed",
        "shuffle",
        "precision",
    }
    dense = record["graph"]["nodes"][0]["layer"]["settings"]
    assert set(dense) == {"units", "activation", "initializer", "bias", "bias_initializer"}
    frozen = project_record(Project(Graph((Node("d", "d", layers["dense"](frozen=True)),))))
    settings_ = frozen["graph"]["nodes"][0]["layer"]["settings"]
    assert settings_ == {**dense, "frozen": True}
    assert project_from_record(through_text(frozen))[0].graph["d"].layer.frozen


def test_what_was_set_aside_is_kept_and_left_out_where_there_is_nothing() -> None:
    assert "set_aside" not in project_record(Project())
    project = Project(set_aside=("plateau", "of_a_later_version"))
    assert project_from_record(project_record(project)) == (project, ())
    with pytest.raises(NnsimError):
        project_from_record({**project_record(project), "set_aside": "plateau"})
