"""A project as plain JSON data, and back.

Writing is exact: reading what was written gives an equal project. Reading is for files of anybody:
what would make the drawing ambiguous is refused, what can be mended is mended and told. Layers
that cannot be read stay in the drawing as `nnsim.document.missing.Missing`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import nnsim
from nnsim.base.declared import settings_record
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.document.data_file import file_record, with_file_record
from nnsim.document.fields import (
    damaged,
    mapping,
    number,
    read_part,
    read_settings,
    report_unknown,
    sequence,
    string,
    whole,
)
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.migrations import FORMAT, migrate
from nnsim.document.missing import Missing
from nnsim.document.pace import Pace
from nnsim.document.project import Project, TrainingSettings
from nnsim.engine.layer import Layer, layers

_MOST_NODES = 10_000
_MOST_EDGES = 100_000
_MOST_KEYS = 1_000
_LONGEST_NAME = 60
_LONGEST_ID = 100
_FARTHEST = 1e6
"""Greatest coordinate of a node; a canvas of more cannot be scrolled to."""


# ---- writing -----------------------------------------------------------------------------------


def project_record(project: Project) -> dict[str, Any]:
    """Return `project` as plain JSON data, with its format number."""
    record = {
        "format": FORMAT,
        "program": f"nnsim {nnsim.__version__}",
        "graph": graph_record(project.graph),
        "data": settings_record(project.data),
        "training": settings_record(project.training),
        "notes": project.notes,
    }
    if (file := file_record(project.data.source)) is not None:
        record["data_file"] = file
    if project.pace != Pace():  # else left out: an older nnsim would tell of an entry it does not know
        record["pace"] = settings_record(project.pace)
    if project.set_aside:  # likewise
        record["set_aside"] = list(project.set_aside)
    return record


def graph_record(graph: Graph) -> dict[str, Any]:
    """Return a drawing, or a fragment of one, as plain JSON data."""
    return {
        "nodes": [_node_record(node) for node in graph.nodes],
        "edges": [{"source": e.source, "target": e.target, "slot": e.slot} for e in graph.edges],
    }


def layer_record(layer: Layer) -> Any:
    """Return a layer as plain JSON data; a missing one gives back what it was read from."""
    return layer.record() if isinstance(layer, Missing) else layers.to_record(layer)


def _node_record(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "x": node.x,
        "y": node.y,
        "layer": layer_record(node.layer),
        "objective": None if node.objective is None else settings_record(node.objective),
    }


# ---- reading -----------------------------------------------------------------------------------


def project_from_record(raw: Any) -> tuple[Project, tuple[str, ...]]:
    """Return the project that `raw` stands for, and one sentence for everything that was mended.

    Raises
    ------
    NnsimError
        When `raw` is of a newer format, or so damaged that the drawing would be a guess.
    """
    record = migrate(mapping(raw, "project"))
    problems: list[str] = []
    known = ("format", "program", "graph", "data", "data_file", "training", "notes", "pace", "set_aside")
    report_unknown(record, known, "project", problems)
    graph, found = graph_from_record(record.get("graph", {}))
    problems += found
    data = read_settings(DataSettings(), record.get("data", {}), "data", problems)
    if "data_file" in record:
        data = replace(data, source=with_file_record(data.source, record["data_file"], problems))
    project = Project(
        graph=graph,
        data=data,
        training=read_settings(
            TrainingSettings(), record.get("training", {}), "training", problems, limits=True
        ),
        notes=string(record.get("notes", ""), "notes"),
        pace=read_settings(Pace(), record.get("pace", {}), "pace", problems, limits=True),
        set_aside=_keys(record.get("set_aside", []), "set_aside"),
    )
    return project, tuple(problems)


def _keys(raw: Any, where: str) -> tuple[str, ...]:
    """Return keys, each once; of what this version does not know they are kept."""
    found = (string(key, f"{where}[{i}]") for i, key in enumerate(sequence(raw, where, _MOST_KEYS)))
    return tuple(dict.fromkeys(found))


def graph_from_record(raw: Any) -> tuple[Graph, tuple[str, ...]]:
    """Return the drawing that `raw` stands for, and one sentence for everything that was mended."""
    record = mapping(raw, "graph")
    problems: list[str] = []
    report_unknown(record, ("nodes", "edges"), "graph", problems)
    raw_nodes = sequence(record.get("nodes", []), "graph.nodes", _MOST_NODES)
    nodes = [_node(node, f"graph.nodes[{i}]", problems) for i, node in enumerate(raw_nodes)]
    for id_, count in Counter(node.id for node in nodes).items():
        if count > 1:
            raise NnsimError(
                tr(
                    "The project is damaged: {n} layers have the id {id}. "
                    "Open a backup copy, if there is one."
                ).format(n=count, id=id_)
            )
    raw_edges = sequence(record.get("edges", []), "graph.edges", _MOST_EDGES)
    edges = [_edge(edge, f"graph.edges[{i}]", problems) for i, edge in enumerate(raw_edges)]
    graph = Graph(_with_names_of_their_own(nodes, problems))
    return _connected(graph, edges, problems), tuple(problems)


def layer_from_record(raw: Any) -> Layer:
    """Return the layer that `raw` stands for: a `Missing` one that keeps `raw` when it is not readable."""
    try:
        return read_part(layers.from_record, raw)
    except NnsimError as error:
        return Missing.from_record(raw, str(error))


def _node(raw: Any, where: str, problems: list[str]) -> Node:
    record = mapping(raw, where)
    report_unknown(record, ("id", "name", "x", "y", "layer", "objective"), where, problems)
    id_ = string(record.get("id"), f"{where}.id")
    if not 1 <= len(id_) <= _LONGEST_ID or not id_.isprintable() or "/" in id_:
        raise damaged(f"{where}.id")
    name = string(record.get("name", id_), f"{where}.name")
    layer = layer_from_record(record.get("layer"))
    if isinstance(layer, Missing):
        problems.append(
            tr("{name} could not be read: {reason} It is kept as a missing layer.").format(
                name=name[:_LONGEST_NAME], reason=layer.reason
            )
        )
    x, y = number(record.get("x", 0.0), f"{where}.x"), number(record.get("y", 0.0), f"{where}.y")
    if max(abs(x), abs(y)) > _FARTHEST:
        problems.append(tr("{name} lay off the canvas and is moved to its middle.").format(name=name))
        x = y = 0.0
    return Node(id_, name, layer, x, y, _objective(record.get("objective"), where, problems))


def _objective(raw: Any, where: str, problems: list[str]) -> Objective | None:
    if raw is None:
        return None
    return read_settings(Objective(), raw, f"{where}.objective", problems)


def _edge(raw: Any, where: str, problems: list[str]) -> Edge:
    record = mapping(raw, where)
    report_unknown(record, ("source", "target", "slot"), where, problems)
    return Edge(
        string(record.get("source"), f"{where}.source"),
        string(record.get("target"), f"{where}.target"),
        whole(record.get("slot", 0), f"{where}.slot"),
    )


def _with_names_of_their_own(nodes: list[Node], problems: list[str]) -> tuple[Node, ...]:
    """Return the nodes, those with another one's name or an impossible one renamed."""
    taken: set[str] = {node.name for node in nodes}
    seen: set[str] = set()
    named: list[Node] = []
    for node in nodes:
        name = node.name
        if name in seen or not _possible_name(name):
            stem = node.id if _possible_name(node.id) else "layer"
            name = next(n for n in (stem, *(f"{stem}_{i}" for i in range(2, 99_999))) if n not in taken)
            problems.append(
                tr("The name of layer {old} was taken or impossible. It is now called {new}.").format(
                    old=repr(node.name[:_LONGEST_NAME]), new=name
                )
            )
        taken.add(name)
        seen.add(name)
        named.append(node if name == node.name else replace(node, name=name))
    return tuple(named)


