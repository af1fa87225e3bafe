"""What a canvas opens into when one goes in far enough."""

from __future__ import annotations

from PySide6.QtCore import QPointF


class Inside:
    """Nothing: a canvas that opens into something is given a class derived from this one."""

    @property
    def is_open(self) -> bool:
        """Whether the inside is shown, over the layers."""
        return False

    def open_all(self) -> None:
        """Show the inside of all layers."""

    def open_at(self, at: QPointF, zoom: float) -> bool:
        """Show the inside at `at` (view coordinates) at `zoom`; return whether there is one."""
        return False

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zoom the inside about `at` while it is open."""

    def close(self) -> None:
        """Show the layers again."""
