"""Commands of the canvas. Their keys belong to the canvas, so that text fields keep theirs."""

from __future__ import annotations

from types import FunctionType

from nnsim.base.text import mark
from nnsim.ui.canvas.keys import key_for
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.command import Command, commands
from nnsim.ui.desk import Desk


def _on_canvas(
    key: str,
    title: str,
    do: FunctionType,
    icon: str = "",
    *,
    menu: str = "network",
    section: int = 0,
    selection: bool = False,
) -> Command:
    def run(desk: Desk) -> None:
        desk.places.go_to("network")
        desk.canvas.setFocus()
        do(desk.canvas)

    enabled = (lambda d: bool(d.workspace.selection)) if selection else None
    # The canvas takes these keys by itself, from the same table.
    return Command(
        key, title, menu, run, icon=icon, shown_keys=key_for(do.__name__), enabled=enabled, section=section
    )


commands.enter(
    _on_canvas("cut", mark("Cut"), CanvasView.cut, "cut", menu="edit", section=2, selection=True),
    _on_canvas("copy", mark("Copy"), CanvasView.copy, "copy", menu="edit", section=2, selection=True),
    _on_canvas("paste", mark("Paste"), CanvasView.paste, "paste", menu="edit", section=2),
    _on_canvas("duplicate", mark("Duplicate"), CanvasView.duplicate, menu="edit", section=2, selection=True),
    _on_canvas("delete", mark("Delete"), CanvasView.delete, "trash", menu="edit", section=2),
    _on_canvas("select_all", mark("Select all"), CanvasView.select_all, menu="edit", section=3),
    _on_canvas("quick_add", mark("Add a layer…"), CanvasView.quick_add, "plus"),
    _on_canvas(
        "connect",
        mark("Connect from the selected layer…"),
        CanvasView.connect_from_selected,
        "link",
        selection=True,
    ),
    _on_canvas("disconnect", mark("Disconnect"), CanvasView.disconnect_selected, selection=True),
    _on_canvas("edit_main", mark("Edit the main setting"), CanvasView.edit_selected, selection=True),
    Command(
        "next_problem",
        mark("Next problem"),
        "network",
        lambda d: d.problems.show_next(),
        ("F8",),
        icon="warning",
        section=1,
        tip=mark("Shows where the next problem is"),
    ),
    _on_canvas("repair", mark("Mend the problem"), CanvasView.repair, "check", section=1),
    Command(
        "fit_to_data",
        mark("Fit this network to the data"),
        "network",
        lambda d: d.session.mending.fit_to_data(),
        icon="data",
        enabled=lambda d: d.workspace.prepared is not None and bool(d.workspace.graph.nodes),
        section=1,
        tip=mark("Shape of the input, units, activation and loss of the outputs, as the data ask"),
    ),
    _on_canvas(
        "delete_gap",
        mark("Delete and leave the gap"),
        CanvasView.delete_leaving_gap,
        menu="edit",
        section=2,
        selection=True,
    ),
    _on_canvas("tidy", mark("Tidy up"), CanvasView.tidy, "tidy", section=1),
    _on_canvas("align_left", mark("Align left"), CanvasView.align_left, "align", section=1, selection=True),
    _on_canvas("align_top", mark("Align top"), CanvasView.align_top, section=1, selection=True),
    _on_canvas("align_centre", mark("Align centres"), CanvasView.align_centre, section=1, selection=True),
    _on_canvas("align_middle", mark("Align middles"), CanvasView.align_middle, section=1, selection=True),
    _on_canvas(
        "distribute_horizontally",
        mark("Distribute horizontally"),
        CanvasView.distribute_horizontally,
        section=1,
        selection=True,
    ),
    _on_canvas(
        "distribute_vertically",
        mark("Distribute vertically"),
        CanvasView.distribute_vertically,
        section=1,
        selection=True,
    ),
    _on_canvas("fit", mark("Fit to window"), CanvasView.fit, "fit", section=2),
    _on_canvas("zoom_in", mark("Zoom in"), CanvasView.zoom_in, section=2),
    _on_canvas("zoom_out", mark("Zoom out"), CanvasView.zoom_out, section=2),
    _on_canvas("zoom_reset", mark("Zoom 100 %"), CanvasView.zoom_reset, section=2),
    _on_canvas("neurons", mark("Neurons or layers"), CanvasView.toggle_neurons, "eye", section=2),
    _on_canvas("minimap", mark("Minimap"), CanvasView.toggle_minimap, section=2),
)
