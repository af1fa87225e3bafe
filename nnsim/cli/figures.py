"""Pictures of a training. The only part of the command line without a window that needs Qt."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.caption import run_caption
from nnsim.figures.figure import Figure
from nnsim.figures.gradient_figure import gradient_figure
from nnsim.figures.loss_figure import loss_figure
from nnsim.figures.plane import default_plane
from nnsim.training.history import History
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from nnsim.ui.charts.figures import save_figure

_RESOLUTION = 300
"""Points of the map along each side."""


def figure_tasks(folder: Path, run: Run, history: History) -> list[Callable[[], object]]:
    """Return what writes the figures of `run`: loss, gradients, and the boundary where there is one."""
    caption = run_caption(run.training, run.prepared.title, run.step, run.epoch)
    tasks: list[Callable[[], object]] = []
    if history.columns.scalars or history.metrics:
        tasks.append(lambda: save_figure(loss_figure(history, caption), folder / "loss.png"))
    tasks.append(lambda: save_figure(gradient_figure(history, caption), folder / "gradients.png"))
    if has_boundary(run):
        tasks.append(lambda: save_figure(_boundary(run, caption), folder / "boundary.png"))
    return tasks


def has_boundary(run: Run) -> bool:
    """Return whether there is a border between classes, and a plane to draw it on."""
    return run.prepared.classes > 0 and math.prod(run.prepared.shape) >= 2


def _boundary(run: Run, caption: str) -> Figure:
    prepared = run.prepared
    plane = default_plane(prepared)
    found = MapOver(plane.grid(*plane.extent(prepared), _RESOLUTION)).take(scene_of(run))
    return boundary_figure(found, prepared, plane, caption)
