"""Everything the mouse does, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from canvas_hand import Hand, chain
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import COLUMN
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import layers

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def offered(hand: Hand) -> list[str]:
    """Return what the menu of the selected layer offers."""
    return [action.text().split("\t")[0] for action in hand.view.menus.for_selection().actions()]


def test_one_activation_goes_into_all_hidden_layers(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(chain("input", "dense", "dropout", "dense", "dense"))
    first = hand.graph["dense_1"]
    ended = replace(first.layer, activation=Tanh())
    hand.view.workspace.edit_graph("", lambda g: edits.set_layer(g, "dense_1", ended))
    hand.view.workspace.select({"dense_1"})
    assert "Use Tanh in all hidden layers" in offered(hand)
    hand.key(Qt.Key.Key_A, SHIFT)
    endings = {n.id: n.layer.activation_function() for n in hand.graph.nodes}
    assert endings["dense_2"] == endings["dense_1"] == Tanh()
    assert endings["dense_3"] == Identity(), "an output is not hidden"
    assert "Use Tanh in all hidden layers" not in offered(hand)
    hand.undo()
    assert hand.graph["dense_2"].layer.activation_function() == Identity()
    said: list[str] = []
    hand.view.deeds.talker.complained.connect(said.append)
    hand.view.workspace.select({"dropout_1"})
    hand.key(Qt.Key.Key_A, SHIFT)
    hand.view.workspace.select({"dense_2"})
    hand.key(Qt.Key.Key_A, SHIFT)
    hand.key(Qt.Key.Key_A, SHIFT)
    assert said == ["Select one layer that has an activation.", "All hidden layers have this activation."]


def test_a_network_is_built_without_the_mouse(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(Graph())
    for name in ("inp", "dens", "sigm"):
        hand.key(Qt.Key.Key_A)
        QTest.keyClicks(hand.view.deeds.adder.box.line, name)
        QTest.keyClick(hand.view.deeds.adder.box.line, Qt.Key.Key_Return)
        assert hand.view.window().focusWidget() is hand.view
    assert [n.id for n in hand.graph.nodes] == ["input_1", "dense_1", "activation_1"]
    assert hand.graph.edges == (Edge("input_1", "dense_1"), Edge("dense_1", "activation_1"))
    assert hand.view.workspace.selection == {"activation_1"}


def test_brackets_walk_in_running_order(hand: Hand) -> None:
    walked = []
    for _ in range(4):
        hand.key(Qt.Key.Key_BracketRight)
        walked += hand.view.workspace.selection
    assert walked == ["input_1", "dense_1", "dense_2", "input_1"]
    hand.key(Qt.Key.Key_BracketLeft)
    assert hand.view.workspace.selection == {"dense_2"}
    hand.key(Qt.Key.Key_Left, CTRL)
    assert hand.view.workspace.selection == {"dense_1"}
    hand.key(Qt.Key.Key_Right, CTRL)
    assert hand.view.workspace.selection == {"dense_2"}
    hand.key(Qt.Key.Key_Right, CTRL)
    assert hand.view.workspace.selection == {"dense_2"}


def test_the_selection_is_told_to_screen_readers(hand: Hand) -> None:
    hand.key(Qt.Key.Key_BracketRight)
    hand.key(Qt.Key.Key_BracketRight)
    assert "dense_1 — Dense 16" in hand.view.accessibleDescription()
    assert "48" in hand.view.accessibleDescription()


def test_nudges_in_a_row_are_one_step(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1"})
    for _ in range(3):
        hand.key(Qt.Key.Key_Down)
    hand.key(Qt.Key.Key_Right, SHIFT)
    assert (hand.graph["dense_1"].x, hand.graph["dense_1"].y) == (COLUMN + 64, 24)
    assert hand.steps == 1
    hand.view.workspace.select({"dense_2"})
    hand.key(Qt.Key.Key_Down)
    assert hand.steps == 2


@pytest.mark.parametrize(
    ("modifiers", "left"),
    [
        (Qt.KeyboardModifier.NoModifier, {Edge("input_1", "dense_2")}),
        (Qt.KeyboardModifier.AltModifier, set()),
    ],
    ids=["closed", "gap"],
)
def test_delete_closes_the_gap_unless_alt_is_held_and_undo_brings_all_back(
    hand: Hand, modifiers: Qt.KeyboardModifier, left: set[Edge]
) -> None:
    before = hand.graph
    hand.view.workspace.select({"dense_1"})
    hand.key(Qt.Key.Key_Delete, modifiers)
    assert set(hand.view.canvas.nodes) == {"input_1", "dense_2"}
    assert set(hand.view.canvas.edges) == left
    hand.undo()
    assert hand.graph == before
    assert set(hand.view.canvas.edges) == set(before.edges)


def test_connecting_by_keys(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(edits.add(chain("input", "dense"), layers["dense"](), COLUMN, 120)[0])
    hand.view.workspace.select({"input_1"})
    hand.key(Qt.Key.Key_C)
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.sources_of("dense_2") == ("input_1",), "the first offer is the one that can be"
    hand.key(Qt.Key.Key_C)
    hand.key(Qt.Key.Key_Right)
    assert hand.view.deeds.talker.text
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.deeds.gesture.tool is None
    assert hand.steps == 1


def test_connecting_by_keys_needs_one_layer(hand: Hand) -> None:
    said: list[str] = []
    hand.view.deeds.talker.complained.connect(said.append)
    hand.key(Qt.Key.Key_C)
    assert said == [hand.view.deeds.talker.text]
    assert hand.view.deeds.gesture.tool is None


def test_edges_are_reached_by_keys(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1"})
    hand.key(Qt.Key.Key_E)
    assert hand.view.deeds.selection.edges == {Edge("dense_1", "dense_2")}
    hand.key(Qt.Key.Key_E)
    assert hand.view.deeds.selection.edges == {Edge("input_1", "dense_1")}
    hand.key(Qt.Key.Key_Delete)
    assert hand.graph.edges == (Edge("dense_1", "dense_2"),)


def test_copy_cut_paste_duplicate_select_all(hand: Hand) -> None:
    hand.key(Qt.Key.Key_A, CTRL)
    assert len(hand.view.workspace.selection) == 3
    hand.key(Qt.Key.Key_D, CTRL)
    assert len(hand.graph.nodes) == 6
    assert len(hand.graph.edges) == 4
    assert hand.view.workspace.selection == {n.id for n in hand.graph.nodes[3:]}
    hand.key(Qt.Key.Key_X, CTRL)
    assert len(hand.graph.nodes) == 3
    hand.key(Qt.Key.Key_V, CTRL)
    hand.key(Qt.Key.Key_V, CTRL)
    assert len(hand.graph.nodes) == 9
    assert len({(n.x, n.y) for n in hand.graph.nodes}) == 9
    assert len(hand.graph.edges) == 6


def test_the_clipboard_holds_text_that_can_be_pasted_elsewhere(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1", "dense_2"})
    hand.view.deeds.editor.copy()
    QApplication.clipboard().setText(QApplication.clipboard().text())
    hand.view.deeds.editor.paste()
    assert hand.graph["dense_4"].layer == hand.graph["dense_2"].layer
    assert hand.graph.sources_of("dense_4") == ("dense_3",)


@pytest.mark.parametrize(
    "text", ["", "hello", '{"nnsim-graph": 7}', '{"nnsim-graph": {"nodes": [{}]}}', '{"nnsim-graph"']
)
def test_a_strange_clipboard_gets_a_sentence(hand: Hand, text: str) -> None:
    QApplication.clipboard().setText(text)
    hand.view.deeds.editor.paste()
    assert hand.view.deeds.talker.text
    assert hand.steps == 0


def test_enter_edits_the_main_setting_in_place(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1"})
    hand.key(Qt.Key.Key_Return)
    field = hand.view.deeds.in_place.box.field
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "24")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.graph["dense_1"].layer.units == 24  # type: ignore[attr-defined]
    assert hand.view.canvas.nodes["dense_1"].face.title == "Dense 24"
    assert hand.view.window().focusWidget() is hand.view


@pytest.mark.parametrize("typed", ["0", "many", "", "1e9"])
def test_a_wrong_value_in_place_says_why(hand: Hand, typed: str) -> None:
    hand.double = hand.view.deeds.in_place.edit  # type: ignore[attr-defined]
    hand.view.deeds.in_place.edit("dense_1")
    field = hand.view.deeds.in_place.box.field
    assert isinstance(field, QLineEdit)
    field.clear()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "Units" in hand.view.deeds.talker.text
    assert hand.steps == 0


def test_escape_leaves_a_setting_as_it_was_and_double_click_opens_it(hand: Hand) -> None:
    hand.double_click(hand.on("dense_1"))
    field = hand.view.deeds.in_place.box.field
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "99")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert hand.view.deeds.in_place.box.field is None
    assert hand.steps == 0


def test_a_choice_is_edited_by_a_list(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(chain("input", "activation"))
    hand.view.deeds.in_place.edit("activation_1")
    field = hand.view.deeds.in_place.box.field
    assert isinstance(field, QComboBox)
    assert field.currentText() == "ReLU"
    field.setCurrentIndex(field.findText("Tanh"))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.view.canvas.nodes["activation_1"].face.title == "Tanh"


def test_align_and_distribute(hand: Hand) -> None:
    hand.view.workspace.edit_graph("x", lambda g: edits.move(g, {"dense_1": (100, 64), "input_1": (0, 8)}))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.view.deeds.arranger.distribute_horizontally()
    assert [n.x for n in hand.graph.nodes] == [0, COLUMN, 2 * COLUMN]
    hand.view.deeds.arranger.align_top()
    assert {n.y for n in hand.graph.nodes} == {0}
    hand.view.deeds.arranger.align_right()
    assert {n.x for n in hand.graph.nodes} == {2 * COLUMN}


def test_tidy_is_one_step(hand: Hand) -> None:
    hand.view.workspace.edit_graph("x", lambda g: edits.move(g, {"dense_1": (900, 264)}))
    hand.key(Qt.Key.Key_T, SHIFT)
    assert [(n.x, n.y) for n in hand.graph.nodes] == [(0, 0), (COLUMN, 0), (2 * COLUMN, 0)]
    assert hand.steps == 2


def test_zoom_fit_and_pan(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Plus, CTRL)
    assert hand.view.deeds.camera.zoom == pytest.approx(1.25)
    hand.key(Qt.Key.Key_0, CTRL)
    assert hand.view.deeds.camera.zoom == 1
    hand.view.resize(300, 300)
    hand.key(Qt.Key.Key_F)
    assert hand.view.deeds.camera.zoom < 1
    seen = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect()
    assert seen.contains(hand.view.canvas.cards())


def test_shift_tab_leaves_the_canvas(hand: Hand) -> None:
    assert hand.view.focusPolicy() & Qt.FocusPolicy.TabFocus
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert not hand.view.deeds.adder.box.isVisible()


def test_the_menu_of_what_is_selected_opens_by_key_beside_it(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1"})
    hand.key(Qt.Key.Key_F10, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text().partition("\t") for action in menu.actions()]
    assert ("Connect to…", "\t", "C") in texts
    corner = hand.view.mapFromScene(hand.view.canvas.nodes["dense_1"].card().bottomLeft())
    assert (menu.pos() - hand.view.viewport().mapToGlobal(corner)).manhattanLength() < 40
    menu.close()
