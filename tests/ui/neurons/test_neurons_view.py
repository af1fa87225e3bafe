"""The canvas opened into its neurons, used by real events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from nnsim.data.prepare import prepare
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.layout import COLUMN
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.training.messages import (
    Load,
    SetWeight,
    State,
)
from nnsim.training.pictures.neuron_maps import NeuronMaps, StageNeurons, Wires
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.training.snapshot import Snapshot, look
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.neurons import pictures, raster, words
from nnsim.ui.neurons.camera import Camera
from nnsim.ui.neurons.opening import Opening
from nnsim.ui.neurons.pictures import Pictures
from nnsim.ui.neurons.pointer import Pointer
from nnsim.ui.neurons.sheet import MOST_LINES, Line, Sheet, Spot
from nnsim.ui.neurons.view import NeuronsView
from nnsim.ui.sitting.session import Session
from tests.ui.canvas.canvas_hand import NONE

LEFT = Qt.MouseButton.LeftButton


def network() -> Graph:
    graph, before = Graph(), None
    for number, layer in enumerate((Input(), Dense(units=5, activation=Tanh()), Dense(units=1))):
        graph, id_ = edits.add(graph, layer, number * COLUMN, 0.0)
        graph = edits.connect(graph, before, id_) if before else graph
        before = id_
    return graph


class Neurons:
    """A window on a session whose trainer is asked by hand, between two events."""

    def __init__(self, view: NeuronsView, session: Session, canvas: CanvasView) -> None:
        self.view, self.session, self.canvas = view, session, canvas
        workspace = session.workspace
        assert workspace.prepared is not None
        session.loading.load()
        load = session.trainer._requests.get()
        assert isinstance(load, Load)
        self.run = Run(load.resolved, load.training, load.data, load.learned, load.run)
        self.asked = 0
        session.feed.shown.state = State(load.run, False, 0, 0.0, 0.0)
        session.trainer.number = self.number

    def number(self, run: int, key: str, index: tuple[int, ...]) -> tuple[float, int]:
        """Answer in the place of the trainer's thread, all requests before having been obeyed."""
        self.obey()
        return self.run.network.parameters.number(key, index), self.run.step

    def obey(self) -> None:
        while not self.session.trainer._requests.empty():
            request = self.session.trainer._requests.get()
            if isinstance(request, SetWeight):
                self.run.network.parameters.set_number(request.parameter, request.index, request.value)

    def frame(self) -> None:
        """Let the trainer do what it was sent and show what the view wants."""
        if not self.view.isVisible():
            return
        self.obey()
        self.view.viewer.asking.taken_at = float("-inf")  # the last picture was long ago
        wish = tuple(self.view.wants())
        if wish:
            self.asked += 1
            self.session.feed.shown.snapshot = look(scene_of(self.run), wish)
        self.view.show_frame()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.canvas.window().focusWidget() or self.canvas, key, keys)

    def point(self, at: QPoint) -> None:
        """Move the mouse, which may stand there already from an earlier test: then Qt tells nobody."""
        QTest.mouseMove(self.view, at + QPoint(0, -3))
        QTest.mouseMove(self.view, at)

    def wheel(self, at: QPoint, turn: int) -> None:
        target = self.view if self.view.isVisible() else self.canvas.viewport()
        place = QPointF(target.mapToGlobal(at))
        none = Qt.MouseButton.NoButton
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(QPointF(at), place, QPoint(), QPoint(0, turn), none, NONE, phase, False)
        QApplication.sendEvent(target, event)

    def open(self) -> None:
        self.key(Qt.Key.Key_N)
        self.frame()

    @property
    def sheet(self) -> Sheet:
        return self.view.navigator.sheet

    @property
    def camera(self) -> Camera:
        return self.view.navigator.camera

    @property
    def pointer(self) -> Pointer:
        return self.view.navigator.pointer

    @property
    def field(self) -> QLineEdit | None:
        """What a number is typed into."""
        field = self.view.numbers.field.field
        assert field is None or isinstance(field, QLineEdit)
        return field

    def tile(self, column: int, row: int) -> QPoint:
        return self.camera.to_view(self.sheet.tile(Spot(column, row))).center().toPoint()

    def line(self, lines: int, number: int) -> QPoint:
        found = self.sheet.lines[lines]
        middle = QPointF(*((found.starts[number] + found.ends[number]) / 2).tolist())
        return (middle * self.camera.zoom + self.camera.shift).toPoint()

    def weight(self, key: str, index: tuple[int, int]) -> float:
        return float(dict(self.run.network.parameters.items())[key][index])


