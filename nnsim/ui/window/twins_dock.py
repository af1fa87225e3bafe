"""The dock of twins comes into sight when a comparison begins, and goes when it ends."""

from __future__ import annotations

from nnsim.ui.desk import Desk
from nnsim.ui.sitting.session import Session
from nnsim.ui.twins.compare_window import open_compare
from nnsim.ui.twins.twins_list import TwinsList


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
