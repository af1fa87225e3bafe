"""What is seen of the network on paper, and getting about on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from nnsim.lab.byhand.address import Address, Of, UnitAt, WeightAt
from nnsim.ui.byhand.eye import Eye
from nnsim.ui.byhand.marks import Marks, marks
from nnsim.ui.byhand.sheet import Paper, laid_out
from nnsim.ui.byhand.working import Working

FAR, READABLE, MOST_SCALE = 0.55, 0.75, 2.4
"""Zoom below which one looks from afar, and the one at which small letters can just be read."""


class PaperEye(Eye):
    """Looks at what a `Working` knows, through a lens.

    Attributes
    ----------
    paper
        The network in its place.
    """

    def __init__(self, working: Working) -> None:
        super().__init__()
        self.working = working
        self.paper: Paper = laid_out(working.sheet)
        self._wiring = working.sheet.wiring
        self._marks: Marks | None = None
        working.changed.connect(self._take)
        working.pointed.connect(self.look)

    @property
    def area(self) -> QRectF:
        """Where everything stands on the paper."""
        return self.paper.area

    def _take(self) -> None:
        if self.working.sheet.wiring is not self._wiring:
            self._wiring = self.working.sheet.wiring
            self.paper = laid_out(self.working.sheet)
            self.lens.fit(self.area)
        self.look()

    def look(self) -> None:
        """Write anew what stands on the paper, and let it be seen."""
        # With many connections only those of what is chosen have their numbers on them.
        self._marks = None
        super().look()

    @property
    def marks(self) -> Marks:
        """What is written on the paper."""
        if self._marks is None:
            self._marks = marks(self.working, self.paper, self.scale)
        return self._marks

    @property
    def scale(self) -> float:
        """How many times larger letters are drawn than the paper has them: from afar, so that they can be read."""
        return 1.0 if self.lens.zoom >= FAR else min(READABLE / self.lens.zoom, MOST_SCALE)

    # ---- what stands where ---------------------------------------------------------------------

    def under(self, at: QPointF) -> Address | None:
        """Return what number stands at a place of the window; of a unit beside its numbers, its output."""
        found = self.marks.at(self.lens.to_paper(at))
        return None if found is None else found.address

    def place_of(self, weight: WeightAt) -> QPointF:
        """Return where in the window the number of a weight stands, or else the middle."""
        found = next((m for m in self.marks.all if m.lines and m.address.at == weight), None)
        area = QRectF(QPointF(), self.lens.size) if found is None else self.lens.to_view(found.area)
        return area.center()

    def pick(self, address: Address) -> None:
        """Spell out what is clicked; a unit that is clicked again, by what has come back to it."""
        if isinstance(address.at, WeightAt):
            self.working.choose_weight(address.at)
            return
        assert isinstance(address.at, UnitAt)
        delta, is_input = address.other(Of.DELTA), self.working.sheet.wiring.column_of(address.at).is_input
        again = address.of is Of.Y and self.working.chosen == address
        self.working.choose(delta if again and not is_input and self.working.is_known(delta) else address)

    def step_mark(self, way: int) -> None:
        """Spell out the next or the previous number that stands on the paper."""
        known = [m.address for m in self.marks.all if m.lines and m.look != "symbol"]
        if not known:
            return
        here = self.working.chosen
        at = known.index(here) + way if here in known else 0 if way > 0 else -1
        self.working.choose(known[at % len(known)])
