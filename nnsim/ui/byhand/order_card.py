"""Which weights the update changes first, and what both orders make of the loss."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout

from nnsim.base.text import ntr, tr
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import button, label

LEAPS = (1, 100, 10_000)
"""Updates that can be done at once."""
_AT_ONCE = 250
"""Updates between two looks at the events of the window."""
FIGURES = 9


class OrderCard(Card):
    """A switch, what it changes in numbers, and buttons that do many updates."""

    def __init__(self, working: Working) -> None:
        super().__init__(tr("Update order"))
        self._working = working
        self._left = self._done = 0
        self._from = self._on_way = working.sheet
        self._going = QTimer(self, interval=0)
        self._going.timeout.connect(self._go_on)
        self.words = label("", "muted")
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setFont(fonts.tabular(fonts.ui_font()))
        self.switch = SegmentedControl([(o.name, tr(o.title)) for o in Order], tr("Update order"))
        self.switch.currentChanged.connect(self._take_order)
        self.leaps = [button(_named(n), partial(self.leap, n), variant="pill") for n in LEAPS]
        self.reset = button(tr("Reset"), self._reset, variant="pill", icon_name="reset")
        row = QHBoxLayout()
        row.setSpacing(6)
        for made in (*self.leaps, self.reset):
            row.addWidget(made)
        row.addStretch(1)
        self.column.addWidget(self.words)
        self.column.addWidget(self.switch)
        self.column.addLayout(row)
        working.changed.connect(self.show_orders)
        self.show_orders()

    def show_orders(self) -> None:
        """Show what one update in each order makes of the loss."""
        sheet = self._working.sheet
        let_be_seen(self, sheet.can_learn)
        if not sheet.can_learn:
            return
        self.switch.set_current(sheet.order.name)
        together, first = (sheet.with_order(order).after().loss for order in Order)
        self.words.setText(
            tr(
                "Together: {loss} {now} → {together}. Outputs first, as the well-known web page does: {first}."
                " That is not gradient descent."
            ).format(
                loss=LOSS,
                now=written(sheet.loss, FIGURES),
                together=written(together, FIGURES),
                first=written(first, FIGURES),
            )
        )

    def _take_order(self, key: str) -> None:
        sheet = self._working.sheet
        if Order[key] is not sheet.order:
            self._working.change(sheet.with_order(Order[key]))

    # ---- many updates --------------------------------------------------------------------------

    def leap(self, steps: int) -> None:
        """Do so many updates, a few at a time, so that the window stays awake."""
        self._left, self._done = steps, 0
        self._from = self._on_way = self._working.sheet
        self._show_busy(True)
        self._going.start()

    @property
    def is_leaping(self) -> bool:
        """Whether updates are being done."""
        return self._left > 0

    def _go_on(self) -> None:
        if self._working.sheet is not self._from:
            # Another weight, rate or network meanwhile: where the old one led to is of no use.
            self._stop()
            return
        some = min(self._left, _AT_ONCE)
        self._on_way = self._on_way.after(some)
        self._left -= some
        self._done += some
        if not self._left:
            self._stop()
            self._working.leap(self._on_way, self._done)

    def _reset(self) -> None:
        self._stop()
        self._working.show(self._working.first)

    def _stop(self) -> None:
        self._left = 0
        self._going.stop()
        self._show_busy(False)

    def _show_busy(self, busy: bool) -> None:
        for made in (*self.leaps, self.switch):
            made.setEnabled(not busy)


def _named(steps: int) -> str:
    return ntr("{n} step", "{n} steps", steps).format(n=f"{steps:,}")
