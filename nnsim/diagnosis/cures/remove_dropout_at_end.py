"""No dropout between the last weights and the loss."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.output_edits import end_of
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.alpha_dropout import AlphaDropout
from nnsim.engine.layers.dropout import Dropout


@cures.register
class RemoveDropoutAtEnd(Cure):
    """What the loss reads is not left out by chance."""

    key = "remove_dropout_at_end"
    title = mark("No dropout at the end")
    summary = mark(
        "Takes dropout away from between the last weights and the loss: there it wipes answers out by chance."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        outputs = tuple(output.stage for output in case.structure.outputs)
        if _without(case.project.graph, outputs) != case.project.graph:
            label = tr("Take the dropout before the loss away")
            yield on_graph(self.key, label, lambda g: _without(g, outputs))


def _without(graph: Graph, outputs: tuple[str, ...]) -> Graph:
    for output in outputs:
        end = end_of(graph, output)
        gone = [i for i in end.behind if isinstance(graph[i].layer, Dropout | AlphaDropout)] if end else []
        if end is None or not gone:
            continue
        objective = graph[output].objective
        last = next((i for i in reversed((end.sums, *end.behind)) if i not in gone), end.sums)
        graph = edits.remove_closing(graph, gone, {})
        if objective is not None and last != output:
            graph = edits.set_objective(graph, last, objective)
    return graph
