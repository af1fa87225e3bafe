"""The kinds of things on the canvas: nodes, each with its meter, and edges."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsSimpleTextItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.document.graph import Edge, Node
from nnsim.ui.canvas.card import LOOP_HEIGHT, paint_card
from nnsim.ui.canvas.card_look import Look, height_of
from nnsim.ui.canvas.card_meter import meter_rect, paint_meter
from nnsim.ui.canvas.card_note import note_rect, repair_rect
from nnsim.ui.canvas.carried import Carried
from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import card_rect, edge_path, input_port, output_port
from nnsim.ui.canvas.routing import lead, reach
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import wrapped

_MARGIN = LOOP_HEIGHT + 3.0
"""Room around a card for its shadow, outline and lit ports."""


class NodeItem(QGraphicsItem):
    """One node: a card at the place the drawing, or a gesture under way, gives it."""

    def __init__(self, node: Node, face: Face) -> None:
        super().__init__()
        self.id = node.id
        self.face = face
        self.look = Look()
        self.setZValue(1)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setPos(node.x, node.y)
        self.setToolTip(wrapped(face.tooltip))
        self._bounds = QRectF()
        self._meter = MeterItem(self, face, self.look)
        self._measure()

    def set_face(self, face: Face) -> None:
        """Show `face` from now on."""
        if face != self.face:
            self.face = face
            self.setToolTip(wrapped(face.tooltip))
            self._on_look()

    def set_selected(self, selected: bool, alone: bool) -> None:
        """Show whether it is selected, and whether nothing else is."""
        look = self.look
        if (look.selected, look.alone) != (selected, alone):
            look.selected, look.alone = selected, alone
            self._on_look()

    def set_invited(self, lit: str, dimmed: bool) -> None:
        """Light up a port (``input``, ``output``, or none), or dim the card: no connection can be drawn to it."""
        look = self.look
        if (look.lit, look.dimmed) != (lit, dimmed):
            look.lit, look.dimmed = lit, dimmed
            self._on_look()

    def set_focused(self, focused: bool) -> None:
        """Show whether the keyboard has chosen it as the other end."""
        if focused != self.look.focused:
            self.look.focused = focused
            self._on_look()

    def set_gradient(self, measured: bool, value: float | None, state: str) -> None:
        """Show `value` on the meter, or no measurement; called for every picture of a training."""
        look = self.look
        if measured != look.measured:
            look.measured, look.gradient, look.gradient_state = measured, value, state
            self._on_look()
        elif value != look.gradient or state != look.gradient_state:
            look.gradient, look.gradient_state = value, state
            self._meter.update()

    def _on_look(self) -> None:
        # A selected node shows a sentence below it, which must not hide under a neighbour.
        self.setZValue(1.5 if self.look.selected else 1.0)
        self._measure()
        self.update()
        self._meter.update()

    def card(self) -> QRectF:
        """Return the card in scene coordinates."""
        return card_rect(height_of(self.face, self.look)).translated(self.pos())

    def note(self) -> QRectF:
        """Return the note of the node's problem in scene coordinates, empty when it has none."""
        if not self.look.has_note(self.face):
            return QRectF()
        return note_rect(self.face, self.look).translated(self.pos())

    def repair(self) -> QRectF:
        """Return where the offer of a repair is pressed, in scene coordinates, empty when there is none."""
        return repair_rect(self.face, self.look).translated(self.pos())

    def output_port(self) -> QPointF:
        """Return where edges leave, in scene coordinates."""
        return output_port(self.x(), self.y())

    def input_port(self) -> QPointF:
        """Return where edges enter, in scene coordinates."""
        return input_port(self.x(), self.y())

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        paint_card(painter, self.face, self.look, zoom)

    def _measure(self) -> None:
        bounds = card_rect(height_of(self.face, self.look)).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        if self.look.has_note(self.face):
            bounds |= note_rect(self.face, self.look).adjusted(-1, -1, 1, 1)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            if self.scene() is not None:
                # An item that is drawn from a cache would leave behind what stood where it no longer reaches.
                self.scene().update(self._bounds.translated(self.pos()))
            self._bounds = bounds
        self._meter.show_face(self.face)


class MeterItem(QGraphicsItem):
    """The meter of a node, over its card.

    A card is drawn from a picture that is kept. What changes with every look at a training lies outside it.
    It knows nothing of its node: both would wait for the collector, which may run in the trainer's thread.
    """

    def __init__(self, node: QGraphicsItem, face: Face, look: Look) -> None:
        super().__init__(node)
        self._face, self._look = face, look
        self._place = QRectF()
        self.setVisible(False)

    def show_face(self, face: Face) -> None:
        """Lie where the meter of a card with `face` is, as it looks now; hidden where there is none."""
        self._face = face
        place = meter_rect(face, self._look)
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place
            self.setVisible(not place.isEmpty())

    def boundingRect(self) -> QRectF:
        return self._place

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        paint_meter(painter, self._face, self._look, zoom)


