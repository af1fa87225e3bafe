from __future__ import annotations

import json
import os
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.learned import Learned, joined
from nnsim.document.missing import Missing
from nnsim.document.moment import Moment
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.document.storage import PROJECT, WEIGHTS, load, save
from nnsim.document.tensors import to_safetensors


def same(one: Learned, other: Learned) -> bool:
    starts = [learned.arrays_of(learned.start) if learned.start else {} for learned in (one, other)]
    for a, b in ((one.arrays, other.arrays), starts, (one.moment.slots, other.moment.slots)):
        if set(a) != set(b):
            return False
        for name in a:
            if a[name].dtype != b[name].dtype or a[name].shape != b[name].shape:
                return False
            if a[name].tobytes() != b[name].tobytes():
                return False
    return (one.step, one.epoch, one.moment.place) == (other.step, other.epoch, other.moment.place)


def rewrite(path: Path, change) -> None:
    """Change the project record in a file by hand."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    record = json.loads(members[PROJECT])
    members[PROJECT] = json.dumps(change(record) or record).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_what_is_saved_is_what_opens(tmp_path, project, learned):
    save(tmp_path / "p.nnsim", project, learned)
    opened = load(tmp_path / "p.nnsim")
    assert opened.project == project
    assert opened.problems == ()
    assert opened.learned is not None
    assert same(opened.learned, learned)


def test_random_generator_goes_on_bit_equal(tmp_path, project, learned):
    save(tmp_path / "p.nnsim", project, learned)
    back = load(tmp_path / "p.nnsim").learned
    one, other = np.random.default_rng(), np.random.default_rng()
    one.bit_generator.state = learned.moment.place["generators"]["shuffle"]
    other.bit_generator.state = back.moment.place["generators"]["shuffle"]
    assert one.random() == other.random()


def test_two_saves_are_equal_bytes_whatever_the_order_of_names(tmp_path, project, learned):
    save(tmp_path / "1.nnsim", project, learned)
    moment = learned.moment
    backwards = Learned.named(
        dict(reversed(learned.arrays.items())),
        step=moment.step,
        epoch=moment.epoch,
        slots=dict(reversed(moment.slots.items())),
        place=json.loads(json.dumps(moment.place)),
    )
    start = joined(reversed(list(learned.arrays_of(learned.start).values())))
    backwards = replace(backwards, start=Moment(parameters=start))
    save(tmp_path / "2.nnsim", project, backwards)
    opened = load(tmp_path / "1.nnsim")
    save(tmp_path / "3.nnsim", opened.project, opened.learned)
    assert (tmp_path / "1.nnsim").read_bytes() == (tmp_path / "2.nnsim").read_bytes()
    assert (tmp_path / "1.nnsim").read_bytes() == (tmp_path / "3.nnsim").read_bytes()


def test_an_empty_project_has_no_weights(tmp_path):
    save(tmp_path / "p.nnsim", Project())
    opened = load(tmp_path / "p.nnsim")
    assert opened.project == Project()
    assert opened.learned is None
    assert opened.problems == ()


def test_attachments_survive_and_strangers_are_told(tmp_path, project):
    save(tmp_path / "p.nnsim", project, None, {"data.npz": b"abc"})
    with zipfile.ZipFile(tmp_path / "p.nnsim", "a") as archive:
        archive.writestr("thumbnail.png", b"x")
    opened = load(tmp_path / "p.nnsim")
    assert bytes(opened.attachments["data.npz"]) == b"abc"
    assert "thumbnail.png" in opened.problems[0]


def test_members_are_readable_by_others(tmp_path, project, learned):
    from safetensors.numpy import load as read

    save(tmp_path / "p.nnsim", project, learned)
    with zipfile.ZipFile(tmp_path / "p.nnsim") as archive:
        assert archive.testzip() is None
        np.testing.assert_array_equal(read(archive.read(WEIGHTS))["weights/a/W"], learned.arrays["a/W"])


def test_unknown_layer_stays_byte_for_byte(tmp_path, project):
    path = tmp_path / "p.nnsim"
    stranger = {"kind": "conv9d", "version": 3, "settings": {"z": [1.5, {"a": None}], "ä": "é"}, "more": -0.0}

    def change(record):
        record["graph"]["nodes"][1]["layer"] = stranger

    save(path, project)
    rewrite(path, change)
    opened = load(path)
    node = opened.project.graph["a"]
    assert isinstance(node.layer, Missing)
    assert node.layer.detail() == "conv9d"
    assert "conv9d" in opened.problems[0]
    assert "A 1" in opened.problems[0]
    texts = [p.text for p in resolve(opened.project.graph, None).problems_of("a")]
    assert len(texts) == 1
    assert "conv9d" in texts[0]
    assert len(opened.project.graph.edges) == 4
    save(tmp_path / "again.nnsim", opened.project)
    canonical = json.dumps(stranger, sort_keys=True, separators=(",", ":")).encode()
    assert canonical in zipfile.ZipFile(tmp_path / "again.nnsim").read(PROJECT)
    assert load(tmp_path / "again.nnsim").project == opened.project


@pytest.mark.parametrize(
    "layer",
    [
        None,
        5,
        [],
        {},
        {"kind": ["fake_dense"]},
        {"kind": "x" * 1000},
        {"kind": "missing", "settings": {"text": "{}"}},
        {"kind": "fake_dense", "version": 99, "settings": {}},
        {"kind": "fake_dense", "version": 2, "settings": {"units": "many"}},
        {"kind": "fake_dense", "version": 2, "settings": {"colour": 1}},
        {"kind": "fake_dense", "version": 1, "settings": {}},
        {"kind": "fake_dense", "version": 1, "settings": {"size": "s"}},
        {"kind": "fake_dense", "version": 2, "settings": {"weights": {"kind": "no_such"}}},
    ],
)
def test_every_unreadable_layer_is_kept_and_told(tmp_path, project, layer):
    save(tmp_path / "p.nnsim", project)
    rewrite(tmp_path / "p.nnsim", lambda r: r["graph"]["nodes"][1].update(layer=layer))
    opened = load(tmp_path / "p.nnsim")
    kept = opened.project.graph["a"].layer
    assert isinstance(kept, Missing)
    assert kept.record() == layer
    assert len(opened.problems) == 1
    assert not resolve(opened.project.graph, None).can_train


def test_older_layer_is_migrated(tmp_path, project):
    old = {"kind": "fake_dense", "version": 1, "settings": {"size": 5}}
    save(tmp_path / "p.nnsim", project)
    rewrite(tmp_path / "p.nnsim", lambda r: r["graph"]["nodes"][1].update(layer=old))
    opened = load(tmp_path / "p.nnsim")
    assert opened.problems == ()
    assert opened.project.graph["a"].layer.units == 5


def test_newer_format_is_refused_with_its_number_and_left_alone(tmp_path, project):
    path = tmp_path / "p.nnsim"
    save(path, project)
    rewrite(path, lambda r: r.update(format=7))
    before = path.read_bytes()
    with pytest.raises(NnsimError, match=r"format 7.*up to 1.*unchanged"):
        load(path)
    assert path.read_bytes() == before


def test_weights_that_cannot_be_read_cost_only_the_weights(tmp_path, project, learned):
    path = tmp_path / "p.nnsim"
    save(path, project, learned)
    with zipfile.ZipFile(path) as archive:
        text = archive.read(PROJECT)
    for bad in (b"", b"\xff" * 40, struct.pack("<Q", 2) + b"{}x"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(PROJECT, text)
            archive.writestr(WEIGHTS, bad)
        opened = load(path)
        assert opened.project == project
        assert opened.learned is None
        assert "new weights" in opened.problems[0]


def test_weights_of_no_layer_are_told(tmp_path, project, learned):
    save(tmp_path / "p.nnsim", project, Learned.named({**learned.arrays, "gone/W": np.ones(2)}, step=1))
    opened = load(tmp_path / "p.nnsim")
    assert "weights/gone/W" in opened.problems[0]
    assert set(opened.learned.arrays) == {"a/W", "a/b"}


def test_safetensors_that_lie_about_their_size(tmp_path, project):
    good = to_safetensors({"weights/a/W": np.ones((2, 3), np.float32)})
    lie = good.replace(b"[2,3]", b"[9,9]")
    assert lie != good
    with zipfile.ZipFile(tmp_path / "p.nnsim", "w") as archive:
        archive.writestr(PROJECT, b'{"format":1,"learned":{"step":1}}')
        archive.writestr(WEIGHTS, lie)
    opened = load(tmp_path / "p.nnsim")
    assert opened.learned is None
    assert "size it declares" in opened.problems[0]


def test_an_infinite_setting_says_where_it_is(tmp_path, project, fakes):
    save(tmp_path / "p.nnsim", project)
    before = (tmp_path / "p.nnsim").read_bytes()
    nodes = (replace(project.graph.nodes[0], layer=fakes["layer"](slope=float("inf"))),)
    bad = replace(project, graph=replace(project.graph, nodes=nodes, edges=()))
    with pytest.raises(NnsimError, match=r"nodes\[0\]\.layer\.settings\.slope"):
        save(tmp_path / "p.nnsim", bad)
    assert (tmp_path / "p.nnsim").read_bytes() == before
    assert os.listdir(tmp_path) == ["p.nnsim"]


def test_numpy_scalars_do_not_stop_a_save(tmp_path, project):
    odd = replace(
        project,
        graph=replace(project.graph, nodes=(replace(project.graph.nodes[0], x=np.float32(2.0)),), edges=()),
    )
    save(tmp_path / "p.nnsim", odd, Learned.named({}, step=np.int64(3), epoch=np.float32(0.5)))
    opened = load(tmp_path / "p.nnsim")
    assert opened.project.graph.nodes[0].x == 2.0
    assert opened.learned.step == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"[]", "not readable"),
        (b"{}", "no format number"),
        (b'{"format":"1"}', "no format number"),
        (b'{"format":true}', "no format number"),
        (b'{"format":0}', "no format number"),
        (b'{"format":1,"notes":NaN}', "NaN"),
        (b'{"format":1,"notes":-Infinity}', "Infinity"),
        (b'{"format":1,"training":{"learning_rate":1e400}}', "1e400"),
        (b'{"format":1,"training":{"batch":' + b"9" * 5000 + b"}}", "too large"),
        (b'{"format":1,"format":1}', "twice"),
        (b'{"format":1,"notes":' + b"[" * 70 + b"]" * 70 + b"}", "too deeply"),
        (b"[" * 100_000, "too deeply"),
        (b'{"format":1,"graph":[]}', "graph"),
        (b'{"format":1,"graph":{"nodes":{}}}', "graph.nodes"),
        (b'{"format":1,"graph":{"nodes":[{"id":5}]}}', r"nodes\[0\].id"),
        (b'{"format":1,"graph":{"nodes":[{"id":"a/b"}]}}', r"nodes\[0\].id"),
        (b'{"format":1,"graph":{"nodes":[{"id":"a","x":"1"}]}}', r"nodes\[0\].x"),
        (b'{"format":1,"graph":{"nodes":[{"id":"a"},{"id":"a"}]}}', "2 layers have the id a"),
        (b'{"format":1,"graph":{"edges":[{"source":"a","target":1}]}}', r"edges\[0\].target"),
        (b'{"format":1,"graph":{"edges":[{"source":"a","target":"b","slot":0.5}]}}', r"edges\[0\].slot"),
    ],
)
def test_damaged_records_are_refused_in_words(tmp_path, text, says):
    with zipfile.ZipFile(tmp_path / "p.nnsim", "w") as archive:
        archive.writestr(PROJECT, text)
    with pytest.raises(NnsimError, match=says):
        load(tmp_path / "p.nnsim")
