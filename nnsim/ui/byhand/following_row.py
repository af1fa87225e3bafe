"""What is followed: a board, and the unit that is spelled out."""

from __future__ import annotations

from nnsim.base.event import Event
from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.lab.byhand.walkthrough import WeightedSum


class FollowingRow:
    """The one state all parts of the page show and change.

    Attributes
    ----------
    board
        The network and the row.
    at
        The unit that is spelled out.

    Events
    ------
    changed()
        Another row, or another network.
    pointed()
        Another unit is spelled out.
    """

    def __init__(self, board: FollowBoard) -> None:
        self.changed: Event[[]] = Event()
        self.pointed: Event[[]] = Event()
        self.board = board
        self.at = _last(board)

    def show(self, board: FollowBoard) -> None:
        """Show another row or network."""
        if board.walk is not self.board.walk and self.at.stage not in {c.id for c in board.walk.columns}:
            self.at = _last(board)
        column = next(c for c in board.walk.columns if c.id == self.at.stage)
        if self.at.number >= column.units:
            self.at = _last(board)
        self.board = board
        self.changed.fire()

    def point(self, at: UnitAt) -> None:
        """Spell another unit out."""
        if at != self.at:
            self.at = at
            self.pointed.fire()

    def told(self) -> WeightedSum:
        """Return the unit's weighted sum."""
        return self.board.walk.weighted_sum(self.board.row, self.at)

    def step(self, dx: int, dy: int) -> None:
        """Go to a neighbouring unit: so many columns and units on."""
        columns = self.board.walk.columns
        place = next(k for k, c in enumerate(columns) if c.id == self.at.stage)
        column = columns[min(max(place + dx, 0), len(columns) - 1)]
        number = min(max(self.at.number + dy, 0), column.units - 1)
        self.point(UnitAt(column.id, number))


def _last(board: FollowBoard) -> UnitAt:
    columns = board.walk.columns
    found = next((c for c in columns if c.output is not None), columns[-1])
    return UnitAt(found.id, 0)
