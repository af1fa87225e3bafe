"""F1: explains the layer or panel under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWhatsThis

from nnsim.base.text import tr
from nnsim.engine.layer import Layer
from nnsim.ui.panel import Panel

if TYPE_CHECKING:
    from nnsim.ui.main_window import MainWindow


def layer_text(layer: Layer) -> str:
    """Return what a layer does, with formula and source, as rich text."""
    lines = [f"<b>{tr(layer.title)}</b>", tr(layer.summary)]
    if layer.formula:
        lines.append(f"<code>{layer.formula}</code>")
    if layer.source:
        lines.append(f"<i>{layer.source}</i>")
    return "<p>" + "</p><p>".join(lines) + "</p>"


def explain_at(window: MainWindow) -> None:
    """Explain what is under the mouse: a panel, else the selected layer, else the keys of the canvas."""
    at = QCursor.pos()
    widget = QApplication.widgetAt(at)
    while widget is not None and not isinstance(widget, Panel):
        widget = widget.parentWidget()
    if isinstance(widget, Panel):
        text = f"<p><b>{tr(widget.title)}</b></p><p>{tr(widget.summary)}</p>"
    elif len(window.workspace.selection) == 1:
        text = layer_text(window.workspace.graph[next(iter(window.workspace.selection))].layer)
    else:
        text = tr(
            "Drag layers from the left onto the canvas and draw edges between their ports. Choose data on the"
            " Data page, then press Play. Select a layer and press F1 to read what it does."
        )
    QWhatsThis.showText(at, text, window)
