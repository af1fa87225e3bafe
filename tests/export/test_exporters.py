from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.notes import reason_of
from nnsim.data.prepare import prepare
from nnsim.data.sources.iris import Iris
from nnsim.document.graph import Graph, Node
from nnsim.document.learned import Learned
from nnsim.document.missing import Missing
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.export.exporter import ExportContext, exporters
from nnsim.export.weights import load_weights


@pytest.fixture
def context() -> ExportContext:
    graph = Graph((Node("dense_1", "Hidden", Missing("{}")),))
    arrays = {"dense_1/W": np.ones((2, 3), np.float32)}
    return ExportContext(Project(graph), resolve(graph, None), Learned.named(arrays))


def test_every_exporter_says_what_it_is():
    found = list(exporters)
    assert {"weights_npz", "weights_safetensors"} <= {e.key for e in found}
    for exporter in found:
        assert exporter.title
        assert exporter.summary
        assert exporter.suffix.startswith(".")


@pytest.mark.parametrize("key", ["weights_npz", "weights_safetensors"])
def test_weights_come_out_by_layer_name(tmp_path, context, key):
    exporter = exporters[key]()
    path = tmp_path / ("w" + exporter.suffix)
    exporter.write(path, context)
    loaded = load_weights(path)
    assert list(loaded) == ["Hidden/W"]
    np.testing.assert_array_equal(loaded["Hidden/W"], np.ones((2, 3)))


def test_what_was_done_to_the_data_is_kept_as_text(tmp_path, context):
    report = exporters["what_was_done"]()
    with pytest.raises(NnsimError, match="no data yet"):
        report.write(tmp_path / "report.txt", context)
    ready = prepare(DataSettings(Iris()))
    report.write(tmp_path / "report.txt", dataclasses.replace(context, data=ready))
    lines = (tmp_path / "report.txt").read_text("utf-8").splitlines()
    assert lines[0] == "What was done to Iris"
    assert lines[2:4] == [f"1. {ready.summary[0]}", f"2. {ready.summary[1]}"]
    assert lines[4].strip() == reason_of(ready.summary[1]) != ""
    with pytest.raises(NnsimError, match="no folder"):
        report.write(tmp_path / "nowhere" / "report.txt", dataclasses.replace(context, data=ready))


def test_the_name_a_dialog_confirmed_is_the_name_written(tmp_path, context):
    exporters["weights_npz"]().write(tmp_path / "plain", context)
    with np.load(tmp_path / "plain") as read:
        assert {name for name in read if not name.startswith("__")} == {"Hidden/W"}


@pytest.mark.parametrize("key", ["weights_npz", "weights_safetensors"])
def test_nothing_learned_yet(tmp_path, context, key):
    empty = ExportContext(context.project, context.resolved)
    assert "Press Play" in exporters[key]().why_not(empty)
    with pytest.raises(NnsimError, match="no weights yet"):
        exporters[key]().write(tmp_path / "w.npz", empty)
