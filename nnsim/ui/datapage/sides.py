"""How the two sides of the page share its width with the middle."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnsim.ui.datapage.source_section import FIELD
from nnsim.ui.look import fonts

_LEFT, _RIGHT = 280, 320
_ROOMY, _LEAST_LEFT, _LEAST_LABELS = 1000, 170, 126
"""Width of a page from which its sides are as wide as these; in a narrower one they leave the middle its share."""


class Sides:
    """The widths of `left` and `right`; at first the least, or the window would grow for them."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        least_right = FIELD + fonts.grown(_LEAST_LABELS)
        self._sides = ((left, _LEFT, fonts.grown(_LEAST_LEFT)), (right, _RIGHT, least_right))
        self.share(0)

    def share(self, width: int) -> bool:
        """Give the sides their share of a page so wide; return whether that is a narrow one."""
        share = min(1.0, width / fonts.grown(_ROOMY))
        for side, most, least in self._sides:
            side.setFixedWidth(max(round(share * fonts.grown(most)), least))
        return share < 1
