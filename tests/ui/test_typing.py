"""Form, canvas and top bar take the same texts, and refuse the same ones in the same words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.settings import Integer, Real
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from tests.base.typing_table import KINDS, TYPED

NOW = {"Units": 7, "Rate": 0.125, "Shape": (3, 5)}


def outcome(kind, text: str) -> Any:
    """Return what is right: the value, the sentence, or nothing where it is the value there is."""
    try:
        value = kind.parse(text)
    except NnsimError as error:
        return str(error)
    return value if value != NOW[kind.label] else None


@pytest.fixture
def form(qtbot) -> PropertyForm:
    fields = [
        (k.label, type(NOW[k.label]), dataclasses.field(default=NOW[k.label], metadata={"setting": k}))
        for k in KINDS
    ]
    made = PropertyForm(dataclasses.make_dataclass("Typed", fields, frozen=True)())
    qtbot.addWidget(made)
    made.show()
    return made


def in_form(form: PropertyForm, kind, text: str) -> Any:
    field, heard = form.editor(kind.label), []
    field.set_value(NOW[kind.label])
    line = field if not hasattr(field, "lineEdit") else field.lineEdit()
    line.selectAll()
    line.insert(text)
    if not text:
        line.clear()
    line.textEdited.emit(line.text())
    line.setModified(True)
    leave = field.valueEdited.connect(heard.append)
    error = form.error(kind.label)
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.valueEdited.disconnect(leave)
    return error or (heard[0] if heard else None)


def on_canvas(editor: InlineEditor, kind, text: str) -> Any:
    heard: list[Any] = []
    editor.open(QRect(0, 0, 100, 24), kind, NOW[kind.label], heard.append, heard.append)
    editor.field.setText(text)
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    return heard[0] if heard and heard[0] != NOW[kind.label] else None


def in_bar(combo: LabelledCombo, kind, text: str) -> Any:
    heard: list[Any] = []
    combo.set_value(NOW[kind.label])
    line = combo.combo.lineEdit()
    line.selectAll()
    line.insert(text)
    if not text:
        line.clear()
    line.textEdited.emit(line.text())
    line.setModified(True)
    error = combo.combo.toolTip() if combo.combo.property("wrong") else ""
    combo.valueChosen.connect(heard.append)
    line.editingFinished.emit()
    combo.valueChosen.disconnect(heard.append)
    return error or (heard[0] if heard else None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.label)
def test_all_take_the_same_texts(qtbot, form, kind) -> None:
    desk = QWidget()
    qtbot.addWidget(desk)
    editor = InlineEditor(desk)
    for text in TYPED:
        right = outcome(kind, text)
        assert in_form(form, kind, text) == right, text
        assert on_canvas(editor, kind, text) == right, text
        if isinstance(kind, Integer | Real):
            combo = LabelledCombo.of_numbers(kind.label, kind, [NOW[kind.label]])
            qtbot.addWidget(combo)
            assert in_bar(combo, kind, text) == right, text
