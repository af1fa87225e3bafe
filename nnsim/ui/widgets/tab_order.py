"""The order of the Tab key for widgets that are made while a window is open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def visit_in_place(area: QWidget, stops: Sequence[QWidget]) -> None:
    """Let the Tab key visit `stops`, which stand in `area`, in order, and after what stands before `area`.

    Qt visits what is made later last, wherever it stands in the window.
    """
    window, before = area.window(), area.previousInFocusChain()
    if any(stop.window() is not window for stop in stops):
        return  # A part of it is still being made, and asks again when it stands there.
    while (
        before is not None
        and before is not area
        and (
            before.focusPolicy() == Qt.FocusPolicy.NoFocus
            or area.isAncestorOf(before)
            or before.window() is not window
        )
    ):
        before = before.previousInFocusChain()
    chain = list(stops) if before is None or before is area else [before, *stops]
    for first, second in pairwise(chain):
        QWidget.setTabOrder(first, second)
