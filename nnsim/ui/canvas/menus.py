"""Menus of a node, an edge and the empty canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from nnsim.base.text import tr
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.look import icons

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

key = CANVAS_KEYS.first_key

Row = tuple[str, str, str, Callable[[], object]] | None
"""Text, icon, shortcut to show and what to do; None is a line."""


def menu_at(view: CanvasView, at: QPointF) -> QMenu:
    """Return the menu for what is at `at` (view coordinates), after selecting that."""
    point = view.scene_point(at)
    node = view.canvas.node_at(point)
    if node is not None:
        if node.id not in view.workspace.selection:
            view.select_edges(())
            view.workspace.select({node.id})
        return _menu(view, _node_rows(view))
    edge = view.canvas.edge_at(point, 8.0 / view.zoom)
    if edge is not None:
        view.select_edges({edge.edge})
        return _menu(view, _edge_rows(view, at))
    return _menu(view, _canvas_rows(view, at))


def menu_for_selection(view: CanvasView) -> QMenu:
    """Return the menu for what is selected, for the keyboard."""
    if view.workspace.selection:
        return _menu(view, _node_rows(view))
    middle = QPointF(view.viewport().rect().center())
    return _menu(view, _edge_rows(view, middle) if view.selected_edges else _canvas_rows(view, middle))


def _node_rows(view: CanvasView) -> list[Row]:
    rows: list[Row] = [
        (tr("Edit main setting"), "", key("edit_main"), view.edit_selected),
        (tr("Connect to…"), "link", key("connect"), view.connect_from_selected),
        (tr("Disconnect"), "", key("disconnect"), view.disconnect_selected),
        None,
        (tr("Cut"), "cut", key("cut"), view.cut),
        (tr("Copy"), "copy", key("copy"), view.copy),
        (tr("Duplicate"), "", key("duplicate"), view.duplicate),
        (tr("Delete"), "trash", key("delete"), view.delete),
        (tr("Delete and leave the gap"), "", key("delete_gap"), view.delete_leaving_gap),
    ]
    problem = view.workspace.problem_to_mend
    if problem is not None and problem.repair is not None:
        rows[:0] = [(problem.repair.label, "check", key("repair"), view.repair), None]
    if len(view.workspace.selection) > 1:
        rows = [
            row
            for row in rows
            if row is None or row[3] not in (view.edit_selected, view.connect_from_selected)
        ]
        rows += [
            None,
            (tr("Tidy selected"), "tidy", key("tidy"), view.tidy),
            (tr("Align left"), "align", "", view.align_left),
            (tr("Align centres"), "", "", view.align_centre),
            (tr("Align right"), "", "", view.align_right),
            (tr("Align top"), "", "", view.align_top),
            (tr("Align middles"), "", "", view.align_middle),
            (tr("Align bottom"), "", "", view.align_bottom),
            (tr("Distribute horizontally"), "", "", view.distribute_horizontally),
            (tr("Distribute vertically"), "", "", view.distribute_vertically),
        ]
    return rows


def _edge_rows(view: CanvasView, at: QPointF) -> list[Row]:
    edge = next(iter(view.selected_edges))
    return [
        (tr("Insert layer…"), "plus", "", lambda: view.open_quick_add(at, edge=edge)),
        (tr("Delete"), "trash", key("delete"), view.delete),
    ]


def _canvas_rows(view: CanvasView, at: QPointF) -> list[Row]:
    return [
        (tr("Add layer…"), "plus", key("quick_add"), lambda: view.open_quick_add(at)),
        (tr("Paste"), "paste", key("paste"), lambda: view.paste(view.scene_point(at))),
        (tr("Select all"), "", key("select_all"), view.select_all),
        None,
        (tr("Tidy"), "tidy", key("tidy"), view.tidy),
        (tr("Fit"), "fit", key("fit"), view.fit),
        (tr("Zoom to 100 %"), "", key("zoom_reset"), view.zoom_reset),
        (tr("Show or hide the map"), "", key("minimap"), view.toggle_minimap),
    ]


def _menu(view: CanvasView, rows: list[Row]) -> QMenu:
    menu = QMenu(view)
    for row in rows:
        if row is None:
            menu.addSeparator()
            continue
        text, icon, keys, do = row
        action = menu.addAction(f"{text}\t{keys}" if keys else text)
        if icon:
            action.setIcon(icons.icon(icon))
        action.triggered.connect(lambda _checked=False, do=do: do())
    return menu
