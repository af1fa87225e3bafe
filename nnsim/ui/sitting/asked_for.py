"""Which pictures were asked for, and whether asking again would bring the same."""

from __future__ import annotations

from nnsim.training.snapshot import Wish


class AskedFor:
    """A wish on its way: none, asked for, or answered for good.

    A wish is answered for good by pictures of a run that stands still: as long as nothing moves, the same
    wish would bring the same pictures.
    """

    def __init__(self) -> None:
        self._asked: Wish | None = None
        self._answered: Wish | None = None

    def is_new(self, wish: Wish) -> bool:
        """Return whether a wish is worth asking: it would bring something else than there is."""
        return bool(wish) and wish != self._answered

    def note_asked(self, wish: Wish) -> None:
        """Remember what was asked for last."""
        self._asked = wish

    def note_answer(self, *, final: bool) -> None:
        """Take note of pictures that came, and whether nothing moves that could bring others."""
        self._answered = self._asked if final else None

    def note_motion(self) -> None:
        """Take note that pictures of the same wish would be others now."""
        self._answered = None

    def forget(self) -> None:
        """Begin anew: another run is on the screen."""
        self._asked = self._answered = None
