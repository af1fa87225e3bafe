"""What every registered picture promises, and what looking at a run must never do."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.moment import Moment
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.probe import probes
from nnsim.engine.probes.activations import Activations
from nnsim.engine.subject import Subject
from nnsim.training.picture import Picture, pictures
from nnsim.training.run import Run
from nnsim.training.scene import PROBED, Scene, scene_of
from nnsim.training.snapshot import Refusal, look
from tests.builders import chain, examples, start, walk

each = pytest.mark.parametrize("cls", list(pictures), ids=lambda c: c.key)
RNG = np.random.default_rng(0)
INPUTS = {n: RNG.normal(size=(40, n)) for n in (1, 2, 3)}
HIDDEN = (Dense(5, ReLU()), BatchNorm(), Dropout(0.3), Dense(4, Tanh()))


def running(inputs: int = 2, classes: int = 3, hidden: tuple[Layer, ...] = HIDDEN) -> Run:
    """Return a run under way, of layers that keep state and that draw."""
    x = INPUTS[inputs]
    targets = np.arange(40) % classes if classes else x[:, :1]
    loss = SoftmaxCrossEntropy() if classes else None
    graph = chain(*hidden, Dense(classes or 1), loss=loss)
    data, kind = examples(x, targets, classes), {"batch": 8, "shuffle": True, "precision": "float32"}
    run = start(graph, data, optimizer=Adam(), **kind)
    walk(run, 5)
    return run


def scene_at(run: Run, moment: Moment) -> Scene:
    return Scene(run.setup, moment, run.number)


def arrays_in(value: Any) -> list[np.ndarray]:
    """Return every array in an answer, however deep it lies."""
    if isinstance(value, np.ndarray):
        return [value]
    if dataclasses.is_dataclass(value):
        parts = [getattr(value, f.name) for f in dataclasses.fields(value)]
    else:
        parts = list(value.values()) if isinstance(value, Mapping) else value
    if not isinstance(parts, list | tuple):
        return []
    return [a for part in parts if not isinstance(part, str) for a in arrays_in(part)]


def bits(value: Any) -> list[bytes]:
    return [array.tobytes() for array in arrays_in(value)]


def all_of(scene: Scene) -> list[bytes]:
    """Return every bit of a scene that a picture could change."""
    parameters = scene.network.parameters
    vectors = (parameters.vector, parameters.state, parameters.step)
    moment = (scene.moment.parameters, scene.moment.state)
    return [a.tobytes() for a in (*vectors, *moment)] + [
        repr(scene.network.random.bit_generator.state).encode()
    ]


@each
def test_it_says_what_it_is(cls: type[Picture[Any]]) -> None:
    assert cls.title.strip() == cls.title != ""
    assert cls.summary.endswith(".")
    assert cls.key.isidentifier()
    assert cls.__doc__


@each
def test_a_request_is_found_by_what_it_asks(cls: type[Picture[Any]]) -> None:
    scene = scene_of(running())
    one, same = cls.usual(scene), cls.usual(scene_of(running()))
    assert one == same
    assert hash(one) == hash(same)
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert look(scene, (one,)).answer(same) is not None


@each
def test_looking_changes_no_bit_of_a_run(cls: type[Picture[Any]]) -> None:
    watched, alone = running(), running()
    scene = None
    for _ in range(3):
        scene = scene_of(watched, scene)
        assert cls.usual(scene).take(scene) is not None
        assert walk(watched, 4).tobytes() == walk(alone, 4).tobytes()
    assert watched.network.parameters.all.tobytes() == alone.network.parameters.all.tobytes()
    assert watched.network.random.bit_generator.state == alone.network.random.bit_generator.state


@each
def test_looking_leaves_scene_and_moment_as_they_were(cls: type[Picture[Any]]) -> None:
    scene = scene_of(running())
    before = all_of(scene)
    cls.usual(scene).take(scene)
    assert all_of(scene) == before


@each
@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_the_same_moment_gives_the_same_answer(cls: type[Picture[Any]], inputs: int, classes: int) -> None:
    run = running(inputs, classes)
    first = run.moment()
    scene = scene_at(run, first)
    request = cls.usual(scene)
    answer = request.take(scene)
    seen = bits(answer)
    assert seen
    assert bits(request.take(scene)) == seen
    walk(run, 6)
    later = run.moment()
    scene.go_to(later)
    assert bits(request.take(scene)) == bits(request.take(scene_at(run, later))) != seen, "six steps show"
    assert bits(answer) == seen, "an answer is a copy"
    scene.go_to(first)
    assert bits(request.take(scene)) == seen
    assert bits(request.take(scene_at(run, first))) == seen, "whatever the scene has shown before"


@each
def test_an_answer_is_read_only_and_shares_no_memory(cls: type[Picture[Any]]) -> None:
    scene = scene_of(running())
    answer = cls.usual(scene).take(scene)
    assert arrays_in(answer)
    own = scene.network.parameters
    programs = scene.network._programs.values()
    for array in arrays_in(answer):
        assert not array.flags.writeable
        assert not any(np.shares_memory(array, a) for a in (own.all, own.state, *(p.slab for p in programs)))


@each
def test_what_cannot_be_is_none_or_a_sentence(cls: type[Picture[Any]]) -> None:
    """A request made for another network on other data: other sizes, other layers, no loss."""
    requests = [cls.usual(scene_of(running(n, classes))) for n in INPUTS for classes in (0, 3)]
    short = start(chain(Dense(1)), examples(INPUTS[2], INPUTS[2][:, 0]))
    for scene in (scene_of(running(1, 2, ())), scene_of(running(3)), scene_of(short)):
        before = all_of(scene)
        for request in requests:
            try:
                request.take(scene)
            except NnsimError as error:
                assert str(error).endswith(".")
        assert not look(scene, requests).faults
        assert all_of(scene) == before


@each
def test_numbers_that_are_none_are_a_picture_too(cls: type[Picture[Any]]) -> None:
    run = running()
    run.network.parameters.vector[:] = np.nan
    scene = scene_of(run)
    assert not look(scene, (cls.usual(scene),)).faults


def test_any_probe_is_answered_beside_the_pictures() -> None:
    scene = scene_of(running())
    wish = (*(cls.usual(scene) for cls in pictures), *(cls() for cls in probes))
    before = all_of(scene)
    snapshot = look(scene, wish)
    assert set(snapshot.answers) == set(wish)
    for request in wish:
        answer = snapshot.answer(request)
        assert answer is not None, snapshot.why_not(request)
        assert all(not array.flags.writeable for array in arrays_in(answer))
        assert snapshot.seconds[request] > 0
    assert all_of(scene) == before


class Broken(Picture[None]):
    """A picture with a bug."""

    key, title = "broken", "Broken"

    def take(self, scene: Scene) -> None:
        raise ZeroDivisionError("a bug")


class Impossible(Picture[None]):
    """A picture that cannot be."""

    key, title = "impossible", "Impossible"

    def take(self, scene: Scene) -> None:
        raise NnsimError("There is no such thing.")


def test_what_one_request_runs_into_takes_none_of_the_others(caplog: pytest.LogCaptureFixture) -> None:
    scene = scene_of(running())
    usual = [cls.usual(scene) for cls in pictures]
    broken, impossible = Broken(), Impossible()
    snapshot = look(scene, (broken, usual[0], impossible, *usual[1:]))
    assert all(snapshot.answer(request) is not None for request in usual)
    assert snapshot.answer(broken) is snapshot.answer(impossible) is None
    assert snapshot.why_not(impossible) == "There is no such thing."
    assert "a bug" in snapshot.why_not(broken)
    assert list(snapshot.faults) == [broken]
    fault = snapshot.answers[broken]
    assert isinstance(fault, Refusal)
    assert "ZeroDivisionError" in fault.traceback
    assert len(caplog.records) == 1


def test_what_was_not_asked_has_neither_an_answer_nor_a_reason() -> None:
    snapshot = look(scene_of(running()), ())
    assert snapshot.answer(Impossible()) is None
    assert snapshot.why_not(Impossible()) == ""


# ---- the scene ---------------------------------------------------------------------------------


def test_pictures_of_one_run_compile_once_and_lay_their_places_out_once() -> None:
    run = running()
    scene = scene_of(run)
    wish = [cls.usual(scene) for cls in pictures]
    look(scene, wish)
    programs, grids = dict(scene.network._programs), list(map(id, scene._grids.values()))
    for _ in range(3):
        walk(run, 2)
        assert scene_of(run, scene) is scene
        assert look(scene, wish).step == run.step
    assert scene.network._programs == programs
    assert list(map(id, scene._grids.values())) == grids


def test_a_moment_of_another_network_has_a_sentence_and_the_scene_stays() -> None:
    scene, other = scene_of(running()), running(3)
    before = all_of(scene)
    with pytest.raises(NnsimError, match="another network"):
        scene.go_to(other.moment())
    assert all_of(scene) == before


def test_probes_draw_as_the_run_would_go_on() -> None:
    run = running()
    batches = run.batches
    rows = np.linspace(0, batches.count, min(PROBED, batches.count), endpoint=False).astype(int)
    live = Subject(run.network, run.prepared.train.inputs[rows], [t[rows] for t in batches.targets])
    assert bits(Activations().take(scene_of(run).subject())) == bits(Activations().take(live))
    alone = dataclasses.replace(run.moment(), place={})
    assert bits(Activations().take(scene_at(run, alone).subject())) != bits(Activations().take(live))


@pytest.mark.parametrize("draws", [3, None, {}, {"state": {"state": "x"}}])
def test_a_place_that_makes_no_sense_has_a_sentence(draws: Any) -> None:
    run = running()
    scene = scene_of(run)
    before = all_of(scene)
    with pytest.raises(NnsimError, match="not readable"):
        scene.go_to(dataclasses.replace(run.moment(), place={"draws": draws}))
    assert all_of(scene) == before


def test_only_a_few_grids_are_kept_and_no_large_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnsim.training import scene as module

    scene = scene_of(running())
    usual = scene.usual_grid()
    grids = [dataclasses.replace(usual, resolution=n) for n in range(2, 12)]
    fed = [scene.fed(grid) for grid in grids]
    assert list(scene._grids) == grids[-module.KEPT_GRIDS :]
    assert scene.fed(grids[-1]) is fed[-1]
    monkeypatch.setattr(module, "KEPT_NUMBERS", 100)
    found = scene.fed(usual)
    assert found is not None
    assert not scene._grids


def test_the_gradient_is_that_of_a_step_on_the_same_examples() -> None:
    """Twenty examples in one batch: what a step of back-propagation would see, dropout aside."""
    x = INPUTS[2][:20]
    graph = chain(Dense(5, Tanh()), BatchNorm(), Dense(3), loss=SoftmaxCrossEntropy())
    run = start(graph, examples(x, np.arange(20) % 3, 3))
    expected_of = scene_of(run)
    walk(run, 1)
    found = expected_of.gradient()
    assert found is not None
    np.testing.assert_allclose(found, run.network.parameters.gradient, rtol=1e-9, atol=1e-15)


def test_the_scene_of_a_run_on_no_loss_has_no_gradient() -> None:
    from nnsim.document.resolve import resolve
    from nnsim.engine.rules.backprop import BackPropagation

    data = examples(INPUTS[2], np.arange(40) % 2, 2)
    resolved = resolve(chain(Dense(5)), data, BackPropagation())
    run = Run(resolved, running().training, data)
    assert scene_of(run).gradient() is None
