"""Commands: declared once in a table, from which menus, shortcuts, palette and help follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnsim.base.registry import Catalogue
from nnsim.base.text import mark

if TYPE_CHECKING:
    from nnsim.ui.desk import Desk

MENUS: tuple[tuple[str, str], ...] = (
    ("file", mark("File")),
    ("edit", mark("Edit")),
    ("network", mark("Network")),
    ("train", mark("Training")),
    ("view", mark("View")),
    ("help", mark("Help")),
)
"""Key and title of every menu, in order."""


@dataclass(frozen=True)
class Command:
    """Something a user can ask for by menu, shortcut or name.

    Attributes
    ----------
    key
        Stable name.
    title
        Marked for translation; ends with … when it asks for more.
    menu
        Key of its menu.
    run
        What it does.
    shortcuts
        Key sequences in Qt's portable form; the first is shown.
    shown_keys
        Keys that do the same in the view they belong to; only shown.
    enabled, checked
        Whether it can be used now, and whether it is on (only for those that switch).
    detail
        What the menu says behind the title now.
    section
        Commands of one menu with different sections are parted by a line.
    """

    key: str
    title: str
    menu: str
    run: Callable[[Desk], object]
    shortcuts: tuple[str, ...] = ()
    shown_keys: str = ""
    icon: str = ""
    enabled: Callable[[Desk], bool] | None = None
    checked: Callable[[Desk], bool] | None = None
    detail: Callable[[Desk], str] | None = None
    section: int = 0
    tip: str = ""

    @property
    def keys(self) -> str:
        """The keys to show for this command."""
        return self.shortcuts[0] if self.shortcuts else self.shown_keys


def _place(command: Command) -> tuple[int, int]:
    return [key for key, _ in MENUS].index(command.menu), command.section


commands: Catalogue[Command] = Catalogue("nnsim.ui.commands", mark("command"), _place)
"""Every command, menu by menu, section by section."""
