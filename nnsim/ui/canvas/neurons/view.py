"""The canvas opened into its neurons: lies over the blocks, and closes when one zooms out again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.layout import COLUMN
from nnsim.figures.plane import Plane, default_plane
from nnsim.training.picture import Asked
from nnsim.training.pictures.neuron_maps import NeuronMaps, NeuronsOver
from nnsim.training.snapshot import Snapshot
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.neurons import painting, raster, words
from nnsim.ui.canvas.neurons.asking import Asking
from nnsim.ui.canvas.neurons.column_headers import ColumnHeaders
from nnsim.ui.canvas.neurons.hands import Hands
from nnsim.ui.canvas.neurons.painting import HEADER
from nnsim.ui.canvas.neurons.pictures import pictures, scale_of
from nnsim.ui.canvas.neurons.places import WIDE, Places
from nnsim.ui.canvas.neurons.pointing import Pointing
from nnsim.ui.canvas.neurons.setting import Setting
from nnsim.ui.canvas.neurons.sheet import TILE, Sheet, Spot
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.style import button

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

RESOLUTION = 32
DRAFT_STEP = 3
"""How coarse weights are drawn while the paper moves."""
_ROOMY = 420
"""Width from which the button that leads back says so in full."""
SETTLED_MS = 120
"""Time after which they are drawn finely again."""
PlaneOf = Callable[[], Plane | None]


class _Neurons(Inside):
    """The neurons as what a canvas opens into."""

    def __init__(self, view: NeuronsView) -> None:
        self._view = view

    @property
    def is_open(self) -> bool:
        return self._view.isVisible()

    def open_all(self) -> None:
        self._view.open_all()

    def open_at(self, at: QPointF, zoom: float) -> bool:
        return self._view.open_at(at, zoom)

    def zoom_by(self, factor: float, at: QPointF) -> None:
        self._view.zoom_by(factor, at)

    def close(self) -> None:
        self._view.close_view()


class NeuronsView(Hands, Setting, Pointing, Places, QWidget):
    """Every neuron with the picture of what it computes, and the weights between them.

    A viewer of the live feed; while hidden it costs nothing. It hangs over its canvas: `open_at`,
    `open_all` and `close_view` change between blocks and neurons.

    Parameters
    ----------
    plane
        Gives the plane through the inputs that is looked at, or None for the usual one.
    """

    def __init__(self, canvas: CanvasView, session: Session, plane: PlaneOf = lambda: None) -> None:
        super().__init__(canvas)
        self.canvas, self.session, self.workspace = canvas, session, session.workspace
        self._plane_of = plane
        self._plane: Plane | None = None
        self._plane_problem = ""
        self.sheet: Sheet | None = None
        self.focus_spot = Spot(0, 0)
        self.zoom, self.shift = 1.0, QPointF()
        self.spacing = COLUMN
        self._pictures: dict[int, list[QImage]] = {}
        self._ground: QPixmap | None = None
        self.asking = Asking()
        self._headers = ColumnHeaders()
        self._refusal = ""
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.redraw)
        self._pending: Callable[[], None] | None = None
        self._set_up()
        canvas.deeds.navigator.inside = _Neurons(self)
        canvas.installEventFilter(self)
        self._leave = [
            session.feed.evaluated.connect(lambda _report: self.asking.outdate()),
            session.weights_changed.connect(self.asking.outdate),
            self.workspace.resolved_changed.connect(self._on_resolved),
        ]

    def _set_up(self) -> None:
        self.set_up_hands()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Neurons"))
        self.editor = InlineEditor(self)
        self.back = button("", self.close_view, variant="pill")
        self.back.setAccessibleName(tr("Back to the layers"))
        self.back.setToolTip(tr("Show the layers again (N, Escape, or zoom out)"))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.setParent(self)
        self._notice = QLabel(self)
        self._notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._notice.setWordWrap(True)
        self._notice.setMargin(48)
        self._notice.setProperty("tone", "muted")
        self._notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    # ---- between blocks and neurons ------------------------------------------------------------

    def open_all(self) -> None:
        """Show all neurons."""
        self._open(self.fit_all)

    def open_at(self, at: QPointF, zoom: float) -> bool:
        """Open the layer nearest to `at` (view coordinates) at `zoom`; return whether there is one."""
        point = self.canvas.deeds.camera.scene_point(at)
        cards = self.canvas.canvas.nodes
        order = [s.id for s in self.workspace.resolved.stages if s.id in cards]
        if not order:
            return False
        near = min(order, key=lambda id_: (cards[id_].pos() - point).manhattanLength())
        centre = at + (cards[near].pos() - point) * zoom

        def place() -> None:
            assert self.sheet is not None
            self.spread(WIDE)
            column = self.sheet.column_of(near) or 0
            self.zoom = zoom
            self.shift = centre - QPointF(self.sheet.x_of(column) * zoom, 0)
            self.focus_nearest(at)

        self._open(place)
        return True

    def _open(self, then: Callable[[], None]) -> None:
        self._pending = then
        self.setGeometry(self.canvas.rect())
        self.show()
        self.raise_()
        for banner in self.canvas.findChildren(Banner):
            banner.raise_()
        self.canvas.setFocusProxy(self)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.asking.outdate()
        self._say_what_is()
        if self.sheet is not None and self.asking.is_current:
            self._settle()

    def close_view(self) -> None:
        """Show the blocks again."""
        if self.isHidden():
            return
        self.editor.close_editor(take=False)
        had_focus = self.hasFocus() or self.isAncestorOf(self.window().focusWidget() or self)
        self.canvas.setFocusProxy(None)  # type: ignore[arg-type]
        self.hide()
        self._pending = None
        self.forget_hover()
        if had_focus:
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        """Go where opening wanted to go, once there is something to go to."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending()
            self.moved()

    # ---- as a viewer of the feed ---------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return that the neurons are wanted, as often as their cost allows."""
        request = self._request()
        if not self.asking.is_due(request, self.session.feed.state):
            return ()
        self.asking.asked = request
        return (request,)

    def show_frame(self) -> None:
        """Take what is new in the feed."""
        snapshot = self.session.feed.snapshot
        if snapshot is not None and self.asking.asked is not None:
            self._take_answer(snapshot, self.asking.asked)
        feed = self.session.feed
        if self._headers.take_gradients(feed.history, feed.past_step):
            self.update(0, 0, self.width(), int(HEADER))

    def _take_answer(self, snapshot: Snapshot, asked: NeuronsOver) -> None:
        maps = snapshot.answer(asked)
        if maps is not None and (self.sheet is None or maps is not self.sheet.maps):
            self.asking.take(snapshot)
            self._refusal = ""
            self._take(maps)
        elif self._refusal != (why_not := snapshot.why_not(asked)):
            self._refusal = why_not
            self._say_what_is()

    def clear(self) -> None:
        """Another run begins; what is shown stays until its first picture is there."""
        self.asking.forget_run()
        self._headers.forget_gradients()
        self.editor.close_editor(take=False)

    def _take(self, maps: NeuronMaps) -> None:
        self.sheet = Sheet(maps, self.spacing)
        self._pictures.clear()
        if self.session.feed.past_step is not None:
            # One moment follows another while somebody drags: coarse at once, fine when it rests.
            self._settled.start()
        self._headers.name(self.sheet, self.workspace.resolved)
        self.keep_hands_on_sheet()
        self._say_what_is()
        self._settle()
        self.redraw()

    def _request(self) -> NeuronsOver:
        prepared = self.workspace.prepared
        self._plane, self._plane_problem = None, ""
        if prepared is None:
            return NeuronsOver(None)
        try:
            self._plane = plane = self._plane_of() or default_plane(prepared)
        except NnsimError as error:
            self._plane_problem = str(error)
            return NeuronsOver(None)
        return NeuronsOver(plane.grid(*plane.extent(prepared), RESOLUTION))

    # ---- words ---------------------------------------------------------------------------------

    def _on_resolved(self) -> None:
        if self.isVisible():
            self._say_what_is()

    def _say_what_is(self) -> None:
        """Say in words why there is nothing to see, where there is nothing."""
        resolved = self.workspace.resolved
        text = ""
        if not resolved.can_run:
            text = tr("The network cannot be opened yet. {problem}").format(problem=resolved.errors[0].text)
        elif self._refusal:
            text = self._refusal
        elif self.sheet is None:
            text = tr("The neurons appear as soon as the data is loaded.")
        self._notice.setText(text)
        self._notice.setVisible(bool(text))
        self.redraw()

    @property
    def notice(self) -> str:
        """The words in place of neurons; empty while there are neurons."""
        return self._notice.text()

    @property
    def editable(self) -> bool:
        """Whether what is shown is the run that trains, so that its weights can be set."""
        return self.sheet is not None and self.asking.is_current and not self.notice

    def announce(self, text: str) -> None:
        """Tell screen readers `text`."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    # ---- painting ------------------------------------------------------------------------------

    def redraw(self) -> None:
        """Draw everything anew; `update` alone draws only what is pointed at."""
        self._ground = None
        self.update()

    def picture(self, spot: Spot) -> QImage | None:
        """Return what a neuron computes; None without a plane."""
        assert self.sheet is not None
        if spot.column not in self._pictures:
            stage = self.sheet.stages[spot.column]
            scale = scale_of(stage.stage, self.workspace.resolved, self.workspace.prepared)
            self._pictures[spot.column] = pictures(stage, scale)
        found = self._pictures[spot.column]
        return found[spot.row] if spot.row < len(found) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None:
            self._ground = self._draw_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.sheet is None or self.notice:
            return
        self._headers.paint(painter, self.sheet, self.zoom, self.shift.x(), self.width())
        if event.rect().bottom() < HEADER:
            return
        bottoms = [b.y() for b in self.canvas.findChildren(Banner) if b.isVisible()]
        painting.paint_legend(
            painter, 16, min([self.height(), *bottoms]) - 12, self.width() - 32, self._note()
        )
        self.paint_pointed(painter)

    def _note(self) -> str:
        """Return what is to be said about the pictures."""
        if self._plane_problem or self._plane is None:
            return self._plane_problem
        return words.plane(self._plane)

    def _draw_ground(self) -> QPixmap:
        """Return background, weights and neurons as one picture."""
        ratio = self.devicePixelRatioF()
        ground = QPixmap((QRectF(self.rect()).size() * ratio).toSize())
        ground.setDevicePixelRatio(ratio)
        ground.fill(theme().colour("canvas"))
        painter = QPainter(ground)
        painting.paint_dots(painter, QRectF(self.rect()), self.zoom, self.shift)
        if self.sheet is None or self.notice:
            painter.end()
            return ground
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = theme()
        began = time.perf_counter()
        moving = self._settled.isActive()
        place = raster.Place(
            self.zoom,
            self.shift.x(),
            self.shift.y(),
            self.width(),
            self.height(),
            DRAFT_STEP if moving else 1,
        )
        weights = raster.weights_image(self.sheet, place, look.colour("positive"), look.colour("negative"))
        painter.translate(self.shift)
        painter.scale(self.zoom, self.zoom)
        painting.paint_joins(painter, self.sheet)
        painter.save()
        painter.resetTransform()
        painter.drawImage(0, 0, weights)
        painter.restore()
        self._paint_neurons(painter, self.sheet)
        painter.end()
        if not moving:
            self.asking.drawing_time = time.perf_counter() - began
        return ground

    def _paint_neurons(self, painter: QPainter, sheet: Sheet) -> None:
        top, bottom = self.to_sheet(QPointF(0, 0)), self.to_sheet(QPointF(self.width(), self.height()))
        for column in range(len(sheet.stages)):
            if not top.x() - TILE < sheet.x_of(column) < bottom.x() + TILE:
                continue
            for row in sheet.rows_between(column, top.y(), bottom.y()):
                spot = Spot(column, row)
                painting.paint_tile(painter, sheet.tile(spot), self.picture(spot), TILE * self.zoom)
            painting.paint_more(painter, sheet, column, self.zoom)

    # ---- events --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self.canvas.rect())
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.back.setText(
            tr("Back to the layers") if event.size().width() > fonts.grown(_ROOMY) else tr("Layers")
        )
        size = self.back.sizeHint()
        self.back.setGeometry(
            self.width() - size.width() - 16, round(HEADER) + 8, size.width(), size.height()
        )
        self._notice.setGeometry(self.rect())
        if event.oldSize().isValid():
            self.shift += QPointF(
                (self.width() - event.oldSize().width()) / 2, (self.height() - event.oldSize().height()) / 2
            )
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_notice"):
            self._pictures.clear()
            self.redraw()
        super().changeEvent(event)
