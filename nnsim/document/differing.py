"""What differs between two projects, setting by setting: for tables that compare runs."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from nnsim.base.changes import changed_settings
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.document.address import joined
from nnsim.document.graph import Graph, Node, Objective
from nnsim.document.project import Project


class Absent(Enum):
    """Stands for the value of what only the other project has."""

    ABSENT = "–"

    def __str__(self) -> str:
        return self.value


ABSENT = Absent.ABSENT


class Difference(NamedTuple):
    """One thing that is not the same in two projects."""

    address: str
    """As `nnsim.document.address` takes it; what feeds a layer, which is drawn and no setting, is told as
    ``graph.dense_1.inputs``."""
    first: Any
    """The value in the first project: of the setting's kind, a layer, the names of what feeds a layer, or
    `ABSENT`."""
    second: Any


def differing(first: Project, second: Project) -> list[Difference]:
    """Return every setting that differs, the training's first.

    Layers go by their names; one that is there in one project only is told as a whole, and so is a part of
    another kind. Places on the canvas, the order of the layers, notes and speed play no part: no number depends
    on them.
    """
    found = [
        *_between("training", first.training, second.training),
        *_between("data", first.data, second.data),
    ]
    here, there = ({node.name: node for node in p.graph.nodes} for p in (first, second))
    for name, node in here.items():
        address = joined("graph", name)
        if name not in there:
            found.append(Difference(address, node.layer, ABSENT))
            continue
        found += _of_layer(address, node, there[name])
        inputs = feeding(first.graph, node), feeding(second.graph, there[name])
        if inputs[0] != inputs[1]:
            found.append(Difference(f"{address}.inputs", *inputs))
    found += [
        Difference(joined("graph", name), ABSENT, there[name].layer) for name in there if name not in here
    ]
    return found


def _of_layer(address: str, first: Node, second: Node) -> Iterator[Difference]:
    """Yield what differs in settings and objective of two layers of one name."""
    if first.layer != second.layer:
        same_kind = type(first.layer) is type(second.layer)
        settings = list(_between(address, first.layer, second.layer)) if same_kind else []
        # Without one it is another kind, or a layer that could not be read and keeps another record.
        yield from settings or [Difference(address, first.layer, second.layer)]
    if first.objective != second.objective:
        asked = first.objective or Objective(), second.objective or Objective()
        yield from _between(f"{address}.objective", *asked)


def _between(prefix: str, first: Any, second: Any) -> Iterator[Difference]:
    """Yield what differs between two parts of one class."""
    for name, setting in changed_settings(first, second):
        address, values = f"{prefix}.{name}", (getattr(first, name), getattr(second, name))
        if isinstance(setting, PartOf) and type(values[0]) is type(values[1]):
            yield from _between(address, *values)
        elif isinstance(setting, PartsOf) and [*map(type, values[0])] == [*map(type, values[1])]:
            for number, pair in enumerate(zip(*values, strict=True), 1):
                yield from _between(f"{address}.{number}", *pair)
        else:
            yield Difference(address, *values)


def feeding(graph: Graph, node: Node) -> tuple[str, ...]:
    """Return the names of the layers that feed a node, in the order of its inputs."""
    return tuple(graph[id_].name for id_ in graph.sources_of(node.id))
