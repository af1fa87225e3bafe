"""A click on an edge selects it; a double click puts a layer into it."""

from __future__ import annotations

from PySide6.QtGui import QMouseEvent

from nnsim.document.graph import Edge
from nnsim.ui.canvas.adder import Adder
from nnsim.ui.canvas.camera import Camera
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.tools.tool import Tool


class SelectEdgeTool(Tool):
    """Selects `edge` alone or, when `adding`, with those that are selected already (or lets go of it)."""

    def __init__(
        self, camera: Camera, selection: Selection, adder: Adder, edge: Edge, *, adding: bool
    ) -> None:
        super().__init__(camera)
        self._selection, self._adder = selection, adder
        self._edge, self._adding = edge, adding
        self._before = (selection.nodes, selection.edges)

    def begin(self) -> None:
        chosen = self._selection.edges ^ {self._edge} if self._adding else {self._edge}
        self._selection.select_edges(chosen)

    def cancel(self) -> None:
        nodes, edges = self._before
        self._selection.select(nodes)
        if edges:
            self._selection.select_edges(edges)

    def double_click(self, event: QMouseEvent) -> None:
        self._adder.ask(event.position(), edge=self._edge)
