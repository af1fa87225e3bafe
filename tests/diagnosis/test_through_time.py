"""What is read of recurrent layers from time to time, and what the doctor makes of it in runs that were trained."""

from __future__ import annotations

import numpy as np
import pytest

import nnsim.library as nn
from nnsim.data.prepare import prepare
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.examination import EXAMINED, Examination, Examine
from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.layer import Layer
from nnsim.engine.measure import loss_value
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of

OWN = ("vanishing_gradients", "exploding_gradients", "first_weights_too_large")
LOOKS = (1, 2, 5, 20, 50, 100, 200, 260, 300)


def _pulses(steps: int, points: int = 40) -> nn.DataSettings:
    return nn.DataSettings(nn.PulseOrder(points=points, steps=steps), test_share=0.0)


def _project(*layers: Layer, steps: int = 12, **more: object) -> Project:
    return nn.chain(nn.Input(), *layers, data=_pulses(steps), precision="float64", **more)  # type: ignore[arg-type]


def _scene(project: Project) -> Scene:
    data = prepare(project.data)
    return scene_of(Run(resolve(project.graph, data), project.training, data))


def _look(project: Project) -> Examination:
    found = Examine().take(_scene(project))
    assert found is not None
    return found


def _said(project: Project, steps: int) -> tuple[list[str], Case]:
    persisting = Persisting()
    with np.errstate(all="ignore"):
        for case in Rounds(project).walk(steps, LOOKS):
            said = persisting.look(case)
    return [verdict.key for verdict in said if verdict.key in OWN], case


@pytest.mark.parametrize(
    "layer", [nn.RNN(5), nn.GRU(4), nn.LSTM(4, layers=2), nn.RNN(5, direction="backward")]
)
def test_gradients_of_times_are_those_of_finite_differences(layer: Layer) -> None:
    scene = _scene(_project(layer, nn.Dense(1)))
    seen = Examine().take(scene)
    assert seen is not None
    subject, network = scene.subject(EXAMINED), scene.network
    (id_,) = subject.fed
    program = network.program(seen.examples, training=True, learns=False)

    def loss(fed: np.ndarray) -> float:
        program.feeds[id_][...] = fed
        for call in program.forward_calls:
            call()
        output = network.outputs[0]
        return loss_value(output.loss, program.values[output.stage].flat.T.copy(), subject.targets[0])

    fed = np.array(subject.fed[id_], np.float64)
    times, features = 12, (fed.shape[1] - 1) // 12
    slopes = np.zeros((times, features, len(fed)))
    for time in range(times):
        for feature in range(features):
            for row in range(len(fed)):
                ends = []
                for step in (1e-5, -1e-5):
                    moved = fed.copy()
                    moved[row, time * features + feature] += step
                    ends.append(loss(moved))
                slopes[time, feature, row] = (ends[0] - ends[1]) / 2e-5
    wanted = np.sqrt(np.square(slopes).sum(axis=(1, 2)))
    if getattr(layer, "direction", "") == "backward":
        wanted = wanted[::-1]
    assert seen.recurrent[0].gradient == pytest.approx(wanted, rel=1e-4, abs=1e-10)


def test_decades_say_how_gradients_change_through_time() -> None:
    small = nn.RNN(8, initializer=nn.GlorotNormal(0.4))
    large = nn.RNN(8, nonlinearity="relu", initializer=nn.GlorotNormal(2.5))
    faded, grown = (_look(_project(layer, nn.Dense(1), steps=30)).recurrent[0] for layer in (small, large))
    assert faded.decades < -6
    assert grown.decades > 3
    assert (faded.gain, grown.gain) == (pytest.approx(0.4, rel=0.3), pytest.approx(2.5, rel=0.3))


def test_what_cannot_be_told_is_no_number() -> None:
    both = _look(_project(nn.GRU(4, direction="both"), nn.Dense(1))).recurrent[0]
    short = _look(_project(nn.GRU(4), nn.Dense(1), steps=6)).recurrent[0]
    assert not len(both.gradient)
    assert np.isnan([both.decades, short.decades]).all()
    assert not _look(_project(nn.Flatten(), nn.Dense(1))).recurrent


def test_saturated_gates_are_counted() -> None:
    usual, huge = (
        _look(_project(layer, nn.Dense(1))).recurrent[0]
        for layer in (nn.GRU(6), nn.GRU(6, initializer=nn.Normal(20.0)))
    )
    assert (usual.has_gates, huge.has_gates) == (True, True)
    assert usual.full < 0.05 < 0.6 < huge.full


