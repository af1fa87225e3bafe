"""The slim bar over a chart that is painted on: brushes, their size, lasso, eraser, clear."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from nnsim.base.text import ntr, tr
from nnsim.figures.ticks import short
from nnsim.ui.brush.brush import LEAST, MOST, Kind
from nnsim.ui.brush.easel import Easel
from nnsim.ui.brush.stamps import stamp
from nnsim.ui.look import fonts
from nnsim.ui.look.icons import icon
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.slider import Slider
from nnsim.ui.widgets.style import icon_button, label, toggle

_NOTCHES = 200
_LENGTH = 64


class PaintBar(QWidget):
    """Shows and changes the brush of an easel.

    Attributes
    ----------
    brushes
        A button for each class; one for points with values.
    tools
        Lasso and eraser, by name.
    spread, value
        Sliders: pixels of a spray, and what points that are painted next should give.
    """

    def __init__(self, easel: Easel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._easel = easel
        self._key: Hashable = None
        self.brushes: list[QToolButton] = []
        self.tools = {
            "lasso": self._tool(
                "lasso", tr("Lasso: drag to choose points, drag them to move, Delete (key L)")
            ),
            "eraser": self._tool("eraser", tr("Eraser (key E)")),
        }
        self.clear = icon_button("trash", tr("Clear: take all points away"), easel.clear)
        self.spread = _slider(tr("Size of brush and eraser"), LEAST, MOST)
        self.value = _slider(tr("Value that is painted"), 0, _NOTCHES)
        self.count = label("", "muted")
        self._number = label("")
        self._room = QHBoxLayout()
        self._lay_out()
        self.spread.valueChanged.connect(self._on_size)
        self.value.valueChanged.connect(self._on_value)
        easel.changed.connect(self._show)
        self.setAccessibleName(tr("Brushes"))
        self.hide()

    def _lay_out(self) -> None:
        self._room.setSpacing(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(4)
        row.addLayout(self._room)
        row.addWidget(self.value)
        row.addWidget(self._number)
        row.addWidget(self.spread)
        for tool in self.tools.values():
            row.addWidget(tool)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.count)
        # A panel must not grow because somebody paints.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _tool(self, name: str, words: str) -> QToolButton:
        made = toggle("", words)
        made.setIcon(icon(name, "text"))
        made.setIconSize(QSize(16, 16))
        kind: Kind = "lasso" if name == "lasso" else "eraser"
        made.clicked.connect(lambda _checked=False: self._take(kind))
        return made

    # ---- what is shown -------------------------------------------------------------------------

    def _show(self) -> None:
        sheet = self._easel.sheet
        self.setEnabled(sheet is not None)
        if sheet is None:
            return
        stamps = self._easel.stamps
        key = None if stamps is None else (sheet.source.class_names, stamps.fills, sheet.source.has_values)
        if key != self._key:
            self._key = key
            self._make_brushes()
        brush = self._easel.brush
        for k, button in enumerate(self.brushes):
            button.setChecked(brush.kind == "points" and (sheet.source.has_values or k == brush.of_class))
        for name, tool in self.tools.items():
            tool.setChecked(brush.kind == name)
        for slider, place in ((self.spread, brush.size), (self.value, self._place())):
            with QSignalBlocker(slider):
                slider.setValue(place)
        self.value.setVisible(sheet.source.has_values)
        self._number.setVisible(sheet.source.has_values)
        self._number.setText(short(brush.value))
        self.value.setAccessibleDescription(short(brush.value))
        self._say(len(sheet.painting))

    def _say(self, count: int) -> None:
        """Say how many points there are, and how many are chosen."""
        chosen = int(np.count_nonzero(self._easel.chosen))
        text = ntr("{n} point", "{n} points", count).format(n=f"{count:,}")
        if chosen:
            text = tr("{chosen} of {n} chosen").format(chosen=f"{chosen:,}", n=f"{count:,}")
        if text != self.count.text():
            self.count.setText(text)
            self.count.setAccessibleName(text)

    def _make_brushes(self) -> None:
        sheet, stamps = self._easel.sheet, self._easel.stamps
        assert sheet is not None
        let_all_go(self._room)
        self.brushes = []
        if stamps is None:
            return
        if sheet.source.has_values:
            self._add_brush(
                icon("brush", "text"), tr("Brush: a click puts a point, a drag sprays (key B)"), 0
            )
            return
        for k, (name, fill) in enumerate(zip(sheet.source.class_names, stamps.fills, strict=True)):
            picture = QIcon(stamp("circle", k, fill, self.devicePixelRatioF(), size=11))
            words = tr("Brush of {name}: a click puts a point, a drag sprays (key {key})")
            self._add_brush(picture, words.format(name=name, key=k + 1), k)

    def _add_brush(self, picture: QIcon, words: str, place: int) -> None:
        made = toggle("", words)
        made.setIcon(picture)
        made.setIconSize(QSize(19, 19))
        made.clicked.connect(lambda _checked=False: self._take("points", place))
        self._room.addWidget(made)
        self.brushes.append(made)

    # ---- what is chosen ------------------------------------------------------------------------

    def _take(self, kind: Kind, place: int | None = None) -> None:
        brush = replace(self._easel.brush, kind=kind)
        self._easel.take(brush if place is None else replace(brush, of_class=place))

    def _on_size(self, size: int) -> None:
        self._easel.take(replace(self._easel.brush, size=size))

    def _on_value(self, place: int) -> None:
        low, high = self._ends()
        value = low + (high - low) * place / _NOTCHES
        self._easel.take(replace(self._easel.brush, kind="points", value=value))

    def _ends(self) -> tuple[float, float]:
        stamps = self._easel.stamps
        if stamps is None or stamps.scale is None:
            return 0.0, 1.0
        return float(stamps.scale.levels[0]), float(stamps.scale.levels[-1])

    def _place(self) -> int:
        low, high = self._ends()
        return round(_NOTCHES * min(max((self._easel.brush.value - low) / (high - low), 0.0), 1.0))


def _slider(name: str, low: int, high: int) -> Slider:
    made = Slider()
    made.setRange(low, high)
    made.setFixedWidth(fonts.grown(_LENGTH))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
