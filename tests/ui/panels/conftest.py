"""A workspace with data and a feed that a test fills by hand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nnsim.training.history import History
from nnsim.training.messages import Evaluation, State
from nnsim.training.snapshot import Snapshot
from nnsim.ui.workspace import Workspace
from tests.synthetic import spirals


@dataclass
class HandFedFeed:
    """What panels read, set by hand."""

    history: History | None = None
    snapshot: Snapshot | None = None
    state: State | None = None
    past_step: int | None = None
    evaluation: Evaluation | None = None


@pytest.fixture
def feed() -> HandFedFeed:
    return HandFedFeed()


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    made.set_data(spirals())
    return made


@pytest.fixture
def shown(qtbot, workspace, feed):
    """Return a maker of shown panels."""

    def make(cls, size=(560, 300)):
        panel = cls(workspace, feed)
        qtbot.addWidget(panel)
        for widget in panel.header():
            if widget.parent() is None:
                qtbot.addWidget(widget)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make
