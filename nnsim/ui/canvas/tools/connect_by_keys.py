"""C: draw a connection from the selected node with the keyboard alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.items import LooseEdge, NodeItem
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.tool import Deed, Tool

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
    """Arrows choose the target of an edge from `id_`, Enter connects; illegal targets say why.

    `others` are the nodes to choose from, in the order in which the keys go through them.
    """

    def __init__(
        self,
        camera: Camera,
        scene: GraphScene,
        editor: Editor,
        talker: Talker,
        id_: str,
        others: Sequence[str],
    ) -> None:
        super().__init__(camera)
        self._scene, self._editor, self._talker = scene, editor, talker
        self._id = id_
        self._others = list(others)
        self._at = -1
        self._line = LooseEdge()

    def begin(self) -> None:
        self._scene.addItem(self._line)
        graph = self._editor.graph
        self._scene.light_targets(graph, self._id)
        x = graph[self._id].x
        legal = [i for i in self._others if edits.why_not_connect(graph, self._id, i) is None]
        # Whoever draws a connection means, most of the time, the nearest layer to the right.
        start = min(legal, key=lambda i: (graph[i].x <= x, abs(graph[i].x - x)), default=None)
        self._choose(self._others.index(start) if start else 0)

    def key(self, event: QKeyEvent) -> Deed | None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose((self._at + _STEPS[key]) % len(self._others))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            target = self._others[self._at]
            return lambda: self._editor.connect(self._id, target)
        return None

    def _choose(self, at: int) -> None:
        self._mark(False)
        self._at = at
        item, graph = self._mark(True), self._editor.graph
        reason = edits.why_not_connect(graph, self._id, item.id)
        own = self._scene.nodes[self._id]
        self._line.lead(own.output_port(), item.input_port(), reason is None)
        self.camera.show(item.card(), 24)
        text = reason or tr("Enter connects to {name}.").format(name=graph[item.id].name)
        self._talker.announce(text)
        self._talker.show(text, self.camera.view_point(item.card().bottomLeft()), bool(reason))

    def _mark(self, focused: bool) -> NodeItem:
        item = self._scene.nodes[self._others[self._at]]
        item.set_focused(focused)
        return item

    def end(self) -> None:
        if self._others[self._at] in self._scene.nodes:
            self._mark(False)
        self._talker.hide()
        self._scene.light_targets(self._editor.graph, None)
        self._scene.removeItem(self._line)
