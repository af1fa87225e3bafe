"""The hidden layers of a plain chain, at the head of the canvas: how many, how wide, with which activation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.document.graph import Graph, Node
from nnsim.document.hidden_layers import (
    MOST,
    common_activation,
    hidden_layers,
    with_activation,
    with_one_less,
    with_one_more,
    with_units,
)
from nnsim.document.project import Project
from nnsim.engine.activation import activations
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.look import fonts
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.stepper import Stepper
from nnsim.ui.widgets.style import line

_TOP, _GAP = 16, 8
_MOST_UNITS = 100_000


class HiddenBar(QFrame):
    """Follows the drawing, and edits it; hidden where the drawing is no chain, or there is no room.

    Keys and mouse that nobody in it wants stop here: nothing of the drawing below is changed by them.
    """

    def __init__(self, workspace: Workspace, canvas: QWidget, corners: Corners) -> None:
        super().__init__(canvas)
        self._workspace, self._canvas, self._corners = workspace, canvas, corners
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Hidden layers"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.count = Stepper(tr("Hidden layers"))
        self.count.stepped.connect(self._step_layers)
        self.activation = LabelledCombo(tr("Activation"), [(a.key, tr(a.title)) for a in activations])
        self.activation.setToolTip(tr("Activation of all hidden layers"))
        self.activation.valueChosen.connect(self._choose_activation)
        self.units: dict[str, Stepper] = {}
        """By the id of each hidden layer, its units."""
        self._between = line(vertical=True)
        self._units_row = QHBoxLayout()
        self._units_row.setSpacing(4)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        row.addWidget(self.count)
        row.addLayout(self._units_row)
        row.addWidget(self._between)
        row.addWidget(self.activation)
        canvas.installEventFilter(self)
        self._leave: list[Callable[[], object]] = [workspace.project_changed.connect(self._on_project)]
        self._show()

    def release(self) -> None:
        """Stop listening to the workspace, which outlives the canvas."""
        for leave in self._leave:
            leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            # What stands in the corners is moved after this.
            QTimer.singleShot(0, self, self.place)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()

    def place(self) -> None:
        """Stand between what stands in the corners: with all there is, with less, or not at all."""
        hidden = hidden_layers(self._workspace.graph)
        if hidden is None:
            self.hide()
            return
        left, right = self._corners.between
        room = right - left - 2 * _GAP
        for shown in (len(self.units), 0):
            for number, stepper in enumerate(self.units.values()):
                stepper.setVisible(number < shown)
            wish = self._wish(shown)
            if wish <= room:
                break
        self.setVisible(wish <= room)
        height = self.sizeHint().height()
        self.setGeometry(left + _GAP, _TOP, wish, height)

    def _wish(self, shown: int) -> int:
        own = [stepper.sizeHint().width() for stepper in list(self.units.values())[:shown]]
        fixed = (self.count.sizeHint().width(), 1, self.activation.sizeHint().width())
        return sum(fixed) + sum(own) + 4 * max(0, len(own) - 1) + 6 * 3 + 16

    # ---- showing -----------------------------------------------------------------------------

    def _on_project(self, old: Project, new: Project) -> None:
        if old.graph != new.graph:
            self._show()

    def _show(self) -> None:
        graph = self._workspace.graph
        hidden = hidden_layers(graph)
        if hidden is not None:
            n = len(hidden)
            text = ntr("{n} hidden layer", "{n} hidden layers", n).format(n=n)
            self.count.show_number(n, text, tr("Layers between the input and the last layer"), (0, MOST))
            self._show_units(hidden)
            common = common_activation(graph)
            self.activation.setEnabled(bool(hidden))
            self.activation.set_value(common.key if common is not None else None)
        self.place()

    def _show_units(self, hidden: tuple[Node, ...]) -> None:
        if list(self.units) != [node.id for node in hidden]:
            for stepper in self.units.values():
                self._units_row.removeWidget(stepper)
                stepper.hide()
                stepper.deleteLater()
            self.units = {node.id: self._stepper(node) for node in hidden}
        for node in hidden:
            units = node.layer.units  # type: ignore[attr-defined]  # fully connected ones have units
            tip = tr("Units of {layer}").format(layer=node.name)
            self.units[node.id].show_number(units, f"{units:,}", tip, (1, _MOST_UNITS))

    def _stepper(self, node: Node) -> Stepper:
        made = Stepper(tr("Units of {layer}").format(layer=node.name))
        made.stepped.connect(lambda by, id_=node.id: self._step_units(id_, by))
        made.words.setMinimumWidth(fonts.grown(20))
        self._units_row.addWidget(made)
        return made

    # ---- what follows ------------------------------------------------------------------------

    def _step_layers(self, by: int) -> None:
        label = tr("Add a hidden layer") if by > 0 else tr("Remove a hidden layer")
        self._workspace.edit_graph(label, with_one_more if by > 0 else with_one_less)

    def _step_units(self, id_: str, by: int) -> None:
        def change(graph: Graph) -> Graph:
            return with_units(graph, id_, graph[id_].layer.units + by)  # type: ignore[attr-defined]

        if id_ in self._workspace.graph:
            self._workspace.edit(
                tr("Change the units"), lambda p: replace(p, graph=change(p.graph)), f"units {id_}"
            )

    def _choose_activation(self, key: object) -> None:
        chosen = activations[str(key)]()
        self._workspace.edit_graph(tr("Change the activation"), lambda graph: with_activation(graph, chosen))
