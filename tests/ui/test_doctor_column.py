"""The doctor's column leads to a cure: it is in sight when it is proven, and never moves under the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.document.building import chain
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.doctor.anchored import AnchoredArea


class Tall:
    """A column with something that comes and goes above an anchor, and much below it."""

    def __init__(self, bot: QtBot) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        self.above, self.more, self.anchor, self.below = (QWidget() for _ in range(4))
        for widget, height in ((self.above, 200), (self.more, 90), (self.anchor, 20), (self.below, 50)):
            widget.setFixedHeight(height)
            column.addWidget(widget)
        column.addStretch(1)
        self.more.hide()
        self.area = AnchoredArea(inside, self.anchor)
        bot.addWidget(self.area)
        self.area.resize(200, 240)
        self.area.show()
        self.settle()

    def settle(self) -> None:
        for _ in range(3):
            QApplication.processEvents()

    @property
    def seen_at(self) -> int:
        """The y at which the anchor is seen."""
        return self.anchor.mapTo(self.area.viewport(), QPoint(0, 0)).y()


def test_the_anchor_comes_to_the_head_once_there_is_enough_below(qtbot: QtBot) -> None:
    tall = Tall(qtbot)
    tall.area.show_anchor()
    tall.settle()
    assert tall.seen_at > 0, "there is too little below it"
    tall.below.setFixedHeight(900)
    tall.settle()
    assert tall.seen_at == 0


def test_what_is_looked_at_stays_while_things_above_come_and_go(qtbot: QtBot) -> None:
    tall = Tall(qtbot)
    tall.below.setFixedHeight(900)
    tall.settle()
    tall.area.verticalScrollBar().setValue(300)
    at = tall.seen_at
    assert at < 0
    tall.more.show()
    tall.settle()
    assert tall.seen_at == at
    tall.more.hide()
    tall.settle()
    assert tall.seen_at == at


def test_whoever_scrolls_is_left_where_they_are(qtbot: QtBot) -> None:
    tall = Tall(qtbot)
    tall.below.setFixedHeight(900)
    tall.settle()
    tall.area.show_anchor()
    tall.area.verticalScrollBar().triggerAction(tall.area.verticalScrollBar().SliderAction.SliderToMinimum)
    tall.below.setFixedHeight(1200)
    tall.settle()
    assert tall.area.verticalScrollBar().value() == 0


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_a_proven_cure_is_accepted_by_mouse_without_scrolling(open_desk, dressed, size) -> None:
    sick = chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())
    desk = open_desk(sick, window=True)
    window, healing = desk.window, desk.session.labs.healing
    window.resize(*size)
    window.show()
    desk.wait(lambda: desk.session.labs.ward.opinion.verdicts)
    desk.session.play()
    desk.wait(window.vitals.advice.banner.isVisible)
    QTest.mouseClick(window.vitals.advice.banner.try_cures, Qt.MouseButton.LeftButton)
    cards = window.doctor.middle.doctor.trials
    desk.wait(lambda: cards.cards and cards.cards[0].trial.helped and cards.cards[0].accept.isVisible())
    accept = cards.cards[0].accept
    # In sight, and nothing over it, as soon as it has its place.
    desk.wait(lambda: window.childAt(accept.mapTo(window, accept.rect().center())) is accept)
    trial = cards.cards[0].trial
    QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
    assert desk.workspace.project == trial.project
    assert not healing.is_at_work
    assert not window.doctor.middle.doctor.cancel.isVisible()
    window.hide()


def test_from_try_again_the_keyboard_goes_to_the_first_proven_cure(open_desk, dressed) -> None:
    sick = chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())
    desk = open_desk(sick, window=True)
    window = desk.window
    window.resize(1280, 800)
    window.show()
    desk.wait(lambda: desk.session.labs.ward.opinion.verdicts)
    window.doctor.try_cures()
    cards = window.doctor.middle.doctor.trials
    desk.wait(lambda: cards.cards and cards.cards[0].trial.helped and cards.cards[0].accept.isVisible())
    passed = []
    desk.session.labs.healing.cancel()
    window.doctor.middle.doctor.try_cures.setFocus()
    for _ in range(6):
        window.focusNextChild()
        passed.append(window.focusWidget())
        if passed[-1] is cards.cards[0].accept:
            break
    window.hide()
    assert passed[-1] is cards.cards[0].accept, [(type(w).__name__, w.accessibleName()) for w in passed]


def test_where_there_was_no_time_for_any_cure_none_is_said_to_have_failed(
    open_desk, dressed, monkeypatch
) -> None:
    monkeypatch.setattr("nnsim.ui.sitting.healing.SECONDS", 1e-6)
    sick = chain(Input(), Dense(4, Tanh()), Dense(1, Softmax()), data=TwoGaussians())
    desk = open_desk(sick, window=True)
    desk.window.show()
    desk.wait(lambda: desk.session.labs.ward.opinion.verdicts)
    desk.window.doctor.try_cures()
    shown = desk.window.doctor.middle.doctor.trials
    healing = desk.session.labs.healing
    desk.wait(lambda: healing.treatment.finished and not healing.is_at_work)
    said = [label.text() for label in shown.findChildren(QLabel)]
    desk.window.hide()
    assert "No cure could be tried." in said
