"""What changed between two drawings, so that a view can change just that."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.document.graph import Edge, Graph, Node


@dataclass(frozen=True)
class GraphDiff:
    """The difference of two graphs; nodes are matched by id, and given as the new graph has them."""

    added: tuple[Node, ...] = ()
    removed: tuple[Node, ...] = ()
    """As the old graph had them."""
    changed: tuple[Node, ...] = ()
    """Nodes in both graphs of which anything differs: name, layer, place or objective."""
    added_edges: tuple[Edge, ...] = ()
    removed_edges: tuple[Edge, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs (the order of nodes and edges in their tuples is no difference)."""
        return bool(self.added or self.removed or self.changed or self.added_edges or self.removed_edges)


def diff(old: Graph, new: Graph) -> GraphDiff:
    """Return what must be done to a picture of `old` to make it a picture of `new`."""
    if old is new:
        return GraphDiff()
    before, after = old.by_id, new.by_id
    old_edges, new_edges = set(old.edges), set(new.edges)
    return GraphDiff(
        added=tuple(n for n in new.nodes if n.id not in before),
        removed=tuple(n for n in old.nodes if n.id not in after),
        # Edits share the nodes they leave alone, so most comparisons end at `is`.
        changed=tuple(n for n in new.nodes if n.id in before and _differ(before[n.id], n)),
        added_edges=tuple(e for e in new.edges if e not in old_edges),
        removed_edges=tuple(e for e in old.edges if e not in new_edges),
    )


def _differ(old: Node, new: Node) -> bool:
    return old is not new and old != new
