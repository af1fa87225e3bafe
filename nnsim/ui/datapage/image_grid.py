"""All pictures of a data set side by side: as tall as they need, and only what is in sight is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from nnsim.base.text import tr
from nnsim.data.dataset import Dataset
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.examples import Brightness, part_names, target_text
from nnsim.ui.datapage.image_places import ImagePlaces, PictureOrder
from nnsim.ui.datapage.pictures import CAPTION, ExamplesGrid
from nnsim.ui.look.theme import theme


def image_of(dataset: Dataset, row: int, brightness: Brightness) -> QImage:
    """Return an example as a picture, pixel by pixel."""
    pixels = brightness.picture(dataset, row)
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def told(prepared: Prepared, row: int, part: int) -> str:
    """Return what is known of a row, in words: its number, target and part, and what it is called."""
    names = prepared.dataset.row_names
    words = [
        tr("Row {n}").format(n=f"{row + 1:,}"),
        target_text(prepared.dataset, row),
        part_names()[part] if part >= 0 else tr("left out"),
    ]
    return " · ".join([*words, *([names[row]] if names else [])])


class ImageGrid(ExamplesGrid):
    """Every picture with its class; the arrow keys go from one to the next, a click or Enter chooses one."""

    chosen = Signal(int)
    """A user wants to see this row large."""
    moved_to = Signal(QRect)
    """The keys went to a picture that stands here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("All pictures"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._prepared: Prepared | None = None
        self.brightness = Brightness(0.0, 1.0)
        """What is black and white in the pictures on show."""
        self._pixels = (1, 1)
        self.order = PictureOrder(0, is_mixed=True)
        self.is_mixed = True
        """Whether rows are shown in an order of chance, for data often come class by class."""
        self.current = 0
        """The row the keys stand at."""

    def show_examples(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self.brightness = Brightness.of(prepared.dataset)
        height, width = self.brightness.picture(prepared.dataset, 0).shape[:2]
        self._pixels = (width, height)
        super().show_examples(prepared)
        self.current = self.rows[0] if self.rows else 0
        self._grow()

    def place_of(self, row: int) -> QRect:
        """Return where the picture of a row stands."""
        return self.places.place_of(self.order.place_of(row))

    def words_of(self, row: int) -> str:
        """Return what is known of a row, in words."""
        assert self._prepared is not None
        return told(self._prepared, row, int(self._parts[row]))

    @property
    def places(self) -> ImagePlaces:
        """Where the pictures stand at the present width."""
        return ImagePlaces(self._pixels, len(self.rows), self.width())

    def _grow(self) -> None:
        self.setFixedHeight(max(1, self.places.height))

    def _pick(self, dataset: Dataset) -> Sequence[int]:
        self.order = PictureOrder(len(dataset), is_mixed=self.is_mixed)
        return self.order.rows

    # ---- events ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.order.row_at(self.places.row_at(event.pos()))
            QToolTip.showText(event.globalPos(), "" if row is None else self.words_of(row), self)
            return True
        if event.type() == QEvent.Type.Resize:
            self._grow()
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self.order.row_at(self.places.row_at(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self._go_to(row)
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, across = Qt.Key(event.key()), self.places.columns
        here = self.order.place_of(self.current)
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -across,
            Qt.Key.Key_Down: across,
            Qt.Key.Key_Home: -here,
            Qt.Key.Key_End: len(self.rows) - 1 - here,
        }
        if key in steps:
            self._go_to(self.order.beside(self.current, steps[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.rows:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: int | None) -> None:
        if row is not None:
            self.current = row
            self.moved_to.emit(self.place_of(row))
            self.update()

    # ---- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is None or not self.rows:
            return
        painter = QPainter(self)
        places = self.places
        for at in places.rows_between(event.rect().top(), event.rect().bottom()):
            self._paint_one(painter, places, at)

    def _paint_one(self, painter: QPainter, places: ImagePlaces, at: int) -> None:
        assert self._dataset is not None
        place, shown, row = QRectF(places.place_of(at)), places.shown, self.rows[at]
        left = place.left() + (int(place.width()) - shown.width()) // 2
        picture = QRectF(left, place.top(), shown.width(), shown.height())
        is_smaller = shown.width() < self._pixels[0]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smaller)
        painter.drawImage(picture, image_of(self._dataset, row, self.brightness))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_caption(
            painter, row, QRectF(QPointF(place.left(), picture.bottom()), QSize(int(place.width()), CAPTION))
        )
        if row == self.current and self.hasFocus():
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(picture.adjusted(-1, -1, 1, 1))
