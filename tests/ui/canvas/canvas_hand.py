"""Hands to use a canvas with, by real events."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.layout import COLUMN
from nnsim.engine.layer import layers
from nnsim.ui.canvas.view import CanvasView

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def chain(*kinds: str) -> Graph:
    """Return a straight network of these kinds of layers."""
    graph, before = Graph(), None
    for number, kind in enumerate(kinds):
        graph, id_ = edits.add(graph, layers[kind](), number * COLUMN, 0.0)
        graph = edits.connect(graph, before, id_) if before else graph
        before = id_
    return graph


@dataclass
class Hand:
    """Does with real events what a person does."""

    view: CanvasView

    @property
    def graph(self) -> Graph:
        return self.view.workspace.graph

    def at(self, x: float, y: float) -> QPoint:
        return self.view.mapFromScene(QPointF(x, y))

    def on(self, id_: str) -> QPoint:
        """A point on the title of a card."""
        return self.at(self.graph[id_].x, self.graph[id_].y - 28)

    def port(self, id_: str, which: str) -> QPoint:
        item = self.view.canvas.nodes[id_]
        point = item.output_port() if which == "output" else item.input_port()
        return self.view.mapFromScene(point)

    def between(self, a: str, b: str) -> QPoint:
        graph = self.graph
        return self.at((graph[a].x + graph[b].x) / 2, (graph[a].y + graph[b].y) / 2)

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        QTest.mousePress(self.view.viewport(), button, keys, at)

    def move(self, at: QPoint) -> None:
        QTest.mouseMove(self.view.viewport(), at)

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self.view.viewport(), button, keys, at)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, keys)
        self.release(at, keys)

    def double_click(self, at: QPoint) -> None:
        self.click(at)
        QTest.mouseDClick(self.view.viewport(), LEFT, NONE, at)
        self.release(at)

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.press(start, keys)
        self.move((start + end) / 2)
        self.move(end)
        self.release(end, keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, keys)

    def undo(self) -> None:
        self.view.workspace.undo_stack.undo()

    @property
    def steps(self) -> int:
        return self.view.workspace.undo_stack.count()
