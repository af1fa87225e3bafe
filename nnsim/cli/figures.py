"""Pictures of a training or an experiment. The only part of the command line without a window that needs Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from nnsim.figures.caption import run_caption
from nnsim.figures.figure import Figure
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.ui.charts.figures import FORMATS, save_figure
from nnsim.ui.panel import Panel, panels


def figure_tasks(folder: Path, run: Run, history: History) -> list[Callable[[], object]]:
    """Return what writes the figures of `run`: of every panel that has one of a run nobody watched."""
    caption = run_caption(run.training, run.prepared.title, run.step, run.epoch, run.examples.changes)
    scene = scene_of(run)
    return [partial(_write, kind, scene, history, caption, folder) for kind in panels]


def every_format(folder: Path, name: str, figure: Figure) -> list[Callable[[], object]]:
    """Return what writes one figure in every format there is, its numbers among them."""
    return [partial(save_figure, figure, folder / f"{name}{ending}") for ending in FORMATS]


def _write(kind: type[Panel], scene: Scene, history: History, caption: str, folder: Path) -> None:
    figure = kind.figure_of(scene, history, caption)
    if figure is not None:
        save_figure(figure, folder / f"{kind.key}.png")
