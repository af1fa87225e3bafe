"""Liquid state: spiking cells that never learn, and a read-out that listens to their spikes."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Examples
from nnsim.data.sources.spike_templates import SpikeTemplates
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.liquid import Liquid
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.ridge import ridge
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array, Axis, Bars, Figure, Mark, Plot, Segments
from nnsim.figures.palette import AMBER, CLASSES, SERIES
from nnsim.lab.claim import AT_LEAST, AT_MOST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_settings
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy, given_by

_RIDGE = 1e-2
_MEASURED = 40
"""Examples whose spikes are counted."""


def _never_still(project: Project) -> Project:
    return with_settings(project, Liquid, recurrent_scale=1.5)


def _nothing_goes_round(project: Project) -> Project:
    return with_settings(project, Liquid, recurrent_scale=0.0)


def _more_jitter(project: Project) -> Project:
    source = (
        replace(project.data.source, jitter=20.0) if isinstance(project.data.source, SpikeTemplates) else None
    )
    return replace(project, data=replace(project.data, source=source or SpikeTemplates(jitter=20.0)))


@animals.register
class LiquidStateAnimal(Animal):
    """135 leaky integrate-and-fire cells tell four templates of spikes."""

    key = "lsm"
    title = mark("Liquid state machine")
    family = Family.OTHER
    summary = mark(
        "Cells that spike are fed back to each other, as pieces of a cortex are; a fifth of them inhibits. Spikes that come"
        " in make waves among them, as a stone does in water, and the waves tell for a while what fell in. The cells never"
        " learn. A read-out that is solved in one step listens to a trace of their spikes."
    )
    formula = "v ← e^(−1/τ)·v + g·W·x + q·U·z,  z = 1 if v ≥ 1"
    source = "Maass, Natschläger & Markram 2002"
    order = 210
    claim = Claim(mark("Validation accuracy on four templates of spikes"), (0.95,), AT_LEAST, "", own=True)
    tries = (
        Try(
            mark(
                "Cells that drive each other three times as much: they never fall still, and all waves look alike."
            ),
            _never_still,
        ),
        Try(
            mark("Nothing goes round: how much of it do the cells know from what comes in alone?"),
            _nothing_goes_round,
        ),
        Try(mark("Every spike moved by 20 milliseconds instead of 4."), _more_jitter),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Liquid(),
            Dense(4),
            data=DataSettings(SpikeTemplates(seed=1)),
            loss=MeanSquaredError(),
            rule=RidgeReadout(_RIDGE),
            epochs=1,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)), Finding(_CALM, (_rate(scene),)))

    def notes(self, scene: Scene) -> tuple[str, ...]:
        prepared, stage = scene.prepared, _liquid(scene)
        if stage is None or not prepared.classes or not len(prepared.validation):
            return ()
        assert isinstance(stage.layer, Liquid)
        seen, asked = (_trace_of_input(p, stage.layer.trace) for p in (prepared.train, prepared.validation))
        wanted = (prepared.train.targets[:, np.newaxis] == np.arange(prepared.classes)).astype(float)
        weights = ridge(seen.T, wanted, 1e-6, constant=True)
        told = (asked @ weights[:-1] + weights[-1]).argmax(1)
        text = tr("A read-out that listens to the input alone, through the same trace, is right in {share}.")
        return (text.format(share=f"{(told == prepared.validation.targets).mean():.3f}"),)

    def portrait(self, scene: Scene) -> Figure | None:
        stage = _liquid(scene)
        if stage is None:
            return None
        prepared = scene.prepared
        part = prepared.validation if len(prepared.validation) else prepared.train
        heard = part.values(slice(1))
        assert isinstance(stage.layer, Liquid)
        traces = given_by(scene, stage, replace(stage.layer, returns="all"), heard)[0]
        plots = [_raster(scene, stage, heard[0], _spikes_of(traces, stage.layer))]
        answers = _answers(scene, part)
        caption = ""
        if answers is not None:
            plots.append(answers)
            name = prepared.dataset.target_names[int(part.targets[0])]
            caption = tr("The read-out is asked at the end. It was template {name}.").format(name=name)
        return Figure(tr("Spikes, and what is read from them"), caption, tuple(plots))


_CALM = Claim(mark("Spikes of a cell in a second, on the average"), (100.0,), AT_MOST, "", own=True)


def _liquid(scene: Scene) -> Stage | None:
    """Return the spiking cells that read the data; None where there are none."""
    return next(
        (
            s
            for s in scene.network.stages
            if isinstance(s.layer, Liquid) and s.inputs[0] == scene.prepared.shape
        ),
        None,
    )


def _spikes_of(traces: Array, layer: Liquid) -> Array:
    """Return where cells spike, of their traces (…, time, units)."""
    fade = math.exp(-1 / layer.trace)
    before = np.concatenate([np.zeros_like(traces[..., :1, :]), traces[..., :-1, :]], axis=-2)
    found: Array = (traces - fade * before) > 0.5 * (1 - fade)
    return found


def _rate(scene: Scene) -> float:
    """Return how many times a cell spikes in a second, on the average of cells and some examples; NaN without any."""
    stage = _liquid(scene)
    if stage is None:
        return math.nan
    assert isinstance(stage.layer, Liquid)
    heard = scene.prepared.train.values(slice(_MEASURED))
    traces = given_by(scene, stage, replace(stage.layer, returns="all"), heard)
    return 1000 * float(_spikes_of(traces, stage.layer).mean())


def _trace_of_input(part: Examples, window: float) -> Array:
    """Return the trace that the end of each sequence leaves of every channel, (n, channels)."""
    heard = part.values()
    age = np.arange(heard.shape[1])[::-1]
    traces: Array = np.einsum("ntc,t->nc", heard, np.exp(-age / window))
    return traces


def _raster(scene: Scene, stage: Stage, heard: Array, spikes: Array) -> Plot:
    """Return one mark for each spike, of the cells (time, units) and, below them, of what came in (time, channels)."""
    inhibits = (dict(scene.network.parameters.items())[f"{stage.id}/U"] < 0).any(1)
    cells, channels = spikes.shape[1], heard.shape[1]
    height = max(3.0, 0.2 * cells / channels)
    marks: list[Mark] = [
        _ticks(tr("input"), heard.T > 0, -height * (1 + np.arange(channels)), 0.8 * height, AMBER)
    ]
    rows = np.arange(cells, dtype=np.float64)
    for name, own, colour in (
        (tr("excitatory"), ~inhibits, SERIES[0]),
        (tr("inhibitory"), inhibits, SERIES[4]),
    ):
        marks.append(_ticks(name, spikes.T[own], rows[own], 2.0, colour))
    time = Axis(tr("time"), tr("ms"), range=(0.0, float(len(spikes))))
    return Plot(time, Axis(tr("cell"), range=(-height * (channels + 1), cells + 1.0)), tuple(marks))


def _ticks(name: str, spikes: Array, rows: Array, height: float, colour: str) -> Segments:
    """Return upright marks where `spikes` (rows, time) are, at the heights `rows`."""
    row, time = np.nonzero(spikes)
    ends = np.empty((len(row), 2, 2))
    ends[:, :, 0] = time[:, np.newaxis] + 0.5
    ends[:, 0, 1], ends[:, 1, 1] = rows[row] - height / 2, rows[row] + height / 2
    return Segments(name, ends, colour, width=1.4)


def _answers(scene: Scene, part: Examples) -> Plot | None:
    """Return what the read-out says of the first example of a part; None where it does not say one number a class."""
    names = scene.prepared.dataset.target_names
    if not scene.network.outputs:
        return None
    said = scene.answers(scene.network.feed(part.values(slice(1))))[0]
    if not scene.prepared.classes or len(said) != len(names):
        return None
    colours = tuple(CLASSES[k % len(CLASSES)] for k in range(len(names)))
    low, high = min(0.0, float(said.min())), max(1.0, float(said.max()))
    bars = Bars(tr("answer"), names, said.astype(np.float64).clip(low, high), colours)
    return Plot(Axis(tr("answer"), range=(low, high)), Axis(downward=True), (bars,), legend=False, share=0.4)