def test_padding_is_no_time_of_a_sequence() -> None:
    data = nn.DataSettings(nn.AddingProblem(points=60, steps=24, shortest=6), test_share=0.0)
    layer = nn.RNN(6, initializer=nn.GlorotNormal(0.5))
    seen = _look(nn.chain(nn.Input(), layer, nn.Dense(1), data=data)).recurrent[0]
    # Put side by side by their ends, times of sequences of all lengths fade together.
    assert seen.gradient[-1] > 300 * seen.gradient[-12]


FORGETFUL = nn.RNN(12, initializer=nn.GlorotNormal(0.6))


def _long(layer: Layer, **more: object) -> Project:
    data = nn.DataSettings(nn.AddingProblem(points=300, steps=50), test_share=0.0)
    training = {"learning_rate": 0.003, "batch": 32, "optimizer": nn.Adam(), "epochs": 38, **more}
    return nn.chain(nn.Input(), layer, nn.Dense(1), data=data, **training)  # type: ignore[arg-type]


def test_a_plain_layer_that_forgets_is_named_and_told() -> None:
    said, case = _said(_long(FORGETFUL), 300)
    assert said == ["vanishing_gradients"]
    signs = list(illnesses["vanishing_gradients"]().signs(case))
    texts = " ".join(sign.text for sign in signs)
    assert "50 times" in texts
    assert any(sign.weight > 0 and "first times" in sign.name for sign in signs)


@pytest.mark.parametrize(
    "project",
    [
        # What counts stands at the end: that the gradient vanishes before it does no harm.
        nn.chain(
            nn.Input(),
            nn.RNN(12),
            nn.Dense(1),
            data=nn.DataSettings(nn.NextOfSine(points=200, steps=40)),
            learning_rate=0.005,
        ),
        nn.chain(nn.Input(), nn.LSTM(12), nn.Dense(1), data=_pulses(12, 200), learning_rate=0.01),
        # Nothing is learned by steps that are far too small, whatever a layer could remember.
        _long(FORGETFUL, learning_rate=1e-6, optimizer=nn.SGD()),
        # It has not had its chance yet.
        _long(FORGETFUL, epochs=200),
    ],
    ids=["the end is enough", "gates", "a tiny rate", "too early"],
)
def test_what_learns_or_has_another_reason_is_not_said_to_forget(project: Project) -> None:
    assert _said(project, 300)[0] == []


def test_recurrent_weights_that_amplify_are_named() -> None:
    large = nn.RNN(32, initializer=nn.GlorotNormal(3.0))
    sine = nn.DataSettings(nn.NextOfSine(points=200, steps=60))
    training = {"data": sine, "learning_rate": 0.05, "optimizer": nn.SGD()}
    sick = nn.chain(nn.Input(), large, nn.Dense(1), **training)  # type: ignore[arg-type]
    assert "exploding_gradients" in _said(sick, 100)[0]


def test_what_grows_only_since_the_rate_tore_the_weights_is_the_rates_matter() -> None:
    pulses = nn.DataSettings(nn.PulseOrder(points=200, steps=24))
    fast = nn.chain(
        nn.Input(), nn.LSTM(16), nn.Dense(1), data=pulses, learning_rate=0.5, optimizer=nn.RMSProp()
    )
    persisting, grows, said = Persisting(), 0.0, set[str]()
    with np.errstate(all="ignore"):
        for case in Rounds(fast).walk(100, LOOKS):
            assert case.now is not None
            said |= {verdict.key for verdict in persisting.look(case)}
            grows = max(grows, case.now.recurrent[0].decades)
    assert grows > 2
    assert "exploding_gradients" not in said
    assert "learning_rate_too_high" in said


def test_gates_that_begin_saturated_are_first_weights_too_large() -> None:
    sick = nn.chain(
        nn.Input(),
        nn.GRU(16, initializer=nn.Normal(3.0)),
        nn.Dense(1),
        data=nn.DataSettings(nn.NextOfSine(points=200, steps=20)),
        learning_rate=0.002,
    )
    said, case = _said(sick, 50)
    assert said[0] == "first_weights_too_large"
    signs = illnesses["first_weights_too_large"]().signs(case)
    assert any("gates" in sign.text and sign.weight > 0 for sign in signs)


def test_cells_with_gates_take_the_place_of_plain_ones() -> None:
    project = _project(nn.RNN(7, returns="all", layers=2), nn.RNN(5), nn.Dense(1))
    case = Rounds(project).case()
    first, second = cures["gated_cells"]().prescribe(case)
    layers = [node.layer for node in first.applied(project).graph.nodes][1:3]
    assert layers == [nn.GRU(7, returns="all", layers=2), nn.GRU(5)]
    assert [type(node.layer) for node in second.applied(project).graph.nodes][1:3] == [nn.LSTM, nn.LSTM]
    assert resolve(first.applied(project).graph, prepare(project.data)).can_train
    assert not list(cures["gated_cells"]().prescribe(Rounds(first.applied(project)).case()))