class EdgeItem(QGraphicsPathItem):
    """One edge: a curve from port to port, or a dashed arc for a skip connection.

    Painting and bounds are Qt's own, so that thousands of edges cost no Python.
    """

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge
        self.skip = False
        self.selected = False
        self.lit = False
        self.reach = QRectF()
        """Where a card that comes or goes may change its way."""
        self._carried: Carried | None = None
        self._passed: Sequence[QRectF] = ()
        self._near = True
        self._label: QGraphicsSimpleTextItem | None = None
        self.retheme()

    def set_state(
        self, *, skip: bool | None = None, selected: bool | None = None, lit: bool | None = None
    ) -> None:
        """Change what is given and draw it accordingly."""
        before = (self.skip, self.selected, self.lit)
        self.skip = self.skip if skip is None else skip
        self.selected = self.selected if selected is None else selected
        self.lit = self.lit if lit is None else lit
        if (self.skip, self.selected, self.lit) != before:
            self.retheme()

    def set_carried(self, carried: Carried | None) -> None:
        """Show what the edge is forecast to carry back; None: draw it as it is."""
        if carried != self._carried:
            self._carried = carried
            self.setToolTip(wrapped(carried.tip) if carried is not None else "")
            self.retheme()

    def retheme(self) -> None:
        """Take pen and label from the theme in use."""
        strong = self.selected or self.lit
        self.setPen(self._pen(strong))
        self.setZValue(0.5 if strong else 0.0)
        self._show_label(theme().colour("muted"))

    def _pen(self, strong: bool) -> QPen:
        colours, carried = theme(), self._carried
        if carried is not None and not strong:
            pen = QPen(colours.colour(carried.state), carried.width)
            if carried.dashes:
                pen.setDashPattern(carried.dashes)
            return pen
        token = "accent" if strong else "merge" if self.skip else "muted"
        pen = QPen(colours.colour(token, 1.0 if strong or self.skip else 0.85), 3.5 if strong else 2.0)
        if self.skip:
            pen.setDashPattern([2.6, 2.2])
        return pen

    def lead(self, start: QPointF, end: QPointF, passed: Sequence[QRectF]) -> None:
        """Draw the curve between two ports, out from behind the cards that it passes."""
        path = lead(start, end, passed, self.skip)
        self.reach = reach(path, start, end)
        # A card may come to stand below the label and leave the way as it is.
        self._passed = [card for card in passed if card.intersects(self.reach)] if self.skip else ()
        if path != self.path():
            self.setPath(path)
        if self._label is not None:
            self._place_label()

    def show_text(self, shown: bool) -> None:
        """Show or hide the label, which is unreadable from afar."""
        self._near = shown
        if self._label is not None:
            self._place_label()

    def _show_label(self, colour: QColor) -> None:
        text = self._carried.text if self._carried is not None else tr("skip connection") if self.skip else ""
        if not text:
            if self._label is not None:
                self._label.setParentItem(None)  # type: ignore[arg-type]  # the stubs know no None
                if self.scene() is not None:
                    self.scene().removeItem(self._label)
                self._label = None
            return
        if self._label is None:
            self._label = QGraphicsSimpleTextItem(self)
            self._label.setFont(fonts.drawn_font(fonts.SMALL))
        self._label.setText(text)
        self._label.setBrush(QBrush(colour))
        self._place_label()

    def _place_label(self) -> None:
        assert self._label is not None
        middle = self.path().pointAtPercent(0.5) if not self.path().isEmpty() else QPointF()
        place = self._label.boundingRect()
        place.moveCenter(middle - QPointF(0, place.height() / 2 + 4))
        self._label.setPos(place.topLeft())
        # In a narrow gap between cards it would show no more than half of its letters.
        fits = self.skip or place.width() <= self.path().boundingRect().width()
        self._label.setVisible(
            self._near and fits and not any(card.intersects(place) for card in self._passed)
        )


class LooseEdge(QGraphicsPathItem):
    """The curve that follows the mouse while a connection is being drawn."""

    def __init__(self) -> None:
        super().__init__(QPainterPath())
        self.setZValue(2)

    def lead(self, start: QPointF, end: QPointF, legal: bool) -> None:
        """Draw the curve; a target that cannot be is dotted and in another colour."""
        pen = QPen(theme().colour("accent" if legal else "bad"), 2.0)
        pen.setStyle(Qt.PenStyle.DashLine if legal else Qt.PenStyle.DotLine)
        self.setPen(pen)
        self.setPath(edge_path(start, end))
