"""Between blocks and neurons: who lies above whom, who has the keys, what is left free."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnsim.data.prepare import prepare
from nnsim.training.messages import State
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import look
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.neurons.keys import NEURON_KEYS
from nnsim.ui.neurons.opening import Opening
from nnsim.ui.neurons.sheet import Spot
from nnsim.ui.neurons.view import NeuronsView
from nnsim.ui.sitting.session import Session
from tests.ui.small_project import small_project


class Place:
    """A canvas with a note at its foot, opened into the neurons of a run that stands at its first step."""

    def __init__(self) -> None:
        self.session = Session(small_project())
        workspace = self.session.workspace
        workspace.set_data(prepare(workspace.project.data))
        self.session.loading.stop()
        assert workspace.prepared is not None
        self.run = Run(workspace.resolved, workspace.project.training, workspace.prepared)
        self.session.feed.shown.state = State(0, False, 0, 0.0, 0.0)
        self.canvas = CanvasView(workspace)
        self.canvas.resize(507, 293)
        self.note = QLabel("a banner", self.canvas)
        self.note.hide()
        self.neurons = NeuronsView(self.session)
        self.opening = Opening(self.canvas, self.neurons, above=(self.note,))

    def frame(self) -> None:
        wish = tuple(self.neurons.wants())
        if wish:
            self.session.feed.shown.snapshot = look(scene_of(self.run), wish)
        self.neurons.show_frame()

    def open(self) -> None:
        self.opening.open_all()
        self.frame()

    def tiles(self) -> list[QRect]:
        sheet, camera = self.neurons.navigator.sheet, self.neurons.navigator.camera
        return [
            camera.to_view(sheet.tile(Spot(column, row))).toAlignedRect()
            for column, stage in enumerate(sheet.stages)
            for row in range(stage.shown)
        ]


@pytest.fixture
def place(qtbot: QtBot) -> Iterator[Place]:
    made = Place()
    qtbot.addWidget(made.canvas)
    with qtbot.waitExposed(made.canvas):
        made.canvas.show()
    made.canvas.activateWindow()
    made.canvas.setFocus()
    yield made
    made.neurons.release()


def test_no_neuron_is_under_the_note_or_the_way_back_and_none_outside(place: Place) -> None:
    place.open()
    back = next(b for b in place.neurons.findChildren(QPushButton) if b.isVisible())
    for height, shown in ((0, False), (70, True)):
        place.note.setGeometry(20, 293 - height - 8, 467, height)
        place.note.setVisible(shown)
        assert place.tiles()
        assert all(place.neurons.rect().contains(tile) for tile in place.tiles())
        assert not any(tile.intersects(back.geometry()) for tile in place.tiles())
        assert not back.geometry().intersects(place.note.geometry())
        assert not shown or not any(tile.intersects(place.note.geometry()) for tile in place.tiles())
    below = place.note.geometry().center()
    assert place.canvas.childAt(below) is place.note, "the note lies above the neurons"
    place.note.hide()
    lowest = max(tile.bottom() for tile in place.tiles())
    assert lowest > place.note.y() - 30, "and its room is given back"


def test_neurons_cover_the_canvas_whatever_its_size(place: Place) -> None:
    place.open()
    place.canvas.resize(400, 280)
    assert place.neurons.geometry() == place.canvas.rect()
    assert all(place.neurons.rect().contains(tile) for tile in place.tiles())
    place.opening.close()
    place.canvas.resize(640, 400)
    place.open()
    assert place.neurons.geometry() == place.canvas.rect()


def test_keys_go_to_what_is_in_sight(place: Place) -> None:
    place.open()
    assert place.opening.is_open
    assert place.neurons.hasFocus()
    assert place.canvas.focusProxy() is place.neurons
    place.opening.close()
    assert place.canvas.focusProxy() is None
    assert place.canvas.hasFocus()
    place.opening.close()  # which changes nothing


def test_a_neuron_that_is_clicked_selects_its_layer(place: Place) -> None:
    place.open()
    sheet = place.neurons.navigator.sheet
    centre = place.neurons.navigator.camera.to_view(sheet.tile(Spot(1, 3))).center().toPoint()
    QTest.mouseClick(place.neurons, Qt.MouseButton.LeftButton, pos=centre)
    assert place.session.workspace.selection == {sheet.stages[1].stage}


def test_a_drawing_without_a_network_opens_nowhere(place: Place) -> None:
    workspace = place.session.workspace
    workspace.edit_graph("x", lambda graph: type(graph)())
    assert not place.opening.open_at(QPointF(100, 100), 1.5)
    assert not place.opening.is_open


def test_every_key_of_the_table_does_something_it_says(place: Place) -> None:
    """And no key twice; E, Return and B are tried with the numbers."""
    place.open()
    navigator = place.neurons.navigator
    sees = navigator.camera
    for keys, seen in (
        (Qt.Key.Key_Plus, lambda: sees.zoom),
        (Qt.Key.Key_Minus, lambda: sees.zoom),
        (Qt.Key.Key_Right, lambda: navigator.pointer.spot),
        (Qt.Key.Key_PageDown, lambda: navigator.pointer.spot),
        (Qt.Key.Key_Up, lambda: navigator.pointer.spot),
    ):
        before = seen()
        QTest.keyClick(place.neurons, keys)
        assert seen() != before, keys
    shift = QPointF(sees.shift)
    QTest.keyClick(place.neurons, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert sees.shift - shift == QPointF(48, 0)
    assert not navigator.shows_all
    QTest.keyClick(place.neurons, Qt.Key.Key_Home)
    assert navigator.shows_all
    QTest.keyClick(place.neurons, Qt.Key.Key_Plus, Qt.KeyboardModifier.ShiftModifier)
    assert not navigator.shows_all, "where + is typed with Shift"
    assert {"N", "F", "Esc", "B", "E", "Shift+E"} <= {key for keys, _ in NEURON_KEYS.rows() for key in keys}
    QTest.keyClick(place.neurons, Qt.Key.Key_Escape)
    assert not place.opening.is_open
