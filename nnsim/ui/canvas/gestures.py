"""Which gesture an event belongs to: mouse, wheel, drags from outside, menus and keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGraphicsView, QWidget

from nnsim.document.graph import Edge
from nnsim.ui.canvas import menus
from nnsim.ui.canvas.geometry import TEXT_FROM
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.tools.connect import ConnectTool
from nnsim.ui.canvas.tools.drop import DropTool
from nnsim.ui.canvas.tools.move import MoveTool
from nnsim.ui.canvas.tools.pan import PanTool
from nnsim.ui.canvas.tools.rubber_band import RubberBandTool
from nnsim.ui.canvas.tools.tool import Tool

_RIM, _RIM_MS = 28, 16
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class GestureView(QGraphicsView):
    """A view that hands its events to one `Tool` at a time; `CanvasView` is made of it.

    It holds the gesture under way and nothing of the drawing.
    """

    def __init__(self, canvas: GraphScene, parent: QWidget | None = None) -> None:
        self.canvas = canvas
        super().__init__(canvas, parent)
        self.selected_edges: frozenset[Edge] = frozenset()
        self._tool: Tool | None = None
        self._space = False
        self._mouse: QPointF | None = None
        self._last_move: QMouseEvent | None = None
        self._rim_timer = QTimer(self, interval=_RIM_MS)
        self._rim_timer.timeout.connect(self.scroll_at_rim)

    # --- gestures ---

    def begin(self, tool: Tool) -> None:
        """Hand the mouse and the keyboard to `tool`."""
        self.cancel_tool()
        self.hide_bubble()
        self._tool = tool
        tool.begin()
        self.show_cursor(tool.cursor)

    def end_tool(self) -> None:
        """Take them back."""
        tool, self._tool = self._tool, None
        self._rim_timer.stop()
        if tool is not None:
            tool.end()
            self.show_cursor(None)

    def cancel_tool(self) -> None:
        """Break the gesture under way off, leaving no trace."""
        if self._tool is not None:
            self._tool.cancel()
            self.end_tool()

    @property
    def tool(self) -> Tool | None:
        """The gesture under way."""
        return self._tool

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """Show the mouse as `shape`, or as usual."""
        if shape is None:
            self.viewport().unsetCursor()
        elif self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def scene_point(self, at: QPointF) -> QPointF:
        """Return the place in the scene at view coordinates `at`, without rounding."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(at)

    def _gesture(self, event: QMouseEvent) -> Tool | None:
        at = event.position()
        point = self.scene_point(at)
        adding = bool(event.modifiers() & _ADDING)
        port = self.canvas.port_at(point) if self.zoom >= TEXT_FROM else None
        if port is not None:
            return ConnectTool(self, *port, at)
        node = self.canvas.node_at(point)
        if node is not None:
            return MoveTool(self, node, at, adding)
        note = self.canvas.note_at(point) if self.zoom >= TEXT_FROM else None
        if note is not None:
            self.press_note(note, point)
            return None
        edge = self.canvas.edge_at(point, 7.0 / self.zoom)
        if edge is not None:
            self.select_edges(self.selected_edges ^ {edge.edge} if adding else {edge.edge})
            return None
        return RubberBandTool(self, at, adding)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._tool is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self.cancel_tool()
            return
        self.hide_bubble()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self.begin(PanTool(self, event.position()))
        elif left:
            tool = self._gesture(event)
            if tool is not None:
                self.begin(tool)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if self._tool is not None:
            self._last_move = event.clone()
            self._tool.move(event)
            if self._tool is not None and self._tool.scrolls and self._way_at_rim() != (0, 0):
                self._rim_timer.start()
        elif not self._space:
            self.show_cursor(self._cursor_at(self.scene_point(event.position())))

    def _cursor_at(self, point: QPointF) -> Qt.CursorShape | None:
        """Return the shape that tells what a press at `point` (scene) begins; None is the usual one."""
        if self.zoom < TEXT_FROM:
            return None
        if self.canvas.port_at(point):
            return Qt.CursorShape.CrossCursor
        on_note = self.canvas.node_at(point) is None and self.canvas.note_at(point) is not None
        return Qt.CursorShape.PointingHandCursor if on_note else None

    def _way_at_rim(self) -> tuple[int, int]:
        """Return how far the paper moves in one tick: the nearer to the rim, the faster."""
        if self._mouse is None:
            return 0, 0
        room = self.viewport().rect()
        across = max(0.0, _RIM - self._mouse.x()) - max(0.0, self._mouse.x() - (room.width() - _RIM))
        down = max(0.0, _RIM - self._mouse.y()) - max(0.0, self._mouse.y() - (room.height() - _RIM))
        return tuple(round(min(max(way, -_RIM), _RIM) / 2) for way in (across, down))  # type: ignore[return-value]

    def scroll_at_rim(self) -> None:
        """Move the paper one tick along while a gesture waits at the rim."""
        way = self._way_at_rim()
        if self._tool is None or not self._tool.scrolls or self._last_move is None or way == (0, 0):
            self._rim_timer.stop()
            return
        self.pan(*way)
        self._tool.move(self._last_move)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._tool is not None:
            self._tool.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse = event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.cancel_tool()
        point = self.scene_point(event.position())
        node = self.canvas.node_at(point)
        if node is not None:
            self.edit_in_place(node.id)
            return
        edge = self.canvas.edge_at(point, 7.0 / self.zoom)
        self.open_quick_add(event.position(), edge=edge.edge if edge else None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.zoom_by(math.pow(1.0016, turn), event.position())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        tool = DropTool.accepting(self, event)
        if tool is None:
            event.ignore()
            return
        self.begin(tool)
        tool.hover(event.position())
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if isinstance(self._tool, DropTool):
            self._tool.hover(event.position())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if isinstance(self._tool, DropTool):
            self.cancel_tool()

    def dropEvent(self, event: QDropEvent) -> None:
        if isinstance(self._tool, DropTool):
            self._mouse = event.position()
            self._tool.drop(event.position())
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            event.acceptProposedAction()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.cancel_tool()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
            return
        menu = menus.menu_at(self, QPointF(event.pos()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def open_menu(self) -> None:
        """Open the menu of what is selected, beside it."""
        menu = menus.menu_for_selection(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.workspace.selection
        corner = self.canvas.cards(chosen).bottomLeft() if chosen else self.scene_point(self._mouse_place())
        menu.popup(self.viewport().mapToGlobal(self.mapFromScene(corner)))

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        # Tab would leave the widget before keyPressEvent is asked: a gesture under way comes first.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if tab and self._tool is not None:
                self._tool.key(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._on_escape(event)
            return
        if self._tool is not None:
            self._tool.key(event)
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self.show_cursor(Qt.CursorShape.OpenHandCursor)
            return
        binding = CANVAS_KEYS.find(event.keyCombination())
        if binding is None:
            event.ignore()
        else:
            binding.act(self)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            if self._tool is None:
                self.show_cursor(None)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space = False
        if self._tool is None:
            self.show_cursor(None)
        super().focusOutEvent(event)

    def _on_escape(self, event: QKeyEvent) -> None:
        self.hide_bubble()
        if self._tool is not None:
            self.cancel_tool()
        elif self.workspace.selection or self.selected_edges:
            self.select_nothing()
        else:
            event.ignore()
