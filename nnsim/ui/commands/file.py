"""Commands for files."""

from __future__ import annotations

from nnsim.base.sizes import in_megabytes
from nnsim.base.text import mark
from nnsim.ui.command import Command

COMMANDS = (
    Command("new", mark("New project"), "file", lambda w: w.files.new(), ("Ctrl+N",), icon="new"),
    Command("open", mark("Open…"), "file", lambda w: w.files.ask_open(), ("Ctrl+O",), icon="open"),
    Command("save", mark("Save"), "file", lambda w: w.files.save(), ("Ctrl+S",), icon="save", section=1),
    Command("save_as", mark("Save as…"), "file", lambda w: w.files.ask_save(), ("Ctrl+Shift+S",), section=1),
    Command(
        "save_history",
        mark("Save with its history"),
        "file",
        lambda w: w.files.toggle_history(),
        checked=lambda w: w.session.saved_runs.with_history,
        detail=lambda w: in_megabytes(w.session.saved_runs.nbytes),
        section=1,
        tip=mark(
            "Keeps moments and earlier runs in the project file. The curves of the present run are always kept"
        ),
    ),
    Command(
        "export_weights",
        mark("Export weights…"),
        "file",
        lambda w: w.files.ask_export_weights(),
        ("Ctrl+E",),
        icon="export",
        enabled=lambda w: w.session.network.can_run,
        section=2,
        tip=mark("All learned arrays as NPZ or safetensors"),
    ),
    Command(
        "import_weights",
        mark("Load weights…"),
        "file",
        lambda w: w.files.ask_load_weights(),
        enabled=lambda w: w.session.network.can_run,
        section=2,
        tip=mark("Learned arrays from NPZ or safetensors into layers of the same name and shape"),
    ),
    Command(
        "export_plots",
        mark("Export all plots…"),
        "file",
        lambda w: w.files.ask_export_plots(),
        section=2,
        icon="chart",
        tip=mark("Every visible plot as PNG, SVG, PDF and CSV into one folder"),
    ),
    Command("quit", mark("Quit"), "file", lambda w: w.close(), ("Ctrl+Q",), section=9),
)
