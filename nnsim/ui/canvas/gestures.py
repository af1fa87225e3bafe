"""Which gesture an event begins or belongs to: mouse, wheel, drags from outside, and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)

from nnsim.base.errors import NnsimError
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.canvas.geometry import TEXT_FROM
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.canvas.tools.connect import ConnectTool
from nnsim.ui.canvas.tools.drop import DropTool
from nnsim.ui.canvas.tools.move import MoveTool
from nnsim.ui.canvas.tools.pan import PanTool
from nnsim.ui.canvas.tools.press_note import PressNoteTool
from nnsim.ui.canvas.tools.rubber_band import RubberBandTool
from nnsim.ui.canvas.tools.select_edge import SelectEdgeTool
from nnsim.ui.canvas.tools.tool import Tool
from nnsim.ui.palette.layer_mime import layer_in
from nnsim.ui.widgets.wheel import zoom_factor

_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_EDGE_REACH = 7.0
"""Pixels from an edge at which a press is on it."""


class Gestures:
    """Gives every event to the gesture under way, or finds the tool, or the key, that is meant."""

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds
        self._gesture = deeds.gesture
        self._space = False

    # --- mouse ---

    def press(self, event: QMouseEvent) -> None:
        """Begin what a press there means."""
        self._deeds.pointer.at = at = event.position()
        if self._gesture.tool is not None:
            self._gesture.press(event)
            return
        self._deeds.talker.hide()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._gesture.begin(PanTool(self._deeds.camera, at), event.button())
        elif left:
            self._gesture.begin(self._port(event) or self._tool(event), event.button())

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse; without a gesture, show what a press would begin."""
        self._deeds.pointer.at = event.position()
        if self._gesture.tool is not None:
            self._gesture.move(event)
        elif not self._space:
            self._deeds.pointer.show(self._cursor_at(self._deeds.camera.scene_point(event.position())))

    def release(self, event: QMouseEvent) -> None:
        """Let go of a button."""
        self._gesture.release(event)

    def double_click(self, event: QMouseEvent) -> None:
        """Do what a double click there means."""
        self._deeds.pointer.at = event.position()
        if event.button() == Qt.MouseButton.LeftButton:
            self._gesture.cancel()
            # Ports are for dragging: clicked twice they are part of their card.
            self._tool(event).double_click(event)

    def _port(self, event: QMouseEvent) -> Tool | None:
        do, at = self._deeds, event.position()
        port = do.scene.port_at(do.camera.scene_point(at)) if self._is_readable else None
        if port is None:
            return None
        return ConnectTool(do.camera, do.scene, do.selection, do.editor, do.adder, do.talker, port, at)

    def _tool(self, event: QMouseEvent) -> Tool:
        """Return the tool for what is below the mouse: a card, a note, an edge or nothing."""
        do, at = self._deeds, event.position()
        point, adding = do.camera.scene_point(at), bool(event.modifiers() & _ADDING)
        node = do.scene.node_at(point)
        if node is not None:
            return MoveTool(
                do.camera, do.scene, do.selection, do.editor, do.in_place, do.pointer, node, at, adding=adding
            )
        note = do.scene.note_at(point) if self._is_readable else None
        if note is not None:
            return PressNoteTool(do.camera, do.notes, note, at)
        edge = do.scene.edge_at(point, _EDGE_REACH / do.camera.zoom)
        if edge is not None:
            return SelectEdgeTool(do.camera, do.selection, do.adder, edge.edge, adding=adding)
        return RubberBandTool(do.camera, do.scene, do.selection, do.adder, at, adding=adding)

    @property
    def _is_readable(self) -> bool:
        """Whether ports and notes are drawn, so that they can be pressed."""
        return self._deeds.camera.zoom >= TEXT_FROM

    def _cursor_at(self, point: QPointF) -> Qt.CursorShape | None:
        """Return the shape that tells what a press at `point` (scene) begins; None is the usual one."""
        scene = self._deeds.scene
        if not self._is_readable:
            return None
        if scene.port_at(point):
            return Qt.CursorShape.CrossCursor
        on_note = scene.node_at(point) is None and scene.note_at(point) is not None
        return Qt.CursorShape.PointingHandCursor if on_note else None

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the mouse; a gesture under way goes on, so nothing opens then."""
        factor, do = zoom_factor(event), self._deeds
        if self._gesture.tool is None:
            do.navigator.zoom_by(factor, event.position())
        else:
            do.camera.zoom_to(do.camera.zoom * factor, event.position())
            self._gesture.follow()
        event.accept()

    # --- drags from outside ---

    def drag_enter(self, event: QDragEnterEvent) -> None:
        """Begin to follow a layer; what is none is refused."""
        do, at = self._deeds, event.position()
        try:
            layer = layer_in(event.mimeData())
        except NnsimError as error:
            do.talker.complain(str(error), at)
            layer = None
        if layer is None:
            event.ignore()
            return
        tool = DropTool(do.camera, do.scene, do.adder, do.talker, layer)
        self._gesture.begin(tool)
        tool.hover(at)
        event.acceptProposedAction()

    def drag_move(self, event: QDragMoveEvent) -> None:
        """Follow the layer."""
        if isinstance(self._gesture.tool, DropTool):
            self._gesture.tool.hover(event.position())
            event.acceptProposedAction()

    def drag_leave(self, event: QDragLeaveEvent) -> None:
        """Forget the layer."""
        if isinstance(self._gesture.tool, DropTool):
            self._gesture.cancel()

    def drop(self, event: QDropEvent) -> bool:
        """Add the layer; return whether there was one."""
        tool = self._gesture.tool
        if not isinstance(tool, DropTool):
            return False
        self._deeds.pointer.at = event.position()
        self._gesture.finish(tool.drop(event.position()))
        event.acceptProposedAction()
        return True

    # --- keys ---

    def takes_tab(self, event: QKeyEvent) -> bool:
        """Take Tab, which would leave the canvas, where a gesture is under way; return whether."""
        if event.key() not in _TABS or self._gesture.tool is None:
            return False
        self._gesture.key(event)
        return True

    def key(self, event: QKeyEvent) -> None:
        """Do what a key means to the gesture under way, or else to the canvas."""
        if self._gesture.tool is not None:
            self._gesture.key(event)
            return
        if event.key() == Qt.Key.Key_Escape:
            self._let_go(event)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self._deeds.pointer.show(Qt.CursorShape.OpenHandCursor)
        else:
            binding = CANVAS_KEYS.find(event.keyCombination())
            if binding is None:
                event.ignore()
            else:
                binding.act(self._deeds)

    def _let_go(self, event: QKeyEvent) -> None:
        self._deeds.talker.hide()
        if self._deeds.selection:
            self._deeds.selection.clear()
        else:
            event.ignore()

    def key_up(self, event: QKeyEvent) -> None:
        """Let go of a key."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.forget_space()
        event.accept()

    def forget_space(self) -> None:
        """Drag no paper: Space is up, or the keyboard goes elsewhere."""
        self._space = False
        if self._gesture.tool is None:
            self._deeds.pointer.show(None)