@pytest.fixture
def neurons(qtbot: QtBot) -> Iterator[Neurons]:
    project = Project(graph=network())
    session = Session(project)
    session.workspace.set_data(prepare(project.data))
    session.loading.stop()
    canvas = CanvasView(session.workspace)
    view = NeuronsView(session)
    Opening(canvas, view)
    qtbot.addWidget(canvas)
    canvas.resize(1000, 600)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.activateWindow()
    canvas.setFocus()
    yield Neurons(view, session, canvas)
    view.release()


def test_n_opens_all_layers_and_n_closes_them(neurons: Neurons) -> None:
    assert not neurons.view.isVisible()
    neurons.open()
    assert neurons.view.isVisible()
    assert [s.count for s in neurons.sheet.stages] == [2, 5, 1]
    room = neurons.view.rect()
    for column, stage in enumerate(neurons.sheet.stages):
        assert all(room.contains(neurons.tile(column, row)) for row in range(stage.shown))
    neurons.key(Qt.Key.Key_N)
    assert not neurons.view.isVisible()
    assert neurons.canvas.window().focusWidget() is neurons.canvas


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_Escape])
def test_f_and_escape_go_back(neurons: Neurons, key: Qt.Key) -> None:
    neurons.open()
    neurons.key(key)
    assert not neurons.view.isVisible()


def test_zooming_in_opens_the_layer_at_the_mouse_and_zooming_out_closes_it(neurons: Neurons) -> None:
    canvas = neurons.canvas
    canvas.deeds.camera.zoom_to(1.0)
    at = canvas.mapFromScene(canvas.canvas.nodes["dense_1"].pos())
    for _ in range(12):
        neurons.wheel(at, 120)
        neurons.frame()
        if neurons.view.isVisible():
            break
    assert neurons.view.isVisible()
    assert canvas.deeds.camera.zoom <= 1.4 < neurons.camera.zoom
    opened = neurons.camera.to_view(neurons.sheet.column_rect(1))
    assert abs(opened.center().x() - at.x()) < 2
    assert neurons.pointer.spot.column == 1
    larger = neurons.camera.zoom
    neurons.wheel(at, 120)
    assert neurons.camera.zoom > larger
    for _ in range(40):
        neurons.wheel(at, -120)
        if not neurons.view.isVisible():
            break
    assert not neurons.view.isVisible()
    back = canvas.mapFromScene(canvas.canvas.nodes["dense_1"].pos())
    assert abs(back.x() - at.x()) < 12
    assert canvas.deeds.camera.zoom <= 1.4


def test_zooming_keeps_the_place_under_the_mouse(neurons: Neurons) -> None:
    neurons.open()
    at = neurons.tile(1, 4)
    before = neurons.camera.to_sheet(QPointF(at))
    neurons.wheel(at, 240)
    assert (neurons.camera.to_sheet(QPointF(at)) - before).manhattanLength() < 1e-6


def test_dragging_moves_the_paper(neurons: Neurons) -> None:
    neurons.open()
    before = neurons.tile(1, 0)
    start = QPoint(30, 300)
    QTest.mousePress(neurons.view, LEFT, NONE, start)
    QTest.mouseMove(neurons.view, start + QPoint(40, 20))
    QTest.mouseMove(neurons.view, start + QPoint(80, 30))
    QTest.mouseRelease(neurons.view, LEFT, NONE, start + QPoint(80, 30))
    moved = neurons.tile(1, 0) - before
    assert (moved - QPoint(80, 30)).manhattanLength() <= 2


