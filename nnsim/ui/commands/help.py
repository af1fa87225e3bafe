"""Commands that explain."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command
from nnsim.ui.explain import show_reference

COMMANDS = (
    Command(
        "find_command",
        mark("Find a command…"),
        "help",
        lambda w: w.show_command_palette(),
        ("Ctrl+Shift+P",),
        icon="search",
    ),
    Command("explain", mark("Explain this"), "help", lambda w: w.explain(), ("F1",), icon="help"),
    Command(
        "reference",
        mark("Reference"),
        "help",
        lambda w: show_reference(w),
        icon="info",
        tip=mark("A page for every layer, loss, optimizer and data source"),
    ),
    Command("about", mark("About nnsim"), "help", lambda w: w.show_about(), section=1, icon="info"),
)
