"""Menus of a node, an edge and the empty canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsView, QMenu

from nnsim.base.text import tr
from nnsim.document.spreading import spread_of
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.look import icons
from nnsim.ui.sitting.at_hand import problem_to_mend

_EDGE_REACH = 8.0


@dataclass(frozen=True)
class Row:
    """One entry of a menu."""

    text: str
    act: Callable[[], object]
    key: str = ""
    """The key to show beside it."""
    icon: str = ""


class Menus:
    """Makes and opens the menus of a canvas; their rows do what `deeds` offers."""

    def __init__(self, view: QGraphicsView, deeds: Deeds) -> None:
        self._view = view
        self._deeds = deeds
        deeds.menu_wanted.connect(self.open_for_selection)

    def at(self, at: QPointF) -> QMenu:
        """Return the menu for what is at `at` (view coordinates), after selecting that."""
        do = self._deeds
        point = do.camera.scene_point(at)
        node = do.scene.node_at(point)
        if node is not None:
            if node.id not in do.selection.nodes:
                do.selection.select({node.id})
            return self._menu(self._node_rows())
        edge = do.scene.edge_at(point, _EDGE_REACH / do.camera.zoom)
        if edge is not None:
            do.selection.select_edges({edge.edge})
            return self._menu(self._edge_rows(at))
        return self._menu(self._canvas_rows(at))

    def for_selection(self) -> QMenu:
        """Return the menu for what is selected, for the keyboard."""
        if self._deeds.selection.nodes:
            return self._menu(self._node_rows())
        middle = self._deeds.camera.middle
        edges = self._deeds.selection.edges
        return self._menu(self._edge_rows(middle) if edges else self._canvas_rows(middle))

    def open_at(self, at: QPointF) -> None:
        """Open the menu of what is at `at` (view coordinates), there."""
        self._open(self.at(at), at)

    def open_for_selection(self) -> None:
        """Open the menu of what is selected, beside it."""
        do = self._deeds
        menu, chosen = self.for_selection(), do.selection.nodes
        corner = do.camera.view_point(do.scene.cards(chosen).bottomLeft()) if chosen else do.pointer.place
        self._open(menu, corner)

    def _open(self, menu: QMenu, at: QPointF) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(at.toPoint()))

    # --- rows ---

    def _row(self, text: str, name: str, icon: str = "") -> Row:
        """Return the row of what the table of keys calls `name`."""
        binding = CANVAS_KEYS[name]
        return Row(text, lambda: binding.act(self._deeds), binding.shown, icon)

    def _node_rows(self) -> list[Row | None]:
        several, row = len(self._deeds.selection.nodes) > 1, self._row
        rows: list[Row | None] = [
            row(tr("Cut"), "cut", "cut"),
            row(tr("Copy"), "copy", "copy"),
            row(tr("Duplicate"), "duplicate"),
            row(tr("Delete"), "delete", "trash"),
            row(tr("Delete and leave the gap"), "delete_gap"),
        ]
        rows[:0] = [row(tr("Disconnect"), "disconnect"), None]
        if several:
            rows += [None, *self._arranging_rows()]
        else:
            rows[:0] = [
                row(tr("Edit main setting"), "edit_main"),
                row(tr("Connect to…"), "connect", "link"),
                *self._spreading_rows(),
            ]
        problem = problem_to_mend(self._deeds.workspace)
        if problem is not None and problem.repair is not None:
            rows[:0] = [row(problem.repair.offered, "repair", "check"), None]
        return rows

    def _spreading_rows(self) -> list[Row]:
        """Return the row that gives all hidden layers the activation of the selected one, where that changes any."""
        graph, (id_,) = self._deeds.editor.graph, self._deeds.selection.nodes
        activation = graph[id_].layer.activation_function()
        if activation is None or not spread_of(graph, id_):
            return []
        text = tr("Use {activation} in all hidden layers").format(activation=tr(activation.title))
        return [self._row(text, "spread_activation")]

    def _arranging_rows(self) -> list[Row]:
        row = self._row
        rows = [
            row(tr("Tidy selected"), "tidy", "tidy"),
            row(tr("Align left"), "align_left", "align"),
            row(tr("Align centres"), "align_centre"),
            row(tr("Align right"), "align_right"),
            row(tr("Align top"), "align_top"),
            row(tr("Align middles"), "align_middle"),
            row(tr("Align bottom"), "align_bottom"),
        ]
        if len(self._deeds.selection.nodes) > 2:  # between two there is one distance only
            rows += [
                row(tr("Distribute horizontally"), "distribute_horizontally"),
                row(tr("Distribute vertically"), "distribute_vertically"),
            ]
        return rows

    def _edge_rows(self, at: QPointF) -> list[Row | None]:
        edge = next(iter(self._deeds.selection.edges))
        insert = Row(tr("Insert layer…"), lambda: self._deeds.adder.ask(at, edge=edge), icon="plus")
        return [insert, self._row(tr("Delete"), "delete", "trash")]

    def _canvas_rows(self, at: QPointF) -> list[Row | None]:
        do, row, key = self._deeds, self._row, CANVAS_KEYS.first_key
        point = do.camera.scene_point(at)
        return [
            Row(tr("Add layer…"), lambda: do.adder.ask(at), key("quick_add"), "plus"),
            Row(tr("Paste"), lambda: do.editor.paste(point), key("paste"), "paste"),
            row(tr("Select all"), "select_all"),
            None,
            row(tr("Tidy"), "tidy", "tidy"),
            row(tr("Fit"), "fit", "fit"),
            row(tr("Zoom to 100 %"), "zoom_reset"),
            row(tr("Show or hide the map"), "minimap"),
        ]

    def _menu(self, rows: Sequence[Row | None]) -> QMenu:
        menu = QMenu(self._view)
        for row in rows:
            if row is None:
                menu.addSeparator()
                continue
            action = menu.addAction(f"{row.text}\t{row.key}" if row.key else row.text)
            if row.icon:
                action.setIcon(icons.icon(row.icon))
            action.triggered.connect(lambda _checked=False, act=row.act: act())
        return menu
