"""Parts of the inspector and of its forms, each made alone."""

from __future__ import annotations

import numpy as np
import pytest
from form_parts import Everything, Normal, Uniform, Zeros
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnsim.base.declared import settings_of
from nnsim.document.graph import Graph, Node
from nnsim.document.project import Project
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.training.pictures.layer_histograms import HistogramOf, Histograms
from nnsim.ui.inspector import layer_edits
from nnsim.ui.inspector.activation_curve import ActivationCurve, sample
from nnsim.ui.inspector.fold import Fold
from nnsim.ui.inspector.layer_numbers import LayerNumbers
from nnsim.ui.inspector.notes import Notes
from nnsim.ui.inspector.setting_row import SettingRow
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.widgets.holding import layout_of, let_all_go, parent_of, widgets_in

SETTINGS = dict(settings_of(Everything()))


class Form:
    """A row on show in a form of its own, and the values it told."""

    def __init__(self, qtbot: QtBot, name: str, value: object) -> None:
        self.row, self.holder = SettingRow(SETTINGS[name], value), QWidget()
        self.row.add_to(QGridLayout(self.holder), 150)
        self.told: list[object] = []
        self.row.edited.connect(self.told.append)
        qtbot.addWidget(self.holder)
        self.holder.show()


def test_a_row_explains_what_comes_in_wrong_and_is_content_with_what_follows(qtbot: QtBot) -> None:
    form = Form(qtbot, "units", 0)
    row = form.row
    assert "between" in row.error.text()
    assert row.editor.accessibleDescription().startswith(row.error.text())
    row.set_value(4)
    assert row.error.text() == ""
    assert not row.error.isVisible()


def test_what_differs_is_no_mistake_and_any_value_given_then_is_news(qtbot: QtBot) -> None:
    form = Form(qtbot, "units", 16)
    row = form.row
    row.set_various()
    assert row.is_various
    assert row.error.text() == ""
    qtbot.keyClicks(row.editor, "16")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    assert form.told == [16]
    assert not row.is_various


def test_a_kind_chosen_again_comes_back_as_it_was_set(qtbot: QtBot) -> None:
    form = Form(qtbot, "start", Normal(mean=2.0))
    row = form.row
    row.hold(Normal(mean=3.0))
    for key in ("uniform", "zeros", "normal"):
        row.editor.setCurrentIndex(row.editor.findData(key))
        row.editor.activated.emit(row.editor.currentIndex())
    assert form.told == [Uniform(), Zeros(), Normal(mean=3.0)]


def test_a_fold_opens_by_its_button_and_says_that_a_person_did_it(qtbot: QtBot) -> None:
    held = QLabel("rare")
    fold = Fold(held, is_open=False)
    qtbot.addWidget(fold)
    told: list[bool] = []
    fold.turned.connect(told.append)
    assert held.isHidden()
    fold.set_open(True)
    assert not held.isHidden()
    fold.button.click()
    fold.button.click()
    assert told == [False, True]
    assert fold.button.accessibleDescription() == "shown"


def test_an_activation_is_drawn_by_its_name_and_one_without_a_curve_is_not(qtbot: QtBot) -> None:
    drawn = ActivationCurve()
    qtbot.addWidget(drawn)
    drawn.show_activation(Tanh())
    assert not drawn.isHidden()
    assert drawn.heading.text().startswith("Tanh")
    for none in (Softmax(), None):
        drawn.show_activation(none)
        assert drawn.isHidden()
    x, y, slope = sample(Tanh())
    np.testing.assert_allclose(y, np.tanh(x), atol=1e-6)
    np.testing.assert_allclose(slope, 1 - np.tanh(x) ** 2, atol=1e-6)


def test_histograms_stand_where_there_are_numbers_and_tell_the_shares(qtbot: QtBot) -> None:
    numbers = LayerNumbers()
    qtbot.addWidget(numbers)
    counts, edges = np.ones(4), np.linspace(0, 1, 5)
    numbers.show_histograms(
        Histograms(None, HistogramOf(counts, edges, 0.125, 0.5), HistogramOf(counts, edges))
    )
    assert numbers.weights.isHidden()
    assert numbers.activations.heading.text() == "Activations · 12 % saturated · 50 % of units dead"
    assert numbers.gradients.heading.text() == "Gradients"
    numbers.show_histograms(Histograms(None, None, None))
    assert numbers.isHidden()
    numbers.show_histograms(Histograms(HistogramOf(counts, edges), None, None))
    assert not numbers.isHidden()
    assert numbers.activations.isHidden()
    numbers.clear()
    assert numbers.isHidden()
    assert numbers.weights.isHidden()


def test_notes_are_the_project_s_and_one_step_of_undo(qtbot: QtBot) -> None:
    workspace = Workspace(Project(notes="before"))
    notes = Notes(workspace)
    qtbot.addWidget(notes)
    notes.refresh()
    assert notes.toPlainText() == "before"
    assert workspace.undo_stack.count() == 0, "showing them is no edit"
    qtbot.keyClicks(notes, "and ")
    assert workspace.project.notes == "and before"
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    notes.refresh()
    assert notes.toPlainText() == "before"


def test_notes_of_another_system_s_lines_are_shown_and_left_as_they_are(qtbot: QtBot) -> None:
    workspace = Workspace(Project(notes="one\r\ntwo"))
    notes = Notes(workspace)
    qtbot.addWidget(notes)
    notes.refresh()
    assert notes.toPlainText() == "one\ntwo"
    assert workspace.project.notes == "one\r\ntwo"
    assert workspace.undo_stack.count() == 0


def test_an_edit_of_several_is_one_step_and_gives_each_that_setting_alone() -> None:
    graph = Graph((Node("a", "a", Dense(3)), Node("b", "b", Dense(5, Tanh())), Node("c", "c", Dense(7))))
    workspace = Workspace(Project(graph))
    layer_edits.set_in_all(workspace, ("a", "b"), Dense(9), "units")
    assert [n.layer for n in workspace.graph.nodes] == [Dense(9), Dense(9, Tanh()), Dense(7)]
    assert workspace.undo_stack.undoText() == "Change Units of 2 layers"
    layer_edits.set_in_all(workspace, ("a", "b"), Dense(10), "units")
    assert workspace.undo_stack.count() == 1, "one edit goes on"
    layer_edits.set_layer(workspace, "b", Dense(10), "units")
    assert workspace.undo_stack.count() == 2


@pytest.mark.parametrize(
    ("layers", "shared"),
    [
        ((Dense(), Dense()), (0, 1)),
        ((Dense(), Flatten()), ()),
        ((Dense(), Conv2D(), Flatten()), (0, 1)),
        ((Flatten(), Flatten()), ()),
    ],
)
def test_several_share_what_all_have_or_else_those_with_an_activation(layers, shared) -> None:
    nodes = [Node(str(i), str(i), layer) for i, layer in enumerate(layers)]
    assert [int(n.id) for n in layer_edits.sharing(nodes)] == list(shared)


def test_a_layout_is_emptied_of_widgets_spaces_and_layouts(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column, words = QVBoxLayout(holder), [QLabel("a"), QLabel("b")]
    column.addWidget(words[0])
    column.addSpacing(5)
    column.addLayout(QHBoxLayout())
    column.addWidget(words[1])
    assert widgets_in(column) == words
    assert layout_of(holder) is column
    assert parent_of(words[0]) is holder
    let_all_go(column)
    assert column.count() == 0
    assert all(word.isHidden() for word in words)
