"""A feature as a switch: what it is over the plane, its name, and whether the network gets it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import wrapped

_PICTURE, _EDGE, _SIGN = 22, 4, 12
_LITTLE, _LITTLE_EDGE = 18, 2
"""The picture and the room around it where there is little height."""
_MOST_WORDS = 96
"""Pixels of the name at most, before it grows with its letters."""


class FeatureChip(QAbstractButton):
    """Checked while the network gets the feature, and then with a tick; faded while not."""

    def __init__(
        self, formula: str, title: str, picture: QImage | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.formula, self.title = formula, title
        self._picture = picture
        self._is_compact = False
        self.setText(title)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self.setAccessibleName(tr("Feature {name}").format(name=title))
        self.setToolTip(
            wrapped(tr("{name}: press to give it to the network, or to take it away").format(name=title))
        )

    def set_picture(self, picture: QImage | None) -> None:
        """Show another picture of it: colours or ranges have changed."""
        self._picture = picture
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Take less height, or as much as looks best."""
        if is_compact != self._is_compact:
            self._is_compact = is_compact
            self.updateGeometry()
            self.update()

    @property
    def _side(self) -> int:
        return _LITTLE if self._is_compact else _PICTURE

    @property
    def _edge(self) -> int:
        return _LITTLE_EDGE if self._is_compact else _EDGE

    def sizeHint(self) -> QSize:
        words = min(self.fontMetrics().horizontalAdvance(self.title) + 2, fonts.grown(_MOST_WORDS))
        height = max(self._side, self.fontMetrics().height()) + 2 * self._edge
        room = _PICTURE + 6 if self._picture is not None else 0
        return QSize(_EDGE + room + words + 6 + _SIGN + 6, height)

    minimumSizeHint = sizeHint

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, lit = self.isChecked(), self.underMouse() or self.isDown()
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(look.colour("accent" if on or self.hasFocus() else "line"), width))
        painter.setBrush(look.colour("raised" if lit else "panel"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        left = float(_EDGE) + 2
        if self._picture is not None:
            left = self._paint_picture(painter, on)
        sign = QRectF(self.width() - _SIGN - 6, (self.height() - _SIGN) / 2, _SIGN, _SIGN)
        if on:
            icons.paint(painter, "check", sign, look.accent)
        painter.setPen(look.colour("text" if on else "muted"))
        area = QRectF(left, 0, sign.left() - 4 - left, self.height())
        shown = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_picture(self, painter: QPainter, on: bool) -> float:
        """Draw what it is over the plane; return where its name begins."""
        assert self._picture is not None
        side = self._side
        place = QRectF(_EDGE, (self.height() - side) / 2, side, side)
        edge = QPainterPath()
        edge.addRoundedRect(place, 3, 3)
        painter.save()
        painter.setClipPath(edge)
        painter.setOpacity(1.0 if on else 0.35)
        painter.drawImage(place, self._picture)
        painter.restore()
        return place.right() + 6
