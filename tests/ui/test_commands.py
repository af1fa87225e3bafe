"""What all commands have in common, and their keys with those of the canvas."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence

from nnsim.ui.canvas.keys import KEYS, method_for
from nnsim.ui.command import commands


def _combined(keys: str) -> int:
    return QKeySequence.fromString(keys)[0].toCombined()


def test_no_key_belongs_to_two(qtbot) -> None:
    # A shortcut of the window comes before the canvas is asked: the canvas would never see its key.
    taken = Counter(_combined(keys) for command in commands() for keys in command.shortcuts)
    taken.update(_combined(keys) for keys, _, _ in KEYS)
    assert not [QKeySequence(keys).toString() for keys, count in taken.items() if count > 1]
    assert len({command.key for command in commands()}) == len(tuple(commands()))


def test_keys_that_are_only_shown_are_keys_of_the_canvas(qtbot) -> None:
    shown = [command for command in commands() if command.shown_keys]
    assert len(shown) > 5
    for command in shown:
        assert method_for(QKeySequence.fromString(command.shown_keys)[0]) is not None, command.key
