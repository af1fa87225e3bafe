"""The dock of twins comes into sight when a comparison begins, and goes when it ends."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer

from nnsim.ui.desk import Desk
from nnsim.ui.twins.compare_window import open_compare

_MOST_SHARE = 0.65
"""Of the height of settings and twins, what the twins take of themselves."""


class TwinsDock:
    """Shows and hides the dock of a window; whoever shows or closes it meanwhile has it so."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._were_there: bool | None = None
        desk.twins.compare_wanted.connect(lambda: open_compare(desk.session, desk.window))
        self._leave = desk.session.runs.changed.connect(self._follow)
        desk.places.entered.connect(lambda _place: self._follow())
        # Once the docks stand as they were left.
        QTimer.singleShot(0, desk.twins, self._follow)

    def release(self) -> None:
        """Listen no more."""
        self._leave()
        self._desk.twins.release()

    def _follow(self) -> None:
        """Show the dock where somebody has begun to compare, hide it where somebody has ended that."""
        are_there = self._desk.session.twins.are_there
        has_place = self._desk.places.current.has_dock("twins")
        if are_there == self._were_there or (are_there and not has_place):
            return
        self._were_there = are_there
        if are_there:
            self._desk.docks.reveal("twins")
            # Only then it is known what the two have together.
            QTimer.singleShot(0, self._desk.twins, self._give_room)
        else:
            self._desk.docks["twins"].hide()

    def _give_room(self) -> None:
        """Let all twins be seen beside the settings, as far as these can spare it."""
        docks = self._desk.docks
        settings, twins = docks["inspector"], docks["twins"]
        both = settings.height() + twins.height()
        title = twins.titleBarWidget()
        wanted = self._desk.twins.height_wanted + (title.height() if title is not None else 0)
        height = min(wanted, int(_MOST_SHARE * both))
        self._desk.window.resizeDocks([settings, twins], [both - height, height], Qt.Orientation.Vertical)
