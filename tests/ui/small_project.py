"""A project of three layers that trains at once, for tests of the window, and what it trains to without one."""

from __future__ import annotations

from dataclasses import replace

from nnsim.data.prepare import prepare
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.training.run import Run
from tests.builders import run_epoch

EPOCHS = 6


def chain(*parts: Layer) -> Graph:
    """Return a straight drawing, its nodes called as the program calls them."""
    graph, before = Graph(), ""
    for i, part in enumerate(parts):
        graph, id_ = edits.add(graph, part, 216 * i, 0)
        if before:
            graph = edits.connect(graph, before, id_)
        before = id_
    return graph


def small_project(*hidden: int, **training: object) -> Project:
    """Return the two spirals with hidden layers of so many units (8) and a few epochs to train."""
    layer = next(iter(Dense.presets())).layer
    parts = [replace(layer, units=units) for units in hidden or (8,)]
    project = Project(chain(Input(), *parts, Dense(1)))
    return replace(project, training=replace(project.training, **{"epochs": EPOCHS, **training}))


def windowless(project: Project) -> Run:
    """Return a run of `project` to its end, as it is without a window."""
    data = prepare(project.data)
    run = Run(resolve(project.graph, data, project.training.rule), project.training, data)
    while not run.finished:
        run_epoch(run)
    return run
