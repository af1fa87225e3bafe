"""How the points are taught: learning rates and the order of the examples."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import Integer, Real
from nnsim.base.text import mark, tr
from nnsim.lab.learning_board import LearningBoard
from nnsim.ui.neuronlab.split import bar_of
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.style import label

RATE = Real(label=mark("Learning rate"), low=1e-6, high=1e3, log=True)
SEED = Integer(label=mark("Seed"), low=0, high=MOST_SEED)


class WalkSettings(QWidget):
    """Shows the settings of a `LearningBoard`.

    Signals
    -------
    changed(dict)
        A person set one of its fields.
    """

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.rate, self.adaline_rate = NumberField(RATE, 1.0), NumberField(RATE, 0.02)
        self.shuffled, self.seed = QCheckBox(tr("Shuffled")), NumberField(SEED)
        for field, name in (
            (self.rate, tr("Learning rate")),
            (self.adaline_rate, tr("Learning rate of Adaline")),
            (self.seed, tr("Seed")),
        ):
            field.setAccessibleName(name)
        self.shuffled.setToolTip(tr("Every epoch in an order of its own; else in the order of the rows"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(
            bar_of(
                label(tr("Learning rate"), "muted"), self.rate, label(tr("Adaline's"), "muted"), self.adaline_rate,
                self.shuffled, label(tr("Seed"), "muted"), self.seed,
            )
        )  # fmt: skip
        self.rate.valueEdited.connect(lambda rate: self._say(rate=float(rate)))
        self.adaline_rate.valueEdited.connect(lambda rate: self._say(adaline_rate=float(rate)))
        self.shuffled.clicked.connect(lambda on: self._say(shuffled=on))
        self.seed.valueEdited.connect(lambda seed: self._say(seed=int(seed)))

    def show_board(self, board: LearningBoard) -> None:
        """Show the settings of a board."""
        self.rate.set_value(board.rate)
        self.adaline_rate.set_value(board.adaline_rate)
        self.shuffled.setChecked(board.shuffled)
        self.seed.set_value(board.seed)

    def _say(self, **settings: Any) -> None:
        self.changed.emit(settings)
