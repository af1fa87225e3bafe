"""The menu of simple methods, one of which may stand beside the curves."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from nnsim.base.text import tr
from nnsim.data.looking.baseline import TITLES, Baseline, Key
from nnsim.data.prepared import Prepared
from nnsim.ui.look.fonts import ui_font
from nnsim.ui.sitting.baselining import Baselining


class BaselineChoice(QObject):
    """Which baseline is shown, if any; worked out beside the window when one is wanted first.

    Signals
    -------
    changed()
        Another one is to be shown, or none, or one is known now.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.key: Key | None = None
        """The method that is chosen; None: no baseline is wanted."""
        self._all = Baselining(self)
        self._all.changed.connect(self._on_found)
        self.button = QToolButton()
        self.button.setProperty("variant", "flat")
        self.button.setText(tr("Baseline"))
        self.button.setFont(ui_font(11))
        self.button.setAccessibleName(tr("Baseline"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        group = QActionGroup(menu)
        keys: tuple[Key | None, ...] = (None, *TITLES)
        self.actions = {key: self._action(key, group) for key in keys}
        menu.addActions(list(self.actions.values()))
        self.button.setMenu(menu)
        self._describe()

    def of(self, prepared: Prepared | None) -> Baseline | None:
        """Return the baseline to show beside curves of these data; None while there is none, or none is wanted."""
        self._all.want(None if self.key is None else prepared)
        return next((one for one in self._all.found if one.key == self.key), None)

    def _action(self, key: Key | None, group: QActionGroup) -> QAction:
        made = QAction(_title(key), group)
        made.setCheckable(True)
        made.setChecked(key == self.key)
        made.triggered.connect(lambda _on, key=key: self._choose(key))
        return made

    def _choose(self, key: Key | None) -> None:
        self.key = key
        self.changed.emit()

    def _on_found(self) -> None:
        known: dict[Key | None, str] = {one.key: one.told for one in self._all.found}
        for key, action in self.actions.items():
            action.setText(known.get(key, _title(key)))
        self._describe()
        self.changed.emit()

    def _describe(self) -> None:
        meaning = tr("What a simple method comes to on the validation part: a network should be better")
        self.button.setToolTip(self._all.problem or meaning)
        self.button.setAccessibleDescription(self._all.problem or meaning)


def _title(key: Key | None) -> str:
    """Return what a method is called for classes and, where that is another name, for a regression."""
    return tr("None") if key is None else " / ".join(dict.fromkeys(tr(title) for title in TITLES[key]))
