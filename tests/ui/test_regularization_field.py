"""Regularization in the bar: None, L1 or L2 with its rate, and nothing moves for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from nnsim.document.project import TrainingSettings
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.window.main_window import MainWindow
from nnsim.ui.window.regularization import RegularizationField

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def field(window: MainWindow) -> RegularizationField:
    window.resize(1280, 720)
    window.show()
    QApplication.processEvents()
    return window.top_bar.choices.regularization


def pick(field: LabelledCombo, key: object) -> None:
    """Take an entry of the list of a field, as a click on it does."""
    field.combo.setCurrentIndex(field.combo.findData(key))
    field.combo.activated.emit(field.combo.currentIndex())


def training(window: MainWindow) -> TrainingSettings:
    return window.desk.session.workspace.project.training


def test_a_penalty_is_chosen_and_its_rate_beside_it(window: MainWindow, field: RegularizationField) -> None:
    assert field.kind.value() == "none"
    assert field.rate.isHidden()
    pick(field.kind, "l2")
    assert (training(window).weight_decay, training(window).l1) == (0.001, 0.0)
    assert not field.rate.isHidden()
    pick(field.rate, 0.03)
    assert training(window).weight_decay == 0.03
    pick(field.kind, "l1")
    assert (training(window).weight_decay, training(window).l1) == (0.0, 0.03), "the rate stays"
    pick(field.kind, "none")
    assert (training(window).weight_decay, training(window).l1) == (0.0, 0.0)
    assert field.rate.isHidden()


def test_it_follows_the_project_and_says_what_else_there_can_be(
    window: MainWindow, field: RegularizationField
) -> None:
    workspace = window.desk.session.workspace

    def use(**fields: object) -> None:
        workspace.edit("", lambda p: replace(p, training=replace(p.training, **fields)))

    use(l1=0.5)
    assert (field.kind.value(), field.rate.value()) == ("l1", 0.5)
    use(weight_decay=0.1)
    assert (field.kind.combo.currentText(), field.rate.isHidden()) == ("L1 + L2", True)
    use(l1=0.0, decoupled=True)
    assert field.kind.combo.currentText() == "Decoupled decay"
    field.rate.valueChosen.emit(0.2)
    assert (training(window).weight_decay, training(window).decoupled) == (0.2, True)
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    assert field.kind.value() == "none"


@pytest.mark.parametrize("width", [1280, 1366, 1440, 1600])
def test_nothing_in_the_bar_moves_or_goes_for_it(
    window: MainWindow, field: RegularizationField, width: int
) -> None:
    window.resize(width, 900)
    QApplication.processEvents()
    bar = window.top_bar
    parts = [*bar.playing.buttons, bar.playing.speed, *bar.choices.fields]
    for unit in ("epochs", "steps"):
        bar.playing.speed.unit_chosen.emit(unit)
        QApplication.processEvents()
        assert not any(part.isHidden() for part in parts)
    before = [(part.x(), part.isHidden()) for part in [*parts, bar.places, bar.playing.epoch]]
    for kind in ("l2", "l1", "none"):
        field.kind.valueChosen.emit(kind)
        QApplication.processEvents()
        assert [(p.x(), p.isHidden()) for p in [*parts, bar.places, bar.playing.epoch]] == before


@pytest.mark.parametrize("width", [1280, 1440])
@pytest.mark.parametrize(
    ("rate", "written"),
    [(1 / 700, "0.00143"), (1 / 180, "0.00556"), (1.23456789e-05, "1.23e-5"), (0.0005, "0.0005")],
)
def test_a_rate_is_rounded_and_never_cut(
    window: MainWindow, field: RegularizationField, width: int, rate: float, written: str
) -> None:
    window.resize(width, 900)
    workspace = window.desk.session.workspace
    workspace.edit("", lambda p: replace(p, training=replace(p.training, weight_decay=rate)))
    QApplication.processEvents()
    combo = field.rate.combo
    line = combo.lineEdit()
    assert line is not None
    assert (combo.currentText(), line.cursorPosition()) == (written, 0)
    assert line.fontMetrics().horizontalAdvance(written) <= line.width(), "all of it is seen"
    assert field.geometry().contains(combo.geometry().translated(field.rate.pos() + field.pos()))
    assert len(written) == 6 or f"{rate:.6g}"[:6] in combo.toolTip(), "all its digits are one look away"
    combo.lineEdit().editingFinished.emit()
    assert training(window).weight_decay == rate, "to look at it does not round it"
