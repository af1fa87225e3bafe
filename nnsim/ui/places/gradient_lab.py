"""The Gradient lab: see which layer learns, and what eats the gradient of the others."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.ui.gradientlab.gradient_lab import GradientLab
from nnsim.ui.gradientlab.lab_list import NETWORK
from nnsim.ui.place import Place, register
from nnsim.ui.sitting.session import Session


@register
class GradientLabPlace(Place):
    """Where the gradients of the open network are taken apart, and published results are measured again."""

    key = "gradient_lab"
    title = mark("Gradient lab")
    summary = mark(
        "The gradient of every layer over time, the budget that says why it shrinks on its way back, and how matrices"
        " degenerate with depth. Run the published experiments on this engine, and open their networks side by side."
    )
    icon = "lab"
    order = 40
    shortcut = "Ctrl+4"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.page = self._lab = GradientLab(session)
        self._lab.opening.connect(self.opening.fire)

    def show_experiment(self, key: str) -> None:
        """Show the experiment called `key`."""
        self._lab.show_entry(key)

    def project_opened(self) -> None:
        self._lab.show_entry(NETWORK)

    def release(self) -> None:
        self._lab.release()
