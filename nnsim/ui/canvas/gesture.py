"""The gesture under way: from when it takes hold of mouse and keyboard until it is done or broken off."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent

from nnsim.base.event import Event
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.tool import Deed, Tool

_RIM, _RIM_MS = 28, 16


class Gesture:
    """Holds one `Tool` at a time, hands it every event, and does what the tool says is to be done at its end.

    The paper moves along while a tool that `scrolls` waits at the rim. `ended` fires when a gesture was
    put away, before its deed is done.
    """

    def __init__(self, camera: Camera, pointer: Pointer, talker: Talker) -> None:
        self._camera, self._pointer, self._talker = camera, pointer, talker
        self.ended: Event[[]] = Event()
        self._tool: Tool | None = None
        self._button: Qt.MouseButton | None = None
        self._last_move: QMouseEvent | None = None
        self._rim_timer = QTimer(pointer.viewport)
        self._rim_timer.setInterval(_RIM_MS)
        self._rim_timer.timeout.connect(self.scroll_at_rim)

    @property
    def tool(self) -> Tool | None:
        """The tool under way."""
        return self._tool

    def begin(self, tool: Tool, button: Qt.MouseButton | None = None) -> None:
        """Hand mouse and keyboard to `tool`, which the release of `button` (None: of any) ends."""
        self.cancel()
        self._talker.hide()
        self._tool, self._button, self._last_move = tool, button, None
        tool.begin()
        self._pointer.show(tool.cursor)

    def cancel(self) -> None:
        """Break the gesture under way off, leaving no trace."""
        if self._tool is not None:
            self._tool.cancel()
            self._end()

    def finish(self, deed: Deed | None) -> None:
        """End the gesture, and then do what it was for; None: it goes on."""
        if deed is not None:
            self._end()
            deed()

    def _end(self) -> None:
        tool, self._tool = self._tool, None
        self._rim_timer.stop()
        if tool is not None:
            tool.end()
            self._pointer.show(None)
            self.ended.fire()

    # --- events, while there is a tool ---

    def press(self, event: QMouseEvent) -> None:
        """Take another button: the right one breaks the gesture off."""
        if event.button() == Qt.MouseButton.RightButton:
            self.cancel()

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self._tool is None:
            return
        self._last_move = event.clone()
        self._tool.move(event)
        if self._tool.scrolls and self._pointer.near_rim(_RIM) != (0, 0):
            self._rim_timer.start()

    def release(self, event: QMouseEvent) -> None:
        """End with the button the gesture began with; another one changes nothing."""
        if self._tool is not None and self._button in (None, event.button()):
            self.finish(self._tool.release(event))

    def key(self, event: QKeyEvent) -> None:
        """Take a key: Escape breaks the gesture off, others are the tool's."""
        if event.key() == Qt.Key.Key_Escape:
            self._talker.hide()
            self.cancel()
        elif self._tool is not None:
            self.finish(self._tool.key(event))

    def follow(self) -> None:
        """Follow the paper, which moved below the mouse."""
        if self._tool is not None and self._last_move is not None:
            self._tool.move(self._last_move)

    def scroll_at_rim(self) -> None:
        """Move the paper one tick along while the gesture waits at the rim: the nearer to it, the faster."""
        across, down = self._pointer.near_rim(_RIM)
        tool = self._tool
        if tool is None or not tool.scrolls or (across, down) == (0, 0):
            self._rim_timer.stop()
            return
        self._camera.pan(round(across / 2), round(down / 2))
        self.follow()
