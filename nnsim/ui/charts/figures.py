"""Figures for paper: white ground, legible lines and a caption, whatever the screen's theme.

Works without a window: where no Qt application runs yet, one is started off screen.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.figures.figure import Figure
from nnsim.figures.figure_table import to_csv
from nnsim.ui.charts.paper import paint_figure
from nnsim.ui.charts.pdf_text import readable

DPI = 300
_CSS_DPI = 96

_started: QGuiApplication | None = None


def save_figure(figure: Figure, path: Path) -> None:
    """Write `figure` to `path`: ``.png`` (300 dpi), ``.svg``, ``.pdf``, or its numbers as ``.csv``.

    The file is written beside its place and then moved there: a file that stood there is replaced
    whole or not at all.

    Raises
    ------
    NnsimError
        When the ending is none of these, or the file cannot be written.
    """
    render = _RENDERERS.get(path.suffix.lower())
    if render is None:
        raise NnsimError(
            tr("A figure is saved as {endings}; choose one of these endings for {name}.").format(
                endings=", ".join(_RENDERERS), name=path.name
            )
        )
    write_atomically(path, render(figure))


def figure_image(figure: Figure, dpi: int = DPI) -> QImage:
    """Return `figure` as a picture with `dpi` dots an inch."""
    ensure_application()
    width, height = figure.size
    scale = dpi / _CSS_DPI
    image = QImage(round(width * scale), round(height * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint_figure(painter, figure)
    painter.end()
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    return image


def ensure_application() -> None:
    """Start Qt off screen where none runs: fonts need it, a display they do not."""
    global _started
    if QGuiApplication.instance() is None:
        _started = QApplication(["nnsim", "-platform", "offscreen"])


def png_figure(figure: Figure) -> bytes:
    """Return `figure` as a PNG file; raises NnsimError when it cannot be made."""
    image = figure_image(figure)
    image.setText("Title", figure.title)
    image.setText("Description", figure.caption)
    return png_of(image)


def png_of(image: QImage) -> bytes:
    """Return a picture as a PNG file; raises NnsimError when it cannot be made."""
    buffer = _buffer()
    # PySide wants text, whatever its stubs say.
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise NnsimError(tr("The picture could not be made: it may be too large for the memory."))
    return bytes(buffer.data().data())


def svg_figure(figure: Figure) -> bytes:
    """Return `figure` as an SVG file."""
    ensure_application()
    width, height = figure.size
    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, round(width), round(height)))
    generator.setResolution(_CSS_DPI)
    generator.setTitle(figure.title)
    generator.setDescription(figure.caption)
    painter = QPainter(generator)
    paint_figure(painter, figure)
    painter.end()
    return bytes(buffer.data().data())


def _pdf(figure: Figure) -> bytes:
    ensure_application()
    width, height = figure.size
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    points = QSizeF(width * 72 / _CSS_DPI, height * 72 / _CSS_DPI)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(1200)
    writer.setTitle(figure.title)
    writer.setCreator("nnsim")
    painter = QPainter(writer)
    painter.scale(1200 / _CSS_DPI, 1200 / _CSS_DPI)
    paint_figure(painter, figure)
    painter.end()
    return readable(bytes(buffer.data().data()))


def _csv(figure: Figure) -> bytes:
    return to_csv(figure).encode("utf-8")


_RENDERERS: dict[str, Callable[[Figure], bytes]] = {
    ".png": png_figure,
    ".svg": svg_figure,
    ".pdf": _pdf,
    ".csv": _csv,
}
FORMATS: dict[str, str] = {
    ".png": mark("PNG image"),
    ".svg": mark("SVG drawing"),
    ".pdf": mark("PDF"),
    ".csv": mark("CSV data"),
}
"""Ending and name of everything a figure can be saved as."""


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
