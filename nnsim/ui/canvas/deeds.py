"""Everything that can be done to a drawing on a canvas, theme by theme."""

from __future__ import annotations

from PySide6.QtWidgets import QGraphicsView

from nnsim.base.event import Event
from nnsim.document.fitting import layer_for
from nnsim.ui.canvas.adder import Adder
from nnsim.ui.canvas.arranger import Arranger
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.connector import Connector
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.framing import Framing
from nnsim.ui.canvas.gesture import Gesture
from nnsim.ui.canvas.in_place import InPlace
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.canvas.minimap import Minimap
from nnsim.ui.canvas.navigator import Navigator
from nnsim.ui.canvas.notes import Notes
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.quick_add import QuickAdd
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.walker import Walker
from nnsim.ui.sitting.workspace import Workspace


class Deeds:
    """The objects that work on the drawing of `workspace`, each made of those before it.

    Keys, menus, commands and gestures use them. `view` shows `scene`, and lends them its viewport,
    its scroll bars and a place for their small widgets; nothing else is asked of it. `menu_wanted`
    fires when the menu of what is selected is asked for by key.
    """

    def __init__(self, view: QGraphicsView, scene: GraphScene, workspace: Workspace) -> None:
        self.workspace, self.scene = workspace, scene
        self.menu_wanted: Event[[]] = Event()
        self.minimap = Minimap(view, scene)
        self.corners = Corners(view)
        self.corners.add(self.minimap)
        self.pointer = Pointer(view.viewport())
        self.talker = talker = Talker(view, self.pointer)
        self.camera = camera = Camera(view)
        self.selection = selection = Selection(workspace, scene)
        self.gesture = Gesture(camera, self.pointer, talker)
        self.framing = Framing(camera, scene, self.corners, self.gesture, self.pointer)
        self.navigator = Navigator(camera, scene, self.minimap, self.corners, self.gesture, self.framing)
        self.walker = Walker(workspace, scene, selection, camera, talker)
        self.notes = Notes(workspace, scene, selection, self.navigator, talker)
        self.editor = editor = Editor(workspace, selection, camera, talker)
        self.arranger = Arranger(editor, selection, self.navigator)
        self.connector = Connector(self.gesture, self.walker, editor, scene, selection, camera, talker)
        asking = QuickAdd(view, lambda preset: layer_for(preset, workspace.prepared))
        self.adder = Adder(editor, scene, selection, camera, self.pointer, asking)
        self.in_place = InPlace(editor, scene, selection, camera, talker, InlineEditor(view))