def test_a_click_on_a_weight_takes_a_number(neurons: Neurons) -> None:
    told: list[str] = []
    neurons.session.voice.told.connect(told.append)
    neurons.open()
    lines = neurons.sheet.lines[0]
    number = len(lines.pairs) - 1
    index = tuple(int(n) for n in lines.pairs[number])
    at = neurons.line(0, number)
    neurons.point(at)
    assert isinstance(neurons.pointer.hover, Line)
    QTest.mouseClick(neurons.view, LEFT, NONE, at)
    field = neurons.field
    assert field is not None
    assert float(field.text()) == pytest.approx(lines.values[number], rel=1e-5)
    field.setText("-2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    neurons.frame()
    assert neurons.weight("dense_1/W", index) == -2.5
    assert neurons.sheet.lines[0].wires.weights[index] == -2.5
    assert "−2.5" in told[0]
    assert neurons.session.workspace.is_modified


def test_the_weight_under_the_mouse_stays_the_same_when_others_outgrow_it(neurons: Neurons) -> None:
    neurons.open()
    at = neurons.line(0, len(neurons.sheet.lines[0].pairs) - 1)
    neurons.point(at)
    line = neurons.pointer.hover
    assert isinstance(line, Line)
    before = neurons.sheet.weight(line)
    other = (line.source, (line.target + 1) % 5)
    neurons.session.set_weight("dense_1/W", other, 50.0)
    neurons.view.viewer.asking.outdate()
    neurons.frame()
    assert neurons.sheet.lines[0].values[-1] == 50.0
    assert neurons.pointer.hover == line
    assert neurons.sheet.weight(line) == before


def test_a_word_in_place_of_a_number_changes_nothing(neurons: Neurons) -> None:
    said: list[str] = []
    neurons.session.voice.complained.connect(said.append)
    neurons.open()
    QTest.mouseClick(neurons.view, LEFT, NONE, neurons.line(0, 0))
    field = neurons.field
    assert field is not None
    field.setText("large")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said == ["Weight must be a number, such as 0.03, 1e-3 or 3/4."]
    assert neurons.session.trainer._requests.empty()


def test_escape_leaves_the_number_as_it_was(neurons: Neurons) -> None:
    neurons.open()
    QTest.mouseClick(neurons.view, LEFT, NONE, neurons.line(0, 0))
    field = neurons.field
    assert field is not None
    field.setText("9")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert neurons.session.trainer._requests.empty()
    assert neurons.view.isVisible()


@pytest.mark.parametrize("leave", ["Enter", "a click beside", "F2 at another"])
def test_an_untouched_editor_writes_nothing_back(neurons: Neurons, leave: str) -> None:
    """What it shows has six digits: written back, the number would be another."""
    neurons.open()
    QTest.mouseClick(neurons.view, LEFT, NONE, neurons.line(0, 0))
    field = neurons.field
    assert field is not None
    if leave == "Enter":
        QTest.keyClick(field, Qt.Key.Key_Return)
    elif leave == "a click beside":
        QTest.mouseClick(neurons.view, LEFT, NONE, QPoint(5, 590))
    else:
        neurons.view.numbers.ask_bias(Spot(1, 0))
    assert neurons.session.trainer._requests.empty()
    assert neurons.session.workspace.undo_stack.count() == 0


def test_ctrl_z_brings_a_number_back_to_the_picture(neurons: Neurons) -> None:
    neurons.open()
    before = neurons.weight("dense_1/W", (0, 0))
    neurons.view.numbers.ask_bias(Spot(1, 0))
    field = neurons.field
    assert field is not None
    field.setText("3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    neurons.frame()
    assert neurons.sheet.stages[1].biases[0] == 3.0
    stack = neurons.session.workspace.undo_stack
    assert stack.undoText() == "Bias of dense_1, unit 1: 3"
    stack.undo()
    neurons.frame()
    assert neurons.sheet.stages[1].biases[0] == 0.0
    assert neurons.weight("dense_1/W", (0, 0)) == before


def test_keys_walk_neurons_and_set_weights(neurons: Neurons) -> None:
    neurons.open()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        neurons.key(key)
    spot = neurons.pointer.spot
    assert spot.column == 1
    assert f"dense_1, unit {spot.row + 1}, bias" in neurons.view.accessibleDescription()
    into = neurons.sheet.into(spot)
    first, second = (neurons.sheet.weight(line) for line in into[:2])
    assert abs(first) >= abs(second)
    neurons.key(Qt.Key.Key_E)
    neurons.key(Qt.Key.Key_E)
    assert words.number(second) in neurons.view.accessibleDescription()
    neurons.key(Qt.Key.Key_Return)
    field = neurons.field
    assert field is not None
    QTest.keyClicks(field, "0.75")
    QTest.keyClick(field, Qt.Key.Key_Return)
    neurons.frame()
    assert neurons.weight("dense_1/W", (into[1].source, spot.row)) == 0.75
    assert neurons.view.hasFocus()
    neurons.key(Qt.Key.Key_B)
    QTest.keyClicks(neurons.field, "-3")
    QTest.keyClick(neurons.field, Qt.Key.Key_Return)
    neurons.frame()
    assert neurons.sheet.stages[1].biases[spot.row] == -3


def test_keys_never_reach_the_blocks_that_cannot_be_seen(neurons: Neurons) -> None:
    before = neurons.canvas.workspace.graph
    neurons.open()
    QTest.mouseClick(neurons.view, LEFT, NONE, neurons.tile(1, 2))
    assert neurons.canvas.workspace.selection == {"dense_1"}
    neurons.key(Qt.Key.Key_Delete)
    neurons.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert neurons.canvas.workspace.graph is before


def test_hover_enlarges_a_neuron(neurons: Neurons) -> None:
    neurons.open()
    plain = neurons.view.grab().toImage()
    neurons.point(neurons.tile(1, 2))
    assert neurons.pointer.hover == Spot(1, 2)
    assert neurons.view.grab().toImage() != plain
    stage = neurons.sheet.stages[1]
    assert words.name_of(stage, 2) == "dense_1, unit 3"
    assert words.name_of(neurons.sheet.stages[0], 1).startswith("input_1, x")
    neurons.point(QPoint(5, 590))
    assert neurons.pointer.hover is None


def test_a_paused_run_is_asked_once(neurons: Neurons) -> None:
    neurons.open()
    for _ in range(3):
        neurons.frame()
    assert neurons.asked == 1
    neurons.session.set_weight("dense_1/W", (0, 0), 1.0)
    neurons.view.viewer.asking.outdate()
    neurons.frame()
    assert neurons.asked == 2


def test_what_cannot_run_is_said_in_words(neurons: Neurons) -> None:
    neurons.open()
    assert neurons.view.viewer.notice == ""
    workspace = neurons.canvas.workspace
    workspace.edit_graph("x", lambda g: edits.disconnect(g, g.edges[:1]))
    assert "cannot be opened yet" in neurons.view.viewer.notice
    assert not neurons.view.viewer.editable
    neurons.view.grab()
    workspace.undo_stack.undo()
    assert neurons.view.viewer.notice == ""


def test_weights_of_a_run_that_is_gone_cannot_be_set(neurons: Neurons) -> None:
    neurons.open()
    neurons.view.clear()
    QTest.mouseClick(neurons.view, LEFT, NONE, neurons.line(0, 0))
    assert neurons.field is None


def test_a_weight_set_before_the_first_step_is_kept(neurons: Neurons) -> None:
    assert not neurons.session.weights.are_touched
    neurons.session.set_weight("dense_1/W", (0, 0), 1.0)
    assert neurons.session.weights.are_touched


def test_without_a_plane_weights_are_shown_alone(neurons: Neurons) -> None:
    neurons.open()
    stages = tuple(
        StageNeurons(s.stage, s.name, s.shape, s.count, s.shown, None, s.biases, s.bias)
        for s in neurons.sheet.stages
    )
    maps = NeuronMaps(stages, neurons.sheet.maps.wires)
    assert neurons.view.viewer.asking.asked is not None
    neurons.session.feed.shown.snapshot = Snapshot(0, 0, 0.0, {neurons.view.viewer.asking.asked: maps})
    neurons.view.show_frame()
    assert Pictures(neurons.session.workspace).of(neurons.sheet.stages[1], 0) is None
    neurons.view.grab()


def test_another_theme_repaints(neurons: Neurons, dressed: None) -> None:
    neurons.open()
    dark = neurons.view.grab().toImage().pixelColor(3, 300)
    manager().use("light")
    assert neurons.view.grab().toImage().pixelColor(3, 300) != dark


def test_a_run_that_trains_shows_its_neurons_and_takes_weights(qtbot: QtBot) -> None:
    session = Session(Project(graph=network()))
    canvas = CanvasView(session.workspace)
    view = NeuronsView(session)
    Opening(canvas, view)
    session.feed.viewers.add(view)
    qtbot.addWidget(canvas)
    canvas.resize(800, 500)
    canvas.show()
    session.start()
    try:
        QTest.keyClick(canvas, Qt.Key.Key_N)
        qtbot.waitUntil(lambda: view.viewer.editable)
        first = view.viewer.maps
        session.set_weight("dense_2/W", (3, 0), 40.0)
        qtbot.waitUntil(lambda: view.viewer.maps is not first)
        assert view.navigator.sheet.lines[1].wires.weights[3, 0] == 40.0
        session.play()
        qtbot.waitUntil(lambda: (view.viewer.asking.step or 0) > 0)
    finally:
        assert session.close()
        view.release()


# ---- pictures, places, curves ----------------------------------------------------------------------


def stage(maps: np.ndarray) -> StageNeurons:
    return StageNeurons("a", "a", (len(maps),), len(maps), len(maps), np.asarray(maps, np.float32))


@pytest.mark.parametrize(("scale", "low", "middle", "high"), [("sign", -3, 0, 3), ("share", 0, 0.5, 1)])
def test_colours_of_a_picture(scale: str, low: float, middle: float, high: float) -> None:
    found = pictures.pictures(stage(np.array([[[low, middle], [high, low]]])), scale)[0]
    # The first row of a map is the lowest one.
    assert found.pixelColor(0, 1) == QColor(theme().negative)
    assert found.pixelColor(0, 0) == QColor(theme().positive)
    assert found.pixelColor(1, 1) not in (QColor(theme().negative), QColor(theme().positive))


def test_an_input_shows_its_own_range_and_a_constant_is_neutral() -> None:
    ramp = np.linspace(5, 7, 4)[None, None, :].repeat(4, axis=1)
    shown, flat = pictures.pictures(stage(np.concatenate([ramp, np.full((1, 4, 4), 3.0)])), "range")
    assert shown.pixelColor(0, 0) == QColor(theme().negative)
    assert shown.pixelColor(3, 0) == QColor(theme().positive)
    assert flat.pixelColor(0, 0) == flat.pixelColor(3, 3)
    assert len(pictures.pictures(stage(np.full((1, 2, 2), np.nan)), "sign")) == 1


def two_columns(weights: np.ndarray) -> Sheet:
    rows, columns = weights.shape
    stages = (
        StageNeurons("a", "a", (rows,), rows, rows),
        StageNeurons("b", "b", (columns,), columns, columns),
    )
    wires = (Wires("a", "b", weights.astype(np.float32), "b/W"),)
    return Sheet(NeuronMaps(stages, wires))


def test_only_the_strongest_of_very_many_weights_are_drawn() -> None:
    weights = np.random.default_rng(0).normal(size=(64, 64))
    lines = two_columns(weights).lines[0]
    assert len(lines.pairs) == MOST_LINES
    left_out = np.sort(np.abs(weights.ravel()))[: 64 * 64 - MOST_LINES]
    assert np.abs(lines.values).min() >= left_out.max() * 0.999
    assert lines.shares[-1] == 1.0
    assert (np.diff(lines.shares) >= 0).all()


def test_the_mouse_finds_the_curve_it_is_on() -> None:
    sheet = two_columns(np.random.default_rng(1).normal(size=(4, 3)))
    lines = sheet.lines[0]
    for number in range(len(lines.pairs)):
        # Near its beginning no other curve of another neuron is.
        start, end = lines.starts[number], lines.ends[number]
        t = 0.97
        x = start[0] + (end[0] - start[0]) * (1.5 * t - 1.5 * t**2 + t**3)
        y = start[1] + (end[1] - start[1]) * (3 * t**2 - 2 * t**3)
        found = sheet.line_at(QPointF(x, y), 4.0)
        assert found is not None
        assert found.target == lines.pairs[number][1]
        assert sheet.weight(found) in lines.values.astype(np.float32)
    assert sheet.line_at(QPointF(88, 4000), 4.0) is None


def drawn(sheet: Sheet, step: int = 1) -> QImage:
    """Return the weights of `sheet` in 230 × 120 pixels, the positive ones blue, the others red."""
    camera = Camera()
    camera.resize(QSizeF(230, 120))
    camera.put(QPointF(), QPointF(20, 60), 1.0)
    image = QImage(230, 120, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    raster.paint_weights(painter, sheet, camera, step, QColor("#0000ff"), QColor("#ff0000"))
    painter.end()
    return image


@pytest.mark.parametrize(("step", "off"), [(1, 0.12), (2, 0.3)])  # a draft is as blurred as its pixels
def test_a_level_weight_is_a_bar_of_its_width_and_opacity(step: int, off: float) -> None:
    image = drawn(two_columns(np.array([[2.0]])), step)
    column = [image.pixelColor(100, y).alphaF() for y in range(120)]
    width = sum(column) / float(raster.opacity_of(np.array(1.0)))
    assert width == pytest.approx(float(raster.width_of(np.array(1.0))), rel=off)
    assert max(range(120), key=column.__getitem__) in (58, 59, 60, 61)
    assert image.pixelColor(100, 60).blueF() > 0.9
    assert image.pixelColor(100, 20).alpha() == 0
    assert image.pixelColor(5, 60).alpha() == 0


def test_negative_weights_are_dashed_and_of_another_colour() -> None:
    solid, dashed = drawn(two_columns(np.array([[2.0]]))), drawn(two_columns(np.array([[-2.0]])))
    xs = range(50, 160)
    assert all(solid.pixelColor(x, 60).alpha() > 100 for x in xs)
    gaps = sum(dashed.pixelColor(x, 60).alpha() == 0 for x in xs)
    assert 10 < gaps < 60
    assert max(dashed.pixelColor(x, 60).redF() for x in xs) > 0.9


def test_where_curves_cross_the_stronger_sign_keeps_its_colour() -> None:
    mixed = drawn(two_columns(np.array([[2.0, 0.4], [0.4, -2.0]])))
    alone = drawn(two_columns(np.array([[2.0]])))
    assert alone.pixelColor(100, 60).redF() == 0
    colours = [mixed.pixelColor(x, y) for x in range(30, 170) for y in range(20, 100)]
    assert max(c.blueF() for c in colours) > 0.9
    assert max(c.redF() for c in colours) > 0.9


def test_a_draft_shows_the_same_curves_as_the_fine_picture() -> None:
    sheet = two_columns(np.random.default_rng(3).uniform(0.2, 1, size=(2, 2)))
    fine, draft = (
        np.array([[image.pixelColor(x, y).alphaF() for x in range(50, 165)] for y in range(120)])
        for image in (drawn(sheet), drawn(sheet, 2))
    )
    rows = np.arange(120)[:, None]
    for picture in (fine, draft):
        picture /= picture.sum(axis=0)
    assert np.abs((rows * fine).sum(axis=0) - (rows * draft).sum(axis=0)).max() < 4


@pytest.mark.parametrize(
    ("value", "text"), [(-0.5, "−0.5"), (1234567.0, "1.23e+06"), (0.0, "0"), (2e-5, "2.00e-05")]
)
def test_numbers_read_well(value: float, text: str) -> None:
    assert words.number(value) == text
