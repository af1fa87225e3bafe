"""Skip connections."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import hidden, laid_out, put_behind
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.add import Add


@cures.register
class SkipConnections(Cure):
    """What goes into a layer is added to what comes out."""

    key = "skip_connections"
    title = mark("Skip connections")
    summary = mark(
        "Adds what goes into a hidden layer to what comes out of it, where both have the same shape: the gradient flows"
        " past the layer undamped."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        ids = _passable(case)
        if ids:
            yield on_graph(self.key, tr("Add skip connections"), lambda g: _with_skips(g, ids))


def _passable(case: Case) -> tuple[str, ...]:
    """Return the hidden layers that what they read can be added behind, and is not yet."""
    graph, by_id = case.project.graph, case.resolved.by_id
    found = []
    for stage in hidden(case):
        if len(stage.sources) != 1 or stage.inputs[0] != stage.shape or stage.id not in graph.outgoing:
            continue
        source = by_id[stage.sources[0]]
        past = any(e.source == source.id and e.target != stage.id for e in graph.edges)
        if not source.layer.role.is_fed and not past:
            found.append(stage.id)
    return tuple(found)


def _with_skips(graph: Graph, ids: tuple[str, ...]) -> Graph:
    for id_ in ids:
        graph = put_behind(graph, id_, Add())
        [added] = [e.target for e in graph.outgoing[id_]]
        graph = edits.connect(graph, graph.sources_of(id_)[0], added)
    return laid_out(graph)
