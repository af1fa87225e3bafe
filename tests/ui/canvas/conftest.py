"""A workspace with a small network, on a canvas that is really shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from canvas_hand import Hand, chain
from pytestqt.qtbot import QtBot

from nnsim.data.prepare import prepare
from nnsim.document.graph import Graph
from nnsim.document.layout import COLUMN
from nnsim.document.project import Project
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.sitting.workspace import Workspace


@pytest.fixture
def hand_on(qtbot: QtBot) -> Callable[[Graph], Hand]:
    """Return a function that shows a graph on a canvas, at 100 %, the first layer left of the middle."""

    def show(graph: Graph) -> Hand:
        project = Project(graph=graph)
        workspace = Workspace(project)
        workspace.set_data(prepare(project.data))
        view = CanvasView(workspace)
        qtbot.addWidget(view)
        view.resize(1000, 600)
        view.show()
        view.centerOn(COLUMN, 0)
        view.setFocus()
        return Hand(view)

    return show


@pytest.fixture
def hand(hand_on: Callable[[Graph], Hand]) -> Hand:
    """Return a hand on input → dense → dense."""
    return hand_on(chain("input", "dense", "dense"))
