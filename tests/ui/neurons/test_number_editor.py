"""Numbers typed among neurons: where the field lies, and when none is asked for. No run is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnsim.document.project import Project
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.numbers import NumberEditor
from nnsim.ui.neurons.sheet import Spot
from nnsim.ui.neurons.viewer import NeuronsViewer
from nnsim.ui.sitting.session import Session
from tests.ui.neurons.made_maps import made_maps
from tests.ui.small_project import small_project


class Typing:
    def __init__(self, paper: QWidget, project: Project) -> None:
        self.session = Session(project)
        self.session.loading.stop()
        self.viewer = NeuronsViewer(self.session)
        self.navigator = Navigator()
        self.numbers = NumberEditor(InlineEditor(paper), self.navigator, self.viewer, self.session)
        self.refused: list[str] = []
        self.navigator.refused.connect(self.refused.append)
        self.navigator.resize(QSizeF(paper.size()))
        maps = made_maps(2, 5, 1)
        self.navigator.take(maps)
        self.navigator.fit_all()
        self.viewer.maps = maps
        self.viewer.asking.is_current, self.viewer.notice = True, ""

    @property
    def field(self) -> QLineEdit | None:
        field = self.numbers.field.field
        assert field is None or isinstance(field, QLineEdit)
        return field


@pytest.fixture
def typing(qtbot: QtBot) -> Iterator[Typing]:
    paper = QWidget()
    qtbot.addWidget(paper)
    paper.resize(700, 400)
    made = Typing(paper, small_project())
    yield made
    made.viewer.release()


def test_the_chosen_weight_is_asked_for_or_else_the_strongest(typing: Typing) -> None:
    sheet = typing.navigator.sheet
    typing.navigator.go_to(Spot(1, 2))
    typing.numbers.ask_chosen()
    assert typing.field is not None
    strongest, other = (sheet.weight(line) for line in sheet.into(Spot(1, 2)))
    assert float(typing.field.text()) == pytest.approx(strongest, rel=1e-5)
    typing.navigator.choose_weight(1)
    typing.numbers.ask_chosen()
    assert typing.field is not None
    assert float(typing.field.text()) == pytest.approx(other, rel=1e-5)


def test_the_field_moves_with_the_paper_and_stays_inside(typing: Typing) -> None:
    typing.numbers.ask_bias(Spot(1, 2))
    place = typing.numbers.field.pos()
    typing.navigator.camera.shift += QPointF(30, -20)
    typing.numbers.follow()
    assert (typing.numbers.field.pos() - place).toTuple() == (30, -20)
    typing.navigator.camera.shift += QPointF(5000, 5000)
    typing.numbers.follow()
    assert typing.numbers.field.parentWidget().rect().contains(typing.numbers.field.geometry())


def test_what_has_no_number_is_said(typing: Typing) -> None:
    typing.navigator.go_to(Spot(0, 1))
    typing.numbers.ask_chosen()
    typing.numbers.ask_bias_here()
    assert typing.refused == ["No weight leads into this neuron.", "This neuron has no bias."]
    assert typing.field is None


def test_nothing_is_asked_of_a_run_that_is_gone(typing: Typing) -> None:
    typing.viewer.forget_run()
    typing.navigator.go_to(Spot(1, 0))
    typing.numbers.ask_chosen()
    typing.numbers.ask_bias_here()
    assert typing.field is None
    assert not typing.refused
