"""Says what cannot be worked out, and where a number first is none."""

from __future__ import annotations

from nnsim.base.text import tr
from nnsim.ui.byhand.working import Working
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.messages import Banner


class TroubleBanner(Banner):
    """Hidden while everything can be worked out."""

    def __init__(self, working: Working) -> None:
        super().__init__("warning")
        self._working = working
        self.where = self.add_action(tr("Show where"), self._show_where)
        working.changed.connect(self.show_trouble)
        self.show_trouble()

    def show_trouble(self) -> None:
        """Show what is wrong with the worksheet, if anything is."""
        sheet = self._working.sheet
        place = sheet.not_finite
        self.where.setVisible(place is not None)
        if place is not None:
            words = tr("Smaller weights, inputs or a smaller learning rate help.")
            self.set_content(
                "bad", tr("{symbol} is no finite number.").format(symbol=sheet.symbols.of(place)), words
            )
        elif not sheet.can_learn:
            self.set_content(
                "warning",
                tr("This network cannot learn: it has no loss."),
                tr("Its way forward can be worked out. Give its last layer a loss on the canvas."),
            )
        let_be_seen(self, place is not None or not sheet.can_learn)

    def _show_where(self) -> None:
        place = self._working.sheet.not_finite
        if place is not None:
            self._working.choose(place)
