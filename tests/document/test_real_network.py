from __future__ import annotations

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.document.storage import load, save
from nnsim.engine.layer import layers
from nnsim.engine.network import Network
from nnsim.export.weights import by_layer_name, by_node_id, check_weights, load_weights, save_weights


def chain(*keys: str) -> Graph:
    graph, last = Graph(), ""
    for i, key in enumerate(keys):
        graph, id_ = edits.add(graph, layers[key](), 100.0 * i, 0.0)
        graph = edits.connect(graph, last, id_) if last else graph
        last = id_
    return edits.set_layer(graph, last, layers["dense"](units=1))


def test_a_saved_network_predicts_the_same(tmp_path):
    data = prepare(DataSettings())
    graph = edits.rename(chain("input", "dense", "batch_norm", "dense"), "dense_1", "Hidden")
    resolved = resolve(graph, data)
    assert resolved.can_train, resolved.problems
    network = Network(resolved.stages, resolved.outputs, seed=3)
    network.parameters.state[:] += 0.5
    before = network.predict(data.train.inputs)[0].copy()
    save(tmp_path / "p.nnsim", Project(graph), Learned.named(network.parameters.copy_arrays(), step=1))
    for suffix in (".npz", ".safetensors"):
        save_weights(tmp_path / ("w" + suffix), by_layer_name(graph, network.parameters.copy_arrays()))

    opened = load(tmp_path / "p.nnsim")
    assert opened.problems == ()
    again = resolve(opened.project.graph, data)
    for arrays in (
        opened.learned.arrays,
        by_node_id(graph, load_weights(tmp_path / "w.npz")),
        by_node_id(graph, load_weights(tmp_path / "w.safetensors")),
    ):
        other = Network(again.stages, again.outputs, seed=4)
        expected = {key: array.shape for key, array in other.parameters.items()}
        fit = check_weights(arrays, expected)
        assert fit.problems == ()
        assert other.parameters.adopt(fit.arrays) == len(expected)
        np.testing.assert_array_equal(other.predict(data.train.inputs)[0], before)
