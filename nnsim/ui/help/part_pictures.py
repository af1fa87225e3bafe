"""The pictures of the help pages, painted: drawings from the reference become a figure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from nnsim.figures.figure import Axis, ColourBar, Figure, Image, Line, Mark, Plot
from nnsim.reference.pictures import Drawing
from nnsim.ui.charts.figures import figure_image
from nnsim.ui.look.theme import theme

INKS = ("#2f6fe4", "#d9691e", "#168f62", "#7d4fe0")
NOTHING = (255, 255, 255)
SHADES = 65


def picture_image(drawings: tuple[Drawing, ...], dpi: int) -> QImage:
    """Return `drawings` side by side as a picture on the ground of the theme in use."""
    plots = tuple(_plot(drawing) for drawing in drawings)
    width = 380.0 if len(plots) == 1 else 580.0
    image = figure_image(Figure("", "", plots, (width, 270.0)), dpi)
    return _on_dark(image, theme().colour("panel")) if theme().dark else image


def _on_dark(image: QImage, ground: QColor) -> QImage:
    """Return a picture made for white paper with light and dark exchanged, white becoming `ground`.

    Adding 255 − max − min to the three channels of a pixel mirrors its lightness and leaves its hue
    and chroma as they are, so that a curve keeps the colour its legend names.
    """
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(np.float32)
    mirrored = pixels + (255 - pixels.max(2, keepdims=True) - pixels.min(2, keepdims=True))
    floor = np.array((ground.red(), ground.green(), ground.blue()), np.float32)
    mixed = np.ascontiguousarray(np.rint(floor + mirrored * (1 - floor / 255)), np.uint8)
    made = QImage(mixed.data, image.width(), image.height(), 3 * image.width(), QImage.Format.Format_RGB888)
    return made.copy()


def _plot(drawing: Drawing) -> Plot:
    if drawing.image is not None:
        rows, columns = drawing.image.shape
        marks: tuple[Mark, ...] = (_image(drawing.title, drawing.image),)
        x, y = Axis(drawing.x, ticks=()), Axis(drawing.y, ticks=())
        return Plot(
            x,
            y,
            marks,
            drawing.title,
            aspect=1.0 if columns < 3 * rows and rows < 3 * columns else None,
            legend=False,
        )
    curves = drawing.curves
    marks = tuple(
        Line(name, x, y, INKS[i % len(INKS)], style="solid" if i == 0 else "dashed")
        for i, (name, x, y) in enumerate(curves)
    )
    return Plot(Axis(drawing.x), Axis(drawing.y), marks, drawing.title, legend=len(curves) > 1)


def _image(name: str, values: NDArray[np.float64]) -> Image:
    """Return numbers as colours: orange below zero, white at it, blue above."""
    shown = np.flipud(values)
    reach = float(np.nanmax(np.abs(shown))) or 1.0
    shares = np.nan_to_num(shown / reach)
    rgba = np.full((*shown.shape, 4), 255, np.uint8)
    rgba[..., :3] = _colours(shares)
    rgba[np.isnan(shown), :3] = 200
    rows, columns = shown.shape
    levels = np.linspace(-1.0, 1.0, SHADES)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*c) for c in _colours(levels).tolist())
    bar = ColourBar("", (-reach, reach), colours)
    return Image(name, shown, rgba, (0.0, float(columns), 0.0, float(rows)), bar=bar, smooth=False)


def _colours(shares: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return the colours of `shares`, −1 to 1, as bytes along one more axis."""
    ends = np.where((shares >= 0)[..., None], np.array([47, 125, 224.0]), np.array([217, 105, 30.0]))
    mixed = np.array(NOTHING) + np.abs(shares)[..., None] * (ends - np.array(NOTHING))
    colours: NDArray[np.uint8] = np.rint(mixed).astype(np.uint8)
    return colours
