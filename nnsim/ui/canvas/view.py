"""The canvas: the window on the drawing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmapCache,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from nnsim.base.text import tr
from nnsim.ui.canvas.card_text import forget_fonts
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.canvas.following import Following
from nnsim.ui.canvas.gestures import Gestures
from nnsim.ui.canvas.menus import Menus
from nnsim.ui.canvas.paper import paint_dots
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.focus_ring import FocusRing

_PAPER = 50_000.0
_CARD_CACHE_KB = 128 * 1024


class CanvasView(QGraphicsView):
    """Shows and edits the drawing of a workspace; keeps no copy of it.

    What can be done to the drawing is in `deeds`, the items in `canvas`; events of mouse and keyboard
    go to `gestures`, and `nnsim.ui.canvas.keys` has the table of the keys.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        scene = GraphScene()
        super().__init__(scene, parent)
        self.canvas = scene
        self.workspace = workspace
        self.deeds = Deeds(self, scene, workspace)
        self.gestures = Gestures(self.deeds)
        self.menus = Menus(self, self.deeds)
        self.following = following = Following(self, self.deeds)
        self._was_shown = False
        self._set_up()
        FocusRing(self)
        self.retheme()
        self.destroyed.connect(lambda: following.release())

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

    # --- looks ---

    def retheme(self) -> None:
        """Draw everything in the colours and fonts of the theme in use."""
        forget_fonts()
        self.setBackgroundBrush(theme().colour("canvas"))
        self.following.retheme()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.retheme()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.deeds.navigator.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        framing = self.deeds.framing
        with framing.holding():
            super().resizeEvent(event)
            self.following.resize(self.rect())
        framing.follow()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        super().drawBackground(painter, rect)
        paint_dots(painter, QRectF(rect), self.deeds.camera.zoom)

    # --- events, all of which are gestures ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.gestures.wheel(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.gestures.drag_enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.gestures.drag_move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.gestures.drag_leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if self.gestures.drop(event):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.deeds.gesture.cancel()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menus.open_for_selection()
        else:
            self.menus.open_at(QPointF(event.pos()))

    def event(self, event: QEvent) -> bool:
        # Tab would leave the widget before keyPressEvent is asked.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.gestures.takes_tab(event) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.gestures.key(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.gestures.key_up(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.gestures.forget_space()
        super().focusOutEvent(event)
