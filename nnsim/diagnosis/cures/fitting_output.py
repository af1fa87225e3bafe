"""The activation and the units of an output that suit its loss and the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.document.repair import Repair


@cures.register
class FittingOutput(Cure):
    """Weighted sums go to the loss as they are."""

    key = "fitting_output"
    title = mark("Output without an activation")
    summary = mark(
        "A loss that applies softmax or sigmoid itself, and a regression, read weighted sums as they are."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        ends = [output.stage for output in case.structure.outputs]

        def change(project: Project) -> Project:
            graph = project.graph
            for id_ in ends:
                graph = edits.set_layer(graph, id_, graph[id_].layer.without_activation())
            return replace(project, graph=graph)

        yield Prescription(self.key, Repair(tr("Set the activation of the output to Identity"), change))
