"""Dialogs for files have room for what stands in their columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from nnsim.ui.datapage.files import open_dialog, open_folder_dialog
from nnsim.ui.widgets.file_dialog import _PADDING, file_dialog

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("hourly.csv", "more.arff", "million.csv"):
        (tmp_path / name).write_bytes(bytes(700_000))
    return tmp_path


def columns(dialog: QFileDialog) -> list[tuple[int, int]]:
    """Return of each column how wide it is and what its widest cell needs."""
    tree = dialog.findChild(QTreeView)
    model, metrics = tree.model(), QFontMetrics(tree.font())
    found = []
    for column in range(model.columnCount()):
        cells = [model.index(row, column, tree.rootIndex()).data() for row in range(3)]
        found.append((tree.columnWidth(column), max(metrics.horizontalAdvance(str(cell)) for cell in cells)))
    return found


@pytest.mark.parametrize("ask", ["file", "folder", "other"])
def test_no_column_is_cut(qtbot: QtBot, folder: Path, ask: str) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    start = str(folder / "million.csv")
    if ask == "other":
        dialog = file_dialog(parent, "Open", str(folder))
        dialog.show()
    else:
        dialog = (open_dialog if ask == "file" else open_folder_dialog)(parent, lambda _path: None, start)
    tree = dialog.findChild(QTreeView)
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) == 3)
    qtbot.waitUntil(lambda: all(wide >= needs + _PADDING // 2 for wide, needs in columns(dialog)))
    assert sum(wide for wide, _ in columns(dialog)) <= tree.viewport().width() + 2, "nothing is scrolled to"
    dialog.close()
