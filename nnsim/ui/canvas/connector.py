"""Connections drawn with the keyboard."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.gesture import Gesture
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.connect_by_keys import ConnectByKeysTool
from nnsim.ui.canvas.walker import Walker


class Connector:
    """Begins the gesture that connects the selected layer."""

    def __init__(
        self,
        gesture: Gesture,
        walker: Walker,
        editor: Editor,
        scene: GraphScene,
        selection: Selection,
        camera: Camera,
        talker: Talker,
    ) -> None:
        self._gesture, self._walker, self._editor = gesture, walker, editor
        self._scene, self._selection = scene, selection
        self._camera, self._talker = camera, talker

    def connect_from_selected(self) -> None:
        """Choose, with the keyboard, what the selected layer is connected to."""
        chosen = self._selection.only_node
        others = [id_ for id_ in self._walker.reading_order() if id_ != chosen]
        if chosen is None or not others:
            self._talker.complain(tr("Select one layer first, then choose what it is connected to."))
            return
        tool = ConnectByKeysTool(self._camera, self._scene, self._editor, self._talker, chosen, others)
        self._gesture.begin(tool)
