"""Pages of the Neuron lab on the open network: worked out by hand, and a row followed through it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnsim.base.errors import NnsimError
from nnsim.document import edits
from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.board import ByHandBoard
from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.lab.lab_scene import lab_scenes
from nnsim.ui.byhand.followed_network import FollowedNetwork
from nnsim.ui.neuronlab.pages.back_propagation import BackPropagationPage
from nnsim.ui.neuronlab.pages.follow import FollowPage


@pytest.fixture
def follow(desk, qtbot) -> FollowPage:
    page = FollowPage(desk.session)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def parts(page: FollowPage) -> FollowedNetwork:
    assert page.followed is not None
    return page.followed


def test_the_open_network_is_followed_at_once(desk, follow: FollowPage) -> None:
    board = follow.board()
    assert board is not None
    learned = desk.session.network.learned()
    assert learned is not None
    for key, array in board.weights().items():
        np.testing.assert_array_equal(array, learned.arrays[key])
    row = board.row
    assert row.number == 0
    assert row.inputs.tolist() == desk.workspace.prepared.train.inputs[0].tolist()
    follow.grab()
    assert str(board.prepared.target_names[row.meant]) in parts(follow).answer.verdict.text()


def test_next_previous_and_only_the_wrong_ones(follow: FollowPage) -> None:
    shown = parts(follow)
    shown.bar.forth.click()
    assert shown.following.board.number == 1
    shown.bar.back.click()
    shown.bar.back.click()
    assert shown.following.board.number == shown.following.board.walk.rows - 1
    shown.bar.only_wrong.click()
    shown.bar.forth.click()
    assert shown.following.board.row.is_wrong
    assert shown.answer.verdict.state() == "bad"
    shown.bar.number.valueEdited.emit(3)
    assert shown.following.board.number == 2


def test_rows_by_keys_and_what_was_learned_meanwhile(follow: FollowPage, desk) -> None:
    shown = parts(follow)
    QTest.keyClick(shown.view, Qt.Key.Key_PageDown)
    QTest.keyClick(shown.view, Qt.Key.Key_PageDown)
    QTest.keyClick(shown.view, Qt.Key.Key_PageUp)
    assert shown.following.board.number == 1
    before = shown.following.board.row.loss
    follow.hide()
    desk.session.step()
    desk.wait(lambda: desk.session.network.learned().step > 0)
    follow.show()
    assert shown.following.board.number == 1
    assert shown.following.board.row.loss != before


def test_numbers_of_ones_own(follow: FollowPage, desk) -> None:
    shown = parts(follow)
    shown.bar.typed.setText("0.5 -0.25")
    QTest.keyClick(shown.bar.typed, Qt.Key.Key_Return)
    board = shown.following.board
    assert board.number is None
    assert board.raw.tolist() == pytest.approx([0.5, -0.25])
    assert "No target is known" in shown.answer.lines.text()
    shown.bar.typed.setText("0.5 high")
    QTest.keyClick(shown.bar.typed, Qt.Key.Key_Return)
    assert "no number" in desk.said[-1]
    shown.bar.typed.setText("0.5")
    QTest.keyClick(shown.bar.typed, Qt.Key.Key_Return)
    assert "takes 2 numbers" in desk.said[-1]
    shown.bar.number.valueEdited.emit(10_000_000)
    assert "There is no row" in desk.said[-1]


def test_the_unit_under_the_mouse_is_spelled_out(follow: FollowPage) -> None:
    shown = parts(follow)
    hidden = UnitAt(shown.following.board.walk.columns[1].id, 2)
    place = shown.view.eye.lens.to_view(shown.view.eye.sheet.rect(hidden)).center().toPoint()
    QTest.mouseMove(shown.view, place)
    assert shown.following.at == hidden
    told = shown.following.told()
    assert told.output is not None
    assert told.sum.left.symbol == "zh₃"
    assert "zh₃" in shown.sum.lines.text()
    QTest.mouseClick(shown.view, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(
        shown.view,
        shown.view.eye.lens.to_view(shown.view.eye.sheet.rect(UnitAt(hidden.stage, 0))).center().toPoint(),
    )
    assert shown.following.at == hidden
    QTest.keyClick(shown.view, Qt.Key.Key_Left)
    assert shown.following.at.stage == shown.following.board.walk.columns[0].id
    assert shown.sum.lines.text().count("<tr>") == 0


def test_other_parts_of_the_data(follow: FollowPage, desk) -> None:
    shown = parts(follow)
    shown.bar.part.valueEdited.emit("validation")
    board = shown.following.board
    assert board.walk.rows == len(desk.workspace.prepared.validation)
    follow.board().figure()


def test_the_open_network_is_worked_out_by_hand(desk, qtbot) -> None:
    page = BackPropagationPage(desk.session)
    qtbot.addWidget(page)
    page.show_board(lab_scenes["worked_example"]().board())
    board = page.board_of_network()
    page.show_board(board)
    assert page.worked is not None
    learned = desk.session.network.learned()
    assert learned is not None
    for key, array in board.weights().items():
        np.testing.assert_allclose(array, learned.arrays[key], rtol=1e-6)
    page.worked.settings.rows_wanted.fire(4, 3)
    shown = page.board()
    assert shown is not None
    assert (shown.first, shown.sheet.examples) == (4, 3)
    page.worked.settings.rows_wanted.fire(10_000_000, 1)
    assert "There is no row" in desk.said[-1]
    assert page.worked.settings.first.value() == 5
    opened = shown.with_sheet(shown.sheet.after(2)).learned()
    assert opened is not None
    assert opened.arrays.keys() == learned.arrays.keys()


def test_a_network_that_is_too_large_or_cannot_run_says_why(desk, qtbot) -> None:
    hidden = desk.workspace.graph.nodes[1]
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, hidden.id, type(hidden.layer)(units=62)))
    desk.settle()
    page = BackPropagationPage(desk.session)
    qtbot.addWidget(page)
    with pytest.raises(NnsimError, match="65 units"):
        page.board_of_network()
    desk.workspace.edit_graph("", lambda g: edits.disconnect(g, g.edges[:1]))
    with pytest.raises(NnsimError):
        page.board_of_network()
    follow = FollowPage(desk.session)
    qtbot.addWidget(follow)
    follow.show()
    assert follow.followed is None
    assert follow._notice.text


@pytest.mark.parametrize("key", ["worked_example", "three_classes_by_hand", "convolution_by_hand"])
def test_scenes_hold_what_they_claim(key: str) -> None:
    scene = lab_scenes[key]()
    assert all(finding.holds for finding in scene.judged())
    board = scene.board()
    assert isinstance(board, ByHandBoard)
    assert board.figure().plots
    assert board.learned() is not None
    # What is claimed of the board is true of the project it opens as.
    assert FollowBoard(board.project(), board.prepared, board.sheet.bench.network).row.values
