"""All animals on one sheet: the cells of each, what it learned, and what it reached. Needs Qt, as figures do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from nnsim.base.atomic import write_atomically
from nnsim.base.text import tr
from nnsim.figures import palette
from nnsim.figures.figure import Figure
from nnsim.lab.claim import shown
from nnsim.ui.charts.figures import ensure_application, figure_image, png_of
from nnsim.ui.charts.ink import ON_PAPER
from nnsim.ui.charts.paper_font import font
from nnsim.zoo.drawing.own_cells import own_cells
from nnsim.zoo.outcome import ZooOutcome

_COLUMNS = 4
_CELL = (620, 330)
_HEAD, _DRAWING, _PAD = 26, 180, 10
_DPI = 144
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def write_contact_sheet(path: Path, outcomes: Sequence[ZooOutcome]) -> None:
    """Write the sheet as PNG, in the order given.

    Raises
    ------
    NnsimError
        When it cannot be written.
    """
    ensure_application()
    width, height = _CELL
    rows = -(-len(outcomes) // _COLUMNS)
    sheet = QImage(_COLUMNS * width, max(rows, 1) * height, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    try:
        for i, outcome in enumerate(outcomes):
            row, column = divmod(i, _COLUMNS)
            _paint(painter, outcome, QRectF(column * width, row * height, width, height))
    finally:
        painter.end()
    write_atomically(path, png_of(sheet))


def _paint(painter: QPainter, outcome: ZooOutcome, room: QRectF) -> None:
    inner = room.adjusted(_PAD, _PAD, -_PAD, -_PAD)
    head = QRectF(inner.left(), inner.top(), inner.width(), _HEAD)
    animal, findings = outcome.animal, outcome.findings
    painter.setFont(font(14, bold=True))
    painter.setPen(ON_PAPER(palette.INK))
    painter.drawText(head, _LEFT, f"{animal.short()} · {tr(animal.title)}")
    painter.setFont(font(12))
    painter.setPen(ON_PAPER(palette.GREEN if outcome.reached else palette.RED))
    took = tr("{seconds} s").format(seconds=f"{outcome.seconds:.1f}")
    told = shown(findings[0].measured) if findings else "–"
    painter.drawText(head, _RIGHT, f"{'✓' if outcome.reached else '✗'} {told} · {took}")
    below = inner.adjusted(0, _HEAD, 0, 0)
    left = QRectF(below.left(), below.top(), _DRAWING, below.height())
    _put(painter, Figure("", "", (replace(own_cells(animal), legend=False),)), left)
    if outcome.raised.figure is not None:
        figure = replace(outcome.raised.figure, title="", caption="")
        _put(painter, figure, below.adjusted(_DRAWING, 0, 0, 0))


def _put(painter: QPainter, figure: Figure, room: QRectF) -> None:
    sized = replace(figure, size=(room.width(), room.height()))
    painter.drawImage(room, figure_image(sized, _DPI))
