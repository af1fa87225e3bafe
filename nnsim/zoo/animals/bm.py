"""Boltzmann machine: four visible and three hidden cells, all tied to each other, learn six little pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.bars_and_stripes import BarsAndStripes
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.binary_states import binary_states, state_numbers
from nnsim.engine.boltzmann_energy import MOST_UNITS, Couplings, divergence
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.rules.boltzmann_learning import BoltzmannLearning
from nnsim.figures.figure import Array, Axis, Figure, Image, Mark, Plot, Points, Segments, Spans
from nnsim.figures.palette import AMBER, GREEN, SERIES, coloured
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals
from nnsim.zoo.drawing.digits_told import as_images
from nnsim.zoo.drawing.tiles import on_and_off, tiles
from nnsim.zoo.family import Family
from nnsim.zoo.gibbs_trials import sampled, total_variation
from nnsim.zoo.measuring import fed_to, learned, stages_with

_MOST_DRAWN, _DREAMS = 5, 24
"""Inputs of which all states are drawn side by side, and dreams that are drawn where there are more."""
_JUDGED = (20_000, 1000, 6, 30)
_DRAWN = (500, 50, 4, 5)
"""Chains, sweeps before the first look, looks and sweeps between them: to judge, and to draw while it trains."""


def _one_hidden(project: Project) -> Project:
    machines = {n.id: n.layer for n in project.graph.nodes if isinstance(n.layer, Boltzmann)}
    alone = {id_: replace(layer, units=1) for id_, layer in machines.items()}
    return replace(project, graph=edits.set_layers(project.graph, alone))


def _three_cells(project: Project) -> Project:
    return replace(project, data=replace(project.data, source=BarsAndStripes(size=3)))


@animals.register
class BoltzmannAnimal(Animal):
    """4 visible and 3 hidden cells on the bars and stripes of 2 × 2 cells."""

    key = "bm"
    title = mark("Boltzmann machine")
    family = Family.PROBABILISTIC
    summary = mark(
        "A Hopfield network whose cells are on by chance, the more likely the stronger the others pull, and some of"
        " whose cells are hidden. Left to itself it visits its states, the deep ones more often. It learns by"
        " comparing how often two cells are on together while data hold the visible ones, and while it dreams. So few"
        " cells can be summed exactly; Gibbs sampling asks them one by one, and comes to the same."
    )
    formula = "p(x) = e^−E(x) / Z,  Δwᵢⱼ = η·(⟨xᵢ·xⱼ⟩ data − ⟨xᵢ·xⱼ⟩ dreamed)"
    source = "Ackley, Hinton & Sejnowski 1985"
    order = 140
    claim = Claim(
        mark("Divergence KL of bars and stripes from what the machine says, nats"),
        (0.05,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(
            mark("One hidden cell instead of three: does it still tell the six pictures from the rest?"),
            _one_hidden,
        ),
        Try(mark("Three by three cells, fourteen pictures: as many states as can be summed."), _three_cells),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Boltzmann(3),
            data=DataSettings(BarsAndStripes(size=2)),
            optimizer=Adam(),
            rule=BoltzmannLearning(),
            learning_rate=0.02,
            epochs=1000,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        kl = divergence(_pictures(scene), _machine(scene).of_visible())
        return (Finding(self.claim, (kl,)),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        for raised in super().raise_from(seed):
            if raised.finished and raised.opened is not None:
                run = begin(raised.opened.project, learned=raised.opened.learned)
                # Seconds of sampling: nobody who watches the training is to wait for that.
                raised = replace(raised, findings=(*raised.findings, _sampled_alike(scene_of(run))))
            yield raised

    def notes(self, scene: Scene) -> tuple[str, ...]:
        told = _machine(scene).of_visible()
        there = np.unique(state_numbers(_pictures(scene) > 0.5))
        words = tr(
            "The pictures it was shown have {share} of all probability; {n} nats a picture are the least."
        )
        return (words.format(share=f"{told[there].sum():.1%}", n=f"{np.log(len(there)):.3f}"),)

    def portrait(self, scene: Scene) -> Figure | None:
        machine = _machine(scene)
        told = machine.of_visible()
        few = machine.visible <= _MOST_DRAWN
        right = _chances(machine, told, _pictures(scene)) if few else _dreams(machine)
        caption = tr("KL {kl} nats. A tie is blue where two cells pull each other on, orange where off.")
        return Figure(
            tr("Its ties, and how likely each picture is"),
            caption.format(kl=f"{divergence(_pictures(scene), told):.3f}"),
            (_ring(machine), right),
        )


def _sampled_alike(scene: Scene) -> Finding:
    """Judge Gibbs sampling of a machine by the sum over all its states."""
    machine = _machine(scene)
    apart = total_variation(sampled(machine, scene.network.seed, *_JUDGED), machine.of_visible())
    words = mark("Total variation between Gibbs sampling, 120,000 looks, and the exact probabilities")
    return Finding(Claim(words, (0.02,), AT_MOST, "Geman & Geman 1984"), (apart,))


def _machine(scene: Scene) -> Couplings:
    [stage, *_] = stages_with(scene, Boltzmann)
    cells = stage.inputs[0][0] + stage.shape[0]
    if cells > MOST_UNITS:
        raise NnsimError(
            tr(
                "This machine has {n} cells, and all states of {most} at most can be summed. Use data with fewer inputs,"
                " or fewer hidden cells."
            ).format(n=f"{cells:,}", most=MOST_UNITS)
        )
    return Couplings.of(*(learned(scene, stage, name) for name in ("W", "V", "H", "a", "b")))


def _pictures(scene: Scene) -> Array:
    """Return the training examples, (n, examples)."""
    [stage, *_] = stages_with(scene, Boltzmann)
    return fed_to(scene, stage, scene.prepared.train.values()).T


def _ring(machine: Couplings) -> Plot:
    """Return all cells on a circle, with ties as wide as they pull."""
    count = len(machine.biases)
    angle = np.pi / 2 - 2 * np.pi * (np.arange(count) + 0.5) / count
    at = np.column_stack([np.cos(angle), np.sin(angle)])
    most = float(np.abs(machine.pairs).max()) or 1.0
    ties = [(i, j) for i in range(count) for j in range(i) if machine.pairs[i, j]]
    marks: list[Mark] = [
        _tie(at[[i, j]], machine.pairs[i, j], most)
        for i, j in sorted(ties, key=lambda t: abs(machine.pairs[t]))
    ]
    seen, hidden = at[: machine.visible], at[machine.visible :]
    marks += [
        Points(tr("visible"), seen[:, 0], seen[:, 1], AMBER, "circle", tr("visible"), size=15.0),
        Points(tr("hidden"), hidden[:, 0], hidden[:, 1], GREEN, "hexagon", tr("hidden"), size=15.0),
    ]
    edge = Axis(range=(-1.25, 1.25))
    return Plot(edge, edge, tuple(marks), aspect=1.0, share=0.75, bare=True)


def _tie(ends: Array, pull: float, most: float) -> Segments:
    colour = SERIES[0] if pull > 0 else SERIES[1]
    return Segments(
        tr("tie of {n}").format(n=f"{pull:.2f}"), ends[np.newaxis], colour, width=0.5 + 4 * abs(pull) / most
    )


def _chances(machine: Couplings, told: Array, pictures: Array) -> Plot:
    """Return p of every state of the visible cells: by the data, exactly, and by Gibbs sampling, above little pictures."""
    x = np.arange(len(told), dtype=np.float64)
    data = np.bincount(state_numbers(pictures > 0.5), minlength=len(told)) / pictures.shape[1]
    seen = sampled(machine, 0, *_DRAWN)
    top = 1.15 * float(max(data.max(), told.max(), seen.max()))
    marks: list[Mark] = [
        Spans(tr("machine, exactly"), x, np.zeros(len(x)), told, SERIES[0], width=0.7),
        Points(tr("data"), x[data > 0], data[data > 0], SERIES[1], "diamond", tr("data"), size=8.0),
        Points(tr("Gibbs sampling"), x, seen, SERIES[2], "circle", tr("Gibbs sampling"), mark=1, size=6.0),
        *_little_pictures(machine.visible, top),
    ]
    y = Axis("p", range=(-0.16 * top, top), ticks=tuple((t, f"{t:g}") for t in _ticks(top)))
    return Plot(Axis(tr("picture"), range=(-0.8, len(told) - 0.2), ticks=()), y, tuple(marks), share=1.25)


def _dreams(machine: Couplings) -> Plot:
    """Return what some chains dream, where the inputs have too many states to draw them all."""
    rng = np.random.default_rng(0)
    states = (rng.random((len(machine.biases), _DREAMS)) < 0.5).astype(np.float64)
    machine.gibbs(states, 50, rng)
    seen = states[: machine.visible].T
    images = as_images(seen)
    shown = seen[:, np.newaxis] if images is None else images
    return tiles(tr("cell"), shown, 6, title=tr("Dreams"), table=on_and_off(SERIES[0]), share=1.25)


def _ticks(top: float) -> list[float]:
    step = 0.05 if top < 0.35 else 0.1 if top < 0.7 else 0.2
    return [round(k * step, 2) for k in range(int(top / step) + 1)]


def _little_pictures(visible: int, top: float) -> Iterator[Image]:
    """Yield every state of the visible cells as a little picture below its place."""
    side = round(visible**0.5)
    shape = (side, side) if side * side == visible else (visible, 1)
    table = on_and_off(SERIES[0])
    for k, state in enumerate(binary_states(visible).T):
        upright = state.reshape(shape)[::-1]
        extent = (k - 0.36, k + 0.36, -0.13 * top, -0.03 * top)
        yield Image(
            tr("picture {k}").format(k=k + 1),
            upright,
            coloured(upright, (0.0, 1.0), table),
            extent,
            smooth=False,
        )
