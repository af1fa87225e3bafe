"""Cells with gates in place of plain recurrent ones."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN


@cures.register
class GatedCells(Cure):
    """GRU or LSTM, with as many units."""

    key = "gated_cells"
    title = mark("Cells with gates")
    summary = mark(
        "Puts GRU, or LSTM, in place of plain recurrent layers: their gates decide what is kept, and what is kept comes"
        " through many times unchanged, and so does its gradient."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if not any(isinstance(node.layer, RNN) for node in case.project.graph.nodes):
            return
        yield on_graph(self.key, tr("Use GRU in place of RNN"), lambda g: _with_gates(g, GRU))
        yield on_graph(self.key, tr("Use LSTM in place of RNN"), lambda g: _with_gates(g, LSTM))


def _with_gates(graph: Graph, kind: type[GRU] | type[LSTM]) -> Graph:
    for node in graph.nodes:
        layer = node.layer
        if isinstance(layer, RNN):
            # With first weights of their own: what suits a plain cell, or does not, was drawn for no gate.
            gated = kind(
                units=layer.units,
                returns=layer.returns,
                layers=layer.layers,
                direction=layer.direction,
                frozen=layer.frozen,
                rate=layer.rate,
            )
            graph = edits.set_layer(graph, node.id, gated)
    return graph
