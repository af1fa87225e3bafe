"""Commands for what is shown and how."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import manager


def _theme(mode: str, title: str, icon: str = "") -> Command:
    return Command(
        f"theme_{mode}",
        title,
        "view",
        lambda w: w.use_theme(mode),
        icon=icon,
        checked=lambda w: manager().mode == mode,
        section=3,
    )


def _type(scale: float) -> Command:
    percent = round(100 * scale)
    return Command(
        f"type_{percent}",
        _SIZES[scale],
        "view",
        lambda w: w.use_type_scale(scale),
        checked=lambda w: fonts.scale() == scale,
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
    Command(
        "place_network", mark("Network"), "view", lambda w: w.go_to("network"), ("Ctrl+1",), icon="network"
    ),
    Command("place_data", mark("Data"), "view", lambda w: w.go_to("data"), ("Ctrl+2",), icon="data"),
    Command("reset_layout", mark("Reset layout"), "view", lambda w: w.reset_layout(), section=2, icon="tidy"),
    Command(
        "layer_list",
        mark("List of layers"),
        "view",
        lambda w: w.show_layer_list(),
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
        lambda w: w.setWindowState(w.windowState() ^ Qt.WindowState.WindowFullScreen),
        ("F11",),
        checked=lambda w: w.isFullScreen(),
        section=5,
    ),
)
