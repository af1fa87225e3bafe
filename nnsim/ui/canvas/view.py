"""The canvas: the window on the drawing, and the switchboard of its gestures."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QPainter,
    QPixmapCache,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QLabel, QToolTip, QWidget

from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document import edits
from nnsim.document.fitting import layer_for
from nnsim.document.graph import Edge
from nnsim.document.project import Project
from nnsim.document.resolve import Problem
from nnsim.ui.canvas import card
from nnsim.ui.canvas.bubble import Bubble
from nnsim.ui.canvas.editing import Editing
from nnsim.ui.canvas.geometry import DOTS, TEXT_FROM
from nnsim.ui.canvas.gestures import GestureView
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.items import NodeItem
from nnsim.ui.canvas.minimap import Minimap
from nnsim.ui.canvas.navigation import Navigation
from nnsim.ui.canvas.quick_add import QuickAdd
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.tools.connect_by_keys import ConnectByKeysTool
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.focus_ring import FocusRing

_PAPER = 50_000.0
_CARD_CACHE_KB = 128 * 1024
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class CanvasView(Editing, Navigation, GestureView):
    """Shows and edits the drawing of a workspace; keeps no copy of it.

    `Editing` and `Navigation` hold the methods that commands call; `nnsim.ui.canvas.keys` lists
    the keys. `complained` fires with every sentence shown to the user because something could not
    be done, `repair_wanted` with a problem whose repair was pressed.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(GraphScene(), parent)
        self.workspace = workspace
        self.complained: Event[[str]] = Event()
        self.repair_wanted: Event[[Problem]] = Event()
        self.inside = Inside()
        """What this canvas opens into; whoever joins it to something puts that here."""
        self._edge_walk: frozenset[str] = frozenset()
        self._pasted = 0
        self._was_shown = False
        self._set_up()
        self.minimap = Minimap(self, self.canvas)
        self.bubble = Bubble(self)
        self.quick_add_box = QuickAdd(self, lambda preset: layer_for(preset, workspace.prepared))
        self.editor = InlineEditor(self)
        FocusRing(self)
        self._hint = QLabel(tr("Drag an Input here, or double-click to add a layer"), self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._listen()
        self.canvas.apply(type(workspace.graph)(), workspace.graph, workspace.resolved)
        self.retheme()
        self._on_selection()
        self._on_graph_shown()

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The background covers everything: what lies below need not be painted first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSceneRect(-_PAPER, -_PAPER, 2 * _PAPER, 2 * _PAPER)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        # Cards keep themselves as pixmaps in this cache; the default of 10 MB holds some fifty of them.
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _CARD_CACHE_KB))
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Network"))
        self.horizontalScrollBar().valueChanged.connect(self.on_seen_changed)
        self.verticalScrollBar().valueChanged.connect(self.on_seen_changed)

    def _listen(self) -> None:
        workspace = self.workspace
        links = [
            workspace.project_changed.connect(self._on_project),
            workspace.resolved_changed.connect(self._on_resolved),
            workspace.selection_changed.connect(self._on_selection),
        ]
        # The workspace outlives the view, and would call into a widget that is gone.
        self.destroyed.connect(lambda: _leave(links))

    # --- what the drawing says ---

    def _on_project(self, old: Project, new: Project) -> None:
        if old.graph == new.graph:
            return
        self.cancel_tool()
        self.hide_bubble()
        QToolTip.hideText()  # it may be of a layer that goes
        self.editor.close_editor(take=False)
        self.canvas.apply(old.graph, new.graph, self.workspace.resolved)
        self.select_edges(self.selected_edges)
        self._on_graph_shown()
        if old.graph.nodes and len(new.graph.nodes) > 1 and not old.graph.by_id.keys() & new.graph.by_id:
            self.fit()  # another drawing

    def _on_resolved(self) -> None:
        self.canvas.refresh_faces(self.workspace.graph, self.workspace.resolved)
        self.minimap.redraw()

    def _on_selection(self) -> None:
        self.canvas.mark_selected(self.workspace.selection, self.selected_edges)
        self.minimap.redraw()
        self.announce(self._selection_text())

    def _on_graph_shown(self) -> None:
        self._hint.setVisible(not self.workspace.graph.nodes)
        self.canvas.show_texts(self.zoom >= TEXT_FROM)
        self.minimap.redraw()

    def _selection_text(self) -> str:
        chosen = self.workspace.selection
        if not chosen:
            return ntr("{n} layer on the canvas", "{n} layers on the canvas", len(self.canvas.nodes)).format(
                n=len(self.canvas.nodes)
            )
        if len(chosen) > 1:
            return ntr("{n} layer selected", "{n} layers selected", len(chosen)).format(n=len(chosen))
        item = self.canvas.nodes.get(next(iter(chosen)))
        return item.face.tooltip if item is not None else ""

    def announce(self, text: str) -> None:
        """Tell screen readers `text`."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def set_meters(self, values: Mapping[str, float | None]) -> None:
        """Show the gradient norm of every node in `values` on its card; None is not measured yet."""
        self.canvas.set_meters(values)

    def select_edges(self, edges: Collection[Edge]) -> None:
        """Select exactly these edges; selecting some lets go of all layers."""
        self.selected_edges = frozenset(e for e in edges if e in self.canvas.edges)
        self._edge_walk = frozenset()
        if self.selected_edges:
            self.workspace.select(())
        self.canvas.mark_selected(self.workspace.selection, self.selected_edges)

    def edge_walk_nodes(self) -> frozenset[str]:
        """Return the layers whose edges `select_next_edge` goes through."""
        return self.workspace.selection or self._edge_walk

    def light_targets(self, origin: str | None, forwards: bool = True) -> None:
        """Light up what can be connected to `origin` and dim the rest; None ends that."""
        graph = self.workspace.graph
        for id_, item in self.canvas.nodes.items():
            if origin is None or id_ == origin:
                item.set_look(lit="", dimmed=False)
            else:
                ends = (origin, id_) if forwards else (id_, origin)
                legal = edits.why_not_connect(graph, *ends) is None
                item.set_look(lit=("input" if forwards else "output") if legal else "", dimmed=not legal)

    # --- sentences ---

    def complain(self, text: str, at: QPointF | None = None) -> None:
        """Show why something cannot be, beside `at` (view coordinates; None: the mouse), for a while."""
        self.bubble.say(text, self._mouse_place() if at is None else at, transient=True)
        self.announce(text)
        self.complained.fire(text)

    def show_bubble(self, text: str, at: QPointF, complaint: bool = True) -> None:
        """Show `text` beside `at` (view coordinates) until `hide_bubble`."""
        self.bubble.say(text, at, complaint)

    def hide_bubble(self) -> None:
        """Hide what `show_bubble` shows."""
        self.bubble.hide()

    def connect_from_selected(self) -> None:
        """Choose, with the keyboard, what the selected layer is connected to."""
        chosen = self.workspace.selection
        if len(chosen) != 1 or len(self.canvas.nodes) < 2:
            self.complain(tr("Select one layer first, then choose what it is connected to."))
            return
        self.begin(ConnectByKeysTool(self, next(iter(chosen))))

    def quick_add(self) -> None:
        """Ask for a layer by typing; it goes behind the selected one, or where the mouse is."""
        self.open_quick_add(self._mouse_place(), after_selection=True)

    def open_quick_add(
        self,
        at: QPointF,
        joined: str | None = None,
        forwards: bool = True,
        *,
        edge: Edge | None = None,
        after_selection: bool = False,
    ) -> None:
        """Ask for a layer to add at `at` (view coordinates), joined to a node or put into an edge."""
        point = self.scene_point(at)
        if after_selection and len(self.workspace.selection) == 1:
            self.quick_add_box.ask(at, self.add_after_selection)
            return
        join = None if joined is None else (joined, forwards)
        self.quick_add_box.ask(at, lambda layer: self.add_layer(layer, point, edge=edge, joined=join))

    def _mouse_place(self) -> QPointF:
        inside = self._mouse is not None and self.viewport().rect().contains(self._mouse.toPoint())
        return self._mouse if inside and self._mouse else QPointF(self.viewport().rect().center())

    # --- problems ---

    def show_problem_of(self, id_: str) -> None:
        """Select layer `id_` and bring it into sight with the sentence of its problem, large enough to read."""
        self.close_neurons()
        self.select_edges(())
        self.workspace.select({id_})
        item = self.canvas.nodes[id_]
        if self.zoom < TEXT_FROM:
            self.zoom_to(1.0)
            self.centerOn(item)
        self.ensureVisible(item.card() | item.note(), 24, 24)
        self.pan(*self.minimap.way_out(self.mapFromScene(item.card() | item.note()).boundingRect()))

    def press_note(self, item: NodeItem, at: QPointF) -> None:
        """Do what a press at `at` (scene) on the note of a problem means: open it, or make its repair."""
        if item.repair().contains(at):
            self.repair()
        else:
            self.show_problem_of(item.id)

    def repair(self) -> None:
        """Make the repair of the selected layers' problem; without a selection, of the first problem."""
        problem = self.workspace.problem_to_mend
        if problem is not None:
            self.repair_wanted.fire(problem)
        elif self.workspace.problems_at_hand:
            self.complain(tr("No single step mends this problem. Its sentence says what to do."))
        else:
            self.complain(tr("There is no problem here to be mended."))

    # --- looks ---

    def retheme(self) -> None:
        """Draw everything in the colours and fonts of the theme in use."""
        card.forget_fonts()
        self.setBackgroundBrush(theme().colour("canvas"))
        self._hint.setStyleSheet(f"color: {theme().muted}; background: transparent;")
        self.canvas.retheme()
        self.minimap.redraw()
        self.quick_add_box.retheme()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "quick_add_box"):
            self.retheme()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.fit()

    def on_seen_changed(self) -> None:
        """Follow a change of the part that is seen."""
        self.minimap.update()
        self.editor.close_editor(take=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.minimap.follow(self.width())
        self._hint.setGeometry(self.rect())
        self.on_seen_changed()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        super().drawBackground(painter, rect)
        step = DOTS
        while step * self.zoom < 14:
            step *= 2
        left, top = math.floor(rect.left() / step), math.floor(rect.top() / step)
        right, bottom = math.ceil(rect.right() / step), math.ceil(rect.bottom() / step)
        side = 2.0 / self.zoom
        # Squares without smoothing: round, smoothed points cost eight times as much as the whole rest.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("grid"))
        painter.drawRects(
            [
                QRectF(x * step - side / 2, y * step - side / 2, side, side)
                for x in range(left, right + 1)
                for y in range(top, bottom + 1)
            ]
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _leave(links: list[Callable[[], None]]) -> None:
    for disconnect in links:
        disconnect()
