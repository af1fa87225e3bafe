"""Problems on the canvas: the notes below the cards, and the repairs they offer."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.resolve import Problem
from nnsim.ui.canvas.items import NodeItem
from nnsim.ui.canvas.navigator import Navigator
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.sitting.at_hand import problem_to_mend, problems_at_hand
from nnsim.ui.sitting.workspace import Workspace


class Notes:
    """Shows problems on `scene`. `repair_wanted` fires with a problem whose repair was pressed."""

    def __init__(
        self,
        workspace: Workspace,
        scene: GraphScene,
        selection: Selection,
        navigator: Navigator,
        talker: Talker,
    ) -> None:
        self._workspace, self._scene = workspace, scene
        self._selection, self._navigator, self._talker = selection, navigator, talker
        self.repair_wanted: Event[[Problem]] = Event()

    def show(self, id_: str) -> None:
        """Select layer `id_` and bring it into sight with the sentence of its problem, large enough to read."""
        self._navigator.inside.close()
        self._selection.select({id_})
        item = self._scene.nodes[id_]
        self._navigator.bring_out(item.card() | item.note())

    def press(self, item: NodeItem, at: QPointF) -> None:
        """Do what a press at `at` (scene) on the note of a problem means: open it, or make its repair."""
        if item.repair().contains(at):
            self.repair()
        else:
            self.show(item.id)

    def repair(self) -> None:
        """Make the repair of the selected layers' problem; without a selection, of the first problem."""
        problem = problem_to_mend(self._workspace)
        if problem is not None:
            self.repair_wanted.fire(problem)
        elif problems_at_hand(self._workspace):
            self._talker.complain(tr("No single step mends this problem. Its sentence says what to do."))
        else:
            self._talker.complain(tr("There is no problem here to be mended."))
