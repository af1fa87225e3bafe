"""Painting on the decision boundary with a real mouse and real keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk import Desk, small_project
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnsim.data.data_settings import DataSettings
from nnsim.data.source import sources
from nnsim.data.sources.painted import Painted
from nnsim.ui.panels.boundary import BoundaryPanel

LEFT = Qt.MouseButton.LeftButton


def boundary_of(desk: Desk) -> BoundaryPanel:
    panel = BoundaryPanel(desk.workspace, desk.session.feed)
    desk.bot.addWidget(panel)
    for widget in panel.header():
        if widget.parent() is None:
            desk.bot.addWidget(widget)
    return panel


class Studio:
    """The boundary panel of a session, painted on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.panel = boundary_of(desk)
        self.panel.resize(500, 420)
        with desk.bot.waitExposed(self.panel):
            self.panel.show()
        self.mode = self.panel.painting.mode
        self.easel = self.mode.easel
        QTest.mouseClick(self.mode.button, LEFT)
        assert self.mode.is_on
        QApplication.processEvents()
        self.chart = self.panel.view.chart

    def place(self, x: float, y: float) -> QPoint:
        """Return where data lie on the viewport."""
        to = self.chart.to_pixels()
        return QPoint(round(to.x(x)), round(to.y(y)))

    def drag(self, *way: tuple[float, float]) -> None:
        port = self.chart.viewport()
        QTest.mousePress(port, LEFT, pos=self.place(*way[0]))
        for at in way[1:]:
            QTest.mouseMove(port, self.place(*at))
        QTest.mouseRelease(port, LEFT, pos=self.place(*way[-1]))
        self.desk.settle()

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.chart.viewport(), LEFT, pos=self.place(x, y))
        self.desk.settle()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.chart, key)
        self.desk.settle()

    @property
    def painting(self):
        return self.desk.workspace.strokes.sheet().painting

    def of(self, kind: int) -> np.ndarray:
        return self.painting.at[self.painting.kinds == kind]


@pytest.fixture
def studio(open_desk) -> Studio:
    return Studio(open_desk())


@pytest.fixture
def two(open_desk) -> Studio:
    """Two points far from each other, in the corners of a sheet."""
    source = Painted(points="-1.5 -1.5; -1.4 -1.5|1.5 1.5; 1.4 1.5")
    return Studio(open_desk(replace(small_project(), data=DataSettings(source=source))))


def test_a_click_puts_one_point_of_the_class_where_it_was(two: Studio) -> None:
    two.click(0.5, -0.5)
    two.key(Qt.Key.Key_2)
    two.click(-0.5, 0.5)
    assert np.abs(two.of(0)[-1] - (0.5, -0.5)).max() < 0.02
    assert np.abs(two.of(1)[-1] - (-0.5, 0.5)).max() < 0.02
    assert two.desk.workspace.undo_stack.count() == 2
    assert two.desk.workspace.undo_stack.undoText() == "Paint B"


def test_a_drag_sprays_along_its_way_and_is_one_step_of_undo(two: Studio) -> None:
    x, y = two.chart.getViewBox().viewRange()
    two.drag((-1.0, 0.0), (0.0, 0.0), (1.0, 0.0))
    fresh = two.of(0)[2:]
    assert len(fresh) > 10
    assert np.abs(fresh[:, 1]).max() < 0.6
    assert fresh[:, 0].min() < -0.5
    assert fresh[:, 0].max() > 0.5
    assert two.chart.getViewBox().viewRange() == [x, y]
    two.desk.undo()
    assert len(two.painting) == 4
    assert len(two.easel.cloud) == 4


def test_the_first_drag_after_the_button_paints_and_does_not_pan(studio: Studio) -> None:
    before = studio.chart.getViewBox().viewRange()
    run = studio.desk.session.run
    studio.drag((-1.0, 2.0), (0.0, 2.0))
    assert studio.chart.getViewBox().viewRange() == before
    assert len(studio.painting) > 400
    assert isinstance(studio.desk.workspace.project.data.source, Painted)
    assert studio.desk.session.run == run


def test_the_lasso_chooses_moves_and_deletes(two: Studio) -> None:
    two.key(Qt.Key.Key_L)
    assert two.mode.bar.tools["lasso"].isChecked()
    two.drag((-1.8, -1.8), (-1.8, -1.2), (-1.1, -1.2), (-1.1, -1.8))
    assert two.easel.chosen.tolist() == [True, True, False, False]
    assert two.desk.workspace.undo_stack.count() == 0
    two.drag((-1.5, -1.5), (-1.0, -1.5), (-0.5, -0.5))
    assert np.abs(two.of(0) - [(-0.5, -0.5), (-0.4, -0.5)]).max() < 0.03
    assert two.of(1).tolist() == [[1.5, 1.5], [1.4, 1.5]]
    assert two.desk.workspace.undo_stack.undoText() == "Move painted points"
    assert two.easel.chosen.tolist() == [True, True, False, False]
    two.key(Qt.Key.Key_Delete)
    assert len(two.of(0)) == 0
    assert two.desk.workspace.undo_stack.count() == 2
    two.desk.undo()
    two.desk.undo()
    assert two.of(0).tolist() == [[-1.5, -1.5], [-1.4, -1.5]]


