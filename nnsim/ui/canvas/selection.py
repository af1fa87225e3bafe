"""What is selected on a canvas: layers, which the workspace keeps, or edges, which only the canvas knows."""

from __future__ import annotations

from collections.abc import Collection

from nnsim.document.graph import Edge
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.sitting.workspace import Workspace


class Selection:
    """Layers and edges selected in the drawing of `workspace`, shown by `scene`."""

    def __init__(self, workspace: Workspace, scene: GraphScene) -> None:
        self._workspace = workspace
        self._scene = scene
        self._edges: frozenset[Edge] = frozenset()
        self._walk: frozenset[str] = frozenset()

    @property
    def nodes(self) -> frozenset[str]:
        """The selected layers."""
        return self._workspace.selection

    @property
    def edges(self) -> frozenset[Edge]:
        """The selected edges."""
        return self._edges

    @property
    def only_node(self) -> str | None:
        """The selected layer where there is just one."""
        return next(iter(self.nodes)) if len(self.nodes) == 1 else None

    def __bool__(self) -> bool:
        return bool(self.nodes or self._edges)

    def select(self, nodes: Collection[str]) -> None:
        """Select exactly these layers, and no edge."""
        if self._edges or self._walk:
            self.select_edges(())
        self._workspace.select(nodes)

    def select_edges(self, edges: Collection[Edge]) -> None:
        """Select exactly these edges; selecting some lets go of all layers."""
        self._edges = frozenset(e for e in edges if e in self._scene.edges)
        self._walk = frozenset()
        if self._edges:
            self._workspace.select(())
        self.show()

    def select_all(self) -> None:
        """Select every layer."""
        self.select(self._workspace.graph.by_id)

    def clear(self) -> None:
        """Select no layer and no edge."""
        self.select(())

    def select_next_edge(self) -> Edge | None:
        """Select the edges of the selected layers one after the other; return the one, None where there is none."""
        around = self.nodes or self._walk
        touching = sorted(e for e in self._workspace.graph.edges if {e.source, e.target} & around)
        if not touching:
            return None
        chosen = [i for i, e in enumerate(touching) if e in self._edges]
        edge = touching[(chosen[0] + 1) % len(touching)] if chosen else touching[0]
        self.select_edges({edge})
        self._walk = around
        return edge

    def show(self) -> None:
        """Outline what is selected."""
        self._scene.mark_selected(self.nodes, self._edges)
