"""An input that reads all columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.input import Input


@cures.register
class AllColumns(Cure):
    """What was left out may be what tells the answer."""

    key = "all_columns"
    title = mark("All columns")
    summary = mark(
        "Lets the input read all columns of the data, where it reads only some of them: those left out may be the ones"
        " that tell the answer."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        graph = case.project.graph
        chosen = [
            node for node in graph.nodes if isinstance(node.layer, Input) and node.layer.columns.strip()
        ]
        # Several inputs share the columns out among them, and that is meant.
        if len(chosen) != 1 or sum(isinstance(node.layer, Input) for node in graph.nodes) != 1:
            return
        [node] = chosen
        layer = replace(node.layer, columns="")

        def read_all(graph: Graph) -> Graph:
            return edits.set_layer(graph, node.id, layer)

        yield on_graph(self.key, tr("Let {layer} read all columns").format(layer=node.name), read_all)
