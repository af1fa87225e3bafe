"""F1: explains the panel under the mouse, else opens the reference on the selected layer."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget

from nnsim.base.registry import Part
from nnsim.base.text import tr
from nnsim.ui.desk import Desk
from nnsim.ui.help.help_window import HelpWindow
from nnsim.ui.panel import Panel


def explain_at(desk: Desk) -> None:
    """Explain what is under the mouse: a panel; else show the page of the selected layer."""
    at = QCursor.pos()
    widget = QApplication.widgetAt(at)
    while widget is not None and not isinstance(widget, Panel):
        widget = widget.parentWidget()
    if isinstance(widget, Panel):
        text = f"<p><b>{escape(tr(widget.title))}</b></p><p>{escape(tr(widget.summary))}</p>"
        QWhatsThis.showText(at, text, desk.window)
    else:
        show_reference(desk)


def show_reference(desk: Desk) -> None:
    """Open the reference, on the page of the selected layer if there is one."""
    selection, graph = desk.workspace.selection, desk.workspace.graph
    layer = graph[next(iter(selection))].layer if len(selection) == 1 else None
    show_part(desk.window, type(layer) if layer is not None else None)


def show_part(window: QWidget, part: type[Part] | None) -> None:
    """Open the reference of a window on the page of a part."""
    found = window.findChild(HelpWindow) or HelpWindow(window)
    found.show_part(part)
