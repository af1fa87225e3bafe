"""What a probe reads of layers: gradients as finite differences give them, and shares that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.data.prepare import prepare
from nnsim.diagnosis.examination import EXAMINED, Examination, Examine
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.layer import Layer
from nnsim.engine.measure import loss_value
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of

FEW = nn.DataSettings(nn.Moons(points=60), validation_share=0.0, test_share=0.0)
PULSES = nn.DataSettings(nn.PulseOrder(points=40), validation_share=0.0, test_share=0.0)
DIGITS = nn.DataSettings(nn.Digits(), validation_share=0.0, test_share=0.9)

MOST = 400
"""Weights of a layer up to which each is moved a little."""


def _scene(*layers: Layer, data: nn.DataSettings = FEW) -> Scene:
    return _scene_of(nn.chain(nn.Input(), *layers, data=data, precision="float64"))


def _scene_of(project: Project) -> Scene:
    data = prepare(project.data)
    return scene_of(Run(resolve(project.graph, data), project.training, data))


def _look(scene: Scene) -> Examination:
    found = Examine().take(scene)
    assert found is not None
    return found


def _residual() -> Project:
    builder = nn.Builder()
    before = builder.add(nn.Dense(6, nn.ReLU(), nn.HeNormal()), builder.add(nn.Input()))
    block = builder.add(nn.Dense(6, nn.Tanh()), before)
    builder.add(nn.Dense(1), builder.add(nn.Add(), before, block))
    return builder.project(FEW, precision="float64")


NETS = {
    "ReLU": nn.chain(nn.Input(), nn.Dense(7, nn.ReLU()), nn.Dense(1), data=FEW, precision="float64"),
    "sigmoid": nn.chain(
        nn.Input(),
        nn.Dense(5, nn.Sigmoid()),
        nn.Dense(4, nn.Tanh()),
        nn.Dense(1),
        data=FEW,
        precision="float64",
    ),
    "activation apart": nn.chain(
        nn.Input(), nn.Dense(5), nn.ActivationLayer(nn.Tanh()), nn.Dense(1), data=FEW, precision="float64"
    ),
    "batch norm": nn.chain(
        nn.Input(),
        nn.Dense(5),
        nn.BatchNorm(),
        nn.ActivationLayer(nn.Tanh()),
        nn.Dense(1),
        data=FEW,
        precision="float64",
    ),
    "convolution": nn.chain(
        nn.Input(),
        nn.Conv2D(2, 3, activation=nn.Tanh()),
        nn.Flatten(),
        nn.Dense(10),
        data=DIGITS,
        precision="float64",
    ),
    "LSTM": nn.chain(nn.Input(), nn.LSTM(4), nn.Dense(1), data=PULSES, precision="float64"),
    "GRU": nn.chain(nn.Input(), nn.GRU(4), nn.Dense(1), data=PULSES, precision="float64"),
    "residual": _residual(),
}


@pytest.mark.parametrize("project", NETS.values(), ids=NETS)
def test_gradients_are_those_of_finite_differences(project: Project) -> None:
    scene = _scene_of(project)
    seen, network = _look(scene), scene.network
    subject = scene.subject(EXAMINED)
    fed, targets = subject.fed, subject.targets
    program = network.program(seen.examples, training=True, learns=False)
    vector = network.parameters.vector

    def loss() -> float:
        for id_, buffer in program.feeds.items():
            buffer[...] = fed[id_]
        for call in program.forward_calls:
            call()
        output = network.outputs[0]
        return loss_value(output.loss, program.values[output.stage].flat.T.copy(), targets[0])

    for layer in seen.layers:
        windows = [w for w in network.parameters.windows_of(layer.node) if not w.spec.bias]
        if not windows:
            continue
        places = np.concatenate([np.arange(w.start, w.stop) for w in windows])
        assert layer.weights == len(places)
        if len(places) > MOST:
            continue
        differences = []
        for at in places:
            kept, ends = vector[at], []
            for step in (1e-6, -1e-6):
                vector[at] = kept + step
                ends.append(loss())
            vector[at] = kept
            differences.append((ends[0] - ends[1]) / 2e-6)
        assert layer.gradient == pytest.approx(float(np.linalg.norm(differences)), rel=1e-4, abs=1e-9)
    assert seen.broken is None
    assert all(layer.finite for layer in seen.layers)
    assert seen.loss == pytest.approx(loss(), rel=1e-9)


def test_dead_and_saturated_units_are_counted() -> None:
    dead = nn.Dense(6, nn.ReLU(), bias_initializer=nn.Constant(-50.0))
    layers = _look(_scene(nn.Dense(6, nn.ReLU()), dead, nn.Dense(1))).connecting
    assert (layers[1].dead, layers[1].zeros, layers[0].zeros) == (1.0, 1.0, 1.0)
    assert layers[0].dead < 1.0
    full = _look(_scene(nn.Dense(6, nn.Tanh(), nn.Normal(200.0)), nn.Dense(1))).connecting[0]
    assert full.saturated > 0.9
    assert full.sum_rms > 20


def test_twins_are_units_that_no_step_tells_apart() -> None:
    equal = nn.Constant(0.2)
    twins = _scene(nn.Dense(6, nn.Tanh(), equal), nn.Dense(1, initializer=equal))
    assert _look(twins).connecting[0].twins == 1.0
    assert _look(twins).connecting[0].alike == 1.0
    # Other weights behind them tell them apart at once.
    apart = _look(_scene(nn.Dense(6, nn.Tanh(), equal), nn.Dense(1))).connecting[0]
    assert (apart.alike, apart.twins) == (1.0, 0.0)
    assert _look(_scene(nn.Dense(6, nn.Tanh()), nn.Dense(1))).connecting[0].twins == 0.0


def test_twins_stay_twins_in_float32_after_many_steps() -> None:
    equal = nn.Constant(0.2)
    project = nn.chain(
        nn.Input(),
        nn.Dense(6, nn.Tanh(), equal),
        nn.Dense(1, initializer=equal),
        data=FEW,
        learning_rate=0.05,
    )
    data = prepare(project.data)
    run = Run(resolve(project.graph, data), project.training, data)
    while run.step < 200:
        if not run.advance(200 - run.step):
            run.take_points()
    assert _look(scene_of(run)).connecting[0].twins == 1.0


def test_rank_and_variation_say_how_alike_examples_look() -> None:
    narrow = _look(_scene(nn.Dense(8, nn.Tanh()), nn.Dense(1), nn.Dense(8, nn.Tanh()), nn.Dense(1)))
    assert narrow.connecting[2].directions < 1.2
    assert narrow.connecting[0].directions > narrow.connecting[2].directions
    deep = _look(_scene(*[nn.Dense(8, nn.Sigmoid())] * 6, nn.Dense(1))).connecting
    assert deep[5].variation < 1e-3 < 1e-2 < deep[0].variation


def test_what_is_not_finite_is_found_and_does_not_break_the_look() -> None:
    huge = nn.Dense(4, nn.ReLU(), nn.Constant(1e6))
    seen = _look(_scene_of(nn.chain(nn.Input(), *[huge] * 7, nn.Dense(1), data=FEW)))
    assert seen.broken is not None
    assert seen.broken.way in ("forward", "loss")
    assert not all(layer.finite for layer in seen.layers)
