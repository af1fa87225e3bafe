"""What a canvas is made of, each made and used alone: no `CanvasView`, most of it on a plain view."""

from __future__ import annotations

import pytest
from canvas_hand import chain
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.graph import Edge
from nnsim.document.layout import COLUMN
from nnsim.document.project import Project
from nnsim.engine.layer import layers
from nnsim.ui.canvas.camera import LEAST_ZOOM, MOST_ZOOM, Camera
from nnsim.ui.canvas.corners import Corners
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.canvas.gesture import Gesture
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.canvas.pointer import Pointer
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.canvas.selection import Selection
from nnsim.ui.canvas.talker import Talker
from nnsim.ui.canvas.tools.pan import PanTool
from nnsim.ui.canvas.tools.press_note import PressNoteTool
from nnsim.ui.canvas.tools.rubber_band import RubberBandTool
from nnsim.ui.canvas.tools.select_edge import SelectEdgeTool
from nnsim.ui.canvas.tools.tool import Deed, Tool
from nnsim.ui.sitting.at_hand import problem_to_mend
from nnsim.ui.sitting.workspace import Workspace

LEFT, MIDDLE, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
FIRST, SECOND = Edge("input_1", "dense_1"), Edge("dense_1", "dense_2")


def at(x: float, y: float, button: Qt.MouseButton = LEFT) -> QMouseEvent:
    place = QPointF(x, y)
    return QMouseEvent(QEvent.Type.MouseMove, place, place, button, button, Qt.KeyboardModifier.NoModifier)


def key(code: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier)


def on_scene(graph=None) -> tuple[Workspace, GraphScene, Selection]:
    workspace, scene = Workspace(Project(graph=graph or chain("input", "dense", "dense"))), GraphScene()
    scene.apply(type(workspace.graph)(), workspace.graph, workspace.resolved)
    workspace.project_changed.connect(lambda a, b: scene.apply(a.graph, b.graph, workspace.resolved))
    return workspace, scene, Selection(workspace, scene)


