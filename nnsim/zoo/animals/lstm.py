"""Long short-term memory: gates keep two marked numbers among many, and their sum comes out at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Examples
from nnsim.data.sources.adding_problem import AddingProblem
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.rnn import RNN
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points
from nnsim.figures.palette import FAINT, SERIES
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.over_time import over_time
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising
from nnsim.zoo.reconstructing import squared_error

_CELLS = 24
_DRAWN = 200
_TWIN_SHARE = 0.2
"""Share of the work that the plain cells are."""
_GATES = ("Input gate", "Forget gate", "Output gate")


def _forgetful(project: Project) -> Project:
    return _with_cells(project, LSTM(_CELLS, forget_bias=-2.0))


def _longer(project: Project) -> Project:
    source = project.data.source
    assert isinstance(source, AddingProblem)
    return replace(project, data=replace(project.data, source=replace(source, steps=60)))


def _with_cells(project: Project, layer: Layer) -> Project:
    cells = next(n for n in project.graph.nodes if isinstance(n.layer, LSTM))
    return replace(project, graph=edits.set_layer(project.graph, cells.id, layer))


@animals.register
class LongShortTermMemoryAnimal(Animal):
    """24 cells with gates on the adding problem over 30 times."""

    key = "lstm"
    title = mark("Long short-term memory")
    family = Family.RECURRENT
    summary = mark(
        "Each cell has a memory, and three gates that learn when to write into it, when to keep it and when to tell"
        " it. What is kept is not multiplied by weights at every step, so the gradient finds its way back over many"
        " of them. Thirty numbers pass by, and the two that are marked are to be added. A bias of 1 lets the cells"
        " remember from the start."
    )
    formula = "c ← f·c + i·g,  h = o·tanh c"
    source = "Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000"
    order = 60
    claim = Claim(
        mark("Mean squared error of the sum of two of 30 numbers, after 1,000 steps"),
        (0.01,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(mark("Twice as many numbers between them."), _longer),
        Try(mark("A forget bias of −2: the cells forget at once, and learn later."), _forgetful),
        Try(
            mark("Plain recurrent cells instead: what was marked first fades."),
            lambda p: _with_cells(p, RNN(_CELLS)),
        ),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            LSTM(_CELLS),
            Dense(1),
            data=DataSettings(
                AddingProblem(points=33_000, steps=30), validation_share=1 / 33, test_share=0.0
            ),
            learning_rate=0.005,
            batch=64,
            epochs=2,
            clipping=ClipByGlobalNorm(1.0),
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Plain recurrent cells"), _with_cells(self.project(), RNN(_CELLS))),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        last = Raised(0.0)
        for raised in super().raise_from(seed):
            last = raised
            yield replace(raised, share=(1 - _TWIN_SHARE) * raised.share, findings=(), opened=None)
        run = begin(seeded(self.beside()[0].project, seed))
        for share in raising(run):
            yield Raised(1 - _TWIN_SHARE * (1 - 0.95 * share), figure=last.figure)
        error = squared_error(*_told_and_right(scene_of(run), run.prepared.validation))
        words = tr("Plain recurrent cells, as many and trained alike, end at {error}.")
        yield replace(last, notes=(*last.notes, words.format(error=f"{error:.3f}")))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        if not _is_of_sums(scene) or not len(scene.prepared.validation):
            return ()
        return (Finding(self.claim, (squared_error(*_told_and_right(scene, scene.prepared.validation)),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        if not _is_of_sums(scene):
            return None
        part = scene.prepared.validation if len(scene.prepared.validation) else scene.prepared.train
        plots = (_sums(scene, part.some(slice(_DRAWN))), _gates(scene, part.some(slice(1))))
        return Figure(
            tr("What it says, and how its gates open"),
            tr(
                "First: sums it did not learn from. Then: the gates of all cells on one sequence; ◆ marks what to add."
            ),
            tuple(plot for plot in plots if plot is not None),
        )


def _is_of_sums(scene: Scene) -> bool:
    """Return whether a network answers sequences of numbers, each with a mark, by one number."""
    prepared = scene.prepared
    is_of_pairs = len(prepared.shape) == 2 and prepared.shape[1] == 2
    return bool(scene.network.outputs) and is_of_pairs and not prepared.classes


def _told_and_right(scene: Scene, part: Examples) -> tuple[Array, Array]:
    """Return what the network says of some examples, and what is right, (n, targets) each, in the data's units."""
    fed = scene.network.feed(part.inputs, None, part.lengths)
    scaler = scene.prepared.target_scaler
    return scaler.invert(scene.answers(fed)), scaler.invert(np.asarray(part.targets, np.float64))


def _sums(scene: Scene, part: Examples) -> Plot:
    told, right = (numbers[:, 0] for numbers in _told_and_right(scene, part))
    room = 0.05 * float(np.ptp(right)) or 1.0
    ends = np.array([right.min() - room, right.max() + room])
    marks = (
        Line(tr("right"), ends, ends, FAINT, style="dashed"),
        Points(tr("what it says"), right, told, SERIES[0], size=4.0),
    )
    return Plot(
        Axis(tr("sum"), range=(float(ends[0]), float(ends[1]))), Axis(tr("what it says")), marks, legend=False
    )


def _gates(scene: Scene, part: Examples) -> Plot | None:
    """Return every gate of every cell over time on one example, with the marks of its second channel above."""
    inside = scene.network.inside(scene.network.feed(part.inputs, None, part.lengths))
    shown = next((found for found in reversed(inside.values()) if _GATES[0] in found), None)
    if shown is None:
        return None
    marked = part.values()[0, :, 1] > 0.5
    marks: list[Mark] = []
    ticks, height = [], 0.0
    for name in reversed(_GATES):
        rows = shown[name][:, :, 0].T
        # Cells whose gate opens at the marks lie above those where it shuts.
        rows = rows[np.argsort(rows[:, marked].mean(1) - rows.mean(1), kind="stable")]
        marks.append(over_time(tr(name), rows, height, height + len(rows)))
        ticks.append((height + len(rows) / 2, tr(name)))
        height += len(rows) + 2.0
    at = np.flatnonzero(marked) + 1.0
    above = np.full(len(at), height + 1.0)
    marks.append(Points(tr("to be added"), at, above, SERIES[1], "diamond", placed=True))
    x = Axis(tr("time"), range=(0.5, scene.prepared.shape[0] + 0.5))
    return Plot(x, Axis(range=(0.0, height + 3.0), ticks=tuple(ticks)), tuple(marks), legend=False, share=1.3)
