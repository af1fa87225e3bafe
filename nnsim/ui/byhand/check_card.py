"""The gradient of a weight without calculus: the weight moved up and down, the loss measured."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnsim.base.text import tr
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.working import Working
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import label, set_property

AGREES = 1e-6
"""Up to which difference, as a share of the gradient or of 1, both are the same to all that can be measured."""


class CheckCard(Card):
    """A difference quotient beside what back-propagation says, and by how much they differ."""

    def __init__(self, working: Working) -> None:
        super().__init__(tr("Checked without calculus"))
        self._working = working
        self.quotient, self.verdict = label(""), label("")
        for text in (self.quotient, self.verdict):
            text.setFont(fonts.tabular(fonts.ui_font()))
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(text)
        working.pointed.connect(self.show_check)
        self.show_check()

    def show_check(self) -> None:
        """Measure the weight that is chosen."""
        sheet, weight = self._working.sheet, self._working.weight
        if weight is None or not sheet.can_learn:
            self.quotient.setText(tr("There is no weight with a gradient to check."))
            self.verdict.hide()
            return
        found = sheet.check(weight)
        w = sheet.weight_at[weight].symbol
        formula = f"( {LOSS}({w}+ε) − {LOSS}({w}−ε) ) / 2ε,  ε = {found.epsilon:g}"
        self.quotient.setText(f"{formula.replace('e-0', 'e-')}  =  {written(found.measured)}")
        agrees = found.differs_by <= AGREES * max(1.0, abs(found.gradient))
        by = f"{found.differs_by:.0e}".replace("e-0", "e-")
        if agrees:
            words = tr("✓ differs by {difference} from back-propagation").format(difference=by)
        elif sheet.order is Order.OUTPUTS_FIRST:
            words = tr(
                "✗ differs by {difference}: what comes back through weights already changed is no gradient"
            ).format(difference=by)
        else:
            words = tr("✗ differs by {difference}: look for a bend near here, such as that of ReLU").format(
                difference=by
            )
        self.verdict.setText(words)
        set_property(self.verdict, "tone", "good" if agrees else "bad")
        self.verdict.show()
