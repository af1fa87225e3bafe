"""Tables of keys: what is found by a key and a name, and what people read."""

from __future__ import annotations

from html import escape

import pytest
from PySide6.QtCore import QKeyCombination, Qt

from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.help.help_pages import all_pages
from nnsim.ui.keys import Binding, KeyTable

TABLE: KeyTable[list[str]] = KeyTable(
    [
        Binding("add", ("A", "Ins"), "Add", lambda done: done.append("add")),
        Binding("", ("Alt+Left",), "Move", lambda done: done.append("left")),
        Binding("", ("Alt+Right",), "Move", lambda done: done.append("right")),
        Binding("align", (), "Align", lambda done: done.append("align")),
    ],
    told=[(("Esc",), "Leave")],
)


def press(key: Qt.Key, *held: Qt.KeyboardModifier) -> list[str]:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    done: list[str] = []
    binding = TABLE.find(QKeyCombination(modifiers, key))
    if binding is not None:
        binding.act(done)
    return done


def test_a_press_finds_its_binding_on_the_keypad_too() -> None:
    alt, keypad = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier
    assert press(Qt.Key.Key_A) == press(Qt.Key.Key_Insert) == press(Qt.Key.Key_Insert, keypad) == ["add"]
    assert press(Qt.Key.Key_Left, alt) == press(Qt.Key.Key_Left, alt, keypad) == ["left"]
    assert (
        press(Qt.Key.Key_Left)
        == press(Qt.Key.Key_Escape)
        == press(Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
        == []
    )


def test_a_name_finds_its_first_key() -> None:
    assert (TABLE.first_key("add"), TABLE.first_key("align")) == ("A", "")
    with pytest.raises(KeyError):
        TABLE.first_key("move")


def test_people_read_what_a_key_does_once() -> None:
    assert TABLE.rows() == [(("A", "Ins"), "Add"), (("Alt+Left", "Alt+Right"), "Move"), (("Esc",), "Leave")]


@pytest.mark.parametrize(("name", "key"), [("add", "B"), ("other", "A")])
def test_no_key_and_no_name_belongs_to_two(name: str, key: str) -> None:
    with pytest.raises(ValueError, match="belongs to “Add” and to “Other”"):
        KeyTable([*TABLE, Binding(name, (key,), "Other", lambda done: None)])


def test_the_help_says_every_key_of_the_canvas() -> None:
    (page,) = [page for page in all_pages() if page.title == "Keys"]
    section = page.html.partition("On the canvas")[2]
    for keys, title in CANVAS_KEYS.rows():
        row = next(row for row in section.split("<tr>") if escape(title) in row)
        assert all(f"<code>{key}</code>" in row for key in keys), title
