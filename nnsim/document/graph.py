"""The drawing: an immutable graph of named layers and the edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from nnsim.base.brief import brief
from nnsim.base.declared import tidy
from nnsim.base.part_settings import part
from nnsim.base.settings import real, text
from nnsim.base.text import mark
from nnsim.engine.layer import Layer
from nnsim.engine.loss import Loss, losses


@dataclass(frozen=True)
class Objective:
    """What is asked of an output: a loss, its weight in the sum, and the target columns it reads."""

    title = mark("Objective")

    loss: Loss | None = part(None, losses, label=mark("Loss"), none_label=mark("Automatic"))
    weight: float = real(
        1.0, low=0.0, high=1e6, label=mark("Loss weight"), help=mark("Share in the sum of all losses")
    )
    columns: str = text(
        "",
        label=mark("Target columns"),
        placeholder=mark("all"),
        help=mark("Names or numbers of the target columns this output predicts, separated by commas"),
    )

    def __post_init__(self) -> None:
        tidy(self)


@dataclass(frozen=True)
class Node:
    """One layer on the canvas.

    `id` never changes and is unique in the graph; `name` is unique too but can be changed by the
    user. `x` and `y` are the centre, in canvas units (pixels at 100 %).
    """

    id: str
    name: str
    layer: Layer
    x: float = 0.0
    y: float = 0.0
    objective: Objective | None = None


@dataclass(frozen=True, order=True)
class Edge:
    """A connection from the output of `source` to input number `slot` of `target`."""

    source: str
    target: str
    slot: int = 0


@dataclass(frozen=True)
class Graph:
    """One picture of the network. Every edit makes a new one; see `nnsim.document.edits`."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    def __repr__(self) -> str:
        return brief(self)

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges into each node, in the order of their slots."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.target].append(edge)
        return {id_: tuple(sorted(edges, key=lambda e: e.slot)) for id_, edges in found.items()}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """Edges out of each node."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            found[edge.source].append(edge)
        return {id_: tuple(edges) for id_, edges in found.items()}

    def __getitem__(self, id_: str) -> Node:
        return self.by_id[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self.by_id

    def sources_of(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the nodes that feed `id_`, in the order of its inputs."""
        return tuple(edge.source for edge in self.incoming.get(id_, ()))

    def sinks(self) -> tuple[Node, ...]:
        """Return the nodes whose output nothing reads, in drawing order."""
        return tuple(node for node in self.nodes if node.id not in self.outgoing)

    def fragment(self, ids: Iterable[str]) -> Graph:
        """Return the nodes `ids` and the edges among them."""
        wanted = set(ids)
        return Graph(
            tuple(n for n in self.nodes if n.id in wanted),
            tuple(e for e in self.edges if e.source in wanted and e.target in wanted),
        )
