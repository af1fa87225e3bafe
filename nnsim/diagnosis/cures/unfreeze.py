"""Layers that learn again."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.document import edits


@cures.register
class Unfreeze(Cure):
    """Frozen layers learn at the rate of the training."""

    key = "unfreeze"
    title = mark("Let all layers learn")
    summary = mark(
        "Lets layers learn that are frozen, or whose own rate is 0: with first weights they are of no use."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        still = {s.id: s.layer.learning() for s in case.structure.learning if s.layer.rate_factor < 1.0}
        if still:
            yield on_graph(self.key, tr("Let all layers learn"), lambda g: edits.set_layers(g, still))
