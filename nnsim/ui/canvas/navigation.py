"""Getting about on the canvas: zoom, pan, fit, and walking the selection through the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from nnsim.base.text import tr
from nnsim.document.graph import Edge
from nnsim.ui.canvas.geometry import TEXT_FROM

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

LEAST_ZOOM, MOST_ZOOM = 0.05, 4.0
OPENS_AT = 1.4
"""Zoom beyond which layers open into their neurons."""
_STEP = 1.25
_FIT_MARGIN = 48.0


class Navigation:
    """Methods of `CanvasView` that change what is seen and what is selected, never the drawing."""

    @property
    def zoom(self: CanvasView) -> float:
        """Screen pixels for one canvas unit."""
        return self.transform().m11()

    def zoom_to(self: CanvasView, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that the place at `at` (view coordinates; None: the middle) stays where it is."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        at = QPointF(self.viewport().rect().center()) if at is None else at
        before = self.scene_point(at)
        self.setTransform(QTransform.fromScale(zoom, zoom))
        way = self.viewportTransform().map(before) - at
        self.pan(-way.x(), -way.y())
        self.canvas.show_texts(zoom >= TEXT_FROM)
        self.on_seen_changed()

    def zoom_by(self: CanvasView, factor: float, at: QPointF | None = None) -> None:
        """Zoom about `at`; far enough in, the layer there opens into its neurons."""
        at = QPointF(self.viewport().rect().center()) if at is None else at
        wanted = self.zoom * factor
        if self.inside.is_open:
            self.inside.zoom_by(factor, at)
        elif factor <= 1 or wanted <= OPENS_AT or not self.inside.open_at(at, wanted):
            self.zoom_to(wanted, at)

    def zoom_in(self: CanvasView) -> None:
        """Show everything larger."""
        self.zoom_by(_STEP)

    def zoom_out(self: CanvasView) -> None:
        """Show everything smaller."""
        self.zoom_by(1 / _STEP)

    def zoom_reset(self: CanvasView) -> None:
        """Show everything at 100 %."""
        self.close_neurons()
        self.zoom_to(1.0)

    def toggle_neurons(self: CanvasView) -> None:
        """Open all layers into their neurons, or show the layers again."""
        if self.inside.is_open:
            self.inside.close()
        else:
            self.cancel_tool()
            self.inside.open_all()

    def close_neurons(self: CanvasView) -> None:
        """Show the layers."""
        self.inside.close()

    def fit(self: CanvasView) -> None:
        """Show the whole drawing, at most at 100 %."""
        self.close_neurons()
        area = self.canvas.cards()
        if area.isEmpty():
            self.zoom_to(1.0)
            self.centerOn(0, 0)
            return
        room = self.viewport().size()
        width = max(room.width() - 2 * _FIT_MARGIN, 1.0)
        height = max(room.height() - 2 * _FIT_MARGIN, 1.0)
        self.zoom_to(min(width / area.width(), height / area.height(), 1.0))
        self.centerOn(area.center())
        self._clear_the_map(area)

    def _clear_the_map(self: CanvasView, area: QRectF) -> None:
        """Move the drawing, which fills `area`, down from under the map where there is room below it."""
        cards = [self.mapFromScene(item.card()).boundingRect() for item in self.canvas.nodes.values()]
        down = max((self.minimap.way_out(card)[1] for card in cards), default=0)
        if self.mapFromScene(area).boundingRect().bottom() + down < self.viewport().height() - 8:
            self.pan(0, down)

    def pan(self: CanvasView, dx: float, dy: float) -> None:
        """Move the paper by so many screen pixels."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def toggle_minimap(self: CanvasView) -> None:
        """Show or hide the map."""
        self.minimap.setVisible(self.minimap.isHidden())

    def select_all(self: CanvasView) -> None:
        """Select every layer."""
        self.select_edges(())
        self.workspace.select(self.workspace.graph.by_id)

    def select_nothing(self: CanvasView) -> None:
        """Select no layer and no edge."""
        self.select_edges(())
        self.workspace.select(())

    def reading_order(self: CanvasView) -> list[str]:
        """Return all ids in running order, then those that do not run, as they were drawn."""
        running = [stage.id for stage in self.workspace.resolved.stages if stage.id in self.workspace.graph]
        seen = set(running)
        return running + [n.id for n in self.workspace.graph.nodes if n.id not in seen]

    def select_next(self: CanvasView) -> None:
        """Select the next layer in running order."""
        self._step(1)

    def select_previous(self: CanvasView) -> None:
        """Select the layer before in running order."""
        self._step(-1)

    def _step(self: CanvasView, step: int) -> None:
        order = self.reading_order()
        if not order:
            return
        chosen = [i for i, id_ in enumerate(order) if id_ in self.workspace.selection]
        first = 0 if step > 0 else len(order) - 1
        self._go_to(order[(chosen[-1 if step > 0 else 0] + step) % len(order)] if chosen else order[first])

    def select_towards(self: CanvasView, dx: int, dy: int) -> None:
        """Select the nearest layer to the left, right, above or below the selected one."""
        graph, selection = self.workspace.graph, self.workspace.selection
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

    def _go_to(self: CanvasView, id_: str) -> None:
        self.select_edges(())
        self.workspace.select({id_})
        self.ensureVisible(self.canvas.nodes[id_].card(), 40, 40)

    def select_next_edge(self: CanvasView) -> None:
        """Select the edges of the selected layer one after the other; then Delete removes it."""
        touching = sorted(
            e for e in self.workspace.graph.edges if {e.source, e.target} & self.edge_walk_nodes()
        )
        if not touching:
            return
        chosen = [i for i, e in enumerate(touching) if e in self.selected_edges]
        edge = touching[(chosen[0] + 1) % len(touching)] if chosen else touching[0]
        nodes = self.edge_walk_nodes()
        self.select_edges({edge})
        self._edge_walk = nodes
        self.announce(self.edge_text(edge))

    def edge_text(self: CanvasView, edge: Edge) -> str:
        """Return an edge in words."""
        graph = self.workspace.graph
        return tr("Edge from {source} to {target}").format(
            source=graph[edge.source].name, target=graph[edge.target].name
        )
