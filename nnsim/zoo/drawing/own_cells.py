"""An animal in the cells of the chart: its project as it is before anybody changes it."""

from __future__ import annotations

from nnsim.document.resolve import resolve
from nnsim.figures.cells import cell_plot
from nnsim.figures.figure import Plot
from nnsim.lab.running import prepared
from nnsim.zoo.animal import Animal

_CELL = 8.0
"""Width of a cell in CSS pixels: beside others there is less room than on a page of its own."""


def own_cells(animal: Animal) -> Plot:
    """Return the drawing of an animal, whose data take a moment."""
    project = animal.project()
    examples = prepared(project.data)
    return cell_plot(resolve(project.graph, examples, project.training.rule), examples, _CELL)
