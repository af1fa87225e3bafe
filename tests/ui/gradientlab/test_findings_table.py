"""The table of findings keeps its claim readable, however wide it is."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from nnsim.lab.claim import Claim, Finding, relative
from nnsim.ui.gradientlab.findings_table import CLAIM, FindingsTable

LONG = tuple(0.123 + n for n in range(8))


def finding(numbers: tuple[float, ...]) -> Finding:
    claim = Claim(
        "Speed of the layers before training", numbers, relative(0.05), "somebody, some year", 200, own=True
    )
    return Finding(claim, numbers)


def columns(table: FindingsTable) -> list[int]:
    return [table.columnWidth(column) for column in range(table.columnCount())]


@pytest.mark.parametrize("width", [700, 1027, 1600])
@pytest.mark.parametrize("numbers", [(1.0,), LONG])
def test_claim_keeps_a_third_and_everything_is_in_sight(
    qtbot: QtBot, width: int, numbers: tuple[float, ...]
) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    table.show_findings([finding(numbers)], finished=True)
    table.resize(width, 300)
    table.show()
    room = table.viewport().width()
    assert sum(columns(table)) == room
    assert columns(table)[CLAIM] >= room // 3
    assert min(columns(table)) > 0


def test_only_the_widest_columns_break_their_lines(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    table.show_findings([finding(LONG)], finished=True)
    table.resize(900, 300)
    table.show()
    verdict, tolerance = 0, 4
    for column in (verdict, tolerance):
        assert table.columnWidth(column) >= table.sizeHintForColumn(column)
    assert table.rowHeight(0) > table.verticalHeader().defaultSectionSize()
