"""Variants of standard widgets, as the style sheet knows them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from nnsim.ui.look.fonts import ui_font
from nnsim.ui.look.icons import icon


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet selects by, and restyle `widget` if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def wrapped(text: str) -> str:
    """Return `text` as a tooltip that breaks its lines: a plain one runs beyond the edge of the screen."""
    return "<qt>" + escape(text).replace("\n", "<br>") + "</qt>" if text else ""


def button(
    label: str,
    on_click: Callable[[], object] | None = None,
    *,
    variant: str = "",
    icon_name: str = "",
) -> QPushButton:
    """Return a push button; `variant` is ``primary``, ``flat``, ``pill``, ``link``, ``fold`` or plain."""
    made = QPushButton(label)
    made.setProperty("variant", variant)
    if icon_name:
        made.setIcon(icon(icon_name, "on_accent" if variant == "primary" else "text"))
        made.setIconSize(QSize(18, 18) if variant == "primary" else QSize(16, 16))
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_button(icon_name: str, name: str, on_click: Callable[[], object] | None = None) -> QToolButton:
    """Return a flat square button with an icon; `name` (translated) is its tooltip and spoken name."""
    made = QToolButton()
    made.setProperty("variant", "flat")
    made.setIcon(icon(icon_name, "muted"))
    made.setIconSize(QSize(16, 16))
    made.setToolTip(name)
    made.setAccessibleName(name)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def toggle(text: str, name: str) -> QToolButton:
    """Return a small flat button that stays down; `name` (translated) is its tooltip and spoken name."""
    made = QToolButton()
    made.setProperty("variant", "flat")
    made.setCheckable(True)
    made.setText(text)
    made.setFont(ui_font(11))
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made


def label(text: str, tone: str = "") -> QLabel:
    """Return a label; `tone` is ``muted``, ``accent``, ``good``, ``warning``, ``bad`` or plain."""
    made = QLabel(text)
    made.setProperty("tone", tone)
    return made


def line(vertical: bool = False) -> QFrame:
    """Return a hair line."""
    made = QFrame()
    made.setProperty("role", "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made
