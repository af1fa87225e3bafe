"""What holds a widget, and what a layout holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def parent_of(widget: QWidget) -> QWidget:
    """Return the widget that `widget` lies in, for one that is always made inside another."""
    parent = widget.parentWidget()
    assert parent is not None, "it is a window of its own"
    return parent


def layout_of(widget: QWidget) -> QLayout:
    """Return the layout of `widget`, for one that is given a layout when it is made."""
    layout = widget.layout()
    assert layout is not None, "it has no layout"
    return layout


def widgets_in(layout: QLayout) -> list[QWidget]:
    """Return the widgets that lie directly in `layout`, in order; not those of layouts in it, and no spaces."""
    items = [layout.itemAt(i) for i in range(layout.count())]
    found = [item.widget() for item in items if item is not None]
    return [widget for widget in found if widget is not None]


def let_all_go(layout: QLayout) -> None:
    """Take everything out of `layout`; the widgets in it are gone from sight at once, and for good soon after."""
    widgets = widgets_in(layout)
    while layout.takeAt(0) is not None:
        pass
    for widget in widgets:
        let_go(widget)


def let_go(widget: QWidget) -> None:
    """Take `widget` out of sight at once, and out of memory soon after."""
    widget.hide()
    widget.deleteLater()


def let_be_seen(widget: QWidget, seen: bool) -> None:
    """Show or hide `widget`; one that lies in nothing yet is seen once it does: shown now, it would be a window."""
    if seen and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(seen)
