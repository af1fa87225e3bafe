"""Tells a widget to take the colours of the theme, when it comes into sight or the theme changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from nnsim.ui.look.theme import theme


class ThemeFollower(QObject):
    """Calls `retheme` before `widget` is shown in another theme than last, and at another device pixel ratio.

    Parameters
    ----------
    themed
        Name of the theme it has already; empty: none.
    """

    def __init__(self, widget: QWidget, retheme: Callable[[], object], themed: str = "") -> None:
        super().__init__(widget)
        self._widget, self._retheme = widget, retheme
        self._themed = themed
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Show:
            self._follow()
        elif kind == QEvent.Type.DevicePixelRatioChange and self._themed:
            self._retheme()
        elif kind == QEvent.Type.PaletteChange and self._widget.isVisible():
            # Not at once: children are still being given the new palette.
            QTimer.singleShot(0, self, self._follow)
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        if self._themed != theme().name:
            self._themed = theme().name
            self._retheme()
