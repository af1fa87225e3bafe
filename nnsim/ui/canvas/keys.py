"""The keyboard route to everything the mouse does on the canvas: what is done there, and by which keys.

A gesture under way comes first and takes every key (`nnsim.ui.canvas.tools`). Escape breaks it off, or
else selects nothing; Space with the mouse moves the paper; Tab leaves the canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from nnsim.base.text import mark
from nnsim.ui.keys import Binding, KeyTable

if TYPE_CHECKING:
    from nnsim.ui.canvas.view import CanvasView

_ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))
_NUDGE, _FAR, _PAN = 8, 64, 48


def _bindings() -> Iterator[Binding[CanvasView]]:
    yield from _walking()
    yield from _editing()
    yield from _arranging()
    yield from _seeing()


def _walking() -> Iterator[Binding[CanvasView]]:
    yield Binding("select_previous", ("[",), mark("Select the previous layer"), lambda c: c.select_previous())
    yield Binding("select_next", ("]",), mark("Select the next layer"), lambda c: c.select_next())
    for key, dx, dy in _ARROWS:
        yield Binding(
            "",
            (f"Ctrl+{key}",),
            mark("Select the nearest layer in that direction"),
            _towards(dx, dy),
        )
    yield Binding(
        "select_next_edge",
        ("E",),
        mark("Select the next edge of the selected layer"),
        lambda c: c.select_next_edge(),
    )
    yield Binding("select_all", ("Ctrl+A",), mark("Select all"), lambda c: c.select_all())
    yield Binding(
        "open_menu", ("Shift+F10",), mark("Open the menu of what is selected"), lambda c: c.open_menu()
    )


def _editing() -> Iterator[Binding[CanvasView]]:
    yield Binding("quick_add", ("A",), mark("Add a layer…"), lambda c: c.quick_add())
    yield Binding(
        "connect", ("C",), mark("Connect from the selected layer…"), lambda c: c.connect_from_selected()
    )
    yield Binding("disconnect", ("Ctrl+Shift+D",), mark("Disconnect"), lambda c: c.disconnect_selected())
    yield Binding(
        "edit_main", ("F2", "Return", "Enter"), mark("Edit the main setting"), lambda c: c.edit_selected()
    )
    yield Binding("repair", ("R",), mark("Mend the problem"), lambda c: c.repair())
    yield Binding("cut", ("Ctrl+X",), mark("Cut"), lambda c: c.cut())
    yield Binding("copy", ("Ctrl+C",), mark("Copy"), lambda c: c.copy())
    yield Binding("paste", ("Ctrl+V",), mark("Paste"), lambda c: c.paste())
    yield Binding("duplicate", ("Ctrl+D",), mark("Duplicate"), lambda c: c.duplicate())
    yield Binding("delete", ("Del", "Backspace"), mark("Delete"), lambda c: c.delete())
    yield Binding(
        "delete_gap",
        ("Alt+Del", "Alt+Backspace"),
        mark("Delete and leave the gap"),
        lambda c: c.delete_leaving_gap(),
    )


def _arranging() -> Iterator[Binding[CanvasView]]:
    for start, title, step in (
        ("", mark("Nudge the selected layers"), _NUDGE),
        ("Shift+", mark("Nudge the selected layers further"), _FAR),
    ):
        for key, dx, dy in _ARROWS:
            yield Binding("", (start + key,), title, _nudge(dx * step, dy * step))
    yield Binding("tidy", ("Shift+T",), mark("Tidy up"), lambda c: c.tidy())
    yield Binding("align_left", (), mark("Align left"), lambda c: c.align_left())
    yield Binding("align_centre", (), mark("Align centres"), lambda c: c.align_centre())
    yield Binding("align_right", (), mark("Align right"), lambda c: c.align_right())
    yield Binding("align_top", (), mark("Align top"), lambda c: c.align_top())
    yield Binding("align_middle", (), mark("Align middles"), lambda c: c.align_middle())
    yield Binding("align_bottom", (), mark("Align bottom"), lambda c: c.align_bottom())
    yield Binding(
        "distribute_horizontally",
        (),
        mark("Distribute horizontally"),
        lambda c: c.distribute_horizontally(),
    )
    yield Binding(
        "distribute_vertically", (), mark("Distribute vertically"), lambda c: c.distribute_vertically()
    )


def _seeing() -> Iterator[Binding[CanvasView]]:
    yield Binding("fit", ("F",), mark("Fit to window"), lambda c: c.fit())
    yield Binding("zoom_in", ("Ctrl++", "Ctrl+="), mark("Zoom in"), lambda c: c.zoom_in())
    yield Binding("zoom_out", ("Ctrl+-",), mark("Zoom out"), lambda c: c.zoom_out())
    yield Binding("zoom_reset", ("Ctrl+0",), mark("Zoom 100 %"), lambda c: c.zoom_reset())
    for key, dx, dy in _ARROWS:
        yield Binding(
            "",
            (f"Alt+{key}",),
            mark("Move the paper"),
            _pan(-dx * _PAN, -dy * _PAN),
        )
    yield Binding("minimap", ("M",), mark("Minimap"), lambda c: c.toggle_minimap())
    yield Binding("neurons", ("N",), mark("Neurons or layers"), lambda c: c.toggle_neurons())


def _towards(dx: int, dy: int) -> Callable[[CanvasView], None]:
    return lambda c: c.select_towards(dx, dy)


def _nudge(dx: int, dy: int) -> Callable[[CanvasView], None]:
    return lambda c: c.nudge(dx, dy)


def _pan(dx: int, dy: int) -> Callable[[CanvasView], None]:
    return lambda c: c.pan(dx, dy)


CANVAS_KEYS: KeyTable[CanvasView] = KeyTable(_bindings())
"""Everything that is done on a canvas by a key, a menu or a command."""
