"""A beat does what it is asked for as often as is good, and the last time always."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from nnsim.ui.widgets.beat import Beat


@pytest.fixture
def told(qapp) -> list[str]:
    return []


def _beat(told: list[str], milliseconds: int) -> Beat:
    return Beat(milliseconds, lambda: told.append("done"), QCoreApplication.instance())


def test_the_first_wish_is_fulfilled_at_once_and_others_wait(told) -> None:
    beat = _beat(told, 60_000)
    for _ in range(5):
        beat.ask()
    assert len(told) == 1
    beat.ask(at_once=True)
    assert len(told) == 2


def test_the_last_wish_is_fulfilled_after_the_rest(told, qtbot) -> None:
    beat = _beat(told, 1)
    for _ in range(3):
        beat.ask()
    qtbot.waitUntil(lambda: len(told) >= 2)
    qtbot.waitUntil(lambda: not beat._rest.isActive())
    assert len(told) == 2, "nobody asked for more"
