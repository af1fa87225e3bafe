"""The picture of the drawing: applies differences, meanings, meters and the selection to items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from nnsim.document import edits
from nnsim.document.diff import diff
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import skip_edges
from nnsim.document.resolve import Resolved
from nnsim.ui.canvas import meters
from nnsim.ui.canvas.carried import Carried
from nnsim.ui.canvas.faces import faces
from nnsim.ui.canvas.geometry import PORT_REACH, touches
from nnsim.ui.canvas.items import EdgeItem, NodeItem
from nnsim.ui.canvas.routing import Ground, full_card


class GraphScene(QGraphicsScene):
    """Items for every node and edge of one graph; the graph itself is not kept here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.nodes: dict[str, NodeItem] = {}
        self.edges: dict[Edge, EdgeItem] = {}
        self._touching: dict[str, set[Edge]] = {}
        self._ground = Ground()

    def apply(self, old: Graph, new: Graph, resolved: Resolved) -> None:
        """Make a picture of `new` from the picture of `old`; `resolved` may be older than `new`."""
        change = diff(old, new)
        for edge in change.removed_edges:
            self._drop_edge(edge)
        for node in change.removed:
            self.removeItem(self.nodes.pop(node.id))
            self._ground.take(node.id)
        if change.added or change.changed:
            fresh = {n.id for n in chain(change.added, change.changed)}
            shown = faces(new.fragment(fresh), resolved)
            for node in change.added:
                item = self.nodes[node.id] = NodeItem(node, shown[node.id])
                self.addItem(item)
                self._ground.put(node.id, node.x, node.y)
            for node in change.changed:
                self.nodes[node.id].set_face(shown[node.id])
        for edge in change.added_edges:
            self._add_edge(edge)
        if change.added_edges or change.removed_edges:
            self._mark_skips(new)
        self.place({n.id: (n.x, n.y) for n in change.changed})
        came_and_went = chain(change.added, change.removed)
        self._make_way([(n.x, n.y) for n in came_and_went], led=change.added_edges)

    def refresh_faces(self, graph: Graph, resolved: Resolved) -> None:
        """Show shapes, counts and problems anew."""
        for id_, face in faces(graph, resolved).items():
            if id_ in self.nodes:
                self.nodes[id_].set_face(face)

    def place(self, places: Mapping[str, tuple[float, float]]) -> None:
        """Put items at other centres, their edges with them, and out of the way of others."""
        touched: set[Edge] = set()
        stood = []
        for id_, (x, y) in places.items():
            item = self.nodes[id_]
            if (item.x(), item.y()) != (x, y):
                stood += [(item.x(), item.y()), (x, y)]
                item.setPos(x, y)
                self._ground.put(id_, x, y)
                touched |= self._touching.get(id_, set())
        for edge in touched:
            self._lead(edge)
        self._make_way(stood, touched)

    def set_meters(self, values: Mapping[str, float | None]) -> None:
        """Show the gradient norm of the nodes in `values`, and no meter on the others."""
        most = meters.largest(values.values())
        for id_, item in self.nodes.items():
            value = values.get(id_)
            item.set_gradient(id_ in values, value, meters.state(value, most))

    def set_carried(self, carried: Mapping[Edge, Carried]) -> None:
        """Show what edges are forecast to carry back; those that are not in `carried` look as ever."""
        for edge, line in self.edges.items():
            line.set_carried(carried.get(edge))

    def mark_selected(self, ids: Iterable[str], edges: Iterable[Edge]) -> None:
        """Outline exactly these nodes and edges."""
        wanted, lines = set(ids), set(edges)
        only = next(iter(wanted)) if len(wanted) == 1 else None
        for id_, item in self.nodes.items():
            item.set_selected(id_ in wanted, alone=id_ == only)
        for edge, line in self.edges.items():
            line.set_state(selected=edge in lines)

    def light_targets(self, graph: Graph, origin: str | None, forwards: bool = True) -> None:
        """Light up what can be connected to `origin` in `graph` and dim the rest; None ends that."""
        port = "input" if forwards else "output"
        for id_, item in self.nodes.items():
            if origin is None or id_ == origin:
                item.set_invited("", dimmed=False)
            else:
                ends = (origin, id_) if forwards else (id_, origin)
                legal = edits.why_not_connect(graph, *ends) is None
                item.set_invited(port if legal else "", dimmed=not legal)

    def retheme(self) -> None:
        """Draw everything in the colours of the theme in use."""
        for line in self.edges.values():
            line.retheme()
        for item in self.nodes.values():
            item.update()  # a card keeps its picture until it is told itself
        self.update()

    def show_texts(self, shown: bool) -> None:
        """Show or hide what edges have written beside them."""
        for line in self.edges.values():
            line.show_text(shown)

    def cards(self, ids: Iterable[str] | None = None) -> QRectF:
        """Return the smallest rectangle around the cards of `ids` (None: all) and their arcs."""
        area = QRectF()
        for id_ in self.nodes if ids is None else ids:
            area |= self.nodes[id_].card()
        if ids is None:
            for line in self.edges.values():
                if line.skip:
                    area |= line.path().boundingRect()
        return area

    def node_at(self, point: QPointF) -> NodeItem | None:
        """Return the topmost node whose card is at `point`."""
        near = self.items(QRectF(point.x() - 1, point.y() - 1, 2, 2))
        return next((i for i in near if isinstance(i, NodeItem) and i.card().contains(point)), None)

    def note_at(self, point: QPointF) -> NodeItem | None:
        """Return the topmost node the note of whose problem is at `point`, outside any card."""
        near = self.items(QRectF(point.x() - 1, point.y() - 1, 2, 2))
        return next((i for i in near if isinstance(i, NodeItem) and i.note().contains(point)), None)

    def port_at(self, point: QPointF) -> tuple[NodeItem, str] | None:
        """Return the node and ``input`` or ``output`` of the port at `point`."""
        reach = PORT_REACH
        for item in self.items(QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)):
            if not isinstance(item, NodeItem):
                continue
            inside = item.card().contains(point)
            # Inside the card a port is only as large as it looks, so that the card can be taken.
            within = 8.0 if inside else reach
            if (point - item.output_port()).manhattanLength() <= within:
                return item, "output"
            if item.face.takes_input and (point - item.input_port()).manhattanLength() <= within:
                return item, "input"
        return None

    def edge_at(self, point: QPointF, reach: float) -> EdgeItem | None:
        """Return an edge whose curve is at most `reach` away from `point`."""
        area = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        return next(
            (i for i in self.items(area) if isinstance(i, EdgeItem) and touches(i.path(), point, reach)),
            None,
        )

    def _add_edge(self, edge: Edge) -> None:
        line = self.edges[edge] = EdgeItem(edge)
        self.addItem(line)
        for id_ in (edge.source, edge.target):
            self._touching.setdefault(id_, set()).add(edge)
        self._lead(edge)

    def _drop_edge(self, edge: Edge) -> None:
        self.removeItem(self.edges.pop(edge))
        for id_ in (edge.source, edge.target):
            self._touching[id_].discard(edge)

    def _lead(self, edge: Edge) -> None:
        source, target = self.nodes[edge.source], self.nodes[edge.target]
        start, end = source.output_port(), target.input_port()
        passed = self._ground.between(start.x(), end.x(), ends=(edge.source, edge.target))
        self.edges[edge].lead(start, end, passed)

    def _make_way(self, changed: Collection[tuple[float, float]], led: Collection[Edge] = ()) -> None:
        """Lead the edges, but for those `led` already, anew that pass where cards came to stand or went from."""
        if not changed:
            return
        cards = [full_card(x, y) for x, y in changed]
        around = cards[0]
        for card in cards[1:]:
            around |= card
        skipped = set(led)
        for edge, line in self.edges.items():
            near = edge not in skipped and line.reach.intersects(around)
            if near and any(line.reach.intersects(card) for card in cards):
                self._lead(edge)

    def _mark_skips(self, graph: Graph) -> None:
        skips = skip_edges(graph)
        for edge, line in self.edges.items():
            if line.skip != (edge in skips):
                line.set_state(skip=edge in skips)
                self._lead(edge)
