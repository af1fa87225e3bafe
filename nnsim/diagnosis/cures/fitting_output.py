"""The activation, the units and the loss of an output that suit the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.output_edits import fitting_loss_of, fitting_units, linear_end
from nnsim.document.graph import Graph


@cures.register
class FittingOutput(Cure):
    """Weighted sums go to a loss that suits the targets."""

    key = "fitting_output"
    title = mark("Output that suits the data")
    summary = mark(
        "Gives the loss weighted sums as they are, without an activation or dropout between, as many as the targets"
        " ask: cross-entropy applies softmax or sigmoid itself, and numbers of any size can be told."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        data, outputs = case.data, case.structure.outputs
        if data is None or not outputs:
            return
        by_id = case.resolved.by_id
        whole = []
        for output in outputs:
            now = by_id[output.stage].shape[0]
            units = fitting_units(case.project.graph, output.stage, data, now)
            whole.append((output.stage, units, fitting_loss_of(data, units, output.columns)))

        def fit(graph: Graph) -> Graph:
            for id_, units, loss in whole:
                graph = linear_end(graph, id_, units, loss, ask=True)
            return graph

        def linear(graph: Graph) -> Graph:
            for id_, _, _ in whole:
                graph = linear_end(graph, id_)
            return graph

        loss = tr(whole[0][2].title)
        if linear(case.project.graph) == case.project.graph:
            # Only the loss would change, and that is another cure.
            return
        label = tr("Output without an activation, and {loss}").format(loss=loss)
        asked = {type(output.loss) for output in outputs}
        if asked == {type(loss) for _, _, loss in whole}:
            yield on_graph(self.key, tr("Set the activation of the output to Identity"), partial(linear))
        else:
            yield on_graph(self.key, label, fit)
            yield on_graph(self.key, tr("Set the activation of the output to Identity"), partial(linear))
