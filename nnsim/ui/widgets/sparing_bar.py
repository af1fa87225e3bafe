"""A bar that hides what it can do without where it is narrow."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnsim.ui.widgets.holding import layout_of


class SparingBar(QWidget):
    """A row of widgets of which some are hidden, the least needed first, until the rest fits.

    What nobody has a use for now is hidden first of all, see `leave_out`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left_out: frozenset[QWidget] = frozenset()

    def leave_out(self, widgets: Collection[QWidget]) -> None:
        """Hide these, and show what was left out before."""
        again = self._left_out.difference(widgets)
        self._left_out = frozenset(widgets)
        for widget in (*again, *widgets):
            widget.setVisible(widget in again)
        self._make_room(self.width())

    def _in_use(self) -> tuple[QWidget, ...]:
        return tuple(widget for widget in self.spared() if widget not in self._left_out)

    def spared(self) -> tuple[QWidget, ...]:
        """Return what can be done without, the least needed first."""
        raise NotImplementedError

    def room(self, widget: QWidget) -> int:
        """Return the width that a widget adds to the bar when it is shown."""
        if layout_of(self).indexOf(widget) < 0:
            # It stands in a part of the bar that keeps its room by itself.
            return 0
        return widget.minimumSizeHint().expandedTo(widget.minimumSize()).width() + layout_of(self).spacing()

    def minimumSizeHint(self) -> QSize:
        """Let the window be narrow: what has no room then is hidden."""
        spared = sum(self.room(widget) for widget in self._in_use() if not widget.isHidden())
        return QSize(layout_of(self).minimumSize().width() - spared, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room(event.size().width())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Another text of a widget takes another width.
            self._make_room(self.width())
        return super().event(event)

    def _make_room(self, width: int) -> None:
        """Hide what can be spared until the rest fits.

        Nothing is shown only to be measured: that lays the window out anew, which resizes this bar,
        and where the rest does not fit either there would be no end to it.
        """
        hidden = sum(self.room(widget) for widget in self._in_use() if widget.isHidden())
        needed = layout_of(self).minimumSize().width() + hidden
        # As if all were in use: nothing moves under the mouse when something is left out, or comes back.
        needed += sum(self.room(widget) for widget in self._left_out)
        for widget in self.spared():
            fits = needed <= width
            if not fits:
                needed -= self.room(widget)
            if widget not in self._left_out and fits == widget.isHidden():
                widget.setVisible(fits)
