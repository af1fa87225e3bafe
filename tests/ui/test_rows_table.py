"""The table of all rows: sorted by its header, filtered by what is typed, one row large."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.ui.datapage.rows_header import KIND, LACKS
from nnsim.ui.datapage.table import ExamplesTable


def examples(n: int = 60, **more):
    x = np.column_stack([np.arange(n) % 7, np.linspace(-1, 1, n)])
    x[3, 0] = np.nan
    dataset = Dataset(
        "t", x, np.arange(n) % 2, "classes", ("a", "wide b"), ("no", "yes"), missing="mean", **more
    )
    return prepare_dataset(dataset, DataSettings())


@pytest.fixture
def shown(qtbot):
    table = ExamplesTable()
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    table.show_examples(examples())
    settled(qtbot, table)
    return table


def settled(qtbot, table: ExamplesTable) -> None:
    qtbot.waitUntil(lambda: not table._typed.isActive() and not table.rows.finder.is_busy)


def column(table: ExamplesTable, place: int) -> list[str]:
    model = table.rows.model()
    return [model.index(row, place).data() for row in range(model.rowCount())]


def press_header(table: ExamplesTable, place: int) -> None:
    head = table.rows.head
    at = QPoint(head.sectionViewportPosition(place) + 20, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_a_header_sorts_upwards_downwards_and_not_at_all(qtbot, shown) -> None:
    given = column(shown, 1)
    press_header(shown, 1)
    settled(qtbot, shown)
    up = column(shown, 1)
    assert up[-1] == "missing"
    assert up[:-1] == sorted(up[:-1])
    numbers = [int(shown.rows.model().headerData(row, Qt.Orientation.Vertical)) for row in range(9)]
    assert numbers == sorted(numbers), "equal values stay in the order of the source"
    press_header(shown, 1)
    settled(qtbot, shown)
    assert column(shown, 1)[0] == "6"
    assert column(shown, 1)[-1] == "missing"
    press_header(shown, 1)
    settled(qtbot, shown)
    assert column(shown, 1) == given


def test_a_filter_is_typed_and_says_how_many_rows_are_left(qtbot, shown) -> None:
    QTest.keyClicks(shown.filter, "`wide b` > 0 and a < 3")
    settled(qtbot, shown)
    assert all(float(value) > 0 for value in column(shown, 2))
    assert shown.title.text() == f"{len(column(shown, 2))} of 60 rows"
    shown.filter.clear()
    QTest.keyClicks(shown.filter, "yes")
    settled(qtbot, shown)
    assert set(column(shown, 3)) == {"yes"}
    shown.filter.clear()
    settled(qtbot, shown)
    assert shown.title.text() == "Rows"
    assert shown.rows.shown == 60


def test_what_cannot_be_meant_is_told_below_and_the_rows_stay(qtbot, shown) -> None:
    QTest.keyClicks(shown.filter, "yes")
    settled(qtbot, shown)
    QTest.keyClicks(shown.filter, " or no")
    settled(qtbot, shown)
    assert shown.problem.isVisible()
    assert "no input called “yes”" in shown.problem.text()
    assert shown.rows.shown == 30
    shown.filter.clear()
    settled(qtbot, shown)
    assert not shown.problem.isVisible()


def test_headings_tell_kind_and_what_is_missing(shown) -> None:
    model, across = shown.rows.model(), Qt.Orientation.Horizontal
    assert [model.headerData(j, across, KIND) for j in range(4)] == [
        "",
        "numeric · 1 missing",
        "numeric",
        "target",
    ]
    assert [model.headerData(j, across, LACKS) for j in range(4)] == [False, True, False, False]
    assert model.headerData(1, across, Qt.ItemDataRole.AccessibleTextRole) == "a, numeric · 1 missing"


def test_what_was_asked_for_stays_for_the_same_columns_only(qtbot, shown) -> None:
    QTest.keyClicks(shown.filter, "a > 2")
    settled(qtbot, shown)
    shown.show_examples(examples(80))
    settled(qtbot, shown)
    assert shown.filter.text() == "a > 2"
    assert shown.title.text().endswith("of 80 rows")
    other = Dataset("o", np.zeros((9, 1)), np.zeros(9, int), "classes", ("z",), ("one",))
    shown.show_examples(prepare_dataset(other, DataSettings()))
    assert (shown.filter.text(), shown.title.text()) == ("", "Rows")


def test_sorting_is_within_reach_of_the_keyboard_and_a_row_is_opened(qtbot, shown) -> None:
    menu = shown.rows.menu(2)
    menu.actions()[1].trigger()
    settled(qtbot, shown)
    assert float(column(shown, 2)[0]) == 1
    wanted: list[int] = []
    shown.rows.row_wanted.connect(wanted.append)
    shown.rows.setCurrentIndex(shown.rows.model().index(0, 2))
    QTest.keyClick(shown.rows, Qt.Key.Key_Return)
    assert wanted == [59], "the row of the data, not the line of the table"
