"""Getting about among neurons, without a widget: what is seen, where one stands, what is said."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnsim.training.pictures.neuron_maps import NeuronMaps
from nnsim.ui.neurons.camera import HEADER, LEAST_ZOOM, Camera
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.pointed import weights_of
from nnsim.ui.neurons.pointer import Pointer, nearest
from nnsim.ui.neurons.sheet import TILE, Line, Sheet, Spot
from tests.ui.neurons.made_maps import made_maps

SIZES = [(507, 293), (1082, 593), (330, 260)]
"""Of the canvas in a window of 1024 × 700, of 1600 × 1000, and between two docks."""
NETWORKS = [(2, 16, 16, 1), (2, 3, 1), (2, 64, 64, 10), (2, *(8,) * 9, 1), (1, 1)]
FOOT = 50.0


class Walk:
    """A navigator over made neurons, and what it says."""

    def __init__(self, maps: NeuronMaps, width: float = 800, height: float = 500) -> None:
        self.navigator = Navigator()
        self.said: list[str] = []
        self.refused: list[str] = []
        self.left: list[QPointF] = []
        self.navigator.said.connect(self.said.append)
        self.navigator.refused.connect(self.refused.append)
        self.navigator.left.connect(self.left.append)
        self.navigator.blank = False
        self.navigator.resize(QSizeF(width, height))
        self.navigator.keep_free(FOOT)
        self.navigator.take(maps)

    @property
    def camera(self) -> Camera:
        return self.navigator.camera

    @property
    def spot(self) -> Spot:
        return self.navigator.pointer.spot

    def tiles(self) -> list[QRectF]:
        sheet = self.navigator.sheet
        return [
            self.camera.to_view(sheet.tile(Spot(column, row)))
            for column, stage in enumerate(sheet.stages)
            for row in range(stage.shown)
        ]

    def in_sight(self) -> bool:
        room = self.camera.room
        return room.bottom() <= self.camera.size.height() - FOOT and all(map(room.contains, self.tiles()))


@pytest.fixture
def walk() -> Walk:
    return Walk(made_maps(2, 5, 1))


# ---- what is seen --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("counts", NETWORKS)
def test_all_neurons_open_whole_below_the_names_and_above_the_foot(
    size: tuple[int, int], counts: tuple[int, ...]
) -> None:
    walk = Walk(made_maps(*counts), *size)
    walk.navigator.fit_all()
    if walk.camera.zoom > LEAST_ZOOM:  # else they would be dots, and the middle is shown
        assert walk.in_sight()
    middle = walk.camera.to_view(walk.navigator.sheet.area()).center() - walk.camera.room.center()
    assert middle.manhattanLength() < 1e-6


def test_sixty_four_in_a_column_are_seen_whole_in_a_small_window() -> None:
    walk = Walk(made_maps(2, 64, 10), 506, 347)
    walk.navigator.fit_all()
    assert walk.in_sight()


def test_even_sixty_four_in_a_column_are_seen_whole_in_a_window_of_1600_pixels() -> None:
    walk = Walk(made_maps(2, 64, 64, 10), 1082, 593)
    walk.navigator.fit_all()
    assert walk.in_sight()
    first, last = (walk.camera.to_view(walk.navigator.sheet.column_rect(i)).center().x() for i in (0, 3))
    assert last - first > 400, "so far apart that their names can be read"


@pytest.mark.parametrize("counts", NETWORKS[:3])
def test_a_layer_opened_from_its_block_is_seen_from_top_to_bottom(counts: tuple[int, ...]) -> None:
    walk = Walk(made_maps(*counts), 1082, 593)
    block = QPointF(500, 200)
    walk.navigator.open_at("s1", block, 1.5, block)
    column = walk.camera.to_view(walk.navigator.sheet.column_rect(1))
    assert walk.camera.room.top() <= column.top()
    assert column.bottom() <= walk.camera.room.bottom()
    assert walk.camera.zoom <= 1.5
    assert walk.spot.column == 1
    assert walk.said


def test_what_is_seen_whole_stays_whole_until_somebody_moves(walk: Walk) -> None:
    navigator = walk.navigator
    navigator.fit_all()
    for deed in (
        lambda: navigator.resize(QSizeF(400, 300)),
        lambda: navigator.keep_free(120),
        lambda: navigator.keep_free(120, 80),
        lambda: navigator.take(made_maps(2, 12, 1)),
    ):
        deed()
        assert walk.in_sight()
    navigator.pan_by(-350, 0)
    shift, zoom = QPointF(walk.camera.shift), walk.camera.zoom
    navigator.keep_free(60)
    navigator.take(made_maps(2, 8, 1))
    assert (walk.camera.shift, walk.camera.zoom) == (shift, zoom)


def test_the_next_picture_of_the_same_network_moves_nothing(walk: Walk) -> None:
    walk.navigator.fit_all()
    moves: list[None] = []
    walk.navigator.moved.connect(lambda: moves.append(None))
    walk.navigator.take(made_maps(2, 5, 1, seed=1))
    assert not moves


def test_zooming_keeps_the_place_and_leaves_beyond_everything(walk: Walk) -> None:
    walk.navigator.fit_all()
    at = QPointF(300, 200)
    before = walk.camera.to_sheet(at)
    walk.navigator.zoom_by(1.7, at)
    assert (walk.camera.to_sheet(at) - before).manhattanLength() < 1e-9
    for _ in range(10):
        if not walk.left:
            walk.navigator.zoom_by(0.8, at)
    assert walk.left[0] == at
    assert walk.camera.zoom > 0.6 * min(walk.camera.fit_zoom(walk.navigator.sheet.area()), 1.0)


def test_places_go_there_and_back() -> None:
    camera = Camera()
    camera.resize(QSizeF(640, 480))
    camera.put(QPointF(10, -20), QPointF(100, 90), 0.5)
    rect = QRectF(3, 4, 50, 60)
    assert camera.to_sheet(camera.to_view(rect).topLeft()) == rect.topLeft()
    assert camera.to_view(QRectF(10, -20, 0, 0)).topLeft() == QPointF(100, 90)
    assert camera.to_view(camera.seen()) == QRectF(0, 0, 640, 480)
    camera.resize(QSizeF(740, 500))
    assert camera.to_view(QRectF(10, -20, 0, 0)).topLeft() == QPointF(150, 100)


# ---- what is pointed at --------------------------------------------------------------------------


def test_steps_end_at_the_rim_and_keep_the_height(walk: Walk) -> None:
    go = walk.navigator.step
    go(-1, 0)
    assert walk.spot == Spot(0, 0)
    go(1, 0)
    assert walk.spot == Spot(1, 2)  # the upper of two stands beside the third of five, rounded to even
    go(0, -8)
    assert walk.spot == Spot(1, 0)
    go(0, 8)
    assert walk.spot == Spot(1, 4)
    go(5, 0)
    assert walk.spot == Spot(2, 0)
    assert walk.said[-1].startswith("s2, unit 1, bias")


def test_going_to_a_neuron_out_of_sight_brings_it_in(walk: Walk) -> None:
    walk.navigator.fit_all()
    walk.navigator.pan_by(3000, -2000)
    walk.navigator.go_to(Spot(1, 4))
    assert walk.camera.room.contains(walk.camera.to_view(walk.navigator.sheet.tile(Spot(1, 4))))
    walk.navigator.go_to(Spot(1, 5))
    assert walk.spot == Spot(1, 4), "there is no sixth"


def test_weights_into_a_neuron_are_chosen_strongest_first_and_all_round(walk: Walk) -> None:
    navigator, sheet = walk.navigator, walk.navigator.sheet
    navigator.choose_weight(1)
    assert walk.refused == ["No weight leads into this neuron."]
    navigator.go_to(Spot(2, 0))
    into = sheet.into(Spot(2, 0))
    sizes = [abs(sheet.weight(line)) for line in into]
    assert sizes == sorted(sizes, reverse=True)
    chosen = []
    for step in (1, 1, -1, -1):
        navigator.choose_weight(step)
        chosen.append(navigator.pointer.chosen_line(sheet))
    assert chosen == [into[0], into[1], into[0], into[-1]]
    assert walk.said[-1].startswith("Weight from s1, unit")
    assert navigator.let_go()
    assert not navigator.let_go()


def test_the_mouse_finds_nothing_below_the_names_nor_where_words_stand(walk: Walk) -> None:
    walk.navigator.fit_all()
    at = walk.camera.to_view(walk.navigator.sheet.tile(Spot(1, 2))).center()
    assert walk.navigator.under(at) == Spot(1, 2)
    walk.navigator.pan_by(0, HEADER - 5 - at.y())
    assert walk.navigator.under(QPointF(at.x(), HEADER - 5)) is None
    walk.navigator.fit_all()
    walk.navigator.blank = True
    assert walk.navigator.under(at) is None


def test_a_smaller_network_takes_what_is_pointed_at_away() -> None:
    pointer, large, small = Pointer(), Sheet(made_maps(2, 5, 1)), Sheet(made_maps(2, 3))
    pointer.stand_on(Spot(1, 4))
    assert pointer.hover_over(Line(1, 4, 0))
    pointer.keep_on(large)
    assert (pointer.spot, pointer.hover) == (Spot(1, 4), Line(1, 4, 0))
    pointer.keep_on(small)
    assert (pointer.spot, pointer.hover) == (Spot(0, 0), None)


def test_the_nearest_neuron_is_found_from_anywhere() -> None:
    sheet = Sheet(made_maps(2, 5, 1))
    assert nearest(sheet, QPointF(-999, -999)) == Spot(0, 0)
    assert nearest(sheet, sheet.tile(Spot(1, 3)).center() + QPointF(TILE, 5)) == Spot(1, 3)
    assert nearest(sheet, QPointF(999, 999)) == Spot(2, 0)


def test_all_weights_of_a_neuron_are_those_into_it_and_out_of_it() -> None:
    maps = made_maps(2, 5, 1)
    sheet = Sheet(maps)
    lines = list(weights_of(sheet, Spot(1, 3)))
    into, out_of = maps.wires[0].weights, maps.wires[1].weights
    assert into is not None
    assert out_of is not None
    assert [sheet.weight(line) for line in lines] == pytest.approx([*into[:, 3], *out_of[3]])
    strongest = max(lines[:2], key=lambda line: abs(sheet.weight(line)))
    assert sheet.share(strongest) == pytest.approx(abs(sheet.weight(strongest)) / np.abs(into).max())
    assert all(spot == Spot(1, 3) for spot in (sheet.ends(lines[0])[1], sheet.ends(lines[-1])[0]))


def test_without_a_picture_nothing_happens() -> None:
    walk = Walk(NeuronMaps((), ()))
    walk.navigator.fit_all()
    walk.navigator.step(1, 0)
    walk.navigator.choose_weight(1)
    assert walk.navigator.under(QPointF(300, 200)) is None
    assert walk.refused == ["No weight leads into this neuron."]
