"""What is written in a narrow figure stays with its plot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.ui.charts.paper import Placed, paint_figure

pytestmark = pytest.mark.usefixtures("dressed")
LONG = "a name far longer than what it stands below is wide"


def painted(figure: Figure) -> tuple[Array, list[Placed]]:
    """Return the figure as grey values, (height, width), and its plots."""
    width, height = (round(side) for side in figure.size)
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    placed = paint_figure(painter, figure)
    painter.end()
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine())
    return grey[:, :width].copy(), placed


def plot(x_title: str = "", title: str = "", lines: int = 1, aspect: float | None = None) -> Plot:
    ends = np.array([0.0, 1.0])
    marks = tuple(Line(f"curve {n}", ends, ends, "#336699") for n in range(lines))
    return Plot(Axis(x_title, ticks=()), Axis(ticks=()), marks, title, aspect)


@pytest.mark.parametrize("where", ["title", "x_title"])
def test_words_of_one_plot_never_run_into_the_next(where: str) -> None:
    alone, placed = painted(Figure("", "", (plot(lines=0), plot(lines=0)), (260.0, 180.0)))
    beside, _ = painted(Figure("", "", (plot(**{where: LONG}, lines=0), plot(lines=0)), (260.0, 180.0)))
    after = round(placed[0].space.frame.right()) + 10
    head, foot = slice(0, 34), slice(180 - 36, 180)
    for rows in (head, foot):
        np.testing.assert_array_equal(beside[rows, after:], alone[rows, after:])
    assert (beside[:, :after] < 128).sum() > (alone[:, :after] < 128).sum(), "it is written"


def test_a_title_below_a_small_square_is_whole_where_the_plot_has_room_for_it() -> None:
    short = painted(Figure("", "", (plot("a", aspect=1.0),), (300.0, 90.0)))[0]
    longer = painted(
        Figure("", "", (plot("as long as the plot, not the square", aspect=1.0),), (300.0, 90.0))
    )[0]
    assert (longer[-36:] < 128).any(axis=0).sum() > 100 > (short[-36:] < 128).any(axis=0).sum()


def test_a_legend_that_would_leave_no_room_for_the_curves_is_left_out() -> None:
    _, (many,) = painted(Figure("", "", (plot("x", "t", lines=12),), (200.0, 190.0)))
    assert many.space.frame.height() > 60
