"""Walking the selection through the network by keys."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.sitting.workspace import Workspace


class Walker:
    """Moves the selection from layer to layer, and along edges, of the drawing of `workspace`."""

    def __init__(
        self,
        workspace: Workspace,
        scene: GraphScene,
        selection: Selection,
        camera: Camera,
        talker: Talker,
    ) -> None:
        self._workspace, self._scene = workspace, scene
        self._selection, self._camera, self._talker = selection, camera, talker

    def reading_order(self) -> list[str]:
        """Return all ids in running order, then those that do not run, as they were drawn."""
        graph = self._workspace.graph
        running = [stage.id for stage in self._workspace.resolved.stages if stage.id in graph]
        seen = set(running)
        return running + [n.id for n in graph.nodes if n.id not in seen]

    def select_next(self) -> None:
        """Select the next layer in running order."""
        self._step(1)

    def select_previous(self) -> None:
        """Select the layer before in running order."""
        self._step(-1)

    def _step(self, step: int) -> None:
        order = self.reading_order()
        if not order:
            return
        chosen = [i for i, id_ in enumerate(order) if id_ in self._selection.nodes]
        first = 0 if step > 0 else len(order) - 1
        self._go_to(order[(chosen[-1 if step > 0 else 0] + step) % len(order)] if chosen else order[first])

    def select_towards(self, dx: int, dy: int) -> None:
        """Select the nearest layer to the left, right, above or below the selected one."""
        graph, selection = self._workspace.graph, self._selection.nodes
        if not selection:
            self._step(1)
            return
        here = graph[max(selection, key=lambda i: (graph[i].x * dx + graph[i].y * dy, i))]

        def cost(id_: str) -> float:
            x, y = graph[id_].x - here.x, graph[id_].y - here.y
            ahead, aside = x * dx + y * dy, abs(x * dy) + abs(y * dx)
            return ahead + 2 * aside if ahead > 0 and aside <= 2 * ahead else float("inf")

        best = min(graph.by_id, key=cost, default=None)
        if best is not None and cost(best) < float("inf"):
            self._go_to(best)

    def _go_to(self, id_: str) -> None:
        self._selection.select({id_})
        self._camera.show(self._scene.nodes[id_].card())

    def select_next_edge(self) -> None:
        """Select the edges of the selected layer one after the other; then Delete removes it."""
        edge, graph = self._selection.select_next_edge(), self._workspace.graph
        if edge is not None:
            self._talker.announce(
                tr("Edge from {source} to {target}").format(
                    source=graph[edge.source].name, target=graph[edge.target].name
                )
            )
