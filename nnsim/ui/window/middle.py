"""The middle of the window: the place in sight, above the doctor's banner."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.ui.doctor.doctor_banner import DoctorBanner

_AROUND = 10
"""Pixels around the banner."""


class Middle(QWidget):
    """Holds the pages, and what stands beside all of them.

    Attributes
    ----------
    banner
        What the doctor says, on places that have no banner of their own.
    """

    def __init__(self, pages: QWidget) -> None:
        super().__init__()
        self.banner = DoctorBanner()
        self._is_wanted = self._has_own = False
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        foot.addWidget(self.banner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pages, 1)
        column.addWidget(self._foot)
        self._foot.hide()

    def show_banner(self, wanted: bool) -> None:
        """Show the banner, or hide it."""
        self._is_wanted = wanted
        self._follow()

    def follow(self, has_own: bool) -> None:
        """Take note of another place in sight: whether it has a banner of its own."""
        self._has_own = has_own
        self._follow()

    def _follow(self) -> None:
        seen = self._is_wanted and not self._has_own
        self.banner.setVisible(seen)
        self._foot.setVisible(seen)
