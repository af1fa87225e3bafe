"""How far a turn of the mouse wheel zooms: everywhere the same."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent

_EIGHTH = 1.0016
"""What an eighth of a degree multiplies the zoom by: a notch of 15° makes it 1.21 times as large."""


def zoom_factor(event: QWheelEvent) -> float:
    """Return what a turn of the wheel, upright or sideways, multiplies the zoom by."""
    turn = event.angleDelta().y() or event.angleDelta().x()
    return float(_EIGHTH**turn)
