"""What lies over a chart: a legend that hides curves, and a readout beside the pointer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QWidget

from nnsim.base.text import tr
from nnsim.ui.charts.chart import Chart, line_pen, tinted
from nnsim.ui.charts.marks import Upright
from nnsim.ui.look import fonts
from nnsim.ui.look.fonts import tabular, ui_font
from nnsim.ui.look.theme import theme

_SAMPLE = 18
_LONGEST = 150
"""Pixels of a name; longer ones are cut, and whole in the tooltip."""
_AXIS = 50
"""Pixels that the axis of a chart takes: a wider legend stands in several rows."""
_MOST_SHARE = 0.3
"""Part of a chart's height that is left to the legend; a higher one lies over the curves."""
_PLATE = 0.75
"""Opacity of the ground under a legend, so that it can be read over curves."""


class LegendEntry(QAbstractButton):
    """A line sample with a name; unchecked means that the curve is hidden."""

    def __init__(self, name: str, pen: QPen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setCheckable(True)
        self.setChecked(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setToolTip(tr("Click to hide or show this curve"))
        self.setFont(ui_font(11))
        self.pen = pen
        self._picture = QPixmap()
        self._key: Hashable = None

    def sizeHint(self) -> QSize:
        name = QFontMetrics(self.font()).horizontalAdvance(self._cut())
        return QSize(_SAMPLE + 14 + name, fonts.grown(18))

    def _cut(self) -> str:
        """Return the name as it is written."""
        room = fonts.grown(_LONGEST)
        return QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        # It lies over curves, and so is painted in every frame.
        ratio = self.devicePixelRatioF()
        line = (self.pen.color().rgba(), self.pen.style())
        state = (self.isChecked(), self.hasFocus(), theme().name, self.font().toString())
        key = (self.width(), self.height(), ratio, self.text(), line, state)
        if key != self._key:
            self._key = key
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._paint_on(QPainter(self._picture))
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _paint_on(self, painter: QPainter) -> None:
        look, shown = theme(), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        pen = QPen(self.pen)
        pen.setCosmetic(False)
        pen.setWidthF(1.8)
        if not shown:
            pen.setColor(QColor(look.line))
        painter.setPen(pen)
        painter.drawLine(QPointF(4, middle), QPointF(4 + _SAMPLE, middle))
        font = QFont(self.font())
        font.setStrikeOut(not shown)
        painter.setFont(font)
        painter.setPen(QColor(look.text if shown else look.muted))
        area = QRectF(_SAMPLE + 9, 0, self.width(), self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._cut())
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()


class Legend(QWidget):
    """Entries above a chart at the right, in room of their own, in as many rows as they take.

    Signals
    -------
    toggled(str, bool)
        A person hid or showed the curve of this key.
    """

    toggled = Signal(str, bool)

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.entries: dict[str, LegendEntry] = {}
        self._others: list[tuple[str, str]] = []
        """Key and name of the entries of other runs."""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        chart.installEventFilter(self)

    def add(self, key: str, name: str, pen: QPen) -> None:
        """Add an entry."""
        entry = LegendEntry(name, pen, self)
        entry.toggled.connect(lambda shown: self.toggled.emit(key, shown))
        self.entries[key] = entry
        self._grid.addWidget(entry, 0, len(self.entries))
        # Beside others that are seen already it would be shown a moment later, after the places are dealt out.
        entry.show()
        self._place()

    def clear(self) -> None:
        """Take all entries away."""
        for entry in self.entries.values():
            self._grid.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self.entries = {}
        self._place()

    def name(self, key: str, name: str) -> None:
        """Call an entry otherwise."""
        if self.entries[key].text() != name:
            self.entries[key].setText(name)
            self.entries[key].setAccessibleName(name)
            self._place()

    def set_others(self, others: Sequence[tuple[str, str, QPen]]) -> None:
        """Show entries (key, name, line) of other runs behind those added with `add`, and no others."""
        if [(key, name) for key, name, _ in others] != self._others:
            for key, _ in self._others:
                entry = self.entries.pop(key)
                self._grid.removeWidget(entry)
                entry.hide()
                entry.deleteLater()
            self._others = [(key, name) for key, name, _ in others]
            for key, name, pen in others:
                self.add(key, name, pen)
                self.entries[key].show()
            self._place()
        for key, _, pen in others:
            self.set_pen(key, pen)

    def set_pen(self, key: str, pen: QPen) -> None:
        """Draw another line sample."""
        self.entries[key].pen = pen
        self.entries[key].update()

    def show_only(self, keys: frozenset[str]) -> None:
        """Leave out the entries of curves that are not there."""
        others = {key for key, _ in self._others}
        for key, entry in self.entries.items():
            if key not in others and entry.isHidden() == (key in keys):
                entry.setVisible(key in keys)
                self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(theme().panel, _PLATE))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        shown = [entry for entry in self.entries.values() if not entry.isHidden()]
        gap, room = self._grid.horizontalSpacing(), self._chart.width() - fonts.grown(_AXIS)
        widths = [entry.sizeHint().width() + gap for entry in shown]
        beside = len(shown) if sum(widths) <= room else max(1, room // max(widths, default=1))
        for i, entry in enumerate(shown):
            self._grid.addWidget(entry, i // beside, i % beside)
        self.adjustSize()
        height = self.height() if shown else 0
        self._chart.keep_free(height if height <= _MOST_SHARE * self._chart.height() else 0)
        self.move(max(0, self._chart.width() - self.width() - 10), 4)


class Readout(QLabel):
    """A line under the pointer and a box beside it that says what is there.

    Parameters
    ----------
    describe
        Returns the text (rich) for a place in data coordinates, and the x at which the line
        stands, or None when there is nothing to say.

    Signals
    -------
    left()
        Nothing is pointed at any more.
    """

    left = Signal()

    def __init__(
        self,
        chart: Chart,
        describe: Callable[[QPointF], tuple[str, float] | None],
        line: bool = True,
    ) -> None:
        super().__init__(chart)
        self._chart, self._describe = chart, describe
        self._at: QPointF | None = None
        self.setFont(tabular(ui_font(11)))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._line = Upright(chart.marks, 50) if line else None
        self.hide()
        self.retheme()
        chart.scene().sigMouseMoved.connect(self.show_at)
        chart.installEventFilter(self)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        look = theme()
        self.setStyleSheet(
            f"background: {look.raised}; color: {look.text}; border: 1px solid {look.line};"
            "border-radius: 6px; padding: 4px 7px;"
        )
        if self._line is not None:
            self._line.set_pen(line_pen(self._chart, look.muted, 1, Qt.PenStyle.DashLine))

    def show_at(self, at: QPointF) -> None:
        """Say what is at a place in the scene."""
        self._at = QPointF(at)
        place = self._chart.data_at(at)
        found = self._describe(place) if place is not None else None
        if found is None:
            self.leave()
            return
        self._at = QPointF(at)
        text, x = found
        if self._line is not None:
            self._line.show_at(x)
        self.setText(text)
        self.setWordWrap(False)
        self.adjustSize()
        if self.width() > self._chart.width():
            self.setWordWrap(True)
            self.resize(self._chart.width(), self.heightForWidth(self._chart.width()))
        spot = self._chart.mapFromScene(at)
        left = spot.x() + 14
        if left + self.width() > self._chart.width():
            left = spot.x() - self.width() - 10
        top = min(max(spot.y() - self.height() // 2, 0), self._chart.height() - self.height())
        self.move(max(min(left, self._chart.width() - self.width()), 0), max(top, 0))
        self.show()

    def refresh(self) -> None:
        """Say anew what is at the place pointed at: it may have changed."""
        if self._at is not None and not self.isHidden():
            self.show_at(self._at)

    def leave(self) -> None:
        """Hide the box and the line."""
        self.hide()
        self._at = None
        self.left.emit()
        if self._line is not None:
            self._line.shown = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self.leave()
        return super().eventFilter(watched, event)
