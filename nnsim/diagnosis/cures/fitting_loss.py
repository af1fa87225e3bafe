"""The loss that suits the targets."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.output_edits import asked, fitting_loss_of, linear_end
from nnsim.document.graph import Graph


@cures.register
class FittingLoss(Cure):
    """Cross-entropy for classes, squared errors for numbers."""

    key = "fitting_loss"
    title = mark("Loss that suits the targets")
    summary = mark(
        "Asks for what is wanted: cross-entropy for classes and for yes or no, squared errors for numbers. A wrong"
        " answer then costs more the surer it is, and the gradient does not fade with it."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        data = case.data
        if data is None:
            return
        by_id = case.resolved.by_id
        for output in case.structure.outputs:
            loss = fitting_loss_of(data, by_id[output.stage].shape[0], output.columns)
            if type(loss) is type(output.loss):
                continue
            id_ = output.stage

            def edit(graph: Graph, id_: str = id_, loss: object = loss) -> Graph:
                return linear_end(graph, id_, 0, loss, ask=True)  # type: ignore[arg-type]

            def only(graph: Graph, id_: str = id_, loss: object = loss) -> Graph:
                return asked(graph, id_, loss)  # type: ignore[arg-type]

            label = tr("Use {loss} for {layer}").format(loss=tr(loss.title), layer=by_id[id_].name)
            with_linear = edit(case.project.graph) != only(case.project.graph)
            if with_linear and not loss.applies:
                yield on_graph(self.key, label, only)
            else:
                yield on_graph(self.key, label, edit)
