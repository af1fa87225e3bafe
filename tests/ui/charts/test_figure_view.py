"""A figure in a window: in its colours, read under the pointer, and told where it is pressed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Image, Line, Plot, Spans
from nnsim.ui.charts.figure_view import FigureView
from nnsim.ui.look.theme import manager, theme

X = np.linspace(0.0, 10.0, 11)
LINE = Line("loss", X, X / 10, palette.SERIES[0])
SPANS = Spans(
    "slope", np.array([2.0]), np.array([0.1]), np.array([1.0]), palette.RED, notes=("×0.1",), names=("a → b",)
)
CELLS = Image(
    "heat", np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((2, 2, 4), np.uint8), (0.0, 10.0, 0.0, 1.0)
)


@pytest.fixture
def view(qtbot: QtBot, dressed: None) -> FigureView:
    made = FigureView("a figure")
    qtbot.addWidget(made)
    made.resize(500, 320)
    made.show()
    return made


def figure(*marks: object, log: bool = False) -> Figure:
    axes = Axis("step", range=(0.0, 10.0)), Axis("y", range=(0.1, 1.0) if log else (0.0, 1.0), log=log)
    return Figure("Title", "caption", (Plot(*axes, tuple(marks)),))  # type: ignore[arg-type]


def place(view: FigureView, x: float, y: float) -> QPointF:
    view.grab()  # it is laid out when it is painted
    return view._placed[0].space.point(x, y)


def test_it_reads_the_nearest_point_of_a_curve(view: FigureView) -> None:
    view.show_figure(figure(LINE))
    assert view.read_at(place(view, 4.0, 0.4)) == "loss: 0.4 (step 4)"
    assert view.read_at(place(view, 4.0, 0.95)) == ""


def test_it_reads_bars_and_cells(view: FigureView) -> None:
    view.show_figure(figure(SPANS, log=True))
    assert view.read_at(place(view, 2.1, 0.5)) == "a → b: ×0.1"
    view.show_figure(figure(CELLS))
    assert view.read_at(place(view, 7.0, 0.2)) == "heat: 2"
    assert view.read_at(place(view, 7.0, 0.8)) == "heat: 4"


def test_a_press_says_where_it_was_in_the_units_of_the_data(view: FigureView, qtbot: QtBot) -> None:
    view.show_figure(figure(LINE, log=True))
    at = place(view, 5.0, 0.3162)
    with qtbot.waitSignal(view.pressed) as pressed:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(at.x()), round(at.y())))
    assert pressed.args == pytest.approx([5.0, 0.3162], rel=0.03)


def test_it_is_painted_in_the_colours_of_the_theme(view: FigureView) -> None:
    view.show_figure(figure(LINE))
    for name in ("dark", "light"):
        manager().use(name)
        picture = view.grab().toImage()
        assert picture.pixelColor(2, 2).name() == theme().panel
        at = view._placed[0].space.point(5.0, 0.5).toPoint()
        near = [picture.pixelColor(at.x() + i, at.y() + j).name() for i in (-1, 0, 1) for j in (-1, 0, 1)]
        assert theme().series[0] in near


def test_nothing_is_shown_where_there_is_no_figure(view: FigureView) -> None:
    view.show_figure(figure(LINE))
    view.grab()
    view.show_figure(None)
    assert len({view.grab().toImage().pixelColor(i, 150).name() for i in range(0, 500, 7)}) == 1
