"""What is seen of the network a row goes through."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from nnsim.base.event import Event
from nnsim.lab.byhand.address import UnitAt
from nnsim.ui.byhand.eye import Eye
from nnsim.ui.byhand.follow_sheet import FollowSheet, follow_sheet
from nnsim.ui.byhand.following_row import FollowingRow


class FollowEye(Eye):
    """Looks at a `FollowingRow` through a lens.

    Attributes
    ----------
    sheet
        Where its units stand.
    kept
        Whether the unit stays spelled out although the mouse goes on.

    Events
    ------
    row_wanted(way)
        The next row (1) or the previous one (−1) is to be followed.
    """

    def __init__(self, following: FollowingRow) -> None:
        super().__init__()
        self.row_wanted: Event[[int]] = Event()
        self.following = following
        self.kept = False
        self._walk = following.board.walk
        self.sheet: FollowSheet = follow_sheet(self._walk.columns)
        following.changed.connect(self._take)
        following.pointed.connect(self.look)

    @property
    def area(self) -> QRectF:
        """Where everything stands on the paper."""
        return self.sheet.area

    def _take(self) -> None:
        if self.following.board.walk is not self._walk:
            self._walk = self.following.board.walk
            self.sheet = follow_sheet(self._walk.columns)
            self.lens.fit(self.area)
        self.look()

    def step(self, dx: int, dy: int) -> None:
        """Spell out a neighbouring unit, and keep it."""
        self.kept = True
        self.following.step(dx, dy)

    def under(self, at: QPointF) -> UnitAt | None:
        """Return the unit at a place of the window."""
        return self.sheet.unit_at(self.lens.to_paper(at))

    def hover(self, at: QPointF) -> None:
        """Spell out the unit under the mouse, unless another one is kept."""
        found = self.under(at)
        if found is not None and not self.kept:
            self.following.point(found)

    def pick(self, at: QPointF) -> None:
        """Keep the unit that is clicked; clicked again, or beside all, let go of it."""
        found = self.under(at)
        self.kept = found is not None and not (self.kept and found == self.following.at)
        if found is not None:
            self.following.point(found)
