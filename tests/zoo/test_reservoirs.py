"""What the animals with a reservoir say of themselves: the echo, what is remembered, spikes, a series that goes on."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.mackey_glass import MackeyGlass
from nnsim.data.splitters.by_time import ByTime
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.engine.initializers.k_means import KMeans
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.liquid import Liquid
from nnsim.engine.layers.reservoir import Reservoir
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import seeded
from nnsim.zoo.animals.elm import ExtremeLearningAnimal
from nnsim.zoo.animals.esn import EchoStateAnimal, _alone, _feeds_itself
from nnsim.zoo.animals.lsm import LiquidStateAnimal, _rate, _spikes_of
from nnsim.zoo.animals.rbf import RadialBasisAnimal
from nnsim.zoo.measuring import given_by

MSE = MeanSquaredError()
BY_TIME = {"validation_share": 0.4, "test_share": 0.0, "splitter": ByTime()}


@lru_cache(maxsize=4)
def echo(radius: float, units: int = 60) -> Scene:
    data = DataSettings(MackeyGlass(points=700), **BY_TIME)  # type: ignore[arg-type]
    layer = Reservoir(units, radius=radius, leak=0.5, bias_scale=0.5)
    run = begin(chain(Input(), layer, Dense(1), data=data, loss=MSE, rule=RidgeReadout(1e-7)))
    run.advance(1)
    return scene_of(run)


def test_the_echo_of_a_radius_above_one_is_told_to_be_lost_with_what_to_do() -> None:
    assert EchoStateAnimal().notes(echo(0.8))[0].startswith("The echo fades: after 200 steps")
    lost = EchoStateAnimal().notes(echo(2.5))[0]
    assert lost.startswith("The echo is lost: after 200 steps")
    assert lost.endswith("Set the spectral radius below 1.")


@pytest.mark.parametrize("units", [3, 60])
def test_it_remembers_no_more_steps_than_it_has_cells(units: int) -> None:
    said = EchoStateAnimal().notes(echo(0.8, units))[1]
    found = re.match(r"It remembers ([\d.]+) steps of random input, of at most (\d+):", said)
    assert found is not None
    remembered, most = float(found[1]), int(found[2])
    assert most == units
    assert min(units, 5) / 2 < remembered < units * 1.02


def test_a_series_that_it_tells_itself_is_one_of_windows_that_go_on() -> None:
    scene = echo(0.8)
    assert _feeds_itself(scene)
    plot, steps = _alone(scene, 30)
    series, network = plot.marks
    part = scene.prepared.validation
    np.testing.assert_allclose(series.y, part.targets[:30, 0])  # type: ignore[union-attr]
    # The first is told of the data alone, the second of a window that ends with the first.
    first = scene.network.predict(part.values(slice(1)))[0][0, 0]
    window = np.append(part.values(slice(1))[0, 1:, 0], first)[np.newaxis, :, np.newaxis]
    second = scene.network.predict(window)[0][0, 0]
    np.testing.assert_allclose(network.y[:2], [first, second], rtol=1e-6)  # type: ignore[union-attr]
    assert 5 < steps <= 30


def test_series_told_of_something_else_do_not_go_on_alone() -> None:
    run = begin(seeded(_few(EchoStateAnimal().project()), 0))
    assert not _feeds_itself(scene_of(run))


def _few(project: object) -> object:
    source = replace(project.data.source, points=400)  # type: ignore[attr-defined]
    node = next(n for n in project.graph.nodes if isinstance(n.layer, Reservoir))  # type: ignore[attr-defined]
    graph = edits.set_layer(project.graph, node.id, replace(node.layer, units=10))  # type: ignore[attr-defined]
    return replace(project, graph=graph, data=replace(project.data, source=source))  # type: ignore[type-var]


def test_the_whole_sequence_ends_with_the_last_output_and_spikes_are_found_in_their_traces() -> None:
    run = begin(LiquidStateAnimal().project())
    run.advance(1)
    scene = scene_of(run)
    stage = next(s for s in scene.network.stages if isinstance(s.layer, Liquid))
    assert isinstance(stage.layer, Liquid)
    heard = scene.prepared.train.values(slice(5))
    traces = given_by(scene, stage, replace(stage.layer, returns="all"), heard)
    np.testing.assert_allclose(
        traces[:, -1], scene.network.predict(heard, [stage.id])[0], rtol=1e-5, atol=1e-7
    )
    spikes = _spikes_of(traces, stage.layer)
    assert 20 < spikes.sum() < 0.1 * spikes.size
    fade, again = np.exp(-1 / stage.layer.trace), np.zeros(traces[:, 0].shape)
    for t in range(traces.shape[1]):
        again = fade * again + (1 - fade) * spikes[:, t]
    np.testing.assert_allclose(again, traces[:, -1], atol=1e-5)
    assert 2 < _rate(scene) < 100


def test_hills_add_up_to_what_the_network_says() -> None:
    run = begin(RadialBasisAnimal().project())
    run.advance(1)
    scene = scene_of(run)
    figure = RadialBasisAnimal().portrait(scene)
    assert figure is not None
    lines = {mark.name: mark for mark in figure.plots[0].marks}
    hills = [mark.y for name, mark in lines.items() if name.startswith("hill ")]  # type: ignore[union-attr]
    assert len(hills) == 12
    bias = dict(scene.network.parameters.items())[f"{scene.network.stages[-1].id}/b"][0]
    np.testing.assert_allclose(np.sum(hills, axis=0) + bias, lines["network"].y, atol=1e-4)  # type: ignore[union-attr]


@pytest.mark.parametrize("animal", [RadialBasisAnimal, ExtremeLearningAnimal, LiquidStateAnimal])
def test_they_reach_what_they_should_in_one_step(animal: type[RadialBasisAnimal]) -> None:
    *_, raised = animal().raise_from(4)
    assert raised.finished
    assert raised.holds
    assert raised.opened is not None
    assert raised.opened.learned is not None
    assert raised.opened.learned.moment.step == 1


def test_more_centres_than_points_say_what_to_do_before_anything_is_trained() -> None:
    project = RadialBasisAnimal().project()
    node = next(n for n in project.graph.nodes if getattr(n.layer, "initializer", None) == KMeans())
    more = edits.set_layer(project.graph, node.id, replace(node.layer, units=61))
    with pytest.raises(NnsimError, match="Use at most 60 units in this layer, or more training examples"):
        begin(replace(project, graph=more))
