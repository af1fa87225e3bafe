"""The data in use as a button: their picture and their name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnsim.base.text import ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.source import Source
from nnsim.ui.datapage.source_tiles import fitting
from nnsim.ui.datapage.thumbnails import paint_examples
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import wrapped

_PICTURE, _EDGE, _ARROW = 44, 6, 14
_MOST_WORDS = 150
"""Pixels of the name at most, before it grows with its letters."""


class SourceChip(QAbstractButton):
    """Shows a source by the very examples it gave, and how many there are; stays down while its popover is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._name, self._count = "", "", ""
        self._problem = ""
        self._dataset: Dataset | None = None
        self._picture: QPixmap | None = None
        self._is_brief = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_source(
        self, source: Source, dataset: Dataset | None, problem: str, tip: str, count: int | None = None
    ) -> None:
        """Show `source` and its examples; where there are none, `problem` is why, or they are being loaded.

        Parameters
        ----------
        count
            How many examples the network has, which steps may have made of those of `dataset`; None: these.
        tip
            What a press does.
        """
        self._key, self._name, self._problem = source.key, tr(source.title), problem
        self._dataset, self._picture = dataset, None
        if dataset is None:
            self._count = tr("no examples") if problem else tr("loading…")
        else:
            n = len(dataset) if count is None else count
            self._count = ntr("{n} example", "{n} examples", n).format(n=f"{n:,}")
        self.setAccessibleName(tr("Data: {source}").format(source=self._name))
        self.setAccessibleDescription(" ".join((f"{self._count}.", problem or tip)))
        about = f"{self._name} · {self._count}"
        self.setToolTip(wrapped("\n".join(part for part in (about, problem, tip) if part)))
        self.resize(self.sizeHint())
        self.update()

    def set_brief(self, is_brief: bool) -> None:
        """Show the picture only, where there is little room."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self.resize(self.sizeHint())
            self.update()

    @property
    def text_shown(self) -> str:
        """What stands beside the picture."""
        return "" if self._is_brief else f"{self._shown_name} {self._count}"

    @property
    def _shown_name(self) -> str:
        """The name, without what stands in brackets behind it where that has no room."""
        return fitting(self._name, QFontMetrics(_fonts()[0]), fonts.grown(_MOST_WORDS))

    def sizeHint(self) -> QSize:
        height = max(_PICTURE, fonts.grown(_PICTURE) if not self._is_brief else 0) + 2 * _EDGE
        if self._is_brief:
            return QSize(height, height)
        words = max(
            QFontMetrics(font).horizontalAdvance(text)
            for font, text in zip(_fonts(), (self._shown_name, self._count), strict=True)
        )
        words = min(words + 2, fonts.grown(_MOST_WORDS))
        return QSize(_EDGE + _PICTURE + 10 + words + 8 + _ARROW + 8, height)

    minimumSizeHint = sizeHint

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._picture = None
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isChecked() or self.underMouse() or self.isDown()
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() or self.isChecked() else "line"), width))
        painter.setBrush(look.colour("raised" if lit else "panel"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        top = (self.height() - _PICTURE) // 2
        painter.drawPixmap(_EDGE, top, self._drawn())
        if self._problem:
            icons.paint(painter, "error", QRectF(_EDGE + _PICTURE - 15, top - 1, 16, 16), look.bad)
        if not self._is_brief:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        look = theme()
        left = _EDGE + _PICTURE + 10
        arrow = QRectF(self.width() - _ARROW - 8, (self.height() - _ARROW) / 2, _ARROW, _ARROW)
        icons.paint(painter, "chevron-up" if self.isChecked() else "chevron-down", arrow, look.muted)
        width, middle = arrow.left() - 8 - left, self.height() / 2
        tones = ("text", "bad" if self._problem else "muted")
        lines = zip(_fonts(), (self._shown_name, self._count), tones, (-1, 0), strict=True)
        for font, text, tone, row in lines:
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(look.colour(tone))
            area = QRectF(left, middle + row * (metrics.height() + 1) + 1, width, metrics.height())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _drawn(self) -> QPixmap:
        """Return the picture of the examples, which is drawn once for each of them."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatioF() != ratio:
            self._picture = QPixmap(QSize(_PICTURE, _PICTURE) * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            area = QRectF(0.5, 0.5, _PICTURE - 1, _PICTURE - 1)
            paint_examples(painter, self._key, self._dataset, area)
            painter.end()
        return self._picture


def _fonts() -> tuple[QFont, QFont]:
    """Return the letters of the name, and of what stands below it."""
    return (
        fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold),
        fonts.tabular(fonts.sized(fonts.ui_font(), fonts.SMALL)),
    )
