"""The cells of the animals, drawn in a thread: one that fails harms no other, and a window that closes waits for none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnsim.document.project import Project
from nnsim.ui.sitting.zoo_drawings import ZooDrawings
from nnsim.zoo.animal import animals
from tests.zoo.small_animal import Small


def kind_of(name: str, project: Callable[[], Project]) -> type[Small]:
    return type(name, (Small,), {"key": name, "project": lambda self: project()})


def impossible() -> Project:
    raise ZeroDivisionError


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


def test_one_that_cannot_be_drawn_keeps_no_other_from_it(
    parent: QObject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(animals)
    monkeypatch.setattr(animals, "_all", {"bad": kind_of("bad", impossible), "small": Small})
    drawings = ZooDrawings(parent)
    qtbot.waitUntil(lambda: drawings.of("small") is not None, timeout=5000)
    assert drawings.of("bad") is None


def test_cancelled_it_draws_no_further(
    parent: QObject, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, drawn = threading.Event(), threading.Event(), []

    def waiting() -> Project:
        begun.set()
        assert go_on.wait(5)
        return Small().project()

    def next_one() -> Project:
        drawn.append("next")
        return Small().project()

    list(animals)
    found = {"waiting": kind_of("waiting", waiting), "next": kind_of("next", next_one)}
    monkeypatch.setattr(animals, "_all", found)
    drawings = ZooDrawings(parent)
    drawings.of("next")
    qtbot.waitUntil(begun.is_set, timeout=5000)
    drawings.cancel()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "nnsim cells":
            thread.join(5)
    assert drawn == []
