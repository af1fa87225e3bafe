"""F1: explains the panel under the mouse, else opens the reference on the selected layer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWhatsThis

from nnsim.base.text import tr
from nnsim.ui.help.help_window import HelpWindow
from nnsim.ui.panel import Panel

if TYPE_CHECKING:
    from nnsim.ui.window.main_window import MainWindow


def explain_at(window: MainWindow) -> None:
    """Explain what is under the mouse: a panel; else show the page of the selected layer."""
    at = QCursor.pos()
    widget = QApplication.widgetAt(at)
    while widget is not None and not isinstance(widget, Panel):
        widget = widget.parentWidget()
    if isinstance(widget, Panel):
        text = f"<p><b>{escape(tr(widget.title))}</b></p><p>{escape(tr(widget.summary))}</p>"
        QWhatsThis.showText(at, text, window)
    else:
        show_reference(window)


def show_reference(window: MainWindow) -> None:
    """Open the reference, on the page of the selected layer if there is one."""
    selection, graph = window.workspace.selection, window.workspace.graph
    layer = graph[next(iter(selection))].layer if len(selection) == 1 else None
    found = window.findChild(HelpWindow) or HelpWindow(window)
    found.show_part(type(layer) if layer is not None else None)
