"""Whether the matrices of a network degenerate: singular values and effective rank by depth."""

from __future__ import annotations

from collections.abc import Iterable

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.engine.probes.jacobian_spectrum import JacobianSpectrum
from nnsim.engine.probes.weight_spectrum import WeightSpectrum
from nnsim.figures.figure import Figure
from nnsim.figures.rank_figure import rank_figure
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot
from nnsim.ui.figure_panel import FigurePanel
from nnsim.ui.panel import register

JACOBIAN, WEIGHTS = JacobianSpectrum(examples=4), WeightSpectrum()


@register
class DegenerationPanel(FigurePanel):
    """Effective rank of the Jacobian and of the weights, layer by layer."""

    key = "degeneration"
    title = mark("Degeneration by depth")
    short_title = mark("Degeneration")
    summary = mark(
        "In how many directions each layer still tells inputs apart: the effective rank of the Jacobian ∂y/∂x, and of"
        " each weight matrix. Where the line falls towards 1, deep layers see one direction only."
    )
    order = 60
    lab_row = 3

    def wants(self) -> Iterable[Asked]:
        return JACOBIAN, WEIGHTS

    def made_of(self, snapshot: Snapshot, caption: str) -> Figure | None:
        found = snapshot.answer(JACOBIAN), snapshot.answer(WEIGHTS)
        if found == (None, None):
            if snapshot.why_not(JACOBIAN):
                raise NnsimError(snapshot.why_not(JACOBIAN))
            return None
        return rank_figure(*found, caption)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        try:
            return rank_figure(JACOBIAN.take(scene.subject()), WEIGHTS.take(scene.subject()), caption)
        except NnsimError:
            return None