def test_the_eraser_takes_what_lies_under_its_way(two: Studio) -> None:
    two.key(Qt.Key.Key_E)
    two.drag((1.0, 1.5), (2.0, 1.5))
    assert len(two.of(1)) == 0
    assert len(two.of(0)) == 2


def test_clear_takes_all_and_says_what_is_missing(two: Studio) -> None:
    QTest.mouseClick(two.mode.bar.clear, LEFT)
    two.desk.settle()
    assert len(two.painting) == 0
    assert "Nothing is painted yet" in two.desk.said[-1]
    assert two.mode.is_on
    assert two.panel.notice == ""
    two.click(0.0, 0.0)
    two.key(Qt.Key.Key_2)
    two.click(1.0, 0.0)
    assert len(two.desk.workspace.prepared.train) == 2


def test_keys_alone_paint(two: Studio) -> None:
    for key in (Qt.Key.Key_2, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Space):
        two.key(key)
    to = two.chart.to_pixels()
    middle = to.area.center()
    [x, y] = two.of(1)[-1]
    assert (to.x(x) - middle.x(), to.y(y) - middle.y()) == pytest.approx((8, -8), abs=1)
    assert not two.desk.session.feed.playing
    assert two.mode.bar.count.accessibleName() == "5 points"
    two.key(Qt.Key.Key_Escape)
    assert not two.mode.is_on
    assert not two.mode.bar.isVisible()
    assert two.panel.view.scatters


def test_esc_gives_up_the_stroke_under_the_mouse(two: Studio) -> None:
    port = two.chart.viewport()
    QTest.mousePress(port, LEFT, pos=two.place(0, 0))
    QTest.mouseMove(port, two.place(1, 0))
    assert len(two.painting) > 4
    QTest.keyClick(two.chart, Qt.Key.Key_Escape)
    assert len(two.painting) == len(two.easel.cloud) == 4
    assert two.mode.is_on
    QTest.mouseRelease(port, LEFT, pos=two.place(1, 0))
    assert two.desk.workspace.undo_stack.count() == 0


def test_a_value_is_painted_on_a_regression(open_desk) -> None:
    data = DataSettings(source=sources["bumps"](points=60))
    studio = Studio(open_desk(replace(small_project(), data=data)))
    bar = studio.mode.bar
    assert bar.value.isVisible()
    bar.value.setValue(bar.value.maximum())
    value = studio.easel.brush.value
    assert value > 0.5
    studio.click(0.3, 0.3)
    painting = studio.painting
    assert len(painting) == 61
    assert painting.values[painting.numbers.argmax()] == pytest.approx(value, rel=1e-4)


def test_only_what_is_new_is_drawn(studio: Studio) -> None:
    studio.drag((-2, 2), (-1, 2))
    studio.panel.grab()
    cloud = studio.easel.cloud
    drawn, count = cloud.drawn, len(studio.painting)
    studio.drag((0.5, 2), (1.5, 2))
    studio.panel.grab()
    assert 0 < len(studio.painting) - count == cloud.drawn - drawn


def test_no_more_than_there_may_be(open_desk) -> None:
    rng = np.random.default_rng(0)
    text = "|".join(";".join(f"{x:.3g} {y:.3g}" for x, y in rng.uniform(-2, 2, (2499, 2))) for _ in range(2))
    studio = Studio(open_desk(replace(small_project(), data=DataSettings(source=Painted(points=text)))))
    studio.drag((-1, 0), (1, 0))
    assert len(studio.painting) == 5000
    assert "no more can be painted" in studio.desk.told[-1]


def test_data_of_other_kinds_have_no_paint_button(open_desk) -> None:
    desk = open_desk(replace(small_project(), data=DataSettings(source=sources["sine"]())))
    panel = boundary_of(desk)
    assert panel.painting.mode.button.isHidden()


def test_the_past_shows_the_points_it_had_and_painting_there_leads_to_now(studio: Studio) -> None:
    desk, session = studio.desk, studio.desk.session
    session.feed.viewers.add(studio.panel)
    desk.train(4)
    before = desk.workspace.prepared
    studio.drag((-1, 2), (0, 2))
    desk.train(4)
    session.past.go_to(2)
    view = studio.panel.view
    desk.wait(lambda: view.subject is not None and len(view.subject.prepared.train) == len(before.train))
    assert session.feed.past_step == 2
    assert view.scatters
    assert not studio.easel.cloud.shown
    session.past.come_back()
    desk.wait(lambda: view.subject.prepared is desk.workspace.prepared)
    assert studio.easel.cloud.shown
    session.past.go_to(3)
    desk.wait(lambda: session.feed.past_step == 3)
    studio.click(1.0, 2.0)
    desk.wait(lambda: session.feed.past_step is None)
    assert session.network.learned().step == 8
    session.feed.viewers.forget_all()
