"""Echo state: a reservoir that never learns, and a read-out that listens to its echoes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Examples
from nnsim.data.sources.mackey_glass import MackeyGlass
from nnsim.data.sources.narma import Narma10
from nnsim.data.splitters.by_time import ByTime
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.ridge import ridge
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.figures.palette import FAINT, SERIES
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_settings
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import given_by
from nnsim.zoo.raising import raising

_SHOWN, _FREE, _LONG = 80, 100, 200
"""Steps that are drawn of what it was not trained on, and of a series that it continues alone, live and at the end."""
_APART, _TOGETHER = 30, 200
"""Steps of two different beginnings, and of the same input behind them."""
_FORGOTTEN = 1e-3
"""Less than this of what two beginnings differ by is an echo that has faded."""
_LAGS, _HEARD = 100, 4000
"""How far back it is asked what came in, and how many random numbers it is told for that."""


def _beyond_one(project: Project) -> Project:
    return with_settings(project, Reservoir, radius=1.5)


def _few_cells(project: Project) -> Project:
    return with_settings(project, Reservoir, units=50)


def _chaos(project: Project) -> Project:
    # Slower cells for a signal that is slow, and hardly any ridge for one that has no noise.
    project = with_settings(project, Reservoir, leak=0.5, bias_scale=0.5)
    rule = RidgeReadout(1e-8)
    data = replace(project.data, source=MackeyGlass(steps=40))
    return replace(project, data=data, training=replace(project.training, rule=rule))


@animals.register
class EchoStateAnimal(Animal):
    """500 cells on NARMA-10."""

    key = "esn"
    title = mark("Echo state network")
    family = Family.OTHER
    summary = mark(
        "A few hundred cells are fed back to each other by weights that are drawn once and never learn. What comes in goes"
        " round among them and fades, so that the cells hold an echo of the past, bent in many ways. The read-out is solved"
        " in one step from what they say. It only works while the echo fades: the spectral radius has to be below 1."
    )
    formula = "h ← tanh(s·W·x + ρ·U·h),  y = V·h + b"
    source = "Jaeger 2001; Jaeger & Haas 2004; NARMA-10: Atiya & Parlos 2000"
    order = 230
    claim = Claim(
        mark("Error on steps behind those it was trained on, over their standard deviation (NRMSE)"),
        (0.25,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(mark("A spectral radius of 1.5: the echo no longer fades, and the error grows."), _beyond_one),
        Try(mark("50 cells instead of 500: they remember less."), _few_cells),
        Try(
            mark("The Mackey-Glass equation: train it, and it goes on alone, fed with what it said."), _chaos
        ),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Reservoir(500, radius=0.9, washout=20),
            Dense(1),
            data=DataSettings(Narma10(), validation_share=1 / 3, test_share=0.0, splitter=ByTime()),
            loss=MeanSquaredError(),
            rule=RidgeReadout(1e-4),
            epochs=1,
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Mackey-Glass"), _chaos(self.project())),)

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(project)
        yield Raised(0.1, figure=self.portrait(scene_of(run)))
        for share in raising(run):
            yield Raised(0.6 * share)
        yield Raised(0.6, figure=self.portrait(scene_of(run)))
        chaos = begin(seeded(_chaos(self.project()), seed))
        for share in raising(chaos):
            yield Raised(0.6 + 0.3 * share)
        raised = self.judged(project, run)
        alone, steps = _alone(scene_of(chaos), _LONG)
        followed = tr(
            "Trained on the Mackey-Glass equation it goes on alone, and is right for {n} of {most} steps: off by less"
            " than half a deviation."
        ).format(n=steps, most=_LONG)
        assert raised.figure is not None
        beside = replace(alone, title=tr("Mackey-Glass, alone"), legend=False)
        figure = replace(raised.figure, plots=(*raised.figure.plots, beside))
        yield replace(raised, figure=figure, notes=(*raised.notes, followed))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        right, said = _held_out(scene)
        spread = float(right.std())
        error = math.sqrt(float(((said - right) ** 2).mean())) / spread if spread else math.nan
        return (Finding(self.claim, (error,), tr("On {n} steps.").format(n=f"{len(right):,}")),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        stage = _reservoir(scene)
        return () if stage is None else (_fading(scene, stage), _capacity(scene, stage))

    def portrait(self, scene: Scene) -> Figure | None:
        if _feeds_itself(scene):
            return Figure(tr("What it tells from the echoes"), "", (_alone(scene, _FREE)[0],))
        right, said = _held_out(scene, _SHOWN)
        plot = _two_lines(right, said, tr("Not trained on"), scene)
        return Figure(tr("What it tells from the echoes"), "", (plot,))


# ---- what it says ---------------------------------------------------------------------------------


def _told_ahead(scene: Scene) -> Examples:
    """Return the examples that it is judged on; raises NnsimError for data and networks that tell no numbers."""
    prepared = scene.prepared
    if prepared.classes or not scene.network.outputs:
        raise NnsimError(
            tr("There are no numbers that this network tells: it needs a series, and a loss on its output.")
        )
    return prepared.validation if len(prepared.validation) else prepared.train


def _held_out(scene: Scene, most: int | None = None) -> tuple[Array, Array]:
    """Return the first target of the validation part, and what the network says, (n,) each, in units of the data."""
    part, rows = _told_ahead(scene), slice(most)
    said = scene.answers(scene.network.feed(part.values(rows)))[:, 0]
    return _in_units(scene, part.targets[rows, 0]), _in_units(scene, said)


def _in_units(scene: Scene, y: Array) -> Array:
    """Return numbers of the first target, (n,), in units of the data."""
    return scene.prepared.target_scaler.of((0,)).invert(np.asarray(y, np.float64)[:, np.newaxis])[:, 0]


def _two_lines(right: Array, said: Array, title: str, scene: Scene) -> Plot:
    steps = np.arange(len(right), dtype=np.float64)
    lines = (
        Line(tr("series"), steps, right, FAINT, width=2.4),
        Line(tr("network"), steps, said, SERIES[0], style="dashed"),
    )
    names = scene.prepared.dataset.target_names
    return Plot(Axis(tr("step")), Axis(names[0]), lines, title)


def _feeds_itself(scene: Scene) -> bool:
    """Return whether what is told of a window is what the next window ends with: then it can go on alone."""
    prepared, part = scene.prepared, _told_ahead(scene)
    if len(prepared.shape) != 2 or prepared.shape[1] != 1 or len(part) <= _FREE:
        return False
    inputs = prepared.scaler.invert(part.values(slice(1, _FREE)))[:, -1, 0]
    return bool(np.allclose(inputs, _in_units(scene, part.targets[: _FREE - 1, 0])))


def _alone(scene: Scene, steps: int) -> tuple[Plot, int]:
    """Return how a series goes on that is fed with what the network says, and how many steps it is right."""
    prepared, part = scene.prepared, _told_ahead(scene)
    right = _in_units(scene, part.targets[:steps, 0])
    window, said = part.values(slice(1)).copy(), np.zeros(steps)
    for k in range(steps):
        said[k] = _in_units(scene, scene.network.predict(window)[0][:, 0])[0]
        window[0, :-1] = window[0, 1:]
        window[0, -1:] = prepared.scaler.apply(np.full((1, 1, 1), said[k]))[0, 0]
    off = np.flatnonzero(np.abs(said - right) > 0.5 * right.std())
    plot = _two_lines(right, said, tr("Alone: fed with what it said"), scene)
    return plot, int(off[0]) if len(off) else steps


# ---- the echo -------------------------------------------------------------------------------------


def _reservoir(scene: Scene) -> Stage | None:
    """Return the reservoir that reads the data, None where there is none."""
    stages = scene.network.stages
    return next(
        (s for s in stages if isinstance(s.layer, Reservoir) and s.inputs[0] == scene.prepared.shape), None
    )


def _echoes(scene: Scene, stage: Stage, heard: Array) -> Array:
    """Return what the cells of a reservoir do, (sequences, time, units), when they hear (sequences, time, features)."""
    assert isinstance(stage.layer, Reservoir)
    return given_by(scene, stage, replace(stage.layer, returns="all", washout=0), heard)


def _like_the_data(scene: Scene, shape: tuple[int, ...]) -> Array:
    """Return random numbers over the range of the inputs, of this shape."""
    seen = scene.prepared.train.values()
    return np.random.default_rng(0).uniform(seen.min(), seen.max(), shape)


def _fading(scene: Scene, stage: Stage) -> str:
    """Say whether two different beginnings come to the same under the same input."""
    heard = _like_the_data(scene, (2, _APART + _TOGETHER, stage.inputs[0][1]))
    heard[1, _APART:] = heard[0, _APART:]
    found = _echoes(scene, stage, heard)
    away = np.linalg.norm(found[0] - found[1], axis=1)
    left = float(away[-1] / away[_APART - 1]) if away[_APART - 1] else 0.0
    if left < _FORGOTTEN:
        text = tr(
            "The echo fades: after {n} steps of the same input {left} is left of a different beginning."
        )
    else:
        text = tr(
            "The echo is lost: after {n} steps of the same input {left} is left of a different beginning. Set the spectral"
            " radius below 1."
        )
    return text.format(n=_TOGETHER, left=f"{left:.2g}")


def _capacity(scene: Scene, stage: Stage) -> str:
    """Say how many steps of random input a read-out finds again (Jaeger 2001): at most as many as there are cells."""
    heard = _like_the_data(scene, (1, _LAGS + 2 * _HEARD, stage.inputs[0][1]))
    states, signal = _echoes(scene, stage, heard)[0, _LAGS:], heard[0, :, 0]
    wanted = np.column_stack([signal[_LAGS - lag : len(signal) - lag] for lag in range(_LAGS)])
    fit, test = slice(0, _HEARD), slice(_HEARD, None)
    weights = ridge(states[fit].T, wanted[fit], 1e-6, constant=True)
    said = states[test] @ weights[:-1] + weights[-1]
    found = [np.corrcoef(a, b)[0, 1] ** 2 for a, b in zip(said.T, wanted[test].T, strict=True) if a.std()]
    text = tr(
        "It remembers {n} steps of random input, of at most {most}: as many as it has cells (memory capacity)."
    )
    return text.format(n=f"{sum(found):.1f}", most=f"{stage.layer.output_shape(stage.inputs)[-1]:,}")
