"""The keyboard route to everything the mouse does on the canvas.

============================  =====================================================
Key                           What it does
============================  =====================================================
A                             quick-add: type a layer's name, Enter adds it after the
                              selected layer (or at the mouse)
[ and ]                       select the previous, next layer in running order
Ctrl+arrow                    select the nearest layer in that direction
C                             connect from the selected layer: arrows choose the
                              target, Enter connects, Escape leaves
arrow, Shift+arrow            nudge the selected layers by 8, by 64
Enter, F2                     edit the main setting of the selected layer in place
Delete, Backspace             remove the selected layers and edges
Ctrl+A, Ctrl+C, Ctrl+X,       select all, copy, cut, paste, duplicate
Ctrl+V, Ctrl+D
Ctrl+Shift+D                  disconnect the selected layers
E                             select the next edge of the selected layer
Shift+T                       tidy (automatic layout)
F, Ctrl+0, Ctrl++, Ctrl+-     fit all, 100 %, zoom in, zoom out
Alt+arrow                     move the paper
M                             show or hide the map
N                             open the layers into their neurons (`neurons.hands`
                              lists the keys there)
R                             repair: do what the problem of the selected layer offers
                              (without a selection: the first problem)
Alt+Delete                    remove and leave the gap (Delete closes it)
Menu, Shift+F10               the menu of what is selected
Tab, Shift+Tab                leave the canvas
Escape                        cancel the gesture; otherwise select nothing
============================  =====================================================
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

KEYS: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    ("A", "quick_add", ()),
    ("[", "select_previous", ()),
    ("]", "select_next", ()),
    ("Ctrl+Left", "select_towards", (-1, 0)),
    ("Ctrl+Right", "select_towards", (1, 0)),
    ("Ctrl+Up", "select_towards", (0, -1)),
    ("Ctrl+Down", "select_towards", (0, 1)),
    ("C", "connect_from_selected", ()),
    ("Left", "nudge", (-8, 0)),
    ("Right", "nudge", (8, 0)),
    ("Up", "nudge", (0, -8)),
    ("Down", "nudge", (0, 8)),
    ("Shift+Left", "nudge", (-64, 0)),
    ("Shift+Right", "nudge", (64, 0)),
    ("Shift+Up", "nudge", (0, -64)),
    ("Shift+Down", "nudge", (0, 64)),
    ("Enter", "edit_selected", ()),
    ("Return", "edit_selected", ()),
    ("F2", "edit_selected", ()),
    ("Del", "delete", ()),
    ("Backspace", "delete", ()),
    ("Alt+Del", "delete_leaving_gap", ()),
    ("Alt+Backspace", "delete_leaving_gap", ()),
    ("R", "repair", ()),
    ("Ctrl+A", "select_all", ()),
    ("Ctrl+C", "copy", ()),
    ("Ctrl+X", "cut", ()),
    ("Ctrl+V", "paste", ()),
    ("Ctrl+D", "duplicate", ()),
    ("Ctrl+Shift+D", "disconnect_selected", ()),
    ("E", "select_next_edge", ()),
    ("Shift+T", "tidy", ()),
    ("F", "fit", ()),
    ("Ctrl+0", "zoom_reset", ()),
    ("Ctrl++", "zoom_in", ()),
    ("Ctrl+=", "zoom_in", ()),
    ("Ctrl+-", "zoom_out", ()),
    ("Alt+Left", "pan", (48, 0)),
    ("Alt+Right", "pan", (-48, 0)),
    ("Alt+Up", "pan", (0, 48)),
    ("Alt+Down", "pan", (0, -48)),
    ("M", "toggle_minimap", ()),
    ("N", "toggle_neurons", ()),
    ("Shift+F10", "open_menu", ()),
)
"""Key, method of the canvas, and its arguments."""


@lru_cache(maxsize=1)
def _table() -> dict[int, tuple[str, tuple[object, ...]]]:
    return {
        QKeySequence.fromString(key)[0].toCombined(): (method, arguments) for key, method, arguments in KEYS
    }


def key_for(method: str) -> str:
    """Return the first key that calls `method` without arguments, to be shown; empty when none does."""
    return next((key for key, name, arguments in KEYS if name == method and not arguments), "")


def method_for(keys: QKeyCombination) -> tuple[str, tuple[object, ...]] | None:
    """Return the method and arguments that a key press calls, or None."""
    return _table().get(keys.toCombined())
