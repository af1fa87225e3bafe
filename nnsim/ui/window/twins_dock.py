"""The dock of twins comes into sight when a comparison begins, and goes when it ends."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer

from nnsim.ui.desk import Desk
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.compare_window import open_compare
from nnsim.ui.twins.twins_list import TwinsList

_MOST_SHARE = 0.65
"""Of the height of settings and twins, what the twins take of themselves."""


class TwinsDock:
    """Shows and hides the dock that holds `twins`; whoever shows or closes it meanwhile has it so."""

    def __init__(self, session: Session, twins: TwinsList, desk: Desk) -> None:
        self.list = twins
        self._session, self._desk = session, desk
        self._were_there = False
        session.feed.viewers.add(twins)
        twins.compare_wanted.connect(lambda: open_compare(session, desk.window))
        self._leave = session.runs.changed.connect(self._follow)
        self._follow()

    def release(self) -> None:
        """Listen no more."""
        self._leave()
        self.list.release()

    def _follow(self) -> None:
        are_there = self._session.twins.are_there
        if are_there == self._were_there:
            return
        self._were_there = are_there
        if not are_there:
            self._desk.docks["twins"].hide()
        elif self._desk.places.current.has_dock("twins"):
            self._desk.docks.reveal("twins")
            # Only then it is known what the two have together.
            QTimer.singleShot(0, self.list, self._give_room)

    def _give_room(self) -> None:
        """Let all twins be seen beside the settings, as far as these can spare it."""
        docks = self._desk.docks
        settings, twins = docks["inspector"], docks["twins"]
        both = settings.height() + twins.height()
        title = twins.titleBarWidget()
        wanted = self.list.height_wanted + (title.height() if title is not None else 0)
        height = min(wanted, int(_MOST_SHARE * both))
        self._desk.window.resizeDocks([settings, twins], [both - height, height], Qt.Orientation.Vertical)
