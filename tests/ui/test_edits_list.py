"""The list of edits: rows that do not overlap, however many there are, however long, at any size of type."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnsim.ui.look.theme import manager
from nnsim.ui.window.edits_list import EditsDialog

LONG = "Weight from a feature with a long name to a layer with a longer one, unit 12 of 16: 0.123456789"


@pytest.fixture(params=[1.0, 1.5])
def window(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[QWidget]:
    manager().use("dark")
    manager().use_type(request.param)
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1024, 700)
    made.show()
    yield made
    made.close()
    manager().use_type(1.0)


@pytest.mark.parametrize("count", [0, 1, 5, 60])
def test_rows_do_not_overlap(window: QWidget, count: int) -> None:
    stack = QUndoStack(window)
    for number in range(count):
        stack.push(QUndoCommand(LONG if number % 3 == 1 else f"Add Dense {number}"))
    dialog = EditsDialog(stack, window)
    dialog.show()
    QApplication.processEvents()
    view = dialog.list
    rows = [view.visualRect(view.model().index(i, 0)) for i in range(count + 1)]
    line = QFontMetrics(view.font()).height()
    for above, below in pairwise(rows):
        assert above.bottom() < below.top()
    for row in rows:
        assert row.height() >= line + 6
        assert row.right() <= view.viewport().width() + 14, "no more than its padding is out of sight"
    if count > 1:
        wrapped = Qt.TextFlag.TextWordWrap
        lines = QFontMetrics(view.font()).boundingRect(QRect(0, 0, rows[2].width() - 14, 9999), wrapped, LONG)
        assert rows[2].height() >= lines.height() > line
    assert view.viewport().rect().intersects(view.visualRect(view.currentIndex())), "the present is in sight"
    assert dialog.width() <= window.width()
    assert dialog.height() <= window.height()
    dialog.close()
