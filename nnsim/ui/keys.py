"""Keys of a view as values: one table says what a key does, how menus show it, and how the help explains it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

Target = TypeVar("Target")
Row = tuple[tuple[str, ...], str]
"""Keys, and the title of what they do, marked for translation."""


@dataclass(frozen=True)
class Binding(Generic[Target]):
    """Something a view does, and the keys that do it there.

    Attributes
    ----------
    name
        What menus and commands find it by; empty where only keys do it.
    keys
        Key sequences in Qt's portable form, of one press each; the first is shown. May be empty.
    title
        What it does, marked for translation. Bindings in a row with the same title are one row of the help.
    act
        What it does to the target of its table.
    """

    name: str
    keys: tuple[str, ...]
    title: str
    act: Callable[[Target], object]

    @property
    def shown(self) -> str:
        """The key to show beside it, empty where it has none."""
        return self.keys[0] if self.keys else ""


class KeyTable(Generic[Target]):
    """All bindings of one kind of view, for people together with what else its keys do.

    Raises ValueError where two bindings have the same key or name.

    Parameters
    ----------
    told
        Keys that mean something only at times, so that the view takes them by itself, and (marked) titles.
    """

    def __init__(self, bindings: Iterable[Binding[Target]], told: Iterable[Row] = ()) -> None:
        self._told = tuple(told)
        self._bindings = tuple(bindings)
        self._by_key: dict[str, Binding[Target]] = {}
        self._by_name: dict[str, Binding[Target]] = {}
        for binding in self._bindings:
            for keys in binding.keys:
                _put(self._by_key, _written(QKeySequence.fromString(keys)), binding, keys)
            if binding.name:
                _put(self._by_name, binding.name, binding, binding.name)

    def __iter__(self) -> Iterator[Binding[Target]]:
        return iter(self._bindings)

    def __getitem__(self, name: str) -> Binding[Target]:
        """Return the binding of that name. Raises KeyError."""
        return self._by_name[name]

    def find(self, keys: QKeyCombination) -> Binding[Target] | None:
        """Return what a press of `keys` does, on the main keys or the keypad, or None."""
        plain = keys.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return self._by_key.get(_written(QKeySequence(QKeyCombination(plain, keys.key()))))

    def first_key(self, name: str) -> str:
        """Return the key to show for the binding of that name, empty where it has none. Raises KeyError."""
        return self[name].shown

    def rows(self) -> list[Row]:
        """Return the table for people."""
        rows: list[Row] = []
        for binding in self._bindings:
            if rows and rows[-1][1] == binding.title:
                rows[-1] = (rows[-1][0] + binding.keys, binding.title)
            elif binding.keys:
                rows.append((binding.keys, binding.title))
        return [*rows, *self._told]


def _put(table: dict[str, Binding[Target]], place: str, binding: Binding[Target], said: str) -> None:
    if place in table:
        raise ValueError(f"{said} belongs to “{table[place].title}” and to “{binding.title}”")
    table[place] = binding


def _written(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.PortableText)
