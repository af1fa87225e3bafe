"""Parts of a drawing on the clipboard, as JSON that also travels as plain text."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData

from nnsim.base.errors import NnsimError
from nnsim.base.settings import settings_from_record, settings_record
from nnsim.base.text import tr
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.layer import layers

GRAPH_MIME = "application/x-nnsim-graph"
_MOST_NODES = 10_000
_FORMAT = 1


def mime_of(fragment: Graph) -> QMimeData:
    """Return `fragment` as data for the clipboard."""
    record = json.dumps(_record(fragment), ensure_ascii=False, indent=1)
    data = QMimeData()
    data.setData(GRAPH_MIME, QByteArray(record.encode()))
    data.setText(record)
    return data


def fragment_in(data: QMimeData | None) -> Graph | None:
    """Return the drawing that `data` holds, or None when it holds something else.

    Text that is the JSON of a drawing counts too, so that one can be sent by mail. Raises
    NnsimError when a drawing is there but cannot be read.
    """
    if data is None or not (data.hasFormat(GRAPH_MIME) or "nnsim-graph" in data.text()[:40]):
        return None
    raw = bytes(data.data(GRAPH_MIME).data()) if data.hasFormat(GRAPH_MIME) else data.text()
    try:
        return _graph(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NnsimError(tr("What is on the clipboard is not a readable drawing. Copy it again.")) from error


def _record(graph: Graph) -> dict[str, Any]:
    nodes = [
        {
            "id": n.id,
            "layer": layers.to_record(n.layer),
            "x": n.x,
            "y": n.y,
            "objective": None if n.objective is None else settings_record(n.objective),
        }
        for n in graph.nodes
    ]
    return {
        "nnsim-graph": _FORMAT,
        "nodes": nodes,
        "edges": [[e.source, e.target, e.slot] for e in graph.edges],
    }


def _graph(record: dict[str, Any]) -> Graph:
    if record["nnsim-graph"] != _FORMAT or len(record["nodes"]) > _MOST_NODES:
        raise ValueError("another format, or too much")
    nodes = tuple(_node(raw) for raw in record["nodes"])
    ids = {n.id for n in nodes}
    edges = [Edge(str(s), str(t), int(slot)) for s, t, slot in record["edges"]]
    if len(ids) != len(nodes) or any(e.source not in ids or e.target not in ids for e in edges):
        raise ValueError("an edge leads nowhere, or an id stands twice")
    return Graph(nodes, tuple(edges))


def _node(raw: dict[str, Any]) -> Node:
    objective = raw["objective"]
    kept = None if objective is None else Objective(**settings_from_record(Objective, objective))
    x, y = (min(max(float(raw[axis]), -1e5), 1e5) for axis in "xy")
    id_ = str(raw["id"])
    return Node(id_, id_, layers.from_record(raw["layer"]), x, y, kept)
