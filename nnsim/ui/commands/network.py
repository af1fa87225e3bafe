"""Commands of the canvas. Their keys belong to the canvas, so that text fields keep theirs."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.command import Command, commands
from nnsim.ui.desk import Desk


def _on_canvas(
    key: str, icon: str = "", *, menu: str = "network", section: int = 0, selected: int = 0
) -> Command:
    """Return the command for what the canvas does by that name, possible with so many layers `selected` or more."""
    binding = CANVAS_KEYS[key]

    def run(desk: Desk) -> None:
        desk.places.go_to("network")
        desk.canvas.setFocus()
        binding.act(desk.canvas.deeds)

    enabled = (lambda d: len(d.workspace.selection) >= selected) if selected else None
    # The canvas takes these keys by itself, from the same table.
    return Command(
        key,
        binding.title,
        menu,
        run,
        icon=icon,
        shown_keys=binding.shown,
        enabled=enabled,
        section=section,
    )


def _toggle_data(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.data.toggle()


def _toggle_forecast(desk: Desk) -> None:
    desk.places.go_to("network")
    desk.session.labs.forecasting.switch(not desk.session.labs.forecasting.is_on)


commands.enter(
    _on_canvas("cut", "cut", menu="edit", section=2, selected=1),
    _on_canvas("copy", "copy", menu="edit", section=2, selected=1),
    _on_canvas("paste", "paste", menu="edit", section=2),
    _on_canvas("duplicate", menu="edit", section=2, selected=1),
    _on_canvas("delete", "trash", menu="edit", section=2),
    _on_canvas("select_all", menu="edit", section=3),
    _on_canvas("quick_add", "plus"),
    _on_canvas("connect", "link", selected=1),
    _on_canvas("disconnect", selected=1),
    _on_canvas("edit_main", selected=1),
    _on_canvas("spread_activation", selected=1),
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
    _on_canvas("repair", "check", section=1),
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
    Command(
        "data_beside",
        mark("Data beside the network"),
        "network",
        _toggle_data,
        ("Ctrl+Shift+A",),
        icon="data",
        checked=lambda d: d.data.is_open,
        section=1,
        tip=mark("Choose other data without leaving the network, with noise, points and seed as sliders"),
    ),
    Command(
        "forecast",
        mark("Forecast gradients"),
        "network",
        _toggle_forecast,
        ("Ctrl+Shift+G",),
        icon="chart",
        checked=lambda d: d.session.labs.forecasting.is_on,
        section=1,
        tip=mark("Colours every edge with the gradient it will carry, before any training"),
    ),
    _on_canvas("delete_gap", menu="edit", section=2, selected=1),
    _on_canvas("tidy", "tidy", section=1),
    _on_canvas("align_left", "align", section=1, selected=2),
    _on_canvas("align_top", section=1, selected=2),
    _on_canvas("align_centre", section=1, selected=2),
    _on_canvas("align_middle", section=1, selected=2),
    _on_canvas("distribute_horizontally", section=1, selected=3),
    _on_canvas("distribute_vertically", section=1, selected=3),
    _on_canvas("fit", "fit", section=2),
    _on_canvas("zoom_in", section=2),
    _on_canvas("zoom_out", section=2),
    _on_canvas("zoom_reset", section=2),
    _on_canvas("neurons", "eye", section=2),
    _on_canvas("minimap", section=2),
)
