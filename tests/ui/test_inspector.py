"""The joint workspace → inspector → edit: what the form shows, and what an edit in it does to the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.rprop import Rprop
from nnsim.ui.inspector.inspector import Inspector
from nnsim.ui.sitting.session import Session
from tests.builders import chain, examples

TWO = examples(np.zeros((6, 2)), np.arange(6) % 2, 2)


class Desk:
    """An inspector on a session whose threads were never started."""

    def __init__(self, graph: Graph) -> None:
        self.session = Session(Project(graph))
        self.workspace = self.session.workspace
        self.workspace.set_data(TWO)
        self.inspector = Inspector(self.session)
        self.told: list[str] = []
        self.session.voice.told.connect(self.told.append)
        self.inspector.problems.repair_wanted.connect(self.session.mending.mend)

    def layer(self, id_: str) -> Dense:
        return self.workspace.graph[id_].layer  # type: ignore[return-value]

    def choose(self, name: str, key: str) -> None:
        field = self.inspector.form.editor(name)
        field.setCurrentIndex(field.findData(key))
        field.activated.emit(field.currentIndex())

    def type(self, name: str, text: str) -> None:
        field = self.inspector.form.editor(name)
        field.lineEdit().selectAll()
        QTest.keyClicks(field.lineEdit(), text)
        QTest.keyClick(field.lineEdit(), Qt.Key.Key_Return)

    def undo(self) -> None:
        self.workspace.undo_stack.undo()

    @property
    def buttons(self) -> list[QPushButton]:
        return [b for b in self.inspector.problems.findChildren(QPushButton) if b.isVisibleTo(self.inspector)]


@pytest.fixture
def desk(dressed: None) -> Iterator[Desk]:
    made = Desk(chain(Dense(4, Tanh()), Dense(6, ReLU()), Dense(1)))
    yield made
    made.inspector.release()
    made.inspector.deleteLater()


def test_an_edit_in_the_form_changes_the_selected_layer_and_no_other(desk: Desk) -> None:
    before = desk.workspace.graph
    desk.workspace.select({"l2"})
    assert desk.inspector.form.part() == Dense(6, ReLU())
    desk.type("units", "9")
    assert desk.layer("l2") == Dense(9, ReLU())
    assert [n for n in desk.workspace.graph.nodes if n.id != "l2"] == [
        n for n in before.nodes if n.id != "l2"
    ]
    assert desk.workspace.undo_stack.undoText() == "Change l2"
    desk.undo()
    assert desk.workspace.graph == before
    assert desk.inspector.form.editor("units").value() == 6, "the form follows what others do"


def test_selecting_another_layer_shows_it_and_no_edit_is_made_by_that(desk: Desk) -> None:
    for id_ in ("l1", "l2", "l3", "in"):
        desk.workspace.select({id_})
        assert desk.inspector.form.part() == desk.layer(id_)
        assert desk.inspector.name.text() == id_
    assert desk.workspace.undo_stack.count() == 0


def test_what_was_typed_but_not_taken_stays_with_its_layer(desk: Desk) -> None:
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l2", Dense(4, Tanh())))
    desk.workspace.select({"l1"})
    units = desk.inspector.form.editor("units")
    units.lineEdit().selectAll()
    QTest.keyClicks(units.lineEdit(), "77")
    desk.workspace.select({"l2"})
    assert units.lineEdit().text() == "4"
    assert desk.layer("l1").units == desk.layer("l2").units == 4


def test_what_needs_no_new_meaning_is_shown_too(desk: Desk) -> None:
    desk.workspace.edit("", lambda p: replace(p, notes="by another view"))
    assert desk.inspector.notes.toPlainText() == "by another view"
    desk.undo()
    assert desk.inspector.notes.toPlainText() == ""


def test_without_a_selection_the_form_is_that_of_training(desk: Desk) -> None:
    desk.type("batch", "3")
    assert desk.workspace.project.training.batch == 3
    assert desk.workspace.graph == chain(Dense(4, Tanh()), Dense(6, ReLU()), Dense(1))


def test_the_loss_is_shown_at_outputs_only_and_its_edit_goes_there(desk: Desk) -> None:
    desk.workspace.select({"l1"})
    assert desk.inspector.objective.isHidden()
    desk.workspace.select({"l3"})
    assert not desk.inspector.objective.isHidden()
    field = desk.inspector.objective.editor("loss")
    field.setCurrentIndex(field.findData("mse"))
    field.activated.emit(field.currentIndex())
    assert desk.workspace.graph["l3"].objective.loss == MeanSquaredError()
    assert desk.workspace.resolved.outputs[0].loss.key == "mse"


def test_renaming_takes_and_refuses(desk: Desk) -> None:
    complaints: list[str] = []
    desk.session.voice.complained.connect(complaints.append)
    desk.workspace.select({"l1"})
    desk.inspector.name.setText("hidden")
    desk.inspector.name.editingFinished.emit()
    assert desk.workspace.graph["l1"].name == "hidden"
    desk.inspector.name.setText("l2")
    desk.inspector.name.editingFinished.emit()
    assert desk.workspace.graph["l1"].name == "hidden"
    assert complaints
    assert desk.inspector.name.text() == "hidden"


def test_several_layers_share_a_form_and_one_step_changes_them_all(desk: Desk) -> None:
    before = desk.workspace.graph
    desk.workspace.select({"l1", "l2"})
    form = desk.inspector.form
    assert form.editor("activation").currentText() == ""
    assert form.editor("activation").placeholderText() == "various"
    assert form.editor("units").lineEdit().placeholderText() == "various"
    assert form.sub_form("activation") is None
    desk.choose("activation", "step")
    assert [desk.layer(i) for i in ("l1", "l2", "l3")] == [Dense(4, Step()), Dense(6, Step()), Dense(1)]
    assert form.editor("activation").value() == "step", "now they agree"
    assert desk.workspace.undo_stack.count() == 1
    desk.undo()
    assert desk.workspace.graph == before
    assert form.editor("activation").currentText() == ""


def test_the_value_that_the_first_already_has_can_be_given_to_all(desk: Desk) -> None:
    desk.workspace.select({"l1", "l2"})
    desk.type("units", "4")
    assert [desk.layer(i).units for i in ("l1", "l2")] == [4, 4]
    desk.undo()
    desk.choose("activation", "tanh")
    assert [desk.layer(i).activation for i in ("l1", "l2")] == [Tanh(), Tanh()]


def test_flags_that_differ_are_neither_and_a_click_sets_them(desk: Desk) -> None:
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l1", replace(g["l1"].layer, bias=False)))
    desk.workspace.select({"l1", "l2"})
    flag = desk.inspector.form.editor("bias")
    assert flag.checkState() == Qt.CheckState.PartiallyChecked
    flag.click()
    assert desk.layer("l1").bias
    assert desk.layer("l2").bias
    flag.click()
    assert not desk.layer("l1").bias
    assert not desk.layer("l2").bias


def test_layers_of_other_kinds_share_what_they_have_in_common(dressed: None) -> None:
    graph = Graph(
        (
            Node("in", "in", Input()),
            Node("c", "c", Conv2D(3)),
            Node("d", "d", Dense(5)),
            Node("f", "f", Flatten()),
        ),
        (Edge("in", "c"), Edge("c", "f"), Edge("f", "d")),
    )
    desk = Desk(graph)
    desk.workspace.select({"c", "d"})
    assert desk.inspector.form.has("activation")
    assert not desk.inspector.form.has("units")
    assert not desk.inspector.form.has("filters")
    desk.choose("activation", "relu")
    assert desk.layer("c").activation == desk.layer("d").activation == ReLU()
    desk.workspace.select({"d", "f"})
    assert not desk.inspector.form.has("activation")
    assert "no setting in common" in desk.inspector.summary.text()
    desk.workspace.select({"in", "c", "f", "d"})
    assert desk.inspector.form.has("activation")
    assert "Only c, d have settings in common" in desk.inspector.summary.text()
    desk.choose("activation", "tanh")
    assert desk.layer("c").activation == desk.layer("d").activation == Tanh()
    assert desk.workspace.undo_stack.undoText() == "Change Activation of 2 layers"
    assert desk.layer("f") == Flatten()
    desk.workspace.select({"d"})
    assert desk.inspector.form.has("units")
    desk.inspector.release()


def test_a_problem_is_mended_with_one_press_and_what_was_done_is_said(desk: Desk) -> None:
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l3", Dense(7)))
    before = desk.workspace.project
    desk.workspace.select({"l3"})
    assert "not 7" in desk.inspector.problems.texts()[0]
    assert [b.text() for b in desk.buttons] == ["Set Units of l3 to 1", "Suggest a network for the data"]
    desk.buttons[0].click()
    assert desk.layer("l3").units == 1
    assert desk.workspace.resolved.can_train
    assert desk.inspector.problems.isHidden()
    assert desk.workspace.undo_stack.undoText() == "Set Units of l3 to 1"
    assert desk.told == ["Done: Set Units of l3 to 1. The network can train."]
    desk.undo()
    assert desk.workspace.project == before


def test_without_a_selection_all_problems_are_listed_and_lead_to_their_layers(desk: Desk) -> None:
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l3", Dense(7)))
    wanted: list[object] = []
    desk.inspector.problems.layer_wanted.connect(lambda p: wanted.append(p.node))
    assert desk.inspector.problems.texts()[0].startswith("Error: l3: ")
    next(b for b in desk.buttons if b.text() == "Show the layer").click()
    assert wanted == ["l3"]


def test_what_is_wrong_with_several_layers_alike_is_said_once(desk: Desk) -> None:
    steps = {"l1": Dense(4, Step()), "l2": Dense(6, Step())}
    desk.workspace.edit_graph("", lambda g: edits.set_layers(g, steps))
    [text] = desk.inspector.problems.texts()
    assert text.startswith("Cannot train: l1, l2: ")
    assert [b.text() for b in desk.buttons] == ["Use Sigmoid in all step units", "Show the layer"]


def test_what_others_say_gets_no_repair_of_the_drawing(desk: Desk) -> None:
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l3", Dense(7)))
    rprop = replace(desk.workspace.project.training, optimizer=Rprop(), batch=2)
    desk.workspace.edit("", lambda p: replace(p, training=rprop))
    offered = [p.repair for p in desk.workspace.resolved.problems if p.repair is not None]
    assert [repair.label for repair in offered] == ["Set Units of l3 to 1", "Set the batch size to 6"]
    next(b for b in desk.buttons if "batch" in b.text()).click()
    assert desk.workspace.project.training.batch == 6
    assert not any(p.severity == "warning" and p.node is None for p in desk.workspace.resolved.problems)
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "in", Input((2,))))
    desk.workspace.set_data(None, "There is no such file.")
    broken = next(p for p in desk.workspace.resolved.problems if p.text == "There is no such file.")
    assert broken.repair is None


def test_a_long_repair_breaks_into_lines_and_cuts_nothing(desk: Desk) -> None:
    desk.workspace.set_data(examples(np.zeros((20, 1, 8, 8)), np.arange(20) % 10, 10))
    desk.workspace.edit_graph("", lambda _graph: Graph((Node("in", "a_name_of_some_length", Input()),)))
    desk.inspector.resize(desk.inspector.minimumWidth(), 700)
    desk.inspector.show()
    long, short, _ = desk.buttons
    assert long.text() == "Put Flatten and an output of 10 units after a_name_of_some_length"
    assert desk.inspector.widget().width() == desk.inspector.viewport().width()
    assert long.height() >= short.height() + long.fontMetrics().lineSpacing()
    assert short.height() == short.sizeHint().height()
    desk.inspector.hide()


def test_the_tab_key_goes_through_name_repairs_and_settings_as_they_stand(desk: Desk, qtbot: QtBot) -> None:
    window, before, after = QWidget(), QPushButton("before"), QPushButton("after")
    column = QVBoxLayout(window)
    for widget in (before, desk.inspector, after):
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.show()
    desk.workspace.edit_graph("", lambda g: edits.set_layer(g, "l3", Dense(7)))
    desk.workspace.select({"l1"})
    desk.workspace.select({"l3"})
    QApplication.processEvents()
    form, [repair, another] = desk.inspector.form, desk.buttons
    wanted = [before, desk.inspector.name, repair, another, form.editor("units"), form.editor("activation")]
    wanted += [*form.stops(), *desk.inspector.objective.stops(), after]
    seen, widget = [before], before.nextInFocusChain()
    while widget is not before:
        if widget in wanted and widget not in seen:
            seen.append(widget)
        widget = widget.nextInFocusChain()
    assert seen == list(dict.fromkeys(wanted))
    desk.inspector.setParent(None)


def test_settings_in_the_form_are_edits_that_merge(desk: Desk) -> None:
    desk.workspace.select({"l2"})
    editor = desk.inspector.form.editor("units")
    count = desk.workspace.undo_stack.count()
    editor.setFocus()
    for _ in range(3):
        QTest.keyClick(editor, Qt.Key.Key_Up)
    assert desk.layer("l2").units == 9
    assert desk.workspace.undo_stack.count() == count + 1
    desk.undo()
    assert desk.layer("l2").units == 6


def test_notes_are_part_of_the_project(desk: Desk) -> None:
    notes = desk.inspector.notes
    QTest.keyClicks(notes, "Look here")
    assert desk.workspace.project.notes == "Look here"
    desk.undo()
    assert desk.workspace.project.notes == notes.toPlainText() == ""
