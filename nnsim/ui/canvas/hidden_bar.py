"""The hidden layers of a plain chain, at the head of the canvas: how many, how wide, with which activation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer
from nnsim.base.text import ntr, tr
from nnsim.document.graph import Node
from nnsim.document.hidden_layers import (
    MOST,
    can_go,
    common_activation,
    have_activation,
    hidden_layers,
    with_activation,
    with_one_less,
    with_one_more,
    with_units,
)
from nnsim.document.project import Project
from nnsim.engine.activation import activations
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.stepper import Stepper
from nnsim.ui.widgets.style import line
from nnsim.ui.widgets.tab_order import visit_in_place
from nnsim.ui.widgets.typed_stepper import TypedStepper

_TOP, _GAP = 16, 8
_EDGES, _SPACE, _BETWEEN = QSize(8, 4), 6, 4
"""Pixels within the frame at each side, between its parts, and between the numbers of two layers."""

_MOST_SHARE = 0.5
"""Part of the height of the canvas that it may take."""


class HiddenBar(QFrame):
    """Follows the drawing, and edits it; hidden where the drawing is no chain, or there is no room.

    In one row where there is room for that, else with the units in rows of their own below the rest.

    Keys and mouse that nobody in it wants stop here: nothing of the drawing below is changed by them.

    Parameters
    ----------
    complain
        Is told why a number that was typed cannot be.
    """

    def __init__(
        self, workspace: Workspace, canvas: QWidget, corners: Corners, complain: Callable[[str], object]
    ) -> None:
        super().__init__(canvas)
        self._workspace, self._canvas, self._corners = workspace, canvas, corners
        self._complain = complain
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Hidden layers"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.count = Stepper(tr("Hidden layers"), self)
        self.count.stepped.connect(self._step_layers)
        self.activation = LabelledCombo(
            tr("Activation"), [(a.key, tr(a.title)) for a in activations], parent=self
        )
        self.activation.setToolTip(tr("Activation of all hidden layers"))
        self.activation.valueChosen.connect(self._choose_activation)
        self.units: dict[str, TypedStepper] = {}
        """By the id of each hidden layer, its units."""
        self._between = line(vertical=True)
        self._between.setParent(self)
        canvas.installEventFilter(self)
        self._leave: list[Callable[[], object]] = [
            workspace.project_changed.connect(self._on_project),
            corners.changed.connect(self.place),
        ]
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
        """Stand between what stands in the corners: in one row, in several, with less, or not at all."""
        if hidden_layers(self._workspace.graph) is None:
            self.hide()
            return
        left, right = self._corners.between
        room = QSize(right - left - 2 * _GAP, round(_MOST_SHARE * self._canvas.height()))
        steppers: list[QWidget] = list(self.units.values())
        ends: list[QWidget] = [self.activation] if have_activation(self._workspace.graph) else []
        ways: tuple[Rows, ...] = (
            [[self.count, *steppers, *ends]],
            [[self.count, *ends], *_in_rows(steppers, room.width())],
            _in_rows([self.count, *steppers, *ends], room.width()),
            [[self.count, *ends]],
            [[self.count]],
        )
        for rows in ways:
            size = _size_of(rows)
            if size.width() <= room.width() and size.height() <= room.height():
                break
        shown = {part for row in rows for part in row}
        for part in (self.count, *steppers, self.activation):
            part.setVisible(part in shown)
        self._lay_out(rows)
        self.setGeometry(QRect(QPoint(left + _GAP, _TOP), size))
        self.setVisible(size.width() <= room.width() and size.height() <= room.height())

    def _lay_out(self, rows: Rows) -> None:
        top = _EDGES.height()
        self._between.hide()
        for row in rows:
            height, x = _height_of(row), _EDGES.width()
            for part in row:
                if part is self.activation:
                    self._between.setGeometry(x, top, 1, height)
                    self._between.show()
                    x += 1 + _SPACE
                hint = part.sizeHint()
                part.setGeometry(x, top + (height - hint.height()) // 2, hint.width(), hint.height())
                x += hint.width() + _after(part)
            top += height

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
            limits = (n - 1 if can_go(graph) else n, MOST)
            self.count.show_number(n, text, tr("Layers between the input and the last layer"), limits)
            self._show_units(hidden)
            common = common_activation(graph)
            self.activation.set_value(common.key if common is not None else None)
        self.place()

    def _show_units(self, hidden: tuple[Node, ...]) -> None:
        if list(self.units) != [node.id for node in hidden]:
            gone = [stepper for id_, stepper in self.units.items() if id_ not in {n.id for n in hidden}]
            for stepper in gone:
                stepper.hide()
                stepper.deleteLater()
            self.units = {node.id: self.units.get(node.id) or self._stepper(node) for node in hidden}
            fields = [widget for stepper in self.units.values() for widget in stepper.stops]
            visit_in_place(self, [*self.count.stops, *fields, self.activation.combo])
        for node in hidden:
            units = node.layer.units  # type: ignore[attr-defined]  # hidden ones have units
            kind = _units_of(node)
            tip = tr("Units of {layer}: click the number to type another").format(layer=node.name)
            self.units[node.id].show_number(units, kind.show(units), tip, (int(kind.low), int(kind.high)))

    def _stepper(self, node: Node) -> TypedStepper:
        made = TypedStepper(tr("Units of {layer}").format(layer=node.name), _units_of(node), self)
        made.stepped.connect(lambda by, id_=node.id: self._step_units(id_, by))
        made.typed.connect(lambda units, id_=node.id: self._set_units(id_, units))
        made.refused.connect(self._complain)
        return made

    # ---- what follows ------------------------------------------------------------------------

    def _step_layers(self, by: int) -> None:
        label = tr("Add a hidden layer") if by > 0 else tr("Remove a hidden layer")
        self._workspace.edit_graph(label, with_one_more if by > 0 else with_one_less)

    def _step_units(self, id_: str, by: int) -> None:
        if id_ in self._workspace.graph:
            units = self._workspace.graph[id_].layer.units + by  # type: ignore[attr-defined]
            self._set_units(id_, units, f"units {id_}")

    def _set_units(self, id_: str, units: int, key: str = "") -> None:
        """Give a layer so many units; edits with the same `key` in a row are one step of undo."""
        self._workspace.edit(
            tr("Change the units"), lambda p: replace(p, graph=with_units(p.graph, id_, units)), key
        )

    def _choose_activation(self, key: object) -> None:
        chosen = activations[str(key)]()
        self._workspace.edit_graph(tr("Change the activation"), lambda graph: with_activation(graph, chosen))


Rows = list[list[QWidget]]


def _in_rows(parts: Sequence[QWidget], room: int) -> Rows:
    """Return parts one after another in as few rows as hold them."""
    rows: Rows = []
    for part in parts:
        if rows and _width_of([*rows[-1], part]) <= room:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _after(part: QWidget) -> int:
    return _BETWEEN if isinstance(part, TypedStepper) else _SPACE


def _width_of(row: Sequence[QWidget]) -> int:
    lines = sum(1 + _SPACE for part in row if isinstance(part, LabelledCombo))
    parts = sum(part.sizeHint().width() + _after(part) for part in row)
    return 2 * _EDGES.width() + lines + parts - _after(row[-1])


def _height_of(row: Sequence[QWidget]) -> int:
    return max(part.sizeHint().height() for part in row)


def _size_of(rows: Rows) -> QSize:
    return QSize(max(map(_width_of, rows)), 2 * _EDGES.height() + sum(_height_of(row) for row in rows))


def _units_of(node: Node) -> Integer:
    kind = dict(settings_of(node.layer))["units"]
    assert isinstance(kind, Integer)
    return kind
