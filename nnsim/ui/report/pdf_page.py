"""A page as PDF: one sheet, A4, longer where it has to be; text that can be copied, figures that are drawings."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QTextDocument

from nnsim.diagnosis.report.page import Block, Drawn, Heading, Page, Paragraph, Points, Table
from nnsim.figures import palette
from nnsim.ui.charts.figures import ensure_application
from nnsim.ui.charts.paper import paint_figure
from nnsim.ui.charts.paper_font import font
from nnsim.ui.charts.pdf_text import readable

_CSS_DPI, _DPI = 96, 1200
_WIDTH, _HEIGHT = 794.0, 1123.0
"""A4 in CSS pixels."""
_MARGIN = 54.0
_GAP = 10.0
_LEAST_SCALE = 0.78
"""How small it may be made to fit on A4; what would have to be smaller gets a longer sheet."""
_TONES = {"plain": palette.INK, "good": palette.GREEN, "bad": palette.RED, "faint": palette.FAINT}
_WEIGHTS = {"good": 600, "bad": 600}
_STYLE = f"""
h1 {{ font-size: 22px; margin-top: 0px; margin-bottom: 6px }}
h2 {{ font-size: 15px; margin-top: 14px; margin-bottom: 3px }}
p, li {{ margin-top: 3px; margin-bottom: 3px }}
th {{ color: {palette.FAINT}; font-weight: 600 }}
"""


def as_pdf(page: Page) -> bytes:
    """Return the page as a PDF of one sheet."""
    ensure_application()
    pieces = list(_pieces(page))
    width = _WIDTH - 2 * _MARGIN
    scale = _scale(pieces, width)
    room = width / scale
    height = max(_HEIGHT, sum(_height(piece, room) for piece in pieces) * scale + 2 * _MARGIN)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    points = QSizeF(_WIDTH * 72 / _CSS_DPI, height * 72 / _CSS_DPI)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_DPI)
    writer.setTitle(page.title)
    writer.setCreator("nnsim")
    painter = QPainter(writer)
    painter.scale(_DPI / _CSS_DPI, _DPI / _CSS_DPI)
    painter.translate(_MARGIN, _MARGIN)
    painter.scale(scale, scale)
    for piece in pieces:
        _paint(painter, piece, room)
        painter.translate(0, _height(piece, room))
    painter.end()
    return readable(bytes(buffer.data().data()))


Piece = QTextDocument | Drawn


def _scale(pieces: list[Piece], width: float) -> float:
    """Return by how much it is made smaller so that it fits on A4."""
    for hundredths in range(100, round(100 * _LEAST_SCALE) - 1, -2):
        scale = hundredths / 100
        if sum(_height(piece, width / scale) for piece in pieces) * scale <= _HEIGHT - 2 * _MARGIN:
            return scale
    return _LEAST_SCALE


def _pieces(page: Page) -> Iterator[Piece]:
    """Yield text and figures by turns."""
    head = f"<h1>{escape(page.title)}</h1>"
    for is_figure, blocks in groupby(page.blocks, lambda block: isinstance(block, Drawn)):
        if is_figure:
            yield from (block for block in blocks if isinstance(block, Drawn))
        else:
            yield _document(head + "".join(map(_html, blocks)))
            head = ""


def _document(html: str) -> QTextDocument:
    document = QTextDocument()
    document.setUseDesignMetrics(True)
    document.setDocumentMargin(0)
    document.setDefaultFont(font(12.5))
    document.setDefaultStyleSheet(_STYLE)
    inked = f'<div style="color:{palette.INK}">{html}</div>'
    document.setHtml(inked)
    return document


def _height(piece: Piece, width: float) -> float:
    if isinstance(piece, Drawn):
        drawn_width, drawn_height = piece.figure.size
        return drawn_height * width / drawn_width + _GAP
    piece.setTextWidth(width)
    return piece.size().height() + _GAP


def _paint(painter: QPainter, piece: Piece, width: float) -> None:
    painter.save()
    if isinstance(piece, Drawn):
        scale = width / piece.figure.size[0]
        painter.scale(scale, scale)
        paint_figure(painter, piece.figure, margin=0.0)
    else:
        piece.setTextWidth(width)
        piece.drawContents(painter)
    painter.restore()


def _html(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text, tone):
            weight = _WEIGHTS.get(tone, 400)
            size = 10.5 if tone == "faint" else 12.5
            style = f"color:{_TONES[tone]}; font-weight:{weight}; font-size:{size}px"
            return f'<p style="{style}">{escape(text)}</p>'
        case Points(texts):
            return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
        case Table():
            return _table(block)
        case Drawn():
            return ""


def _table(table: Table) -> str:
    first = len(table.heads) - table.numbers

    def row(cells: tuple[str, ...], tag: str) -> str:
        sides = ("right" if at >= first else "left" for at in range(len(cells)))
        rule = f"border-bottom:1px solid {palette.RULE}"
        return (
            "<tr>"
            + "".join(
                f'<{tag} align="{side}" style="{rule}">{escape(cell)}</{tag}>'
                for cell, side in zip(cells, sides, strict=True)
            )
            + "</tr>"
        )

    rows = row(table.heads, "th") + "".join(row(cells, "td") for cells in table.rows)
    style = "border-collapse:collapse; margin-top:4px; margin-bottom:4px"
    return f'<table width="100%" cellpadding="3" cellspacing="0" border="0" style="{style}">{rows}</table>'
