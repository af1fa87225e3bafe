"""Commands that explain."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.help.explain import explain_at, show_reference
from nnsim.ui.window.dialogs import show_about

commands.enter(
    Command(
        "find_command",
        mark("Find a command…"),
        "help",
        lambda d: d.command_wanted.fire(),
        ("Ctrl+Shift+P",),
        icon="search",
    ),
    Command("explain", mark("Explain this"), "help", explain_at, ("F1",), icon="help"),
    Command(
        "reference",
        mark("Reference"),
        "help",
        show_reference,
        icon="info",
        tip=mark("A page for every layer, loss, optimizer and data source"),
    ),
    Command("about", mark("About nnsim"), "help", show_about, section=1, icon="info"),
)
