"""The middle of the window: the place in sight above the doctor's banner, with the doctor's column beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.ui.doctor.doctor_banner import DoctorBanner
from nnsim.ui.doctor.doctor_column import LEAST_WIDTH, WIDTH, DoctorColumn
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import layout_of

_AROUND = 10
"""Pixels around the banner."""
_LEAST_PAGE = 340
"""Pixels that a page keeps beside the column, where it can do without that."""


class Middle(QWidget):
    """Holds the pages, and what stands beside all of them.

    Signals
    -------
    doctor_seen(bool)
        The column has come into sight, or is out of it.

    Attributes
    ----------
    banner
        What the doctor says, on places that have no banner of their own.
    doctor
        The column: where somebody opened it, and on the place that always has it.
    """

    doctor_seen = Signal(bool)

    def __init__(self, pages: QWidget, doctor: DoctorColumn) -> None:
        super().__init__()
        self.banner, self.doctor = DoctorBanner(), doctor
        self._is_wanted = self._has_own = self._is_open = self._always = self._was_there = False
        self._foot, self._left = QWidget(), QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        foot.addWidget(self.banner)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pages, 1)
        column.addWidget(self._foot)
        self._foot.hide()
        doctor.hide()
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.addWidget(self._left)
        self._parts.addWidget(doctor)
        self._parts.setStretchFactor(0, 1)
        self._parts.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._parts)

    def show_banner(self, wanted: bool) -> None:
        """Show the banner, or hide it."""
        self._is_wanted = wanted
        self._follow()

    def open_doctor(self) -> None:
        """Show the column: beside the page, or in its place where there is no room for both."""
        self._is_open = True
        self._follow()

    def close_doctor(self) -> None:
        """Hide the column, but for the place that always has it."""
        self._is_open = False
        self._follow()

    def follow(self, *, has_banner: bool, has_doctor: bool) -> None:
        """Take note of another place in sight: whether it has a banner of its own, and always has the column."""
        self._has_own, self._always = has_banner, has_doctor
        self._settle()
        self._follow()
        self._settle()

    def _settle(self) -> None:
        """Take the room that there is now for the page in sight, and need no more than it does.

        Not some events later: docks that come to stand beside a page that seems wide would widen the window.
        """
        layout_of(self._left).activate()
        self._parts.refresh()
        self.updateGeometry()
        for widget in (self.window(), self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()

    @property
    def _has_room(self) -> bool:
        """Whether the page has enough beside the column."""
        page = max(self._left.minimumSizeHint().width(), fonts.grown(_LEAST_PAGE))
        return self.width() >= page + self.doctor.minimumWidth() + self._parts.handleWidth()

    def _follow(self) -> None:
        fits = self._has_room
        stays = self._always and fits
        is_there = stays or self._is_open
        seen = self._is_wanted and not self._has_own
        self.banner.setVisible(seen)
        self._foot.setVisible(seen)
        self.doctor.close_button.setVisible(not stays)
        if is_there and fits and self.doctor.isHidden():
            self.doctor.show()
            room = self.width() - fonts.grown(_LEAST_PAGE)
            width = max(fonts.grown(LEAST_WIDTH), min(fonts.grown(WIDTH), room))
            self._parts.setSizes([self.width() - width, width])
        self.doctor.setVisible(is_there)
        self._left.setVisible(fits or not is_there)
        if is_there != self._was_there:
            self._was_there = is_there
            self.doctor_seen.emit(is_there)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()