def _possible_name(name: str) -> bool:
    """Return whether `nnsim.document.edits.rename` would take `name`."""
    fits = 1 <= len(name) <= _LONGEST_NAME and name == name.strip()
    return fits and name.isprintable() and not any(c in name for c in '/\\,"')


def _connected(graph: Graph, edges: list[Edge], problems: list[str]) -> Graph:
    """Return `graph` with those of `edges` that can be, inputs numbered without gaps."""
    kept: dict[Edge, None] = {}
    for edge in edges:
        if edge.source == edge.target or edge in kept or not {edge.source, edge.target} <= set(graph.by_id):
            problems.append(
                tr("The edge from {source} to {target} leads nowhere or is doubled. It is left out.").format(
                    source=edge.source[:_LONGEST_ID], target=edge.target[:_LONGEST_ID]
                )
            )
        else:
            kept[edge] = None
    return _with_slots_in_order(replace(graph, edges=tuple(kept)), problems)


def _with_slots_in_order(graph: Graph, problems: list[str]) -> Graph:
    """Return `graph` with the inputs of every node numbered 0, 1, 2, ..."""
    new: dict[Edge, Edge] = {}
    for id_, incoming in graph.incoming.items():
        for slot, edge in enumerate(incoming):
            new[edge] = replace(edge, slot=slot)
        if [e.slot for e in incoming] != list(range(len(incoming))):
            problems.append(
                tr("The inputs of {name} were not numbered in order. Check them.").format(
                    name=graph[id_].name
                )
            )
    return replace(graph, edges=tuple(new[edge] for edge in graph.edges))
