"""Getting about on the paper with the mouse, on every kind of paper there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.lab.byhand.scenes import worked_example
from nnsim.ui.byhand.follow_eye import FollowEye
from nnsim.ui.byhand.follow_view import FollowView
from nnsim.ui.byhand.paper_eye import PaperEye
from nnsim.ui.byhand.paper_view import PaperView
from nnsim.ui.byhand.worked_network import WorkedNetwork
from nnsim.ui.neuronlab.pages.follow import FollowPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(params=["by hand", "a row"])
def view(request: pytest.FixtureRequest, desk, qtbot: QtBot) -> Iterator[PaperView]:
    page = WorkedNetwork(worked_example()) if request.param == "by hand" else FollowPage(desk.session)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    yield page.view if isinstance(page, WorkedNetwork) else page.findChild(FollowView)
    page.hide()  # it lives until here: the view alone would not keep it


def eye(view: PaperView) -> PaperEye | FollowEye:
    return view.eye


def chosen(view: PaperView) -> object:
    return view.following.at if isinstance(view, FollowView) else view.working.chosen


def unit(view: PaperView) -> QPoint:
    """Return where a unit stands that is not spelled out."""
    for x in range(5, view.width(), 7):
        for y in range(5, view.height(), 7):
            found = eye(view).under(QPointF(x, y))
            if found is not None and found != chosen(view):
                return QPoint(x, y)
    raise AssertionError("there is no unit in sight")


def drag(view: PaperView, begin: QPoint, way: QPoint) -> None:
    QTest.mousePress(view, LEFT, pos=begin)
    for share in (0.25, 0.5, 1.0):
        QTest.mouseMove(view, begin + way * share)
    QTest.mouseRelease(view, LEFT, pos=begin + way)


def test_a_click_spells_out_and_leaves_the_paper_where_it_is(view: PaperView) -> None:
    at, before, shift = unit(view), chosen(view), QPointF(eye(view).lens.shift)
    QTest.mousePress(view, LEFT, pos=at)
    QTest.mouseMove(view, at + QPoint(1, 1))
    QTest.mouseRelease(view, LEFT, pos=at + QPoint(1, 1))
    assert chosen(view) != before
    assert eye(view).lens.shift == shift


def test_a_drag_moves_the_paper_with_the_mouse_and_spells_out_nothing(view: PaperView) -> None:
    at, shift = unit(view), QPointF(eye(view).lens.shift)
    QTest.mousePress(view, LEFT, pos=at)
    before = chosen(view)
    drag(view, at, QPoint(60, 40))
    moved = eye(view).lens.shift - shift
    assert (moved.x(), moved.y()) == pytest.approx((60, 40))
    assert chosen(view) == before
    assert not eye(view).lens.fitted


def test_the_wheel_zooms_about_the_mouse_and_a_larger_window_leaves_it_so(view: PaperView) -> None:
    at, lens = QPointF(unit(view)), eye(view).lens
    point, zoom = lens.to_paper(at), lens.zoom
    no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    turn = QWheelEvent(at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), *no, False)
    QApplication.sendEvent(view, turn)
    assert lens.zoom == pytest.approx(zoom * 1.0016**120)
    under = lens.to_paper(at)
    assert (under.x(), under.y()) == pytest.approx((point.x(), point.y()))
    zoom = lens.zoom
    view.window().resize(1400, 900)
    assert lens.zoom == zoom
    eye(view).fit()
    view.window().resize(900, 600)
    assert lens.fitted


def test_screen_readers_hear_what_is_spelled_out(view: PaperView) -> None:
    QTest.mouseClick(view, LEFT, pos=unit(view))
    first = view.accessibleDescription()
    QTest.mouseClick(view, LEFT, pos=unit(view))
    assert " = " in first
    assert view.accessibleDescription() != first
