"""The drawing is framed by what is free of the canvas, whatever size that gets, until somebody looks elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnsim.data.prepare import prepare
from nnsim.data.sources.iris import Iris
from nnsim.document.hidden_layers import with_one_more
from nnsim.ui.canvas.geometry import TEXT_FROM
from nnsim.ui.canvas.hidden_bar import HiddenBar
from nnsim.ui.places.network import NetworkPlace
from nnsim.ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("dressed")


def covered(window: MainWindow) -> list[tuple[str, str]]:
    """Return which layers lie below what, or outside the canvas, as far as they do."""
    canvas, place = window.desk.canvas, window.desk.places["network"]
    assert isinstance(place, NetworkPlace)
    over = {
        "features": place.features.strip,
        "data": place.data.chip,
        "layers": place.hidden,
        "map": canvas.deeds.minimap,
        "forecast": place.forecast.bar,
    }
    cards = {id_: canvas.deeds.camera.view_rect(item.card()) for id_, item in canvas.canvas.nodes.items()}
    lies_below = [
        (id_, name)
        for id_, card in cards.items()
        for name, widget in over.items()
        if not widget.isHidden() and card.intersects(widget.geometry())
    ]
    room = canvas.viewport().rect()
    return lies_below + [(id_, "outside") for id_, card in cards.items() if not room.contains(card)]


def settle(window: MainWindow) -> None:
    for _ in range(3):
        QApplication.processEvents()
        window.layout().activate()


def lengthen(window: MainWindow, times: int) -> None:
    for _ in range(times):
        window.desk.session.workspace.edit_graph("one more", with_one_more)


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    """A window on four layers, which just fit beside the features at 1440 × 900."""
    lengthen(window, 1)
    window.resize(1440, 900)
    window.show()
    settle(window)
    return window


@pytest.mark.parametrize("size", [(1440, 900), (1600, 1000), (1280, 720), (1024, 700)])
def test_the_first_picture_hides_no_layer(window: MainWindow, size: tuple[int, int]) -> None:
    lengthen(window, 1)
    window.resize(*size)
    window.show()
    settle(window)
    assert covered(window) == []
    assert window.desk.canvas.deeds.camera.zoom > TEXT_FROM


def test_a_window_that_gets_its_size_later_frames_the_drawing_again(shown: MainWindow) -> None:
    for size in ((1280, 720), (1000, 700), (1600, 1000), (1440, 900)):
        shown.resize(*size)
        settle(shown)
        assert covered(shown) == [], size
    assert shown.desk.canvas.deeds.camera.zoom == pytest.approx(1.0)


def test_docks_that_come_and_go_leave_the_drawing_framed(shown: MainWindow) -> None:
    lengthen(shown, 2)
    zooms = [shown.desk.canvas.deeds.camera.zoom]
    for key in ("inspector", "palette"):
        shown.desk.docks[key].hide()
        settle(shown)
        assert covered(shown) == []
        zooms.append(shown.desk.canvas.deeds.camera.zoom)
    assert zooms[0] < zooms[1] <= zooms[2]
    shown.desk.docks["inspector"].show()
    settle(shown)
    assert covered(shown) == []


def test_another_place_and_back_leave_it_framed(shown: MainWindow) -> None:
    shown.desk.places.go_to("data")
    settle(shown)
    shown.resize(1280, 720)
    settle(shown)
    shown.desk.places.go_to("network")
    settle(shown)
    assert covered(shown) == []


def test_who_looks_elsewhere_keeps_that(shown: MainWindow) -> None:
    canvas = shown.desk.canvas
    camera, middle = canvas.deeds.camera, QPoint(canvas.width() // 2, canvas.height() // 2 + 90)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.MiddleButton, pos=middle)
    QTest.mouseMove(canvas.viewport(), middle + QPoint(130, 20))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.MiddleButton, pos=middle + QPoint(130, 20))
    assert not canvas.deeds.framing.is_kept
    seen = camera.scene_point(camera.middle)
    shown.resize(1300, 800)
    settle(shown)
    assert (camera.scene_point(camera.middle) - seen).manhattanLength() < 4
    QTest.keyClick(canvas, Qt.Key.Key_F)
    shown.resize(1440, 900)
    settle(shown)
    assert covered(shown) == []


@pytest.mark.parametrize("way", ["zoom_in", "zoom_out"])
def test_who_zooms_keeps_that(shown: MainWindow, way: str) -> None:
    deeds = shown.desk.canvas.deeds
    getattr(deeds.navigator, way)()
    zoom = deeds.camera.zoom
    shown.resize(1300, 800)
    settle(shown)
    assert deeds.camera.zoom == pytest.approx(zoom)


def test_the_map_of_the_whole_leads_elsewhere(shown: MainWindow) -> None:
    deeds = shown.desk.canvas.deeds
    QTest.mouseClick(deeds.minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert not deeds.framing.is_kept


def test_features_that_come_make_the_drawing_give_way(shown: MainWindow) -> None:
    workspace = shown.desk.session.workspace
    workspace.edit("Iris", lambda p: replace(p, data=replace(p.data, source=Iris())))
    workspace.set_data(prepare(workspace.project.data))
    settle(shown)
    assert covered(shown) == []


def test_layers_added_by_the_bar_at_the_head_stay_in_sight(shown: MainWindow) -> None:
    bar = shown.findChild(HiddenBar)
    assert bar is not None
    for _ in range(3):
        QTest.mouseClick(bar.count.more, Qt.MouseButton.LeftButton)
        settle(shown)
        assert covered(shown) == []


def test_a_drawing_outgrowing_its_frame_stays_where_it_is_below_the_mouse(shown: MainWindow) -> None:
    canvas = shown.desk.canvas
    canvas.viewport().setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    zoom = canvas.deeds.camera.zoom
    lengthen(shown, 3)
    assert canvas.deeds.camera.zoom == pytest.approx(zoom)


def test_a_tall_drawing_gets_the_room_beside_what_stands_over_the_canvas(shown: MainWindow) -> None:
    workspace, canvas = shown.desk.session.workspace, shown.desk.canvas
    ids = list(workspace.graph.by_id)
    places = {id_: (0.0, 150.0 * number) for number, id_ in enumerate(ids)}

    def move(graph):
        return replace(
            graph, nodes=tuple(replace(n, x=places[n.id][0], y=places[n.id][1]) for n in graph.nodes)
        )

    workspace.edit_graph("tall", move)
    canvas.deeds.navigator.fit()
    assert covered(shown) == []
    # As tall as the canvas, not as what is left of it below its head.
    assert canvas.deeds.camera.zoom * 550 > canvas.height() - 2 * 48 - 40


def test_an_empty_canvas_is_at_100_percent(shown: MainWindow) -> None:
    deeds = shown.desk.canvas.deeds
    shown.desk.session.workspace.edit_graph("nothing", lambda graph: type(graph)())
    deeds.navigator.fit()
    assert deeds.camera.zoom == 1.0
    assert (deeds.camera.scene_point(deeds.camera.middle) - QPointF(0, 0)).manhattanLength() <= 2
