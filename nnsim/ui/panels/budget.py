"""Why the gradient shrinks or grows on its way back: the budget as a waterfall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.gradient_factors import FactorKind
from nnsim.engine.probes.gradient_budget import Budget, GradientBudget
from nnsim.figures.budget_figure import agreement, budget_figure
from nnsim.figures.figure import Figure
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot
from nnsim.ui.figure_panel import FigurePanel
from nnsim.ui.panel import register
from nnsim.ui.widgets.labels import SpareLabel
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import set_property, wrapped

_OF = (("sums", mark("∂L/∂z")), ("weights", mark("∂L/∂W")))


@register
class BudgetPanel(FigurePanel):
    """The factors between neighbouring layers, whose product is the measured ratio of their gradients."""

    key = "gradient_budget"
    title = mark("Gradient budget")
    short_title = mark("Budget")
    summary = mark(
        "What weights, slopes, normalisation, skip connections and cancelling examples make of the gradient on its"
        " way from the last layer to the first. Each bar is a factor; their product is the measured ratio."
    )
    order = 55
    lab_row = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.of = SegmentedControl([(key, tr(label)) for key, label in _OF], tr("Gradient of"))
        self.of.currentChanged.connect(lambda _key: self.clear())
        self.agreement = SpareLabel()
        set_property(self.agreement, "tone", "muted")
        super().__init__(*args, **kwargs)
        self._header = (self.agreement, self.of, *self._header)

    @property
    def request(self) -> GradientBudget:
        """What is asked for."""
        return GradientBudget(of=self.of.current())

    # ---- contract -------------------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        return (self.request,)

    def made_of(self, snapshot: Snapshot, caption: str) -> Figure | None:
        found = snapshot.answer(self.request)
        if found is None:
            why = snapshot.why_not(self.request)
            if why:
                raise NnsimError(why)
            return None
        self.view.setToolTip(_formulas(found))
        figure = budget_figure(found, caption)
        self.agreement.setText(agreement(found))
        return figure

    def clear(self) -> None:
        self.agreement.setText("")
        super().clear()

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        try:
            return budget_figure(GradientBudget().take(scene.subject()), caption)
        except NnsimError:
            return None

    def header(self) -> Sequence[QWidget]:
        return self._header


def _formulas(budget: Budget) -> str:
    """Return the formula of every kind of factor there is."""
    kinds: Sequence[FactorKind] = budget.kinds
    return wrapped("\n".join(f"{tr(kind.title)}: {kind.formula}" for kind in kinds))
