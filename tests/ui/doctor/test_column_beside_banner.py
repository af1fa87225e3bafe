"""Column and banner say the same once, and the keyboard finds its way into the column."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.building import chain
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.doctor.explain_window import ExplainWindow
from tests.ui.desk import Desk


@pytest.fixture
def desk(open_desk, dressed) -> Iterator[Desk]:
    sick = chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())
    made = open_desk(sick, window=True)
    made.window.resize(1300, 900)
    made.window.show()
    made.wait(lambda: made.session.labs.ward.opinion.verdicts)
    yield made
    made.window.hide()


def test_where_the_column_is_in_sight_no_banner_says_the_same(desk: Desk) -> None:
    window, middle = desk.window, desk.window.doctor.middle
    desk.train(30)
    desk.wait(window.vitals.advice.banner.isVisible)
    window.desk.places.go_to("gradient_lab")
    assert middle.doctor.isVisible()
    assert not middle.banner.isVisible()
    window.desk.places.go_to("data")
    assert not middle.doctor.isVisible()
    assert middle.banner.isVisible()
    window.doctor.open()
    assert middle.doctor.isVisible()
    assert not middle.banner.isVisible()
    middle.doctor.close_button.click()
    assert middle.banner.isVisible()


def test_trying_from_the_column_puts_the_banner_away(desk: Desk) -> None:
    window, middle = desk.window, desk.window.doctor.middle
    desk.train(30)
    desk.wait(window.vitals.advice.banner.isVisible)
    window.doctor.open()
    middle.doctor.try_cures.click()
    middle.doctor.close_button.click()
    assert not window.vitals.advice.banner.isVisible()


def test_the_command_doctor_brings_the_keyboard_into_the_column_that_always_stands(desk: Desk) -> None:
    window, column = desk.window, desk.window.doctor.middle.doctor
    window.desk.places.go_to("gradient_lab")
    desk.wait(lambda: column.cards)
    window.desk.doctor_wanted.fire("open")
    assert window.focusWidget() is column.cards[0].explain


def test_every_button_of_the_column_has_a_name_and_is_reached_from_the_first(desk: Desk) -> None:
    window, column = desk.window, desk.window.doctor.middle.doctor
    column_keys = lambda: [b for b in column.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]  # noqa: E731
    window.doctor.open()
    desk.wait(lambda: column.cards)
    column.cards[-1].set_aside.click()
    desk.wait(lambda: column.aside.buttons)
    window.doctor.open()
    missing = set(column_keys())
    for _ in range(len(missing) + 12):
        missing.discard(window.focusWidget())
        window.focusNextChild()
        if not column.isAncestorOf(window.focusWidget()):
            break
    # Those of the head stand before the first card.
    missing -= {column.report, column.close_button}
    assert [b.accessibleName() or b.text() for b in missing] == []
    assert all(b.accessibleName() or b.text() for b in column_keys())


def test_explain_begins_at_its_way_out_and_is_no_higher_than_what_it_says(desk: Desk) -> None:
    desk.window.doctor.explain("constant_output")
    explained = desk.window.findChild(ExplainWindow)
    desk.wait(explained.isVisible)
    assert explained.focusWidget() is explained.close_button
    desk.wait(lambda: explained.evidence.height() <= explained.evidence.maximumHeight() < 200)
    QTest.keyClick(explained, Qt.Key.Key_Escape)
    desk.wait(lambda: not explained.isVisible())


def test_explain_leads_into_the_neuron_lab_where_a_scene_shows_it(open_desk, dressed) -> None:
    linear = chain(Input(), Dense(8), Dense(8), Dense(1), data=TwoSpirals())
    desk = open_desk(linear, window=True)
    desk.window.show()
    desk.session.play()
    ward = desk.session.labs.ward
    desk.wait(lambda: "only_linear_layers" in [verdict.key for verdict in ward.opinion.verdicts])
    desk.window.doctor.explain("only_linear_layers")
    explained = desk.window.findChild(ExplainWindow)
    leads = next(b for b in explained.findChildren(QPushButton) if "Neuron lab" in b.text())
    leads.click()
    places = desk.window.desk.places
    assert places.current.key == "neuron_lab"
    assert places["neuron_lab"].page.scenes.buttons["xor_points"].property("chosen")
    desk.window.hide()
