"""The pages of the Neuron lab, by mouse and keys on real widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from nnsim.lab.board import Board
from nnsim.lab.circuit import Gate
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.learning_board import LearningBoard, line_ends
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.lab.scenes.two_groups import TwoGroups
from nnsim.ui.neuronlab.lab_page import lab_pages
from nnsim.ui.neuronlab.neuron_lab import NeuronLab
from nnsim.ui.neuronlab.scene_row import scenes_of
from tests.ui.neuronlab.test_drag_value import double, drag

LEFT = Qt.MouseButton.LeftButton
PAGES = ("perceptron", "gates", "learning")
SCENES = [s for s in lab_scenes if issubclass(s.lays, NeuronBoard | CircuitBoard | LearningBoard)]


@pytest.fixture
def lab(qtbot, desk) -> Iterator[NeuronLab]:
    made = NeuronLab(desk.session)
    made.said, made.opened = desk.said, []
    made.opening.connect(made.opened.append)
    made.resize(1280, 700)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.release()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())


def drag_from(widget: QWidget, start: QPointF, end: QPointF) -> None:
    QTest.mousePress(widget, LEFT, pos=start.toPoint())
    for share in (0.5, 1.0):
        QTest.mouseMove(widget, (start + (end - start) * share).toPoint())
    QTest.mouseRelease(widget, LEFT, pos=end.toPoint())


# ---- all pages -------------------------------------------------------------------------------------


def test_every_scene_is_shown_and_painted(lab: NeuronLab) -> None:
    image = QImage(lab.size(), QImage.Format.Format_RGB32)
    seen = set()
    for cls in SCENES:
        lab.show_scene(cls())
        assert lab.page.board().project() == cls().board().project()
        painter = QPainter(image)
        lab.page.render(painter, QPoint())
        painter.end()
        seen.add(bytes(image.constBits()))
    assert len(seen) == len(SCENES)


def test_boards_are_laid_when_they_are_shown_and_no_sooner(
    lab: NeuronLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[str] = []

    def told(cls: type[LabScene]) -> Callable[[LabScene], Board]:
        made = cls.board
        return lambda scene: (laid.append(scene.key), made(scene))[1]

    for cls in lab_scenes:
        monkeypatch.setattr(cls, "board", told(cls))
    for key in PAGES:
        lab.show_page(key)
    assert set(laid) <= {scenes_of(lab_pages[key])[0].key for key in PAGES}


def test_what_can_be_pressed_has_a_name_and_tab_comes_to_it(lab: NeuronLab) -> None:
    for key in PAGES:
        lab.show_page(key)
        for widget in lab.page.findChildren(QWidget):
            # Lines in spin boxes and the like are part of what holds them.
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                inner = isinstance(widget, QLineEdit)
                assert inner or widget.accessibleName() or getattr(widget, "text", str)(), widget


# ---- one perceptron --------------------------------------------------------------------------------


def test_the_judges_vote_is_there_at_once_and_follows_the_hand(lab: NeuronLab) -> None:
    page = lab.page
    neuron = page.board().neuron
    assert (neuron.weighted, neuron.threshold, neuron.output) == (1.0, 3.0, 0.0)
    drag(page.view.threshold, -25)
    assert page.board().neuron.threshold == 0.5
    assert page.board().neuron.output == 1.0
    assert [c.text for c in page.table.rows[0]][-1].startswith("1 ")
    drag(page.view.inputs[0], -10)
    assert page.board().neuron.inputs == (3.0, 1.0, -3.0)
    # The table shows what comes in now, though it is none of its rows.
    assert page.table.lit == 0
    assert page.table.rows[0][0].text == "3"


def test_bias_and_threshold_are_two_ways_to_write_one_number(lab: NeuronLab) -> None:
    page = lab.page
    click(page.way.segment("bias"))
    assert page.view.bias.isVisible()
    assert not page.view.threshold.isVisible()
    drag(page.view.bias, 10)
    assert (page.board().neuron.bias, page.view.threshold.value) == (-2.0, 2.0)


def test_the_rows_are_compared_with_what_the_neuron_is_compared_with(lab: NeuronLab) -> None:
    page = lab.page
    lit = page.table.lit
    assert [page.table.heads[4], page.table.rows[lit][4].text] == ["> 3?", "1 ≤ 3"]
    click(page.way.segment("bias"))
    assert page.table.heads[3:5] == ("Σ wᵢxᵢ + w₀", "> 0?")
    assert [cell.text for cell in page.table.rows[lit][3:5]] == ["−2", "−2 ≤ 0"]


def test_a_row_and_a_bit_are_a_click_away(lab: NeuronLab) -> None:
    click(lab.scenes.buttons["nand_gate"])
    page = lab.page
    click(page.table, page.table.row_area(1).center().toPoint())
    assert page.board().neuron.inputs == (0.0, 1.0)
    click(page.view.inputs[0])
    assert (page.board().neuron.inputs, page.board().neuron.output) == ((1.0, 1.0), 0.0)
    drag(page.view.threshold, 40)
    wrong = [row[-1].text for row in page.table.rows if "✗" in row[-1].text]
    assert wrong
    assert page.board().is_right is False


def test_inputs_and_activation_are_chosen(lab: NeuronLab) -> None:
    page = lab.page
    page.count.valueEdited.emit(8)
    assert len(page.view.inputs) == len(page.board().neuron.inputs) == 8
    page.activation.valueEdited.emit("tanh")
    neuron = page.board().neuron
    assert neuron.output == pytest.approx(np.tanh(neuron.sum))
    page.count.valueEdited.emit(1)
    assert not page.plane.isVisible()


def test_the_line_is_dragged_beside_the_neuron(lab: NeuronLab) -> None:
    click(lab.scenes.buttons["and_gate"])
    view = lab.page.plane.plane
    drag_from(view, view.scale.pixel(1.25, 0.25), view.scale.pixel(1.0, 0.25))
    neuron = lab.page.board().neuron
    assert neuron.weights == (2.0, 2.0)
    assert neuron.bias == pytest.approx(-2.5, abs=0.1)
    assert view.picture.line.b == neuron.bias


# ---- gates -----------------------------------------------------------------------------------------


def test_xor_lights_its_row_and_is_checked(lab: NeuronLab) -> None:
    click(lab.pages.segment("gates"))
    page = lab.page
    assert page.truth.table.lit == 1
    click(page.view.bits["A"])
    assert (page.truth.table.lit, page.board().now["XOR"]) == (3, 0.0)
    assert "no single neuron" in page.alone.words.text()
    click(page.truth.check)
    assert "All 4 rows" in page.truth.words.text()
    page.view.choose("NAND 1")
    chip = page.view.weights.chips[0]
    drag(chip, 40)
    assert page.board().gate("NAND 1").weights == (2.0, -2.0)
    assert "not as wished" in page.truth.words.text()
    assert any("✗" in row[-1].text for row in page.truth.table.rows)
    click(lab.scenes.buttons["half_adder"])
    assert not page.truth.words.isVisible()
    assert not any("✓" in row[-1].text for row in page.truth.table.rows)


def test_another_table_is_wished_for_row_by_row(lab: NeuronLab) -> None:
    lab.show_page("gates")
    page = lab.page
    table = page.truth.table
    last = table.row_area(2)
    double(table, QPoint(table.width() - 12, int(last.center().y())))
    assert page.board().wished == ((0.0,), (1.0,), (0.0,), (0.0,))
    click(page.truth.check)
    assert page.board().wrong_rows() == (2,)
    click(page.truth.keep)
    assert page.board().wrong_rows() == ()
    click(lab.scenes.buttons["half_adder"])
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert page.board().wished[3] == (1.0, 0.0)


def test_gates_are_put_on_the_table_wired_and_taken_away(lab: NeuronLab) -> None:
    lab.show_page("gates")
    page = lab.page
    click(page.clear)
    assert page.board().gates == ()
    assert "own making" in lab.scenes.words.text()
    assert "no gate yet" in page.truth.words.text()
    click(page.kinds["and"])
    assert "not connected" in page.truth.words.text()
    card, port = page.view.cards["AND 1"], page.view.ports["x₁"]
    middle = QPointF(port.rect().center())
    drag_from(port, middle, QPointF(port.mapFrom(page.view, card.geometry().center())))
    assert page.board().gate("AND 1").sources == ("x₁",)
    QApplication.processEvents()  # boxes that were made just now are laid out
    click(page.panel.sources["x₂"], QPoint(8, 12))
    assert page.board().gate("AND 1").sources == ("x₁", "x₂")
    assert page.board().table.ravel().tolist() == [0, 0, 0, 1]
    click(page.panel.output, QPoint(8, 12))
    assert page.board().outputs == ()
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Delete)
    assert page.board().gates == ()


def test_a_gate_that_is_not_connected_cannot_be_opened(lab: NeuronLab) -> None:
    lab.show_page("gates")
    lab.page.show_board(lab.page.board().with_gate(Gate("lone", (), (), 0.0)))
    click(lab.use_in_network)
    assert "lone is not connected" in lab.said[-1]
    assert lab.opened == []


def test_a_gate_moves_with_the_hand_and_wires_follow(lab: NeuronLab) -> None:
    lab.show_page("gates")
    view = lab.page.view
    card = view.cards["NAND 1"]
    before, way = card.geometry().center(), QPoint(30, -40)
    drag_from(card, QPointF(20, 20), QPointF(20 + way.x(), 20 + way.y()))
    moved = card.geometry().center() - before
    assert abs(moved.x() - way.x()) <= 20
    assert moved.y() < -15


# ---- learning --------------------------------------------------------------------------------------


def test_examples_are_shown_back_and_forth(lab: NeuronLab) -> None:
    click(lab.pages.segment("learning"))
    page = lab.page
    click(page.bar.mistake)
    assert page.walking.state.mistaken
    assert page.plane.picture.wrong
    assert page.plane.picture.before is not None
    first = page.walking.state
    click(page.bar.forth)
    click(page.bar.back)
    assert page.walking.state is first
    for _ in range(200):
        if not page.bar.mistake.isEnabled():
            break
        click(page.bar.mistake)
    assert page.walking.state.wrong == 0
    assert "Converged" in page.rule.state.text()
    page.bar.slider.setValue(1)
    assert page.walking.step == 1
    click(page.bar.restart)
    assert (page.walking.step, page.walking.furthest) == (0, 0)


def test_playing_goes_on_by_itself_until_it_is_out_of_sight(lab: NeuronLab, qtbot) -> None:
    lab.show_page("learning")
    page = lab.page
    click(page.bar.play)
    qtbot.waitUntil(lambda: page.walking.step >= 2)
    lab.show_page("gates")
    step = page.walking.step
    qtbot.wait(200)
    assert page.walking.step == step


def test_points_the_line_and_w_are_dragged_and_everything_follows(lab: NeuronLab) -> None:
    lab.show_page("learning")
    page = lab.page
    page.show_board(
        replace(TwoGroups().board(), start=replace(TwoGroups().board().start, w=(1.0, 1.0), b=-0.2))
    )
    plane = page.plane
    wrong = page.walking.state.wrong
    at = plane.scale.pixel(*page.board().points[0])
    drag_from(plane, at, plane.scale.pixel(1.9, 1.7))
    assert page.board().points[0] == pytest.approx((1.9, 1.7), abs=0.02)
    assert page.board().start.w == (1.0, 1.0)
    tip = plane.scale.pixel(*plane.arrow.tip(plane.picture.line))
    drag_from(plane, tip, tip + QPointF(-60, 0))
    assert page.board().start.w[0] < 1.0
    assert page.board().start.w[1] == pytest.approx(1.0, abs=0.05)
    drag(page.rule.weights.chips[0], 10)
    assert page.board().start.w[0] == pytest.approx(plane.picture.line.w[0])
    assert page.rule.weights.chips[0].value == page.board().start.w[0]
    b = page.board().start.b
    (x0, y0), (x1, y1) = line_ends(page.board().start, *plane.scale.shown)
    on_line = plane.scale.pixel(0.9 * x0 + 0.1 * x1, 0.9 * y0 + 0.1 * y1)
    drag_from(plane, on_line, on_line + QPointF(0, 80))
    assert page.board().start.b > b
    assert page.walking.state.wrong != wrong
    assert page.rule.state.text().count(str(page.walking.state.wrong))


def test_points_are_added_turned_and_taken_away_with_the_keys(lab: NeuronLab) -> None:
    lab.show_page("learning")
    page, plane = lab.page, lab.page.plane
    count = len(page.board().points)
    double(plane, plane.scale.pixel(-1.9, 1.6).toPoint())
    assert len(page.board().points) == count + 1
    plane.setFocus()
    QTest.keyClick(plane, Qt.Key.Key_P)
    label = page.board().labels[-1]
    QTest.keyClick(plane, Qt.Key.Key_Space)
    assert page.board().labels[-1] == 1 - label
    x = page.board().points[-1][0]
    QTest.keyClick(plane, Qt.Key.Key_Right)
    assert page.board().points[-1][0] > x
    QTest.keyClick(plane, Qt.Key.Key_Delete)
    assert len(page.board().points) == count


def test_where_no_line_helps_a_hidden_layer_is_offered_and_opened(lab: NeuronLab) -> None:
    lab.show_page("learning")
    assert not lab.page.way_out.isVisible()
    click(lab.scenes.buttons["xor_points"])
    assert lab.page.way_out.isVisible()
    click(lab.page.way_out.open)
    [opened] = lab.opened
    project = getattr(opened, "opened", opened).project
    assert len(project.graph.nodes) == 3
    assert lab.page.board().hidden is False


def test_adaline_and_pocket_are_drawn_beside(lab: NeuronLab) -> None:
    lab.show_page("learning")
    page = lab.page
    click(page.bar.mistake)
    for key in ("pocket", "adaline"):
        click(page.beside.shown[key], QPoint(8, 12))
    lines = {other.name: other.line for other in page.plane.picture.beside}
    assert lines["Pocket"] == page.walking.state.pocket
    assert lines["Adaline"] == page.walking.beside.line != page.walking.state.line


# ---- between lab and canvas ------------------------------------------------------------------------


def test_from_network_brings_the_selected_layer_unit_by_unit(lab: NeuronLab, desk) -> None:
    desk.workspace.select(["dense_1"])
    click(lab.from_network)
    page = lab.page
    assert page.board().neuron.weights == pytest.approx(tuple(desk.arrays()["dense_1/W"][:, 0].tolist()))
    assert page.units.isVisible()
    assert not lab.scenes.buttons["judges"].property("chosen")
    page.units.choice.setCurrentIndex(3)
    page.units.choice.activated.emit(3)
    assert page.board().neuron.weights == pytest.approx(tuple(desk.arrays()["dense_1/W"][:, 3].tolist()))
    click(lab.scenes.buttons["judges"])
    assert not page.units.isVisible()


def test_from_network_brings_the_whole_of_it_and_its_examples(lab: NeuronLab, desk) -> None:
    lab.show_page("gates")
    click(lab.from_network)
    assert len(lab.page.board().gates) == 6
    assert lab.page.board().outputs == ("dense_2",)
    lab.show_page("learning")
    click(lab.from_network)
    assert lab.page.board().labels == tuple(desk.workspace.prepared.train.targets[:300].tolist())
    assert lab.said == []


def test_use_in_network_opens_it_with_its_weights(lab: NeuronLab) -> None:
    click(lab.use_in_network)
    [made] = lab.opened
    opened = getattr(made, "opened", made)
    assert opened.project == lab.page.board().project()
    assert opened.learned.arrays["dense_1/W"].ravel().tolist() == [1.0, 3.0, 2.0]


def test_a_walk_goes_on_by_itself_only_while_it_is_seen(lab: NeuronLab) -> None:
    lab.show_page("learning")
    page = lab.page
    click(page.bar.play)
    assert page.bar.play.text() == "Pause"
    lab.show_page("perceptron")
    assert page.bar.play.text() == "Play"
    assert not page.bar._clock.isActive()
