"""The live feed in its corners: what still hangs in the event loop when it goes."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.training.trainer import Trainer
from nnsim.ui.live import LiveFeed


def test_the_end_of_a_frame_does_not_reach_a_feed_that_is_gone(qtbot: QtBot) -> None:
    for turns in (0, 1):
        feed = LiveFeed(Trainer())
        feed.tick()
        for _ in range(turns):
            QApplication.processEvents()
        feed.stop()
        shiboken6.delete(feed)
        for _ in range(4):
            QApplication.processEvents()  # qtbot fails the test for an exception in here
