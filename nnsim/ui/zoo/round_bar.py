"""The bar above the gallery: raise all that are to be seen, from which seed, and keep the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_FIRST_SEED
from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.save_dialog import ask_where
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import button, label
from nnsim.zoo.table import zoo_table

_SEED = 96
"""Pixels: larger seeds than that shows can still be typed."""


class RoundBar(QWidget):
    """Begins and ends rounds.

    Parameters
    ----------
    keys
        Returns the keys of the animals that are to be seen.

    Attributes
    ----------
    seed
        From which animals begin, here and beside the canvas.
    """

    def __init__(self, session: Session, keys: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._session, self._zoo, self._keys = session, session.labs.zoo, keys
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.run_all = button(tr("Run all"), self._run_all, icon_name="play")
        self.run_all.setToolTip(tr("Train all that are to be seen, one after another, and judge them."))
        self.cancel = button(tr("Cancel"), self._zoo.cancel)
        self.seed = QSpinBox()
        self.seed.setRange(0, MOST_FIRST_SEED)
        self.seed.setAccessibleName(tr("Seed"))
        self.seed.setMaximumWidth(fonts.grown(_SEED))
        self.progress = QLabel()
        self.progress.setProperty("tone", "muted")
        self.save = button(tr("Save table…"), self._ask_where)
        self._strip = strip = Strip()
        row = strip.row
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(8)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(strip)
        for widget in (self.run_all, self.cancel, label(tr("Seed"), "muted"), self.seed, self.progress):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.save)
        self.refresh()

    def refresh(self) -> None:
        """Show whether a round is under way, and how far it is."""
        on_round = self._zoo.on_round
        self.run_all.setVisible(on_round is None)
        self.cancel.setVisible(on_round is not None)
        self.seed.setEnabled(on_round is None)
        # Where there is no room for all, what ends a round is in sight.
        self._strip.horizontalScrollBar().setValue(0)
        words = ""
        if on_round is not None:
            words = tr("{done} of {n} done").format(done=on_round[0], n=on_round[1])
        self.progress.setText(words)
        self.save.setEnabled(bool(self._zoo.outcomes()))

    def _run_all(self) -> None:
        self._zoo.raise_all(self._keys(), self.seed.value())

    def _ask_where(self) -> None:
        ask_where(self, tr("Save the table"), "zoo", ".md", self._save)

    def _save(self, path: Path) -> None:
        try:
            write_atomically(path, zoo_table(self._zoo.outcomes()).encode())
        except NnsimError as error:
            self._session.voice.complained.fire(str(error))
        else:
            self._session.voice.told.fire(tr("Saved {name}").format(name=path.name))
