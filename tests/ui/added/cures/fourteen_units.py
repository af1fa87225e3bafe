"""Fourteen units for thirteen: a cure that a test adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.document.repair import Repair


@cures.register
class FourteenUnits(Cure):
    """One unit more."""

    key = "fourteen_units"
    title = mark("One unit more")
    summary = mark("Fourteen units are no worse than thirteen.")

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        ids = [stage.id for stage in case.structure.hidden if stage.shape == (13,)]

        def change(project: Project) -> Project:
            graph = project.graph
            for id_ in ids:
                graph = edits.set_layer(graph, id_, replace(graph[id_].layer, units=14))
            return replace(project, graph=graph)

        if ids:
            yield Prescription(self.key, Repair("Use 14 units", change))
