"""Drag from a port: draw a connection, forwards or backwards."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnsim.document import edits
from nnsim.ui.canvas.adder import Adder
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.items import LooseEdge, NodeItem
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.tool import Deed, Tool, has_dragged


class ConnectTool(Tool):
    """Draws an edge from the port that was taken to the node under the mouse.

    Legal ends light up for as long as the gesture lasts. Over an illegal one a bubble says why it
    cannot be. Let go on empty canvas, it asks for a new layer and connects that.
    """

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(
        self,
        camera: Camera,
        scene: GraphScene,
        selection: Selection,
        editor: Editor,
        adder: Adder,
        talker: Talker,
        port: tuple[NodeItem, str],
        start: QPointF,
    ) -> None:
        super().__init__(camera)
        self._scene, self._selection, self._editor = scene, selection, editor
        self._adder, self._talker = adder, talker
        self._item = port[0]
        self._forwards = port[1] == "output"
        self._press = start
        self._dragged = False
        self._line = LooseEdge()
        self._over: NodeItem | None = None

    def begin(self) -> None:
        self._scene.addItem(self._line)
        self._scene.light_targets(self._editor.graph, self._item.id, self._forwards)

    def ends(self, other: str) -> tuple[str, str]:
        """Return source and target of the edge between the node taken and `other`."""
        return (self._item.id, other) if self._forwards else (other, self._item.id)

    def move(self, event: QMouseEvent) -> None:
        self._dragged = self._dragged or has_dragged(self._press, event)
        point = self.point(event)
        self._over = self._target(point)
        reason = self._reason()
        self._draw(point, reason is None)
        if reason:
            self._talker.show(reason, event.position())
        else:
            self._talker.hide()

    def _target(self, point: QPointF) -> NodeItem | None:
        hit = self._scene.port_at(point)
        over = hit[0] if hit else self._scene.node_at(point)
        if over is self._item and not over.card().adjusted(16, 16, -16, 0).contains(point):
            return None
        return over

    def _reason(self) -> str | None:
        if self._over is None:
            return None
        return edits.why_not_connect(self._editor.graph, *self.ends(self._over.id))

    def _draw(self, point: QPointF, legal: bool) -> None:
        own = self._item.output_port() if self._forwards else self._item.input_port()
        if self._over is not None and legal:
            point = self._over.input_port() if self._forwards else self._over.output_port()
        self._line.lead(*((own, point) if self._forwards else (point, own)), legal)

    def release(self, event: QMouseEvent) -> Deed | None:
        over = self._over
        if not self._dragged:
            return lambda: self._selection.select({self._item.id})
        if over is None:
            at = event.position()
            return lambda: self._adder.ask(at, joined=(self._item.id, self._forwards))
        return lambda: self._editor.connect(*self.ends(over.id))

    def end(self) -> None:
        self._talker.hide()
        self._scene.light_targets(self._editor.graph, None)
        self._scene.removeItem(self._line)
