"""A list of parts in a form: real clicks and keys, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from form_parts import STARTS, Normal, Uniform, Zeros
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.part_settings import parts
from nnsim.base.registry import Part
from nnsim.base.settings import integer
from nnsim.data.step import steps
from nnsim.data.steps.choose import Choose
from nnsim.data.steps.features import Features
from nnsim.data.steps.polynomial import Polynomial
from nnsim.ui.inspector.part_list import PartList
from nnsim.ui.inspector.property_form import PropertyForm

pytestmark = pytest.mark.usefixtures("dressed")


@dataclass(frozen=True)
class Chain(Part):
    key, title = "chain", "Chain"

    first: int = integer(1, label="First")
    line: tuple[Any, ...] = parts((), steps, label="Line")
    last: int = integer(2, label="Last")


@dataclass(frozen=True)
class Starts(Part):
    key, title = "starts", "Starts"

    line: tuple[Any, ...] = parts((), STARTS, label="Line", most=3)


LINE = (Choose("x₁"), Polynomial(), Features("x₁²"))


class Hand:
    """A person at a form."""

    def __init__(self, qtbot: Any, part: Part) -> None:
        self.form = PropertyForm(part)
        qtbot.addWidget(self.form)
        self.form.resize(340, 700)
        self.form.show()
        self.form.activateWindow()
        qtbot.waitUntil(self.form.isActiveWindow)
        self.told: list[tuple[Any, ...]] = []
        self.form.edited.connect(lambda made, _name: self.told.append(made.line))

    @property
    def field(self) -> PartList:
        found = self.form.editor("line")
        assert isinstance(found, PartList)
        return found

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def add(self, title: str) -> None:
        next(entry for entry in self.field.add.menu().actions() if entry.text() == title).trigger()


@pytest.fixture
def hand(qtbot: Any) -> Hand:
    return Hand(qtbot, Chain(line=LINE))


def test_what_is_there_is_shown_and_nothing_told(hand: Hand) -> None:
    assert [card.switch.text() for card in hand.field.cards if card.switch] == [
        "Choose inputs", "Polynomial", "Features",
    ]  # fmt: skip
    assert hand.field.cards[0].form is not None
    assert not hand.field.cards[0].form.has("active"), "it is the switch in the head"
    assert hand.told == []


def test_added_from_the_menu_it_is_last_and_has_the_focus(hand: Hand) -> None:
    hand.add("Around a circle")
    (told,) = hand.told
    assert told[:3] == LINE
    assert told[3].key == "cyclic"
    focus = QApplication.focusWidget()
    assert focus is not None
    assert hand.field.cards[3].isAncestorOf(focus)


def test_moved_taken_out_and_switched_off(hand: Hand) -> None:
    first, second, third = hand.field.cards
    assert (first.earlier.isEnabled(), first.later.isEnabled(), third.later.isEnabled()) == (
        False,
        True,
        False,
    )
    hand.click(first.later)
    assert hand.told[-1] == (LINE[1], LINE[0], LINE[2])
    assert QApplication.focusWidget() is first.later, "pushed once more it goes on"
    hand.click(first.later)
    assert hand.told[-1] == (LINE[1], LINE[2], LINE[0])
    assert QApplication.focusWidget() is first.earlier, "it is the last"
    assert second.switch is not None
    QTest.mouseClick(second.switch, Qt.MouseButton.LeftButton, pos=second.switch.rect().center())
    assert second.form is not None
    if second.switch.isChecked():  # the words of a check box are no longer under the middle of a wide one
        QTest.keyClick(second.switch, Qt.Key.Key_Space)
    assert hand.told[-1] == (replace(LINE[1], active=False), LINE[2], LINE[0])
    assert not second.form.isEnabled()
    hand.click(third.remove)
    assert hand.told[-1] == (replace(LINE[1], active=False), LINE[0])
    assert QApplication.focusWidget() is first.remove
    layout = hand.field.layout()
    assert layout is not None
    assert [layout.itemAt(i).widget() for i in (1, 2)] == [second, first], "they stand as they are told"


def test_a_setting_inside_is_edited_and_the_others_stay(hand: Hand, qtbot: Any) -> None:
    form = hand.field.cards[1].form
    assert form is not None
    degree = form.editor("degree")  # type: ignore[attr-defined]
    degree.setFocus()
    degree.selectAll()
    qtbot.keyClicks(degree.lineEdit(), "9\r")
    assert hand.told == []
    assert "between 2 and 5" in form.error("degree")  # type: ignore[attr-defined]
    degree.selectAll()
    qtbot.keyClicks(degree.lineEdit(), "3\r")
    assert hand.told[-1] == (LINE[0], Polynomial(degree=3), LINE[2])


def test_a_formula_that_cannot_be_read_is_said_under_its_field(hand: Hand, qtbot: Any) -> None:
    form: Any = hand.field.cards[2].form
    field = form.editor("formulas")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "sin(x1")
    assert form.error("formulas") == "Formulas: The bracket at character 4 of “sin(x1” is never closed."


def test_other_parts_from_outside_leave_what_is_the_same_and_tell_nobody(hand: Hand) -> None:
    kept = hand.field.cards
    hand.form.set_part(Chain(line=(LINE[0], Polynomial(degree=4), replace(LINE[2], active=False))))
    assert hand.field.cards is kept
    assert kept[2].switch is not None
    assert not kept[2].switch.isChecked()
    hand.form.set_part(Chain())
    assert hand.field.cards == []
    assert hand.field.value() == ()
    assert hand.told == []


def test_tab_visits_everything_in_the_order_of_reading(hand: Hand) -> None:
    hand.click(hand.field.cards[2].earlier)
    hand.add("Choose inputs")
    wanted = [
        stop
        for stop in hand.form.stops()
        if stop.isVisible() and stop.isEnabled() and stop.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    wanted[0].setFocus()
    seen = []
    for _ in wanted:
        seen.append(QApplication.focusWidget())
        QTest.keyClick(seen[-1], Qt.Key.Key_Tab)
    inside = [next(stop for stop in wanted if stop is one or stop.isAncestorOf(one)) for one in seen if one]
    assert inside == wanted


def test_everything_is_named_for_who_cannot_see_it(hand: Hand) -> None:
    card = hand.field.cards[1]
    names = [b.accessibleName() for b in (card.earlier, card.later, card.remove, hand.field.add)]
    assert names == ["Polynomial: earlier", "Polynomial: later", "Polynomial: take out", "Line: add"]
    assert hand.field.accessibleName() == "Line"
    assert card.switch is not None
    assert "does nothing" in card.switch.accessibleDescription()


def test_parts_without_settings_or_switch_are_cards_too_and_no_more_than_allowed(qtbot: Any) -> None:
    hand = Hand(qtbot, Starts(line=(Zeros(), Normal())))
    assert [(card.switch, card.form is None) for card in hand.field.cards] == [(None, True), (None, False)]
    hand.add("Zeros")
    assert hand.told[-1] == (Zeros(), Normal(), Zeros())
    assert not hand.field.add.isEnabled()
    hand.click(hand.field.cards[0].remove)
    assert hand.field.add.isEnabled()
    hand.add("Uniform")
    assert hand.told[-1] == (Normal(), Zeros(), Uniform())
