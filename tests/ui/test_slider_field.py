"""A number set with a slider: where the slider stops, what it says, and what a form makes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnsim.base.declared import settings_of
from nnsim.base.settings import Integer, Real, integer, real
from nnsim.data.source import sources
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.widgets.numbers import notches
from nnsim.ui.widgets.slider import Slider
from nnsim.ui.widgets.slider_field import SliderField

pytestmark = pytest.mark.usefixtures("dressed")

NOISE = Real("Noise", low=0.0, high=2.0, usual=(0.0, 0.5))
SEED = Integer("Seed", low=0, high=2**31 - 1, usual=(0, 99))


@pytest.fixture
def field(qtbot: QtBot) -> SliderField:
    stops = notches(NOISE)
    assert stops is not None
    made = SliderField(NOISE, 0.05, stops)
    qtbot.addWidget(made)
    made.resize(240, 30)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def said(field: SliderField) -> list[object]:
    heard: list[object] = []
    field.valueEdited.connect(heard.append)
    return heard


# ---- where a slider stops ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ends", "count"),
    [
        (NOISE, (0.0, 0.5), 100),
        (SEED, (0, 99), 99),
        (Integer("Points", low=2, high=100_000, step=50, usual=(50, 2000)), (50, 2000), 39),
        (Integer("Bumps", low=1, high=8), (1, 8), 7),
        (Integer("Odd", low=0, high=7, step=3), (0, 7), 3),
        (Real("Overlap", low=-1.0, high=1.0), (-1.0, 1.0), 100),
        (Real("Share", low=0.05, high=0.95), (0.05, 0.95), 180),
    ],
)
def test_a_slider_stops_at_round_numbers_from_end_to_end(kind, ends, count) -> None:
    stops = notches(kind)
    assert stops is not None
    assert stops.count == count
    assert (stops.value(0), stops.value(stops.count)) == ends
    values = [stops.value(place) for place in range(stops.count + 1)]
    assert [stops.place(value) for value in values] == list(range(stops.count + 1))
    assert all(kind.check(value) is None and kind.parse(kind.show(value)) == value for value in values)


@pytest.mark.parametrize(
    "kind",
    [
        Integer("Units", low=1, high=100_000),
        Real("Rate", low=0.0, high=1.0, log=True),
        Real("Decay"),
        Real("Above", low=0.0),
        Real("One", low=1.0, high=1.0),
        Integer("One", low=3, high=3),
    ],
)
def test_there_is_no_slider_where_a_hand_could_not_choose(kind) -> None:
    assert notches(kind) is None


def test_what_lies_beyond_the_ends_stands_at_them() -> None:
    stops = notches(SEED)
    assert stops is not None
    assert (stops.place(-5), stops.place(2**31 - 1)) == (0, 99)


@pytest.mark.parametrize("source", list(sources), ids=lambda cls: cls.key)
def test_what_people_usually_try_is_within_limits_and_holds_the_default(source) -> None:
    for name, setting in settings_of(source):
        usual = getattr(setting, "usual", None)
        if usual is not None:
            assert setting.low <= usual[0] <= getattr(source(), name) <= usual[1] <= setting.high


# ---- the field -----------------------------------------------------------------------------------


def test_the_slider_says_every_number_and_the_number_follows(field, said) -> None:
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Left):
        QTest.keyClick(field.slider, key)
    assert said == [0.055, 0.06, 0.11, 0.5, 0.495]
    assert field.value() == 0.495
    assert field.number.lineEdit().text() == "0.495"


def test_what_is_typed_may_lie_beyond_the_slider_but_not_beyond_the_limits(field, said) -> None:
    def type_in(text: str) -> None:
        field.number.setFocus()
        field.number.selectAll()
        QTest.keyClicks(field.number, text)
        QTest.keyClick(field.number, Qt.Key.Key_Return)

    type_in("1.7")
    assert (said, field.value(), field.slider.value()) == ([1.7], 1.7, field.slider.maximum())
    type_in("2.1")
    assert said == [1.7]
    assert "2" in (field.problem() or "")
    type_in("0.2")
    assert (said, field.slider.value()) == ([1.7, 0.2], 40)


def test_a_number_between_two_notches_stays_what_it_is(field, said) -> None:
    field.set_value(0.1234)
    assert (field.value(), said) == (0.1234, [])
    assert field.slider.value() == 25


def test_a_screen_reader_hears_the_number_not_the_notch(field) -> None:
    assert field.slider.accessibleName() == "Noise"
    assert field.slider.accessibleDescription() == "0.05"
    QTest.keyClick(field.slider, Qt.Key.Key_End)
    assert field.slider.accessibleDescription() == "0.5"


def test_values_that_differ_are_shown_as_such(field, said) -> None:
    field.show_various()
    assert field.number.lineEdit().text() == ""
    QTest.keyClick(field.slider, Qt.Key.Key_Right)
    assert said == [0.055]


# ---- the mouse -----------------------------------------------------------------------------------


@pytest.fixture
def slider(qtbot: QtBot) -> Slider:
    made = Slider()
    qtbot.addWidget(made)
    made.setRange(0, 100)
    made.resize(220, 24)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_press_brings_the_handle_there_and_drags_on(slider: Slider) -> None:
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(110, 12))
    assert slider.value() == 50
    assert slider.isSliderDown()
    QTest.mouseMove(slider, QPoint(160, 12))
    assert abs(slider.value() - 74) <= 2
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(160, 12))
    assert not slider.isSliderDown()
    assert abs(slider.value() - 74) <= 2


@pytest.mark.parametrize("x", [1, 110, 198])
@pytest.mark.parametrize("from_top", [True, False])
def test_a_press_above_or_below_the_handle_is_let_go_again(slider: Slider, x: int, from_top: bool) -> None:
    at = QPoint(x, 0 if from_top else slider.height() - 1)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)
    assert slider.isSliderDown()
    place = slider.value()
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at)
    assert not slider.isSliderDown()
    assert slider.value() == place


def test_one_that_is_hidden_while_it_is_dragged_is_let_go(slider: Slider) -> None:
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(110, 12))
    slider.hide()
    assert not slider.isSliderDown()
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(110, 12))


def test_other_buttons_leave_it_alone(slider: Slider) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=QPoint(110, 12))
    assert slider.value() == 0
    assert not slider.isSliderDown()


# ---- forms ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mixed:
    noise: float = real(0.05, low=0.0, high=2.0, usual=(0.0, 0.5), label="Noise")
    units: int = integer(8, low=1, high=100_000, label="Units")


def test_a_form_has_sliders_only_where_they_are_asked_for_and_make_sense(qtbot: QtBot) -> None:
    plain, slid = PropertyForm(Mixed()), PropertyForm(Mixed(), sliders=True)
    for form in (plain, slid):
        qtbot.addWidget(form)
    assert not isinstance(plain.editor("noise"), SliderField)
    assert isinstance(slid.editor("noise"), SliderField)
    assert not isinstance(slid.editor("units"), SliderField)


def test_a_form_visits_slider_and_number_and_names_both(qtbot: QtBot) -> None:
    form = PropertyForm(TwoSpirals(), sliders=True)
    qtbot.addWidget(form)
    stops = list(form.stops())
    kinds: list[type[QWidget]] = [type(stop) for stop in stops[:2]]
    assert kinds[0] is Slider
    assert len(stops) == 2 * len(list(settings_of(TwoSpirals)))
    assert [stop.accessibleName() for stop in stops[:4]] == ["Points", "Points", "Noise", "Noise"]


def test_a_form_tells_of_every_notch_and_keeps_what_stands_there(qtbot: QtBot) -> None:
    form = PropertyForm(TwoSpirals(), sliders=True)
    qtbot.addWidget(form)
    heard: list[tuple[float, str]] = []
    form.edited.connect(lambda part, name: heard.append((part.noise, name)))
    field = form.editor("noise")
    assert isinstance(field, SliderField)
    for _ in range(2):
        QTest.keyClick(field.slider, Qt.Key.Key_Right)
    assert [name for _, name in heard] == ["noise", "noise"]
    assert math.isclose(heard[-1][0], 0.06)
    assert form.part().noise == heard[-1][0]
