"""Keys of the network a row goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnsim.base.text import mark
from nnsim.ui.byhand.follow_eye import FollowEye
from nnsim.ui.keys import Binding, KeyTable

_STEP = 1.25
_ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))


def _bindings() -> Iterator[Binding[FollowEye]]:
    for key, dx, dy in _ARROWS:
        yield Binding("", (key,), mark("Spell out the neighbouring unit"), _step(dx, dy))
    yield Binding("", ("PgDown",), mark("The next row"), lambda do: do.row_wanted.fire(1))
    yield Binding("", ("PgUp",), mark("The previous row"), lambda do: do.row_wanted.fire(-1))
    yield Binding("", ("+", "=", "Ctrl++", "Ctrl+="), mark("Zoom in"), lambda do: do.zoom_by(_STEP))
    yield Binding("", ("-", "Ctrl+-"), mark("Zoom out"), lambda do: do.zoom_by(1 / _STEP))
    yield Binding("", ("F", "Home", "0", "Ctrl+0"), mark("Show all of it"), lambda do: do.fit())


def _step(dx: int, dy: int) -> Callable[[FollowEye], None]:
    return lambda do: do.step(dx, dy)


FOLLOW_KEYS: KeyTable[FollowEye] = KeyTable(_bindings())
"""Everything that is done there by a key."""
