"""Commands for files."""

from __future__ import annotations

from nnsim.base.sizes import in_megabytes
from nnsim.base.text import mark
from nnsim.export.exporter import ExportKind, exporters_of
from nnsim.ui.command import Command, commands


def _export(kind: ExportKind) -> Command:
    return Command(f"export_{kind.value}", kind.title, "file", lambda d: d.exporting.ask(kind), section=2)


commands.enter(
    Command("new", mark("New project"), "file", lambda d: d.files.new(), ("Ctrl+N",), icon="new"),
    Command("open", mark("Open…"), "file", lambda d: d.files.ask_open(), ("Ctrl+O",), icon="open"),
    Command("save", mark("Save"), "file", lambda d: d.files.save(), ("Ctrl+S",), icon="save", section=1),
    Command("save_as", mark("Save as…"), "file", lambda d: d.files.ask_save(), ("Ctrl+Shift+S",), section=1),
    Command(
        "save_history",
        mark("Save with its history"),
        "file",
        lambda d: d.files.toggle_history(),
        checked=lambda d: d.session.saved_runs.with_history,
        detail=lambda d: in_megabytes(d.session.saved_runs.nbytes),
        section=1,
        tip=mark(
            "Keeps moments and earlier runs in the project file. The curves of the present run are always kept"
        ),
    ),
    Command(
        "export_weights",
        mark("Export weights…"),
        "file",
        lambda d: d.exporting.ask(ExportKind.WEIGHTS),
        ("Ctrl+E",),
        icon="export",
        enabled=lambda d: d.session.network.can_run,
        section=2,
        tip=mark("All learned arrays as NPZ or safetensors"),
    ),
    *(_export(kind) for kind in ExportKind if kind is not ExportKind.WEIGHTS and exporters_of(kind)),
    Command(
        "import_weights",
        mark("Load weights…"),
        "file",
        lambda d: d.exchange.ask_load_weights(),
        enabled=lambda d: d.session.network.can_run,
        section=2,
        tip=mark("Learned arrays from NPZ or safetensors into layers of the same name and shape"),
    ),
    Command(
        "export_plots",
        mark("Export all plots…"),
        "file",
        lambda d: d.exchange.ask_export_plots(),
        section=2,
        icon="chart",
        tip=mark("Every visible plot as PNG, SVG, PDF and CSV into one folder"),
    ),
    Command(
        "export_drawing",
        mark("Export drawing…"),
        "file",
        lambda d: d.exchange.ask_export_drawing(),
        section=2,
        icon="zoo",
        tip=mark("The network as a drawing in the cells of the Neural Network Zoo: PNG, SVG or PDF"),
    ),
    Command("quit", mark("Quit"), "file", lambda d: d.window.close(), ("Ctrl+Q",), section=9),
)
