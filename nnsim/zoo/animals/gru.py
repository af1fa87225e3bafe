"""Gated recurrent unit: reads a text and says which character comes next, and adds two marked numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.adding_problem import AddingProblem
from nnsim.data.sources.program_text import ProgramText
from nnsim.data.splitters.by_time import ByTime
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Line, Plot, Points
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_layers, with_source
from nnsim.zoo.drawing.written_text import WIDE, next_bars, text_lines
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising
from nnsim.zoo.surprise import counted_surprise, surprise
from nnsim.zoo.writing import as_text, beginning, shares_next, written

_BIGRAM = 2.2885
"""Nats a character of a bigram model on the frozen text; findings count it anew on the data there are."""
_EPOCHS = 5
_TEMPERATURES = (0.5, 1.0)
_LINES = 3
_WRITTEN = _LINES * WIDE
_SEEN = 200
"""Sums that are drawn."""
_SMALL = Claim(
    mark("Adding problem of 30 steps, after 1,000 updates: mean squared error on held-out sequences"),
    (0.01,),
    AT_MOST,
    "",
    own=True,
)


def _adding(project: Project) -> Project:
    """Return the adding problem, whatever the project was: 1,000 updates with batches of 64."""
    return seeded(
        chain(
            Input(),
            GRU(24),
            Dense(1),
            data=DataSettings(
                AddingProblem(points=66_000, steps=30), validation_share=2 / 66, test_share=0.0
            ),
            learning_rate=0.005,
            batch=64,
            epochs=1,
            clipping=ClipByGlobalNorm(1.0),
        ),
        project.training.seed,
    )


def _lstm(project: Project) -> Project:
    return with_layers(
        project, lambda layer: LSTM(layer.units, layer.returns) if isinstance(layer, GRU) else layer
    )


def _three_characters(project: Project) -> Project:
    return with_source(project, ProgramText(length=3))


@animals.register
class GRUAnimal(Animal):
    """Next character of the frozen text; the adding problem beside it."""

    key = "gru"
    title = mark("Gated recurrent unit")
    family = Family.RECURRENT
    summary = mark(
        "Cells read a sequence step by step, and each decides by a gate how much of the new it takes in. Where the gate is"
        " shut a cell keeps what it holds, over many steps, and the gradient finds its way back. It does with two gates"
        " what an LSTM does with three, and has no memory beside its output. From the last dozen characters of a text it"
        " tells the next, better than counting does."
    )
    formula = "h ← (1 − z)·n + z·h,  n = tanh(Wₙ·x + bₙ + r·(Uₙ·h + b_h))"
    source = "Cho et al. 2014"
    order = 70
    claim = Claim(
        mark("Nats a character, held out, at most those of a bigram model, which knows the one before"),
        (_BIGRAM,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(mark("The adding problem: two of thirty numbers are marked, and their sum is wanted."), _adding),
        Try(mark("An LSTM in its place: it learns the same."), _lstm),
        Try(mark("Only three characters before: it tells the next less well."), _three_characters),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Embedding(30, 16),
            GRU(64),
            Dense(30),
            data=DataSettings(
                ProgramText(length=12), validation_share=1 / 6, test_share=0.0, splitter=ByTime()
            ),
            learning_rate=0.01,
            schedule=CosineAnnealing(_EPOCHS),
            batch=64,
            epochs=_EPOCHS,
            clipping=ClipByGlobalNorm(1.0),
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Adding problem"), _adding(self.project())),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(project)
        scene = scene_of(run)
        yield Raised(0.0, figure=self.portrait(scene))
        for share in raising(run):
            yield Raised(0.8 * share, figure=self.portrait(scene_of(run, scene)))
        adding = begin(_adding(project))
        for share in raising(adding):
            yield Raised(0.8 + 0.15 * share)
        judged = self.judged(project, run)
        yield replace(judged, findings=(*judged.findings, _sums(scene_of(adding))))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        if not scene.prepared.classes:
            return (_sums(scene),)
        bigram = counted_surprise(scene.prepared, 1)
        return (Finding(replace(self.claim, expected=(bigram,)), (surprise(scene),)),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        if not scene.prepared.classes:
            return ()
        told = [
            tr("unigram {x}").format(x=_shown(counted_surprise(scene.prepared, 0))),
            *_counted(scene),
            tr("this network {x}").format(x=_shown(surprise(scene))),
        ]
        pattern = tr("Nats a character on {n} held-out characters: {list}.")
        return (pattern.format(n=f"{len(scene.prepared.validation):,}", list=", ".join(told)),)

    def portrait(self, scene: Scene) -> Figure | None:
        if not scene.prepared.classes:
            return _sums_drawn(scene)
        names, codes = scene.prepared.dataset.target_names, beginning(scene)
        texts = written(scene, codes, np.array(_TEMPERATURES), _WRITTEN, seed=0)
        paragraphs = [(tr("It reads"), f"… {as_text(codes, names)}…", 1)]
        for temperature, text in zip(_TEMPERATURES, texts, strict=True):
            heading = tr("It goes on, at temperature {t}").format(t=f"{temperature:g}")
            paragraphs.append((heading, as_text(text, names), _LINES))
        plots = (
            text_lines(paragraphs, share=1.7),
            next_bars(shares_next(scene, codes[np.newaxis])[0], names, tr("What comes next")),
        )
        caption = tr(
            "Each character is drawn by what the network says comes next; a low temperature takes the likeliest."
        )
        return Figure(tr("What it writes"), caption, plots)


def _shown(nats: float) -> str:
    return f"{nats:.3f}"


def _counted(scene: Scene) -> Iterator[str]:
    """Yield what models that count reach with one, two and three characters before, as far as the data have them."""
    for before, words in enumerate((mark("bigram {x}"), mark("trigram {x}"), mark("4-gram {x}")), 1):
        try:
            yield tr(words).format(x=_shown(counted_surprise(scene.prepared, before)))
        except NnsimError:
            return


def _sums(scene: Scene) -> Finding:
    """Return the finding of a network that tells numbers: its error on what it did not learn from."""
    part = scene.prepared.validation if len(scene.prepared.validation) else scene.prepared.train
    said = scene.answers(scene.network.feed(part.values()))
    return Finding(_SMALL, (float(((said - part.targets) ** 2).mean()),))


def _sums_drawn(scene: Scene) -> Figure:
    part = scene.prepared.validation if len(scene.prepared.validation) else scene.prepared.train
    rows = slice(_SEEN)
    right = np.asarray(part.targets[rows])[:, 0]
    said = scene.answers(scene.network.feed(part.values(rows)))[:, 0]
    ends = np.array([right.min(), right.max()])
    marks = (
        Line(tr("right"), ends, ends, palette.FAINT, style="dashed"),
        Points(tr("sequences"), right, said, palette.SERIES[0], size=4.0),
    )
    plot = Plot(Axis(tr("what is right")), Axis(tr("what it says")), marks, legend=False)
    return Figure(tr("What it says of sequences it did not learn from"), "", (plot,))
