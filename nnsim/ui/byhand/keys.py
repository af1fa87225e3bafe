"""Keys of the network on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.ui.byhand.paper_eye import PaperEye
from nnsim.ui.keys import Binding, KeyTable


@dataclass(frozen=True)
class PaperDeeds:
    """What keys work on: the eye, and what asks for the number of the chosen weight."""

    eye: PaperEye
    type_weight: Callable[[], object]


_STEP, _PAN = 1.25, 48
_ARROWS = (("Left", 1, 0), ("Right", -1, 0), ("Up", 0, 1), ("Down", 0, -1))


def _bindings() -> Iterator[Binding[PaperDeeds]]:
    yield Binding("", ("Right",), mark("The next stage"), lambda do: do.eye.working.forth())
    yield Binding("", ("Left",), mark("The stage before"), lambda do: do.eye.working.back())
    yield Binding("", ("Down",), mark("Spell out the next number"), lambda do: do.eye.step_mark(1))
    yield Binding("", ("Up",), mark("Spell out the number before"), lambda do: do.eye.step_mark(-1))
    yield Binding(
        "", ("Backspace",), mark("Spell out again what was before"), lambda do: do.eye.working.choose_last()
    )
    yield Binding(
        "",
        ("Return", "Enter", "F2"),
        mark("Type a number for the chosen weight"),
        lambda do: do.type_weight(),
    )
    yield Binding("", ("+", "=", "Ctrl++", "Ctrl+="), mark("Zoom in"), lambda do: do.eye.zoom_by(_STEP))
    yield Binding("", ("-", "Ctrl+-"), mark("Zoom out"), lambda do: do.eye.zoom_by(1 / _STEP))
    yield Binding("", ("F", "Home", "0", "Ctrl+0"), mark("Show all of it"), lambda do: do.eye.fit())
    for key, dx, dy in _ARROWS:
        yield Binding("", (f"Alt+{key}",), mark("Move the paper"), _pan(dx * _PAN, dy * _PAN))


def _pan(dx: int, dy: int) -> Callable[[PaperDeeds], None]:
    return lambda do: do.eye.pan_by(dx, dy)


PAPER_KEYS: KeyTable[PaperDeeds] = KeyTable(_bindings())
"""Everything that is done on the paper by a key."""
