"""The banner of advice leaves the layers it speaks of in sight, and moves nothing under the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.opinion import Opinion
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.engine.layer import layers
from nnsim.ui.canvas.navigator import Navigator
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.toast import Toast
from nnsim.ui.window.advice import Advice

TEXT = "The gradient of the first layer is 4,000 times smaller than that of the last. It hardly learns. " * 3
BAD = Opinion("warning", "Gradients vanish from dense_5 to dense_1", TEXT, urgent=True)
Make = Callable[..., tuple[CanvasView, Advice]]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    manager().use("dark")
    made: list[Session] = []

    def show(
        places: list[tuple[float, float]], size: tuple[int, int] = (900, 420)
    ) -> tuple[CanvasView, Advice]:
        graph = Graph()
        for x, y in places:
            graph, _ = edits.add(graph, layers["dense"](), x, y)
        session = Session(Project(graph=graph))
        made.append(session)
        canvas = CanvasView(session.workspace)
        qtbot.addWidget(canvas)
        canvas.resize(*size)
        canvas.show()
        QApplication.processEvents()
        return canvas, Advice(canvas, canvas.deeds.navigator)

    yield show
    assert made[0].close()
    made[0].deleteLater()


def covered(canvas: CanvasView, advice: Advice) -> int:
    cards = canvas.deeds.navigator.cards_seen()
    return sum(card.intersects(advice.banner.geometry()) for card in cards)


def put(canvas: CanvasView, bottom: int) -> None:
    """Move the paper so that the lowest card ends `bottom` pixels above the foot."""
    lowest = max(card.bottom() for card in canvas.deeds.navigator.cards_seen())
    canvas.deeds.camera.pan(0, canvas.height() - bottom - lowest)


def say(advice: Advice) -> None:
    """Have it say that something is wrong."""
    advice.banner.show_opinion(BAD)
    advice.show(True)


ROW = [(180.0 * i, 0.0) for i in range(4)]


def test_it_comes_up_at_the_foot_where_that_is_free(make: Make) -> None:
    canvas, advice = make(ROW)
    at = canvas.deeds.camera.seen()
    say(advice)
    assert advice.banner.y() > canvas.height() / 2
    assert covered(canvas, advice) == 0
    assert canvas.deeds.camera.seen() == at, "nothing moves"


def test_at_the_head_where_layers_stand_at_the_foot_clear_of_the_map(make: Make) -> None:
    canvas, advice = make(ROW)
    put(canvas, bottom=20)
    at = canvas.deeds.camera.seen()
    say(advice)
    assert advice.banner.y() < canvas.height() / 4
    assert covered(canvas, advice) == 0
    assert not advice.banner.geometry().intersects(canvas.deeds.minimap.geometry())
    assert canvas.deeds.camera.seen() == at, "nothing moves"
    before = advice.banner.geometry()
    put(canvas, bottom=200)
    say(advice)
    assert advice.banner.geometry() == before, "it does not jump about while it is read"
    canvas.resize(900, 500)
    assert advice.banner.y() == before.y()


TWO_ROWS = [*ROW, *((x, 180.0) for x, _ in ROW)]


def both_ends_taken(make: Make) -> tuple[CanvasView, Advice]:
    """Return a canvas whose layers reach below a banner at the head and one at the foot."""
    canvas, advice = make(TWO_ROWS)
    canvas.deeds.minimap.hide()
    put(canvas, bottom=86)
    canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    return canvas, advice


def test_the_drawing_makes_way_where_it_stands_at_both(make: Make) -> None:
    canvas, advice = both_ends_taken(make)
    at = canvas.deeds.camera.seen()
    say(advice)
    assert canvas.deeds.camera.seen() != at
    assert covered(canvas, advice) == 0
    assert min(card.top() for card in canvas.deeds.navigator.cards_seen()) >= 0


def test_nothing_moves_under_the_mouse(make: Make) -> None:
    canvas, advice = both_ends_taken(make)
    canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    at = canvas.deeds.camera.seen()
    say(advice)
    assert canvas.deeds.camera.seen() == at


def test_it_leaves_the_head_to_the_neurons(make: Make) -> None:
    canvas, advice = make(ROW)
    put(canvas, bottom=20)
    say(advice)
    assert advice.banner.y() < canvas.height() / 4
    canvas.deeds.navigator.toggle_inside()
    assert advice.banner.y() > canvas.height() / 2


def test_it_goes_to_the_foot_where_the_head_becomes_too_narrow(make: Make) -> None:
    canvas, advice = make([(0, 0), (0, 150)], size=(900, 420))
    put(canvas, 40)
    say(advice)
    assert advice.banner.y() < canvas.height() / 2
    left, right = canvas.deeds.navigator.head_room
    canvas.resize(canvas.width() - (right - left) + 100, canvas.height())
    QApplication.processEvents()
    assert advice.banner.geometry().bottom() > canvas.height() / 2
    assert canvas.rect().contains(advice.banner.geometry())


def test_it_leaves_what_reaches_down_from_a_corner_in_sight(make: Make) -> None:
    canvas, advice = make(ROW, size=(900, 300))
    tall = QWidget(canvas)
    tall.setGeometry(16, 80, 140, 190)
    tall.show()
    canvas.deeds.corners.add(tall)
    say(advice)
    if advice.banner.y() < 150:
        put(canvas, bottom=160)
    assert not advice.banner.geometry().intersects(tall.geometry())


def test_in_a_low_canvas_it_is_brief_and_a_passing_message_stands_at_the_head(make: Make) -> None:
    canvas, advice = make(ROW, size=(760, 310))
    put(canvas, bottom=120)
    say(advice)
    banner = advice.banner.geometry()
    assert banner.height() <= 0.3 * 310
    toast = Toast(canvas, (advice.banner,), advice.free_head)
    toast.show_message(
        "Stopped early: the loss was no better for 40 epochs. The weights of epoch 42 are back."
    )
    assert toast.geometry().bottom() < 120
    left, right = advice.free_head()
    assert (left <= toast.x(), toast.geometry().right() <= right) == (True, True)
    cards = canvas.deeds.navigator.cards_seen()
    assert not any(card.intersects(banner) or card.intersects(toast.geometry()) for card in cards)


def test_at_the_head_it_hides_nothing_that_stands_there(make: Make) -> None:
    canvas, advice = make(ROW)
    put(canvas, bottom=20)
    bar = QWidget(canvas)
    bar.setGeometry(300, 16, 200, 36)
    bar.show()
    canvas.deeds.corners.add_elsewhere(bar, quietly=True)
    say(advice)
    assert advice.banner.y() < canvas.height() / 2
    assert not advice.banner.geometry().intersects(bar.geometry())


def test_it_comes_up_at_the_head_only_where_its_buttons_are_whole(make: Make) -> None:
    canvas, advice = make([(0, 250), (200, 250), (400, 250)])
    verdict = Verdict("vanishing_gradients", 0.99, 10, ())
    advice.banner.show_opinion(Opinion("bad", "Vanishing gradients", TEXT, urgent=True, verdicts=(verdict,)))
    least = advice.banner.minimumSizeHint().width()
    foot = QRect(0, canvas.height() - 200, canvas.width(), 200)
    for room in (300, 340, 380, least + 20, least + 60):
        free = property(lambda _self, room=room: (200, 200 + room))
        seen = patch.object(Navigator, "cards_seen", lambda _self: [foot])
        with patch.object(Navigator, "head_room", free), seen:
            advice.show(False)
            advice.show(True)
            QApplication.processEvents()
            assert advice.banner.width() >= advice.banner.minimumSizeHint().width(), room
