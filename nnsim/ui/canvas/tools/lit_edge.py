"""The edge that a layer would be put into."""

from __future__ import annotations

from nnsim.document.graph import Edge
from nnsim.ui.canvas.items import EdgeItem


class LitEdge:
    """Lights up one edge at a time."""

    def __init__(self) -> None:
        self._item: EdgeItem | None = None

    @property
    def edge(self) -> Edge | None:
        """The edge that is lit."""
        return self._item.edge if self._item is not None else None

    def light(self, item: EdgeItem | None) -> None:
        """Light up `item` alone; None: no edge."""
        if item is not self._item:
            if self._item is not None:
                self._item.set_state(lit=False)
            if item is not None:
                item.set_state(lit=True)
            self._item = item
