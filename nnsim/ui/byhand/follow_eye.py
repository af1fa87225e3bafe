"""What is seen of the network a row goes through."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF

from nnsim.base.event import Event
from nnsim.lab.byhand.address import UnitAt
from nnsim.ui.byhand.follow_sheet import FollowSheet, follow_sheet
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.byhand.lens import Lens


class FollowEye:
    """Looks at a `FollowingRow` through a lens.

    Attributes
    ----------
    sheet
        Where its units stand.
    kept
        Whether the unit stays spelled out although the mouse goes on.

    Events
    ------
    seen()
        Something else is to be seen.
    row_wanted(way)
        The next row (1) or the previous one (−1) is to be followed.
    """

    def __init__(self, following: FollowingRow) -> None:
        self.seen: Event[[]] = Event()
        self.row_wanted: Event[[int]] = Event()
        self.following = following
        self.lens = Lens()
        self.kept = False
        self._walk = following.board.walk
        self.sheet: FollowSheet = follow_sheet(self._walk.columns)
        following.changed.connect(self._take)
        following.pointed.connect(self.seen.fire)

    def _take(self) -> None:
        if self.following.board.walk is not self._walk:
            self._walk = self.following.board.walk
            self.sheet = follow_sheet(self._walk.columns)
            self.lens.fit(self.sheet.area)
        self.seen.fire()

    def resize(self, size: QSizeF) -> None:
        """Look through a window of another size."""
        self.lens.size = size
        if self.lens.fitted:
            self.fit()

    def fit(self) -> None:
        """Show all of the network."""
        self.lens.fit(self.sheet.area)
        self.seen.fire()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Look from nearer or further away, by default about the middle."""
        middle = QPointF(self.lens.size.width() / 2, self.lens.size.height() / 2)
        self.lens.zoom_by(factor, middle if about is None else about)
        self.seen.fire()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper so many pixels."""
        self.lens.pan_by(QPointF(dx, dy))
        self.seen.fire()

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
