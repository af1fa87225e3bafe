"""The field over a card: what was not changed is not taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nnsim.base.part_settings import PartOf
from nnsim.base.settings import Choice, Integer, Real, Shape
from nnsim.engine.activation import activations
from nnsim.engine.activations.elu import ELU
from nnsim.ui.canvas.inline_editor import InlineEditor


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Real("Rate", high=10.0), 0.123456789012345),
        (Integer("Units", high=10_000_000), 1_234_567),
        (Shape("Shape"), ()),
        (Shape("Shape"), (1, 28, 28)),
        (PartOf("Activation", registry=activations), ELU(alpha=0.7)),
        (Choice("Way", options=(("a", "A"), ("b", "B"))), "b"),
    ],
)
def test_opening_and_leaving_takes_and_refuses_nothing(qtbot, kind, value) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    editor, heard = InlineEditor(parent), []
    editor.open(QRect(0, 0, 100, 24), kind, value, heard.append, heard.append)
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.field is None
    assert heard == []
    editor.open(QRect(0, 0, 100, 24), kind, value, heard.append, heard.append)
    editor.close_editor(take=True)
    assert heard == []
