"""Commands for what is shown and how."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.desk import Desk
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager
from nnsim.ui.place import Place, places


def command_of(kind: type[Place]) -> Command:
    """Return the command that leads to a place."""
    keys = (kind.shortcut,) if kind.shortcut else ()
    return Command(
        f"place_{kind.key}",
        kind.title,
        "view",
        lambda d: d.places.go_to(kind.key),
        keys,
        icon=kind.icon,
    )


def _reset_layout(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.docks.arrange()


def _show_layers(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.docks.reveal("layers")
    desk.layers.setFocus()


def _theme(mode: str, title: str, icon: str = "") -> Command:
    return Command(
        f"theme_{mode}",
        title,
        "view",
        lambda d: d.looks.use_theme(mode),
        icon=icon,
        checked=lambda d: manager().mode == mode,
        section=3,
    )


def _type(scale: float) -> Command:
    percent = round(100 * scale)
    return Command(
        f"type_{percent}",
        _SIZES[scale],
        "view",
        lambda d: d.looks.use_type_scale(scale),
        checked=lambda d: fonts.scale() == scale,
        section=4,
        tip=mark("Size of type, kept for the next start"),
    )


_SIZES = {
    1.0: mark("Type 100 %"),
    1.1: mark("Type 110 %"),
    1.25: mark("Type 125 %"),
    1.5: mark("Type 150 %"),
}

commands.enter(
    *(command_of(kind) for kind in places),
    Command("reset_layout", mark("Reset layout"), "view", _reset_layout, section=2, icon="tidy"),
    Command(
        "layer_list",
        mark("List of layers"),
        "view",
        _show_layers,
        ("Ctrl+L",),
        section=2,
        tip=mark("The network as a list, in the order it runs"),
    ),
    _theme("dark", mark("Dark"), icon="moon"),
    _theme("light", mark("Light"), icon="sun"),
    _theme("system", mark("Like the system")),
    *(_type(scale) for scale in fonts.SCALES),
    Command(
        "full_screen",
        mark("Full screen"),
        "view",
        lambda d: d.window.setWindowState(d.window.windowState() ^ Qt.WindowState.WindowFullScreen),
        ("F11",),
        checked=lambda d: d.window.isFullScreen(),
        section=5,
    ),
)
