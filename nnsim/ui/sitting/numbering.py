"""Numbers and names of new runs."""

from __future__ import annotations

from collections.abc import Collection

from nnsim.base.text import tr


class Numbering:
    """Counts the runs of a sitting; a number is never given twice, and a name to one run at a time."""

    def __init__(self) -> None:
        self._last = 0
        self._named = 0

    def number(self) -> int:
        """Return a number of its own for another run."""
        self._last += 1
        return self._last

    def name(self, taken: Collection[str]) -> str:
        """Return a name for another run; runs of a file have names of their own, and people give them."""
        while True:
            self._named += 1
            name = tr("Run {n}").format(n=self._named)
            if name not in taken:
                return name

    def name_anew(self) -> None:
        """Begin the names at 1: the runs of another project are others."""
        self._named = 0
