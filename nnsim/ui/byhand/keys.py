"""Keys of the network on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nnsim.base.text import mark
from nnsim.ui.keys import Binding, KeyTable

if TYPE_CHECKING:
    from nnsim.ui.byhand.network_view import NetworkView

_STEP, _PAN = 1.25, 48
_ARROWS = (("Left", 1, 0), ("Right", -1, 0), ("Up", 0, 1), ("Down", 0, -1))


def _bindings() -> Iterator[Binding[NetworkView]]:
    yield Binding("", ("Right",), mark("The next stage"), lambda do: do.working.forth())
    yield Binding("", ("Left",), mark("The stage before"), lambda do: do.working.back())
    yield Binding("", ("Down",), mark("Spell out the next number"), lambda do: do.step_mark(1))
    yield Binding("", ("Up",), mark("Spell out the number before"), lambda do: do.step_mark(-1))
    yield Binding(
        "", ("Backspace",), mark("Spell out again what was before"), lambda do: do.working.choose_last()
    )
    yield Binding(
        "",
        ("Return", "Enter", "F2"),
        mark("Type a number for the chosen weight"),
        lambda do: do.type_weight(),
    )
    yield Binding("", ("+", "=", "Ctrl++", "Ctrl+="), mark("Zoom in"), lambda do: do.zoom_by(_STEP))
    yield Binding("", ("-", "Ctrl+-"), mark("Zoom out"), lambda do: do.zoom_by(1 / _STEP))
    yield Binding("", ("F", "Home", "0", "Ctrl+0"), mark("Show all of it"), lambda do: do.fit())
    for key, dx, dy in _ARROWS:
        yield Binding("", (f"Alt+{key}",), mark("Move the paper"), _pan(dx * _PAN, dy * _PAN))


def _pan(dx: int, dy: int) -> Callable[[NetworkView], None]:
    return lambda do: do.pan_by(dx, dy)


PAPER_KEYS: KeyTable[NetworkView] = KeyTable(_bindings())
"""Everything that is done on the paper by a key."""
