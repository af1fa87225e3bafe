"""Tests of the window see the dressed application."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from desk import Desk

from nnsim.document.project import Project
from nnsim.ui.theme import manager


@pytest.fixture
def dressed(qtbot) -> Iterator[None]:
    manager().use("dark")
    yield
    manager().use("dark")


@pytest.fixture
def open_desk(qtbot) -> Iterator[Callable[..., Desk]]:
    """Return what opens a session (``window=True``: with a window), closed at the end."""
    desks: list[Desk] = []

    def open_one(project: Project | None = None, *, window: bool = False) -> Desk:
        desks.append(Desk(qtbot, project, window=window))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()
