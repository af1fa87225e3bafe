"""The main setting of a layer, edited over its card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRect

from nnsim.base.declared import settings_of
from nnsim.base.text import tr
from nnsim.document import edits
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.editor import Editor
from nnsim.ui.canvas.geometry import CARD_WIDTH
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker

_LEAST_WIDTH, _HEIGHT = 130, 32
_TITLE = 17
"""Middle of the title below the card's top, in canvas units."""


class InPlace:
    """Opens `box`, one field, over a card, and takes by way of `editor` what was typed."""

    def __init__(
        self,
        editor: Editor,
        scene: GraphScene,
        selection: Selection,
        camera: Camera,
        talker: Talker,
        box: InlineEditor,
    ) -> None:
        self._editor, self._scene, self._selection = editor, scene, selection
        self._camera, self._talker = camera, talker
        self.box = box
        camera.moved.connect(lambda: box.close_editor(take=True))

    def edit_selected(self) -> None:
        """Edit the main setting of the selected layer in its place."""
        if self._selection.only_node is not None:
            self.edit(self._selection.only_node)

    def edit(self, id_: str) -> None:
        """Open a field over the title of node `id_` for its main setting."""
        layer = self._editor.graph[id_].layer
        name, kind = layer.main_setting, dict(settings_of(layer)).get(layer.main_setting)
        if kind is None:
            self._talker.complain(tr("{title} has nothing to set here.").format(title=tr(layer.title)))
            return
        self._selection.select({id_})
        self._camera.show(self._scene.nodes[id_].card(), 24)

        def taken(value: Any) -> None:
            graph = self._editor.graph
            if id_ in graph:
                label = tr("Change {setting} of {name}").format(setting=tr(kind.label), name=graph[id_].name)
                changed = replace(graph[id_].layer, **{name: value})
                self._editor.edit(label, lambda g: edits.set_layer(g, id_, changed))

        self.box.open(self._area(id_), kind, getattr(layer, name), taken, self._talker.complain)

    def _area(self, id_: str) -> QRect:
        """Return where the field stands, over the title, in view coordinates."""
        corner: QPointF = self._camera.view_point(self._scene.nodes[id_].card().topLeft())
        zoom = self._camera.zoom
        top = round(corner.y()) + round(_TITLE * zoom) - _HEIGHT // 2
        return QRect(round(corner.x()), top, max(int(CARD_WIDTH * zoom), _LEAST_WIDTH), _HEIGHT)
