"""C: draw a connection from the selected node with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.ui.canvas.items import LooseEdge, NodeItem
from nnsim.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_BracketRight: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_BracketLeft: -1,
}


class ConnectByKeysTool(Tool):
    """Arrows choose the target, Enter connects, Escape leaves; illegal targets say why."""

    def __init__(self, view: CanvasView, id_: str) -> None:
        super().__init__(view)
        self._id = id_
        self._others = [i for i in view.reading_order() if i != id_]
        self._at = -1
        self._line = LooseEdge()

    def begin(self) -> None:
        self.view.canvas.addItem(self._line)
        self.view.light_targets(self._id, True)
        graph = self.view.workspace.graph
        x = graph[self._id].x
        legal = [i for i in self._others if edits.why_not_connect(graph, self._id, i) is None]
        # Whoever draws a connection means, most of the time, the nearest layer to the right.
        start = min(legal, key=lambda i: (graph[i].x <= x, abs(graph[i].x - x)), default=None)
        self._choose(self._others.index(start) if start else 0)

    def key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose((self._at + _STEPS[key]) % len(self._others))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            target = self._others[self._at]
            self.view.end_tool()
            self.view.edit(tr("Connect"), lambda graph: edits.connect(graph, self._id, target))
            return True
        return False

    def release(self, event: QMouseEvent) -> None:
        self.view.end_tool()

    def _choose(self, at: int) -> None:
        self._mark(False)
        self._at = at
        item = self._mark(True)
        reason = edits.why_not_connect(self.view.workspace.graph, self._id, item.id)
        own = self.view.canvas.nodes[self._id]
        self._line.lead(own.output_port(), item.input_port(), reason is None)
        self.view.ensureVisible(item.card(), 24, 24)
        text = reason or tr("Enter connects to {name}.").format(name=self.view.workspace.graph[item.id].name)
        self.view.announce(text)
        self.view.show_bubble(text, QPointF(self.view.mapFromScene(item.card().bottomLeft())), bool(reason))

    def _mark(self, focused: bool) -> NodeItem:
        item = self.view.canvas.nodes[self._others[self._at]]
        item.set_look(focused=focused)
        return item

    def end(self) -> None:
        if self._others[self._at] in self.view.canvas.nodes:
            self._mark(False)
        self.view.hide_bubble()
        self.view.light_targets(None)
        self.view.canvas.removeItem(self._line)
