"""A network that trains in NumPy says so, and why, to everybody: real session, real trainer, real widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip, QWidget
from pytestqt.qtbot import QtBot

from nnsim.compiled.library import why_numpy
from nnsim.document import edits
from nnsim.document.pace import Pace
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.tanh import Tanh
from nnsim.ui.window.foot import Foot
from nnsim.ui.window.numpy_sign import NumPySign
from nnsim.ui.window.playing_controls import PlayingControls
from nnsim.ui.window.speed_control import SpeedControl
from tests.compiled.arctan import Arctan
from tests.compiled.by_c import needs_library
from tests.ui.desk import Desk, small_project

WHY = "The compiled walk does not know arctan as the layer dense_1 uses it."


def with_activation(project: Project, activation: Activation) -> Project:
    graph = project.graph
    layer = replace(graph["dense_1"].layer, activation=activation)
    return replace(project, graph=edits.set_layer(graph, "dense_1", layer))


def described(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


class Shown:
    """Foot and playing controls on a session that trains."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self._bar, self.foot = QWidget(), Foot(desk.session)
        self.controls = PlayingControls(desk.session, self._bar)
        self.speed = self.controls.speed
        for widget in (self._bar, self.foot, *self.controls.buttons, *self.controls.figures):
            qtbot.addWidget(widget)
        desk.session.feed.viewers.add(self.foot)
        self.foot.show()

    def release(self, desk: Desk) -> None:
        desk.session.feed.viewers.forget_all()
        self.controls.release()
        self.foot.release()
        self.foot.hide()


@pytest.fixture
def begin(qtbot: QtBot, open_desk) -> Iterator[Callable[[Project], tuple[Desk, Shown]]]:
    made: list[tuple[Desk, Shown]] = []

    def begin_one(project: Project) -> tuple[Desk, Shown]:
        desk = open_desk(project)
        made.append((desk, Shown(qtbot, desk)))
        return made[-1]

    yield begin_one
    for desk, shown in made:
        shown.release(desk)


@needs_library
def test_what_falls_back_alone_has_a_sign_that_says_why(begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    desk, shown = begin(with_activation(small_project(), Arctan()))
    sign, speed = shown.foot.numpy, shown.speed
    assert sign.isHidden()  # nothing has been computed
    desk.train(1)
    desk.wait(sign.isVisible)  # also where the training has paused
    assert sign.text() == "NumPy"
    assert described(sign) == f"Computed in NumPy. {WHY}"
    assert WHY in sign.toolTip()
    assert described(speed.slider) == f"As fast as it goes. Computed in NumPy. {WHY}"
    assert WHY in speed.slider.toolTip()
    assert WHY in speed._caption.toolTip()

    desk.workspace.edit("tanh", lambda project: with_activation(project, Tanh()))
    desk.settle()
    desk.train(1)
    desk.wait(sign.isHidden)
    assert described(speed.slider) == "As fast as it goes"
    assert "NumPy" not in speed.slider.toolTip() + speed._caption.toolTip()


@needs_library
def test_a_key_on_the_sign_shows_the_reason(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNSIM_WALK", "compiled")
    sign = NumPySign()
    qtbot.addWidget(sign)
    sign.show_reason(WHY)
    assert sign.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(sign, Qt.Key.Key_Space)
    assert WHY in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_where_all_is_computed_in_numpy_the_speed_says_so_and_no_sign_is_shown(
    begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNSIM_WALK", "numpy")
    desk, shown = begin(small_project())
    desk.train(1)
    desk.wait(lambda: why_numpy() in described(shown.speed.slider))
    assert "NNSIM_WALK" in shown.speed._caption.toolTip()
    assert shown.foot.numpy.isHidden()


def test_another_pace_keeps_the_reason(qtbot: QtBot, dressed: None) -> None:
    control = SpeedControl()
    qtbot.addWidget(control)
    control.set_why_numpy("It is <so>.")
    control.set_pace(Pace(300.0))
    assert described(control.slider) == "At most 300 steps a second. Computed in NumPy. It is <so>."
    assert "It is &lt;so&gt;." in control.slider.toolTip()