@pytest.fixture
def plain(qtbot: QtBot) -> QGraphicsView:
    """A view of nothing, 400 by 300, which can be scrolled far."""
    view = QGraphicsView()
    view.setScene(QGraphicsScene(-5000, -5000, 10000, 10000, view))
    view.setFrameShape(QGraphicsView.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    view.centerOn(0, 0)
    return view


@pytest.fixture
def deeds(plain: QGraphicsView) -> Deeds:
    """All that can be done to a chain of three layers, on a view that knows nothing of it."""
    workspace, scene, _ = on_scene()
    plain.setScene(scene)
    plain.setSceneRect(-5000, -5000, 10000, 10000)
    made = Deeds(plain, scene, workspace)
    made.minimap.hide()
    made.camera.centre_on(QPointF(0, 0))
    return made


# ---- pointer, camera, talker ---------------------------------------------------------------------


def test_a_pointer_that_is_elsewhere_counts_as_the_middle(qtbot: QtBot) -> None:
    viewport = QWidget()
    qtbot.addWidget(viewport)
    viewport.resize(201, 101)
    pointer = Pointer(viewport)
    assert pointer.place == QPointF(100, 50)
    assert pointer.near_rim(20) == (0, 0)
    pointer.at = QPointF(5, 50)
    assert (pointer.place, pointer.near_rim(20)) == (QPointF(5, 50), (15, 0))
    pointer.at = QPointF(900, 98)
    assert (pointer.place, pointer.near_rim(20)) == (QPointF(100, 50), (-20, -17))


def test_a_camera_zooms_about_a_place_within_bounds(plain: QGraphicsView) -> None:
    camera, told = Camera(plain), []
    camera.moved.connect(lambda: told.append(camera.zoom))
    corner = QPointF(30, 40)
    before = camera.scene_point(corner)
    camera.zoom_to(2.0, corner)
    assert (camera.scene_point(corner) - before).manhattanLength() <= 1
    assert told[-1] == camera.zoom == 2
    camera.zoom_to(1e9)
    assert camera.zoom == MOST_ZOOM
    camera.zoom_to(0)
    assert camera.zoom == LEAST_ZOOM


def test_a_camera_pans_and_brings_into_sight(plain: QGraphicsView) -> None:
    camera = Camera(plain)
    place = camera.view_point(QPointF(10, 20))
    camera.pan(30, -7)
    assert camera.view_point(QPointF(10, 20)) == place + QPointF(30, -7)
    far = QRectF(2000, 2000, 50, 50)
    assert not camera.seen().contains(far)
    camera.show(far, 10)
    assert camera.seen().contains(far.adjusted(-9, -9, 9, 9))
    assert camera.view_rect(far).size().width() in (50, 51)


def test_a_talker_says_it_beside_the_mouse_aloud_and_to_whoever_listens(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    talker, heard = Talker(widget, Pointer(widget)), []
    talker.complained.connect(heard.append)
    talker.complain("It cannot be.")
    assert (talker.text, widget.accessibleDescription(), heard) == (
        "It cannot be.",
        "It cannot be.",
        ["It cannot be."],
    )
    talker.hide()
    talker.show("Enter connects.", QPointF(3, 3), complaint=False)
    assert (talker.text, len(heard)) == ("Enter connects.", 1)
    talker.hide()
    assert talker.text == ""


# ---- selection -----------------------------------------------------------------------------------


def test_layers_and_edges_are_never_selected_together(qtbot: QtBot) -> None:
    workspace, scene, selection = on_scene()
    selection.select({"dense_1"})
    assert (selection.only_node, bool(selection)) == ("dense_1", True)
    selection.select_edges({FIRST, Edge("dense_2", "input_1")})
    assert (selection.nodes, selection.edges) == (frozenset(), {FIRST})
    assert scene.edges[FIRST].selected
    selection.select({"dense_2", "input_1"})
    assert (workspace.selection, selection.edges, selection.only_node) == (
        {"dense_2", "input_1"},
        frozenset(),
        None,
    )
    assert not scene.edges[FIRST].selected
    selection.clear()
    assert not selection


def test_edges_of_a_layer_are_walked_round(qtbot: QtBot) -> None:
    _, _, selection = on_scene()
    assert selection.select_next_edge() is None
    selection.select({"dense_1"})
    assert [selection.select_next_edge() for _ in range(3)] == [SECOND, FIRST, SECOND]
    selection.select({"input_1"})
    assert [selection.select_next_edge() for _ in range(2)] == [FIRST, FIRST]


# ---- a gesture -----------------------------------------------------------------------------------


class Noting(Tool):
    """A tool that writes down what happens to it."""

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(self, camera: Camera) -> None:
        super().__init__(camera)
        self.log: list[str] = []

    def begin(self) -> None:
        self.log.append("begin")

    def move(self, event: QMouseEvent) -> None:
        self.log.append(f"move {event.position().x():g}")

    def release(self, event: QMouseEvent) -> Deed:
        return lambda: self.log.append("deed")

    def key(self, event: QKeyEvent) -> Deed | None:
        self.log.append("key")
        return (lambda: self.log.append("deed")) if event.key() == Qt.Key.Key_Return else None

    def cancel(self) -> None:
        self.log.append("cancel")

    def end(self) -> None:
        self.log.append("end")


@pytest.fixture
def gesture(plain: QGraphicsView) -> tuple[Gesture, Noting, Pointer]:
    pointer, camera = Pointer(plain.viewport()), Camera(plain)
    return Gesture(camera, pointer, Talker(plain, pointer)), Noting(camera), pointer


def test_a_gesture_is_put_away_before_its_deed_is_done(gesture) -> None:
    under_way, tool, pointer = gesture
    under_way.begin(tool, LEFT)
    assert pointer.viewport.cursor().shape() == Qt.CursorShape.CrossCursor
    under_way.move(at(7, 7))
    under_way.release(at(7, 7))
    assert tool.log == ["begin", "move 7", "end", "deed"]
    assert under_way.tool is None
    assert pointer.viewport.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_only_the_button_that_began_a_gesture_ends_it(gesture) -> None:
    under_way, tool, _ = gesture
    under_way.begin(tool, LEFT)
    under_way.press(at(7, 7, MIDDLE))
    under_way.release(at(7, 7, MIDDLE))
    assert under_way.tool is tool
    under_way.release(at(7, 7, LEFT))
    assert tool.log == ["begin", "end", "deed"]


@pytest.mark.parametrize("how", ["escape", "right button", "another gesture"])
def test_a_gesture_is_broken_off_without_its_deed(gesture, how: str) -> None:
    under_way, tool, _ = gesture
    under_way.begin(tool, LEFT)
    if how == "escape":
        under_way.key(key(Qt.Key.Key_Escape))
    elif how == "right button":
        under_way.press(at(7, 7, RIGHT))
    else:
        under_way.begin(Noting(tool.camera))
    under_way.release(at(7, 7))
    assert tool.log == ["begin", "cancel", "end"]


def test_keys_are_the_gestures_until_one_ends_it(gesture) -> None:
    under_way, tool, _ = gesture
    under_way.begin(tool)
    under_way.key(key(Qt.Key.Key_A))
    under_way.key(key(Qt.Key.Key_Return))
    under_way.key(key(Qt.Key.Key_A))
    assert tool.log == ["begin", "key", "key", "end", "deed"]


def test_the_paper_moves_along_at_the_rim_only(gesture) -> None:
    under_way, tool, pointer = gesture
    start = tool.camera.view_point(QPointF())
    under_way.begin(tool, LEFT)
    pointer.at = QPointF(200, 150)
    under_way.move(at(200, 150))
    under_way.scroll_at_rim()
    assert tool.camera.view_point(QPointF()) == start
    pointer.at = QPointF(398, 150)
    under_way.move(at(398, 150))
    under_way.scroll_at_rim()
    assert tool.camera.view_point(QPointF()) == start - QPointF(13, 0)
    assert tool.log[-2:] == ["move 398", "move 398"], "the tool follows the paper"


# ---- tools ---------------------------------------------------------------------------------------


def test_panning_needs_a_camera_alone(plain: QGraphicsView) -> None:
    camera = Camera(plain)
    before = camera.view_point(QPointF())
    tool = PanTool(camera, QPointF(10, 10))
    tool.move(at(15, 30))
    assert camera.view_point(QPointF()) - before == QPointF(5, 20)


def test_a_rubber_band_broken_off_gives_the_selection_back(deeds: Deeds) -> None:
    deeds.selection.select({"dense_2"})
    far, near = deeds.camera.view_point(QPointF(-100, 100)), deeds.camera.view_point(QPointF(0, 0))
    count = len(deeds.scene.items())
    tool = RubberBandTool(deeds.camera, deeds.scene, deeds.selection, deeds.adder, far, adding=False)
    deeds.gesture.begin(tool, LEFT)
    deeds.gesture.move(at(near.x(), near.y()))
    assert deeds.selection.nodes == {"input_1"}
    deeds.gesture.cancel()
    assert deeds.selection.nodes == {"dense_2"}
    assert len(deeds.scene.items()) == count


def test_an_edge_is_selected_let_go_of_and_given_back(deeds: Deeds) -> None:
    def press(edge: Edge, adding: bool) -> None:
        deeds.gesture.begin(
            SelectEdgeTool(deeds.camera, deeds.selection, deeds.adder, edge, adding=adding), LEFT
        )

    press(FIRST, adding=False)
    deeds.gesture.release(at(0, 0))
    press(SECOND, adding=True)
    assert deeds.selection.edges == {FIRST, SECOND}
    deeds.gesture.release(at(0, 0))
    press(FIRST, adding=True)
    assert deeds.selection.edges == {SECOND}
    deeds.gesture.key(key(Qt.Key.Key_Escape))
    assert deeds.selection.edges == {FIRST, SECOND}
    deeds.selection.select({"dense_1"})
    press(SECOND, adding=False)
    deeds.gesture.cancel()
    assert (deeds.selection.nodes, deeds.selection.edges) == ({"dense_1"}, set())


def test_the_second_click_on_a_note_presses_nothing(deeds: Deeds) -> None:
    deeds.workspace.edit_graph("x", lambda g: edits.disconnect(g, [FIRST]))
    item = deeds.scene.nodes["dense_1"]
    tool = PressNoteTool(deeds.camera, deeds.notes, item, QPointF())
    tool.double_click(at(0, 0))
    assert deeds.selection.nodes == set()
    assert deeds.adder.box.isHidden()
    deeds.gesture.begin(tool, LEFT)
    assert deeds.selection.nodes == {"dense_1"}


# ---- what is done to the drawing -----------------------------------------------------------------


def test_an_editor_changes_the_drawing_or_says_why_not(deeds: Deeds) -> None:
    deeds.editor.connect("dense_2", "input_1")
    assert deeds.talker.text == edits.why_not_connect(deeds.workspace.graph, "dense_2", "input_1")
    assert deeds.workspace.undo_stack.count() == 0
    deeds.selection.select_edges({FIRST})
    deeds.editor.disconnect_selected()
    assert deeds.workspace.graph.edges == (SECOND,)
    deeds.editor.connect("input_1", "dense_1")
    assert set(deeds.workspace.graph.edges) == {FIRST, SECOND}


def test_a_nudge_without_a_selection_moves_the_paper(deeds: Deeds) -> None:
    before = deeds.camera.view_point(QPointF())
    deeds.editor.nudge(8, 0)
    assert deeds.camera.view_point(QPointF()) - before == QPointF(-32, 0)
    assert deeds.workspace.undo_stack.count() == 0


@pytest.mark.parametrize("forwards", [True, False])
def test_a_layer_is_added_joined_on_either_side(deeds: Deeds, forwards: bool) -> None:
    assert deeds.adder.add(layers["dropout"](), QPointF(3, 203), joined=("dense_2", forwards))
    new = deeds.workspace.graph["dropout_1"]
    assert (new.x, new.y) == (0, 200)
    assert Edge("dense_2", "dropout_1") in deeds.workspace.graph.edges or not forwards
    assert deeds.selection.nodes == {"dropout_1"}


def test_layers_are_put_in_order(deeds: Deeds) -> None:
    deeds.workspace.edit_graph("x", lambda g: edits.move(g, {"dense_1": (40, 72)}))
    deeds.selection.select_all()
    deeds.arranger.align_bottom()
    deeds.arranger.distribute_horizontally()
    assert [(n.x, n.y) for n in deeds.workspace.graph.nodes] == [(0, 72), (COLUMN, 72), (2 * COLUMN, 72)]
    deeds.selection.select({"dense_1"})
    steps = deeds.workspace.undo_stack.count()
    deeds.arranger.align_left()
    deeds.arranger.distribute_vertically()
    assert deeds.workspace.undo_stack.count() == steps, "one layer has nothing to be put in order with"


def test_a_field_over_a_card_takes_what_was_typed_when_the_paper_moves(deeds: Deeds) -> None:
    deeds.selection.select({"dense_1"})
    deeds.in_place.edit_selected()
    field = deeds.in_place.box.field
    assert isinstance(field, QLineEdit)
    field.setText("24")
    deeds.camera.pan(40, 0)
    assert deeds.in_place.box.field is None
    assert deeds.workspace.graph["dense_1"].layer.units == 24  # type: ignore[attr-defined]


def test_a_layer_without_a_main_setting_says_so(deeds: Deeds) -> None:
    deeds.adder.add(layers["flatten"]())
    deeds.in_place.edit_selected()
    assert deeds.in_place.box.field is None
    assert "nothing to set" in deeds.talker.text


def test_walking_brings_what_it_selects_into_sight(deeds: Deeds) -> None:
    deeds.workspace.edit_graph("x", lambda g: edits.move(g, {"dense_2": (3000, 0)}))
    deeds.walker.select_previous()
    assert deeds.selection.only_node == "dense_2"
    assert deeds.camera.seen().contains(deeds.scene.nodes["dense_2"].card())
    deeds.walker.select_towards(-1, 0)
    assert deeds.selection.only_node == "dense_1"
    deeds.walker.select_towards(0, 1)
    assert deeds.selection.only_node == "dense_1", "nothing is below"


def test_a_repair_is_wanted_only_where_there_is_one(deeds: Deeds) -> None:
    wanted: list[object] = []
    deeds.notes.repair_wanted.connect(wanted.append)
    deeds.notes.repair()
    assert bool(wanted) == (problem_to_mend(deeds.workspace) is not None)
    assert wanted or deeds.talker.text


# ---- what lies inside ----------------------------------------------------------------------------


class Deep(Inside):
    """Something inside the layers that can be opened, or cannot."""

    def __init__(self, there: bool) -> None:
        self.there, self.opened, self.zoomed = there, False, 1.0

    @property
    def is_open(self) -> bool:
        return self.opened

    def open_all(self) -> None:
        self.opened = True

    def open_at(self, at: QPointF, zoom: float) -> bool:
        self.opened = self.there
        return self.there

    def zoom_by(self, factor: float, at: QPointF) -> None:
        self.zoomed *= factor

    def close(self) -> None:
        self.opened = False


@pytest.mark.parametrize("there", [True, False])
def test_zooming_in_far_opens_what_lies_inside_where_there_is_something(deeds: Deeds, there: bool) -> None:
    deep = deeds.navigator.inside = Deep(there)
    for _ in range(4):
        deeds.navigator.zoom_in()
    assert deep.is_open == there
    assert deeds.camera.zoom == pytest.approx(1.25 if there else 1.25**4)
    assert deep.zoomed == pytest.approx(1.25**2 if there else 1)
    deeds.navigator.zoom_reset()
    assert (deep.is_open, deeds.camera.zoom) == (False, 1)


def test_a_canvas_with_nothing_inside_only_zooms(deeds: Deeds) -> None:
    deeds.navigator.toggle_inside()
    deeds.navigator.zoom_by(3)
    assert deeds.camera.zoom == 3


def test_opening_the_inside_breaks_a_gesture_off(deeds: Deeds) -> None:
    deep = deeds.navigator.inside = Deep(True)
    tool = Noting(deeds.camera)
    deeds.gesture.begin(tool, LEFT)
    deeds.navigator.toggle_inside()
    assert (tool.log, deep.is_open) == (["begin", "cancel", "end"], True)
    deeds.navigator.fit()
    assert not deep.is_open


def test_a_menu_is_asked_for_by_key_through_an_event(deeds: Deeds) -> None:
    asked: list[QPoint] = []
    deeds.menu_wanted.connect(lambda: asked.append(QPoint()))
    CANVAS_KEYS["open_menu"].act(deeds)
    assert len(asked) == 1


# ---- what stands in the corners ------------------------------------------------------------------


def test_a_drawing_gets_out_from_under_what_stands_in_either_corner(plain: QGraphicsView) -> None:
    corners = Corners(plain)
    left, right = QWidget(plain), QWidget(plain)
    left.setGeometry(10, 10, 100, 50)
    right.setGeometry(290, 10, 100, 50)
    for widget in (left, right):
        corners.add(widget)
        widget.show()
    assert corners.way_out(QRect(150, 10, 100, 50)) == (0, 0)
    assert corners.way_out(QRect(60, 40, 80, 40)) == (0, 27)
    assert corners.way_out(QRect(250, 40, 80, 40)) == (0, 27)
    # No room below: to the side, and out from under the other one, too.
    assert corners.way_out(QRect(60, 20, 80, 270)) == (57, 0)
    assert corners.way_out(QRect(250, 20, 80, 270)) == (-47, 0)
    left.hide()
    assert corners.way_out(QRect(60, 40, 80, 40)) == (0, 0)
