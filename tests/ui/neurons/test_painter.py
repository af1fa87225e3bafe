"""Drawing neurons on any paper: no widget, no run."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from nnsim.training.pictures.neuron_maps import NeuronMaps
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.neurons import painting
from nnsim.ui.neurons.legend import Legend
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.painter import Painter
from nnsim.ui.neurons.pictures import Pictures
from nnsim.ui.neurons.sheet import Spot
from nnsim.ui.sitting.session import Session
from tests.ui.neurons.made_maps import made_maps
from tests.ui.small_project import small_project

SIZE = (640, 400)


def with_pictures(maps: NeuronMaps, value: float = 1.0) -> NeuronMaps:
    """Return `maps` whose neurons all compute `value`."""
    stages = tuple(
        replace(stage, maps=np.full((stage.shown, 8, 8), value, np.float32)) for stage in maps.stages
    )
    return replace(maps, stages=stages)


class Easel:
    def __init__(self) -> None:
        self.navigator = Navigator()
        self.painter = Painter(self.navigator, Session(small_project()).workspace)
        self.navigator.resize(QSizeF(*SIZE))
        self.navigator.keep_free(self.painter.foot())
        self.show(with_pictures(made_maps(2, 5, 1)))
        self.navigator.fit_all()
        self.navigator.blank = False

    def show(self, maps: NeuronMaps) -> None:
        self.navigator.take(maps)
        self.painter.headers.name(self.navigator.sheet, Session(small_project()).workspace.resolved)
        self.painter.forget()

    def drawn(self, focused: bool = False, part: QRectF | None = None) -> QImage:
        image = QImage(*SIZE, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        self.painter.paint(painter, 1.0, part or QRectF(0, 0, *SIZE), SIZE[1], focused)
        painter.end()
        return image


@pytest.fixture
def easel(dressed: None) -> Easel:
    return Easel()


def test_a_neuron_shows_the_colour_of_what_it_computes(easel: Easel) -> None:
    centre = easel.navigator.camera.to_view(easel.navigator.sheet.tile(Spot(1, 2))).center().toPoint()
    positive = easel.drawn().pixelColor(centre)
    easel.show(with_pictures(made_maps(2, 5, 1), -1.0))
    negative = easel.drawn().pixelColor(centre)
    assert positive.blue() > positive.red()
    assert negative.red() > negative.blue()


def test_what_is_pointed_at_changes_the_drawing_and_nothing_else_is_drawn_anew(easel: Easel) -> None:
    plain = easel.drawn()
    took = easel.painter.drawing_time
    assert took > 0
    easel.navigator.hover(Spot(1, 2))
    assert easel.drawn() != plain
    easel.navigator.hover(None)
    assert easel.drawn() == plain
    assert easel.drawn(focused=True) != plain
    assert easel.painter.drawing_time == took


def test_a_draft_is_no_measure_of_what_drawing_costs(easel: Easel) -> None:
    easel.drawn()
    took = easel.painter.drawing_time
    easel.painter.draft = True
    easel.painter.forget()
    easel.drawn()
    assert easel.painter.drawing_time == took


def test_words_in_place_of_neurons_have_the_ground_for_themselves(easel: Easel) -> None:
    easel.navigator.blank = True
    easel.painter.forget()
    image = easel.drawn()
    colours = {image.pixel(x, y) for x in range(0, SIZE[0], 3) for y in range(0, SIZE[1], 3)}
    assert len(colours) <= 2, "paper and dots"


def test_colours_follow_the_theme(easel: Easel) -> None:
    dark = easel.drawn().pixelColor(3, 200)
    manager().use("light")
    easel.painter.retheme()
    assert easel.drawn().pixelColor(3, 200) != dark


def test_a_picture_is_made_once_and_anew_for_the_next(dressed: None) -> None:
    pictures = Pictures(Session(small_project()).workspace)
    maps = with_pictures(made_maps(2, 5, 1))
    first = pictures.of(maps.stages[1], 0)
    assert pictures.of(maps.stages[1], 0) is first
    assert pictures.of(with_pictures(made_maps(2, 5, 1), -1.0).stages[1], 0) != first
    assert pictures.of(made_maps(2, 5, 1).stages[1], 0) is None, "without a plane there is none"


@pytest.mark.parametrize("width", [200, 300, 500, 2000])
def test_the_legend_stays_in_its_room(dressed: None, width: int) -> None:
    legend = Legend()
    legend.note = "Pictures: petal length in centimetres to the right, petal width in centimetres upwards"
    image = QImage(2100, 600, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    legend.paint(painter, QPointF(10, 500), width, 600)
    painter.end()
    drawn = [
        (x, y) for x in range(0, 2100, 5) for y in range(0, 600, 2) if image.pixelColor(x, y).alpha() > 0
    ]
    assert all(9 <= x <= 10 + width for x, _ in drawn)
    assert all(499 - legend.height(width, 600) <= y <= 501 for _, y in drawn)


@pytest.mark.parametrize("room", [30.0, 39.0, 50.0, 200.0])
def test_names_of_columns_take_turns_where_they_are_close_together(dressed: None, room: float) -> None:
    names = [f"dense_{i}" for i in range(12)]
    rows = painting.header_rows(room, names)
    places = [painting.header_place(room * i, room, i, rows) for i in range(12)]
    assert not any(a.adjusted(1, 1, -1, -1).intersects(b) for a, b in combinations(places, 2))
    assert all(place.bottom() <= 42 for place in places), "above the meters"
    measure = QFontMetricsF(fonts.drawn_font(fonts.SMALL + 1, QFont.Weight.DemiBold))
    if room > 36:
        assert all(measure.horizontalAdvance(name) <= places[0].width() - 8 for name in names), "whole"
    assert rows == (1 if room > 100 else 2)
