"""A workspace with data and a feed that a test fills by hand."""

from __future__ import annotations

import pytest

from nnsim.training.trainer import Trainer
from nnsim.ui.sitting.feeds import Feeds
from nnsim.ui.sitting.live import LiveFeed
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.tried_runs import TriedRuns
from nnsim.ui.sitting.workspace import Workspace
from tests.synthetic import spirals


@pytest.fixture
def feed() -> RunFeed:
    """Return what is known of the run on the screen, to be set by hand."""
    return RunFeed(1)


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace()
    made.set_data(spirals())
    return made


@pytest.fixture
def shown(qtbot, workspace, feed):
    """Return a maker of shown panels."""
    feeds = Feeds()
    feeds.shown = feed
    live = LiveFeed(Trainer(), feeds, TriedRuns())

    def make(cls, size=(560, 300)):
        panel = cls(workspace, live)
        qtbot.addWidget(panel)
        for widget in panel.header():
            if widget.parent() is None:
                qtbot.addWidget(widget)
        panel.resize(*size)
        with qtbot.waitExposed(panel):
            panel.show()
        return panel

    return make
