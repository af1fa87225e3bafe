"""The pictures of the help pages, painted: drawings from the reference become a figure."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from nnsim.export.figure import Axis, ColourBar, Figure, Image, Line, Mark, Plot
from nnsim.reference.pictures import Drawing
from nnsim.ui.charts.figures import figure_image

INKS = ("#2f6fe4", "#d9691e", "#168f62", "#7d4fe0")
NOTHING = (255, 255, 255)
SHADES = 65


def picture_image(drawings: tuple[Drawing, ...], dpi: int) -> QImage:
    """Return `drawings` side by side as a picture."""
    plots = tuple(_plot(drawing) for drawing in drawings)
    width = 380.0 if len(plots) == 1 else 580.0
    return figure_image(Figure("", "", plots, (width, 270.0)), dpi)


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


def _image(name: str, values: np.ndarray) -> Image:
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


def _colours(shares: np.ndarray) -> np.ndarray:
    ends = np.where((shares >= 0)[..., None], np.array([47, 125, 224.0]), np.array([217, 105, 30.0]))
    mixed = np.array(NOTHING) + np.abs(shares)[..., None] * (ends - np.array(NOTHING))
    return np.rint(mixed).astype(np.uint8)
