"""Commands that change the drawing."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.command import Command, commands
from nnsim.ui.window.edits_list import show_edits

commands.enter(
    Command(
        "undo",
        mark("Undo"),
        "edit",
        lambda d: d.workspace.undo_stack.undo(),
        ("Ctrl+Z",),
        icon="undo",
        enabled=lambda d: d.workspace.undo_stack.canUndo(),
    ),
    Command(
        "redo",
        mark("Redo"),
        "edit",
        lambda d: d.workspace.undo_stack.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda d: d.workspace.undo_stack.canRedo(),
    ),
    Command("edit_history", mark("List of edits"), "edit", show_edits, icon="history", section=1),
)
