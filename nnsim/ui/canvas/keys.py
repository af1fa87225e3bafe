"""The keyboard route to everything the mouse does on the canvas: what is done there, and by which keys.

A gesture under way comes first and takes every key (`nnsim.ui.canvas.gestures`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nnsim.base.text import mark
from nnsim.ui.canvas.deeds import Deeds
from nnsim.ui.keys import Binding, KeyTable

_ARROWS = (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, -1), ("Down", 0, 1))
_NUDGE, _FAR, _PAN = 8, 64, 48


def _bindings() -> Iterator[Binding[Deeds]]:
    yield from _walking()
    yield from _editing()
    yield from _arranging()
    yield from _seeing()


def _walking() -> Iterator[Binding[Deeds]]:
    yield Binding(
        "select_previous", ("[",), mark("Select the previous layer"), lambda do: do.walker.select_previous()
    )
    yield Binding("select_next", ("]",), mark("Select the next layer"), lambda do: do.walker.select_next())
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
        lambda do: do.walker.select_next_edge(),
    )
    yield Binding("select_all", ("Ctrl+A",), mark("Select all"), lambda do: do.selection.select_all())
    yield Binding(
        "open_menu",
        ("Shift+F10",),
        mark("Open the menu of what is selected"),
        lambda do: do.menu_wanted.fire(),
    )


def _editing() -> Iterator[Binding[Deeds]]:
    yield Binding("quick_add", ("A",), mark("Add a layer…"), lambda do: do.adder.quick_add())
    yield Binding(
        "connect",
        ("C",),
        mark("Connect from the selected layer…"),
        lambda do: do.connector.connect_from_selected(),
    )
    yield Binding(
        "disconnect", ("Ctrl+Shift+D",), mark("Disconnect"), lambda do: do.editor.disconnect_selected()
    )
    yield Binding(
        "edit_main",
        ("F2", "Return", "Enter"),
        mark("Edit the main setting"),
        lambda do: do.in_place.edit_selected(),
    )
    yield Binding(
        "spread_activation",
        ("Shift+A",),
        mark("Use its activation in all hidden layers"),
        lambda do: do.editor.spread_activation(),
    )
    yield Binding("repair", ("R",), mark("Mend the problem"), lambda do: do.notes.repair())
    yield Binding("cut", ("Ctrl+X",), mark("Cut"), lambda do: do.editor.cut())
    yield Binding("copy", ("Ctrl+C",), mark("Copy"), lambda do: do.editor.copy())
    yield Binding("paste", ("Ctrl+V",), mark("Paste"), lambda do: do.editor.paste())
    yield Binding("duplicate", ("Ctrl+D",), mark("Duplicate"), lambda do: do.editor.duplicate())
    yield Binding("delete", ("Del", "Backspace"), mark("Delete"), lambda do: do.editor.delete())
    yield Binding(
        "delete_gap",
        ("Alt+Del", "Alt+Backspace"),
        mark("Delete and leave the gap"),
        lambda do: do.editor.delete_leaving_gap(),
    )


def _arranging() -> Iterator[Binding[Deeds]]:
    for start, title, step in (
        ("", mark("Nudge the selected layers"), _NUDGE),
        ("Shift+", mark("Nudge the selected layers further"), _FAR),
    ):
        for key, dx, dy in _ARROWS:
            yield Binding("", (start + key,), title, _nudge(dx * step, dy * step))
    yield Binding("tidy", ("Shift+T",), mark("Tidy up"), lambda do: do.arranger.tidy())
    yield Binding("align_left", (), mark("Align left"), lambda do: do.arranger.align_left())
    yield Binding("align_centre", (), mark("Align centres"), lambda do: do.arranger.align_centre())
    yield Binding("align_right", (), mark("Align right"), lambda do: do.arranger.align_right())
    yield Binding("align_top", (), mark("Align top"), lambda do: do.arranger.align_top())
    yield Binding("align_middle", (), mark("Align middles"), lambda do: do.arranger.align_middle())
    yield Binding("align_bottom", (), mark("Align bottom"), lambda do: do.arranger.align_bottom())
    yield Binding(
        "distribute_horizontally",
        (),
        mark("Distribute horizontally"),
        lambda do: do.arranger.distribute_horizontally(),
    )
    yield Binding(
        "distribute_vertically",
        (),
        mark("Distribute vertically"),
        lambda do: do.arranger.distribute_vertically(),
    )


def _seeing() -> Iterator[Binding[Deeds]]:
    yield Binding("fit", ("F",), mark("Fit to window"), lambda do: do.navigator.fit())
    yield Binding("zoom_in", ("Ctrl++", "Ctrl+="), mark("Zoom in"), lambda do: do.navigator.zoom_in())
    yield Binding("zoom_out", ("Ctrl+-",), mark("Zoom out"), lambda do: do.navigator.zoom_out())
    yield Binding("zoom_reset", ("Ctrl+0",), mark("Zoom 100 %"), lambda do: do.navigator.zoom_reset())
    for key, dx, dy in _ARROWS:
        yield Binding(
            "",
            (f"Alt+{key}",),
            mark("Move the paper"),
            _pan(-dx * _PAN, -dy * _PAN),
        )
    yield Binding("minimap", ("M",), mark("Minimap"), lambda do: do.navigator.toggle_minimap())
    yield Binding("neurons", ("N",), mark("Neurons or layers"), lambda do: do.navigator.toggle_inside())


def _towards(dx: int, dy: int) -> Callable[[Deeds], None]:
    return lambda do: do.walker.select_towards(dx, dy)


def _nudge(dx: int, dy: int) -> Callable[[Deeds], None]:
    return lambda do: do.editor.nudge(dx, dy)


def _pan(dx: int, dy: int) -> Callable[[Deeds], None]:
    return lambda do: do.camera.pan(dx, dy)


_TOLD = (
    (("Space",), mark("Move the paper with the mouse")),
    (("Esc",), mark("Break the gesture off; without one, select nothing")),
    (("Tab", "Shift+Tab"), mark("Leave the canvas")),
)

CANVAS_KEYS: KeyTable[Deeds] = KeyTable(_bindings(), _TOLD)
"""Everything that is done on a canvas by a key, a menu or a command."""
