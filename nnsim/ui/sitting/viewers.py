"""Those who draw what the feed has, and what they would like to draw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from nnsim.training.picture import Asked
from nnsim.training.snapshot import Wish, combined


class Viewer(Protocol):
    """Something that draws from the feed while it is visible."""

    def isVisible(self) -> bool: ...
    def wants(self) -> Iterable[Asked]: ...
    def show_frame(self) -> None: ...
    def clear(self) -> None: ...


class Viewers:
    """All viewers of a window; those that are hidden are neither asked nor drawn."""

    def __init__(self) -> None:
        self._all: list[Viewer] = []

    def __len__(self) -> int:
        return len(self._all)

    def add(self, viewer: Viewer) -> None:
        """Let `viewer` draw whenever it is visible."""
        self._all.append(viewer)

    def forget_all(self) -> None:
        """Let go of all viewers: their window closes."""
        self._all.clear()

    def clear(self) -> None:
        """Let all of them show nothing: another run is on the screen."""
        for viewer in self._all:
            viewer.clear()

    def show_frame(self) -> None:
        """Let the visible ones draw."""
        for viewer in self._visible():
            viewer.show_frame()

    def wish(self) -> Wish:
        """Return what the visible ones want together, each request once."""
        return combined(viewer.wants() for viewer in self._visible())

    def _visible(self) -> list[Viewer]:
        return [viewer for viewer in self._all if viewer.isVisible()]
