"""Where the doctor's banner stands over the canvas.

It comes up at the foot, or at the head where it covers fewer layers there. Where it covers some at both, the
drawing moves out from under it, but never under a mouse that is on the canvas.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from nnsim.ui.canvas.navigator import Navigator
from nnsim.ui.doctor.doctor_banner import DoctorBanner

MARGIN = 16
MOST_SHARE = 0.3
"""Share of the canvas that the banner may cover; beyond it, it shows its title only."""
LEAST_WIDTH = 400
"""Pixels that it keeps even where it covers something in a corner for it."""
LEAST_AT_HEAD = 280
"""Pixels between what stands in the upper corners from which the banner may come up there."""


class Advice(QObject):
    """Places a banner over a canvas; `navigator` moves the drawing.

    Attributes
    ----------
    banner
        What says it.
    """

    def __init__(self, canvas: QWidget, navigator: Navigator) -> None:
        super().__init__(canvas)
        self._canvas, self._navigator = canvas, navigator
        self._at_head = False
        self.banner = DoctorBanner(canvas)
        canvas.installEventFilter(self)
        navigator.opened.connect(self._leave_head)

    def show(self, wanted: bool) -> None:
        """Show the banner, or hide it."""
        if wanted:
            if self.banner.isHidden():
                self._choose_side()
            self._place()
        # Hidden, also while the canvas itself is out of sight.
        if wanted == self.banner.isHidden():
            self.banner.setVisible(wanted)
            if wanted:
                self.banner.raise_()

    def _choose_side(self) -> None:
        """Come up where fewer layers are covered, and let the drawing make way for the rest."""
        covered = {}
        for at_head in (False, True):
            self._at_head = at_head
            self._place()
            area = self.banner.geometry()
            covered[at_head] = [card for card in self._navigator.cards_seen() if card.intersects(area)]
        self._at_head = self._has_head and len(covered[True]) < len(covered[False])
        self._place()
        if covered[self._at_head] and not self._canvas.underMouse():
            self._navigator.move_out(self.banner.geometry())

    def free_head(self) -> tuple[int, int]:
        """Return from which x to which the head of the canvas is free; all of it where that is next to nothing."""
        left, right = self._navigator.head_room
        return (left, right) if self._has_head else (0, self._canvas.width())

    @property
    def _has_head(self) -> bool:
        """Whether there is room for the banner between what stands in the upper corners."""
        left, right = self._navigator.head_room
        # Its buttons are whole, whatever they say.
        least = max(LEAST_AT_HEAD, self.banner.minimumSizeHint().width())
        return right - left >= least + 2 * MARGIN

    def _place(self) -> None:
        left, right = self._navigator.head_room if self._at_head else (0, self._canvas.width())
        width, height = self._size(right - left)
        if not self._at_head:
            # Beside what reaches down so far from an upper corner, such as the features in a low window.
            bottom = self._canvas.height() - MARGIN
            beside = self._navigator.room_at(bottom - height, bottom)
            if beside[1] - beside[0] >= LEAST_WIDTH + 2 * MARGIN:
                left, right = beside
                width, height = self._size(right - left)
        top = self._canvas.height() - height - MARGIN
        if self._at_head:
            # Below the hidden layers, which stand there, too.
            top = max(MARGIN, self._navigator.under_head(self.banner) + MARGIN // 2)
        self.banner.setGeometry((left + right - width) // 2, top, width, height)

    def _size(self, room: int) -> tuple[int, int]:
        """Return width and height in so many pixels of width, brief where there is little height for it."""
        width = min(room - 2 * MARGIN, 960)
        self.banner.set_brief(False)
        if self.banner.height_for(width) > MOST_SHARE * self._canvas.height():
            self.banner.set_brief(True)
        return width, self.banner.height_for(width)

    def _leave_head(self) -> None:
        """Leave the head to the titles of the columns of neurons."""
        self._at_head = False
        if self.banner.isVisible():
            self._place()

    def _follow_size(self) -> None:
        """Stay at the head while there is room for it."""
        self._at_head = self._at_head and self._has_head
        if self.banner.isVisible():
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize and self.banner.isVisible():
            self._follow_size()
            # What stands in the corners follows the canvas, too, in part after this.
            QTimer.singleShot(0, self, self._follow_size)
        return super().eventFilter(watched, event)
