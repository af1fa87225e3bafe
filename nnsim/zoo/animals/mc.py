"""Markov chain: which character follows which, counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import Source
from nnsim.data.sources.program_text import ProgramText
from nnsim.data.sources.weather import TRANSITIONS, Weather
from nnsim.data.splitters.by_time import ByTime
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.rules.counting import Counting
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_layers, with_source
from nnsim.zoo.drawing.transitions import long_run, transition_map
from nnsim.zoo.family import Family
from nnsim.zoo.learned_chain import LearnedChain
from nnsim.zoo.raising import raising
from nnsim.zoo.surprise import counted_surprise, surprise
from nnsim.zoo.writing import as_text

_STEPS, _SHOWN_STEPS = 200_000, 10_000
"""Steps of the walks that are judged, and that are drawn."""
_WRITTEN = 90


def _project(source: Source, states: int) -> Project:
    return chain(
        Input(),
        MarkovChain(states),
        data=DataSettings(source, validation_share=1 / 6, test_share=0.0, splitter=ByTime()),
        rule=Counting(),
        batch=500,
        epochs=1,
    )


def _remembering_two(project: Project) -> Project:
    changed = with_layers(
        project, lambda layer: replace(layer, memory=2) if isinstance(layer, MarkovChain) else layer
    )
    return with_source(changed, ProgramText(length=2))


def _weather(project: Project) -> Project:
    return seeded(_project(Weather(), len(TRANSITIONS)), project.training.seed)


def _all_alike(project: Project) -> Project:
    return replace(project, training=replace(project.training, rule=Counting(smoothing=1_000.0)))


@animals.register
class MarkovChainAnimal(Animal):
    """Characters of the frozen text; a weather chain beside it."""

    key = "mc"
    title = mark("Markov chain")
    family = Family.PROBABILISTIC
    summary = mark(
        "States follow each other by chance, and which comes next depends on the present one alone. So learning is"
        " counting: how often each state followed each other one. Wherever it begins, in the long run it visits every"
        " state with a share of its own, the eigenvector of its matrix with the eigenvalue 1. Of a text it knows which"
        " letters go together, and no word."
    )
    formula = "P(j | i) = nᵢⱼ / nᵢ,  π = π·P"
    source = "Markov 1906, 1913; Shannon 1948"
    order = 120
    claim = Claim(
        mark("Shares of states in a long walk against the eigenvector, their differences added up (L1)"),
        (0.02,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(
            mark("It remembers two characters instead of one: what it writes begins to look like words."),
            _remembering_two,
        ),
        Try(
            mark("Weather instead of a text: three states, and the matrix they were drawn from is known."),
            _weather,
        ),
        Try(mark("1,000 added to every count: all characters follow alike."), _all_alike),
    )

    def project(self) -> Project:
        return _project(ProgramText(length=1), 30)

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Weather"), _weather(self.project())),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(project)
        yield Raised(0.1, figure=self.portrait(scene_of(run)))
        for share in raising(run):
            yield Raised(0.1 + 0.6 * share)
        weather = begin(with_source(_weather(project), Weather(seed=seed)))
        for _ in raising(weather):
            pass
        yield Raised(0.8, figure=self.portrait(scene_of(run)))
        judged, found = self.judged(project, run), LearnedChain.of(scene_of(weather))
        days = Finding(
            replace(self.claim, words=mark("The same of the weather")),
            (_distance(found, seed),),
            tr("In {n} days.").format(n=f"{_STEPS:,}"),
        )
        off = tr("The shares it learned of the weather are at most {d} off those it was drawn from.").format(
            d=f"{np.abs(found.shares - TRANSITIONS).max():.3f}"
        )
        yield replace(judged, findings=(*judged.findings, days), notes=(*judged.notes, off))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        away = Finding(
            self.claim,
            (_distance(LearnedChain.of(scene), scene.network.seed),),
            tr("In {n} steps.").format(n=f"{_STEPS:,}"),
        )
        words = mark(
            "Nats a state, held out, at most those of a unigram model, which only knows how frequent each is"
        )
        unigram = counted_surprise(scene.prepared, 0)
        below = Finding(Claim(words, (unigram,), AT_MOST, "", own=True), (surprise(scene),))
        return (away, below)

    def portrait(self, scene: Scene) -> Figure | None:
        found = LearnedChain.of(scene)
        walked = found.walked(_SHOWN_STEPS, np.random.default_rng(0))
        stationary = found.stationary()
        plots = (
            transition_map(found.transitions(), stationary, found.names),
            long_run(stationary, found.shares_of(walked), found.names),
        )
        caption = tr("Points: a walk of {n} steps. It writes: “{text}”").format(
            n=f"{_SHOWN_STEPS:,}", text=as_text(walked, found.names)[:_WRITTEN]
        )
        return Figure(tr("What follows what, and what that leads to"), caption, plots)


def _distance(found: LearnedChain, seed: int) -> float:
    """Return how far the shares of a long walk are from those of the eigenvector, added up."""
    walked = found.walked(_STEPS, np.random.default_rng([seed, 3]))
    return float(np.abs(found.shares_of(walked) - found.stationary()).sum())
