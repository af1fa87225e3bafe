"""A button with a menu of what is shown, each of which is switched on or off."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from nnsim.base.text import tr
from nnsim.ui.look.fonts import ui_font


class PlotSwitches(QToolButton):
    """Which of several plots, or parts of one, are shown.

    Parameters
    ----------
    plots
        Key and translated name of each, in their order.
    on
        Keys of those that are switched on at first.
    text, name
        What stands on the button, and what it is for; by default of plots.

    Signals
    -------
    switched()
        One was switched on or off.
    """

    switched = Signal()

    def __init__(
        self, plots: Sequence[tuple[str, str]], on: Collection[str], text: str = "", name: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("variant", "flat")
        self.setText(text or tr("Plots"))
        self.setFont(ui_font(11))
        self.setAccessibleName(name or tr("Which plots are shown"))
        self.setToolTip(name or tr("Which plots are shown"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self.actions_by_key: dict[str, QAction] = {}
        for key, name in plots:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(key in on)
            action.toggled.connect(lambda _on: self.switched.emit())
            self.actions_by_key[key] = action
        self.setMenu(menu)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of those that are on, in their order."""
        return tuple(key for key, action in self.actions_by_key.items() if action.isChecked())
