"""Which rows are worked out, of which the numbers are shown, and how the update is done."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from nnsim.base.event import Event
from nnsim.base.settings import Integer, Real
from nnsim.base.text import mark, tr
from nnsim.lab.byhand.worksheet import MOST_EXAMPLES
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import label

RATE = Real(label=mark("Learning rate"), low=0.0, high=1e6, log=True)
_HEIGHT = 36
FIRST = Integer(label=mark("First row"), low=1, high=10**9)
COUNT = Integer(label=mark("Rows"), low=1, high=MOST_EXAMPLES)


class SettingsBar(Strip):
    """Rate, biases, rows, and the example whose numbers are shown.

    Events
    ------
    rows_wanted(first, count)
        Other rows of the data are to be worked out; the first one is 0.
    """

    def __init__(self, working: Working) -> None:
        super().__init__(_HEIGHT)
        self.rows_wanted: Event[[int, int]] = Event()
        self._working = working
        self.first, self.count = NumberField(FIRST, 1), NumberField(COUNT, 1)
        self.first.setAccessibleName(tr("First row"))
        self.count.setAccessibleName(tr("Rows"))
        self.rate = NumberField(RATE, working.sheet.rate)
        self.rate.setAccessibleName(tr("Learning rate"))
        self.biases = QCheckBox(tr("Biases learn"))
        self.example = QComboBox()
        self.example.setAccessibleName(tr("Numbers of"))
        self._of = label(tr("Numbers of"), "muted")
        self.row.setContentsMargins(16, 0, 16, 6)
        self.row.setSpacing(10)
        self.row.addWidget(label(tr("Learning rate") + " η", "muted"))
        self.row.addWidget(self.rate)
        self.row.addWidget(self.biases)
        self.row.addWidget(label(tr("Rows"), "muted"))
        self.row.addWidget(self.count)
        self.row.addWidget(label(tr("from row"), "muted"))
        self.row.addWidget(self.first)
        self.row.addWidget(self._of)
        self.row.addWidget(self.example)
        self.row.addStretch(1)
        self.rate.valueEdited.connect(lambda value: working.change(working.sheet.with_rate(float(value))))
        self.biases.toggled.connect(self._hold)
        for field, width in ((self.rate, 86), (self.first, 74), (self.count, 60)):
            field.setFixedWidth(fonts.grown(width))
        for field in (self.first, self.count):
            field.valueEdited.connect(self._ask_rows)
        self.example.activated.connect(self._show_example)
        working.changed.connect(self.show_settings)
        self.show_settings()

    def show_settings(self) -> None:
        """Show how things are set."""
        sheet = self._working.sheet
        self.rate.set_value(sheet.rate)
        own = {w.array for w in sheet.weights if w.is_bias}
        with QSignalBlocker(self.biases):
            self.biases.setChecked(not own & sheet.held)
        self.biases.setEnabled(bool(own) and sheet.can_learn)
        self.rate.setEnabled(sheet.can_learn)
        several = sheet.examples > 1
        self._of.setVisible(several)
        self.example.setVisible(several)
        if self.example.count() != sheet.examples + 1:
            self.example.clear()
            self.example.addItems([tr("Example {n}").format(n=k + 1) for k in range(sheet.examples)])
            self.example.addItem(tr("the mean of all"))
        chosen = self._working.example
        self.example.setCurrentIndex(sheet.examples if chosen is None else chosen)

    def show_rows(self, first: int, count: int) -> None:
        """Show which rows are worked out."""
        self.first.set_value(first + 1)
        self.count.set_value(count)

    def _ask_rows(self) -> None:
        self.rows_wanted.fire(int(self.first.value()) - 1, int(self.count.value()))

    def _hold(self, learn: bool) -> None:
        sheet = self._working.sheet
        biases = frozenset(w.array for w in sheet.weights if w.is_bias)
        held = sheet.held - biases if learn else sheet.held | biases
        self._working.change(sheet.with_held(held))

    def _show_example(self, place: int) -> None:
        self._working.show_example(None if place == self._working.sheet.examples else place)
