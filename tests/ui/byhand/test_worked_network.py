"""Back-propagation by hand in the window: stages, clicks, typed weights, the order of updating."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.lab.byhand.address import Address, Of, UnitAt, WeightAt
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.scenes import worked_example
from nnsim.lab.byhand.stages import Kind
from nnsim.ui.byhand.marks import Mark, fitting, marks
from nnsim.ui.byhand.sheet import circle, laid_out
from nnsim.ui.byhand.worked_network import WorkedNetwork
from nnsim.ui.byhand.working import Working
from tests.lab.networks import Building
from tests.ui.neuronlab.test_drag_value import double


@pytest.fixture
def page(qtbot: QtBot, dressed: None) -> WorkedNetwork:
    made = WorkedNetwork(worked_example())
    qtbot.addWidget(made)
    made.resize(1700, 800)
    made.show()
    return made


def seen(page: WorkedNetwork) -> dict[str, Mark]:
    return {text: mark for mark in page.view.eye.marks.all for text in mark.lines}


def click(page: WorkedNetwork, mark: Mark) -> None:
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=place(page, mark))


def place(page: WorkedNetwork, mark: Mark) -> QPoint:
    return page.view.eye.lens.to_view(mark.area).center().toPoint()


def press(page: WorkedNetwork, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.view, key)


def test_numbers_come_stage_by_stage(page: WorkedNetwork) -> None:
    assert ".593270" in seen(page)
    assert not {"t₁ = .01", "δ .138499", "δ .008771"} & seen(page).keys()
    press(page, Qt.Key.Key_Right)
    assert {"t₁ = .01", "E₁ = .274811"} <= seen(page).keys()
    press(page, Qt.Key.Key_Right)
    assert "δ .138499" in seen(page)
    assert "δ .008771" not in seen(page)
    press(page, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert {"δ .008771", "∂ .082167"} <= seen(page).keys()
    press(page, Qt.Key.Key_Right)
    assert {"→ .149781", "held"} <= seen(page).keys()
    press(page, Qt.Key.Key_Left)
    assert "→ .149781" not in seen(page)
    assert page.foot.slider.value() == 4
    assert page.stages.buttons[3].text().endswith("✓")


def test_the_next_step_begins_after_the_update_and_can_be_taken_back(page: WorkedNetwork) -> None:
    page.foot.slider.setValue(5)
    first = page.working.sheet
    press(page, Qt.Key.Key_Right)
    assert (page.working.stage, page.working.step) == (0, 1)
    assert page.working.sheet.loss == pytest.approx(0.291027774, abs=1e-9)
    assert "step 1" in page.foot.place.text()
    press(page, Qt.Key.Key_Left)
    assert (page.working.stage, page.working.step) == (5, 0)
    assert page.working.sheet is first


def test_arrows_go_back_and_forth_on_the_buttons_too(page: WorkedNetwork) -> None:
    QTest.mouseClick(page.stages.buttons[2], Qt.MouseButton.LeftButton)
    QTest.keyClick(page.stages.buttons[2], Qt.Key.Key_Right)
    assert page.working.stage == 3


def test_whatever_is_clicked_is_spelled_out(page: WorkedNetwork) -> None:
    page.working.go_to(4)
    click(page, seen(page)["w₅ = .4"])
    assert page.working.chosen == Address(Of.GRADIENT, WeightAt(6))
    assert page.chain.heading.text() == "∂E/∂w₅, by the chain rule"
    assert page.weights.table.currentIndex().row() == 4
    assert "w₅" in page.check.quotient.text()
    for text, of in (
        ("E₁ = .274811", Of.ERROR),
        ("δ .008771", Of.DELTA),
        ("z .3775", Of.Z),
        ("t₁ = .01", Of.TARGET),
    ):
        click(page, seen(page)[text])
        assert page.working.chosen.of is of


def test_every_factor_leads_to_where_it_comes_from_and_back(page: WorkedNetwork) -> None:
    links = page.chain._text.links
    delta = next(name for name, to in links.items() if to.of is Of.DELTA)
    page.chain.lines.linkActivated.emit(delta)
    assert page.working.chosen == Address(Of.DELTA, UnitAt("dense_2", 0), 0)
    assert ".138499" in page.chain.lines.text()
    page.chain.back.click()
    assert page.working.chosen == Address(Of.GRADIENT, WeightAt(0))
    assert not page.chain.back.isEnabled()


def test_keys_go_from_number_to_number(page: WorkedNetwork) -> None:
    press(page, Qt.Key.Key_Down)
    first = page.working.chosen
    press(page, Qt.Key.Key_Down)
    assert page.working.chosen != first
    press(page, Qt.Key.Key_Up)
    assert page.working.chosen == first
    assert page.view.accessibleDescription()
    press(page, Qt.Key.Key_Backspace)
    assert page.working.chosen != first


def test_a_weight_is_typed_on_the_paper(page: WorkedNetwork) -> None:
    double(page.view, place(page, seen(page)["w₁ = .15"]))
    field = page.view.editor.field
    assert isinstance(field, QLineEdit)
    field.setText("1/4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert page.working.sheet.value(Address(Of.WEIGHT, WeightAt(0))) == 0.25
    assert "w₁ = .25" in seen(page)
    page.order.reset.click()
    assert "w₁ = .15" in seen(page)


def test_weights_typed_as_words_are_refused_with_a_sentence(page: WorkedNetwork) -> None:
    said: list[str] = []
    page.refused.connect(said.append)
    model = page.weights.model
    assert not model.setData(model.index(0, 1), "heavy")
    assert "no number" in said[0]
    press(page, Qt.Key.Key_F2)
    field = page.view.editor.field
    assert isinstance(field, QLineEdit)
    field.setText("heavy")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "must be a number" in said[1]
    assert model.setData(model.index(0, 1), "-2e-1")
    assert page.working.sheet.value(Address(Of.WEIGHT, WeightAt(0))) == -0.2


def test_the_table_says_what_each_weight_becomes(page: WorkedNetwork, qtbot: QtBot) -> None:
    model = page.weights.model
    cells = [model.data(model.index(0, column)) for column in range(5)]
    assert cells == ["w₁", ".15", ".000438568", "−.000219284", ".149780716"]
    page.resize(1100, 800)
    qtbot.waitUntil(lambda: model.narrow)
    assert model.data(model.index(0, 4)) == ".149781"
    assert model.data(model.index(8, 3)) == "held"
    page.weights.table.setCurrentIndex(model.index(6, 0))
    assert page.working.chosen.at == model.weight(6).at


def test_both_orders_of_the_update(page: WorkedNetwork) -> None:
    assert ".291027774" in page.order.words.text()
    assert ".291027924" in page.order.words.text()
    page.order.switch.set_current(Order.OUTPUTS_FIRST.name)
    assert page.working.sheet.order is Order.OUTPUTS_FIRST
    assert page.check.verdict.text().startswith("✗")
    page.order.switch.set_current(Order.TOGETHER.name)
    assert page.check.verdict.text().startswith("✓")


def test_many_updates_leave_the_window_awake(page: WorkedNetwork, qtbot: QtBot) -> None:
    page.order.leap(600)
    assert page.order.is_leaping
    assert not page.order.switch.isEnabled()
    qtbot.waitUntil(lambda: not page.order.is_leaping)
    assert page.working.step == 600
    assert page.working.sheet.loss == pytest.approx(worked_example().after(600).loss, abs=1e-15)
    page.order.leap(600)
    page.order.reset.click()
    assert not page.order.is_leaping
    assert (page.working.step, page.working.sheet.loss) == (0, worked_example().loss)


def test_what_is_changed_while_many_updates_are_done_is_not_lost(page: WorkedNetwork, qtbot: QtBot) -> None:
    page.order.leap(10_000)
    other = page.working.sheet.with_rate(0.25)
    page.working.change(other)
    qtbot.waitUntil(lambda: not page.order.is_leaping)
    assert page.working.sheet is other
    assert page.working.step == 0
    assert page.order.switch.isEnabled()


def test_rate_and_biases(page: WorkedNetwork) -> None:
    page.settings.biases.click()
    assert page.working.sheet.held == frozenset()
    assert all(w.moves for w in page.working.sheet.weights)
    page.settings.rate.valueEdited.emit(0.1)
    assert page.working.sheet.rate == 0.1


def test_the_mean_of_several_examples(qtbot: QtBot, dressed: None) -> None:
    building = Building(2)
    building.add(Dense(2, Tanh()))
    building.add(Dense(1))
    page = WorkedNetwork(building.sheet(MeanSquaredError(), examples=3))
    qtbot.addWidget(page)
    assert page.settings.example.count() == 4
    page.working.choose(Address(Of.Y, UnitAt("s1", 0), 0))
    page.settings.example.activated.emit(3)
    assert page.working.example is None
    assert page.working.chosen.example is None
    assert "1/3" in page.chain.lines.text()


def test_what_cannot_learn_and_what_is_no_number_is_said(qtbot: QtBot, dressed: None) -> None:
    building = Building(1)
    building.add(Dense(1))
    building.add(Dense(1))
    page = WorkedNetwork(building.sheet(None))
    qtbot.addWidget(page)
    page.show()
    assert page.trouble.isVisible()
    assert not page.order.isVisible()
    assert [stage.kind for stage in page.working.shown.stages] == [Kind.FORWARD]
    page.show_sheet(building.sheet(MeanSquaredError()))
    assert not page.trouble.isVisible()
    sheet = page.working.sheet
    huge = sheet.with_weight(sheet.weights[0].at, 1e308).with_weight(sheet.weights[1].at, -1e308)
    page.working.change(huge)
    assert page.trouble.isVisible()
    page.trouble.where.click()
    assert page.working.chosen.unit == UnitAt("s2", 0)
    assert any(not mark.is_finite for mark in page.view.eye.marks.all)
    page.grab()


def test_another_network_is_shown_whole(page: WorkedNetwork) -> None:
    building = Building(2)
    building.add(Dense(20, Tanh()))
    building.add(Dense(1))
    page.show_sheet(building.sheet(MeanSquaredError()))
    page.grab()
    area = page.view.eye.lens.to_view(page.view.eye.paper.area)
    assert page.view.rect().adjusted(-1, -1, 1, 1).contains(area.toRect())
    # From afar a unit has its newest number alone, and connections too many to be written on have none.
    assert {m.look for m in page.view.eye.marks.all} <= {"only", "target", "error", "weight", "bias"}
    page.view.eye.zoom_by(4.0)
    assert "value" in {m.look for m in page.view.eye.marks.all}


def test_nothing_lies_upon_another_thing() -> None:
    working = Working(worked_example())
    paper = laid_out(working.sheet)
    working.go_to(5)
    pills = [m.area for m in marks(working, paper).all if m.look in ("weight", "bias")]
    rings = [circle(place) for place in paper.places.values()]
    assert not [(a, b) for k, a in enumerate(pills) for b in pills[k + 1 :] if a.intersects(b)]
    assert not [(a, b) for a in pills for b in rings if a.intersects(b.adjusted(8, 8, -8, -8))]


@pytest.mark.parametrize(
    ("value", "room", "text"),
    [(0.593269992, 8, ".593270"), (-0.0380982, 7, "−.03810"), (1234.5678, 6, "1234.6")],
)
def test_numbers_fit_their_room(value: float, room: int, text: str) -> None:
    assert fitting(value, room) == text
