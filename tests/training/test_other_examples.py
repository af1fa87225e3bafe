"""A run that is given other examples goes on with its weights, tells of it, and does not lie about its past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Prepared
from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.figures.caption import run_caption
from nnsim.training.examples_taken import changes_of, of_last_examples
from nnsim.training.gate import PaintGate
from nnsim.training.grid import Grid
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Evaluation, Fork, GoTo, Load, State, StepEpoch, UseExamples
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.player import Player
from nnsim.training.run import Run
from nnsim.training.scene import Scene
from nnsim.training.snapshot import look
from nnsim.training.trainer import Trainer
from tests.builders import chain, examples, meaning, start, walk
from tests.compiled.by_c import compiled, in_numpy, needs_library

GRAPH = chain(Dense(4, Tanh()), BatchNorm(), Dropout(0.3), Dense(2), loss=SoftmaxCrossEntropy())
EACH_WALK = pytest.mark.parametrize(
    "walked", [in_numpy, pytest.param(compiled, marks=needs_library)], ids=["numpy", "compiled"]
)
CHOSEN: dict[str, Any] = {"batch": 4, "shuffle": True, "precision": "float32", "optimizer": Adam()}


def some(count: int, seed: int = 0) -> Prepared:
    rng = np.random.default_rng([count, seed])
    one, two = (examples(rng.normal(size=(n, 2)), rng.integers(0, 2, n), 2) for n in (count, 7))
    return replace(one, validation=two.train)


def bits(run: Run) -> Any:
    moment = run.moment()
    place = {key: value for key, value in moment.place.items() if key != "walks"}
    return (
        moment.step,
        moment.epoch,
        place,
        moment.parameters.tobytes(),
        moment.state.tobytes(),
        {name: array.tobytes() for name, array in moment.slots.items()},
    )


@EACH_WALK
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.integers(0, 30),
    counts=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    batch=st.integers(1, 9),
)
def test_a_run_goes_on_as_one_that_is_begun_at_its_weights_on_the_new_examples(
    walked: Callable[[Run], Run], before: int, counts: tuple[int, int], batch: int
) -> None:
    old, new = (some(n, seed) for seed, n in enumerate(counts))
    chosen = {**CHOSEN, "batch": batch, "schedule": CosineAnnealing()}
    run = walked(start(GRAPH, old, **chosen))
    if before:
        walk(run, before)
    stood = run.moment()
    run.use_examples(new)
    here = run.moment()
    assert here.step == stood.step == before
    assert here.parameters.tobytes() == stood.parameters.tobytes()
    assert all(here.slots[n].tobytes() == a.tobytes() for n, a in stood.slots.items())
    assert int(here.epoch) == int(stood.epoch)
    assert changes_of(here) == ((before, counts[1]),)
    other = walked(start(GRAPH, new, run.learned(), **chosen))
    assert other.evaluate() == run.evaluate()
    assert walk(run, 25).tobytes() == walk(other, 25).tobytes()
    assert bits(run) == bits(other)


@EACH_WALK
def test_every_point_of_an_epoch_after_a_change_is_seen_once(walked: Callable[[Run], Run]) -> None:
    run = walked(start(GRAPH, some(20), **CHOSEN))
    walk(run, 3)
    run.use_examples(some(30))
    assert run.batches.position == 16  # 12 of 20 are 18 of 30: four whole batches
    assert sorted(run.batches.order.tolist()) == list(range(30))
    walk(run, 4)
    assert (run.batches.epoch, run.batches.position) == (1, 0)


def test_what_is_measured_is_of_the_new_examples_at_once_and_early_stopping_begins_anew() -> None:
    run = start(GRAPH, some(20), **CHOSEN, patience=5)
    walk(run, 10)
    assert run.watch.stopping.kept is not None
    before = run.evaluate()
    run.use_examples(some(30))
    after = run.evaluate()
    assert after.step == before.step
    assert after.train_loss != before.train_loss
    assert run.watch.stopping.kept is None


def test_examples_of_another_kind_are_refused_and_nothing_is_changed() -> None:
    run = start(GRAPH, some(20), **CHOSEN)
    walk(run, 3)
    stood = bits(run)
    rng = np.random.default_rng(0)
    for other in (
        examples(rng.normal(size=(9, 3)), rng.integers(0, 2, 9), 2),
        examples(rng.normal(size=(9, 2)), rng.integers(0, 3, 9), 3),
        examples(rng.normal(size=(9, 2)), rng.normal(size=9)),
        replace(
            some(9), validation=replace(some(9).train, inputs=np.zeros((0, 2)), targets=np.zeros(0, np.int64))
        ),
    ):
        with pytest.raises(NnsimError, match="another kind"):
            run.use_examples(other)
    assert bits(run) == stood


def test_a_run_nobody_painted_on_says_nothing_of_it() -> None:
    run = start(GRAPH, some(20), **CHOSEN)
    walk(run, 3)
    assert "other_examples" not in run.moment().place
    assert "changed" not in run_caption(run.training, "", run.step, run.epoch, run.examples.changes)
    run.use_examples(some(21))
    walk(run, 3)
    run.use_examples(some(22))
    caption = run_caption(run.training, "", run.step, run.epoch, run.examples.changes)
    assert "points changed 2 times, last after step 6" in caption


@pytest.mark.parametrize(
    "record", [None, 3, [[1]], [[1, "2"]], [[True, 2]], [[-1, 2]], [[0, 1]] * 2000, {"a": 1}]
)
def test_a_damaged_record_of_changes_says_nothing(record: Any) -> None:
    run = start(GRAPH, some(20), **CHOSEN)
    moment = run.moment()
    assert changes_of(replace(moment, place={**moment.place, "other_examples": record})) == ()


# ---- in the trainer's thread, and in the past ----------------------------------------------------


def played(data: Prepared, **training: Any) -> Player:
    run = start(GRAPH, data, **{**CHOSEN, **training})
    run.number = 1
    return Player(run, Keeper(Budget(), 4), Mailbox(), PaintGate(), Pace())


def go(player: Player, step: int) -> None:
    player.play()
    player.train_to(step)


def test_the_past_has_the_points_it_had_and_leads_to_the_same_present() -> None:
    one, two, three = some(20), some(26), some(31)
    player = played(one)
    go(player, 13)
    player.use_examples(two)
    go(player, 22)
    player.use_examples(three)
    go(player, 30)
    player.pause()
    now = bits(player.run)
    for step, data in ((5, one), (13, two), (17, two), (22, three), (25, three), (12, one)):
        player.go_to(step)
        player.arrive()
        assert player.run.step == step
        assert player.run.prepared is data
        assert player.past.prepared is three
        assert look(Scene(player.run.setup, player.run.moment()), ()).prepared is data
    player.play()
    player.train_to(30)
    player.pause()
    assert player.past.is_now
    assert bits(player.run) == now
    assert player.run.prepared is three


def test_painting_in_the_past_is_painting_on_the_present() -> None:
    player = played(some(20))
    go(player, 20)
    player.go_to(8)
    player.arrive()
    player.use_examples(some(25))
    assert player.past.is_now
    assert player.run.step == 20
    assert player.run.batches.count == 25


def test_a_scene_that_is_kept_sees_the_new_points() -> None:
    player = played(some(20))
    plane = MapOver(Grid((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (-1, 1), (-1, 1), 5))
    mailbox = player.photographer._mailbox
    for data in (some(20), some(40)):
        player.use_examples(data)
        mailbox.ask(1, (plane,))
        player.photographer.answer(playing=False)
        [snapshot] = mailbox.take_snapshots()
        assert snapshot.prepared is data
        scene = player.photographer._scene
        assert scene is not None
        assert len(next(iter(scene.sample.values()))) == len(data.train)


def test_files_hold_the_moments_of_the_last_points_alone() -> None:
    player = played(some(20))
    go(player, 16)
    player.use_examples(some(25))
    go(player, 30)
    present = player.present()
    assert present.kept
    assert min(kept.step for kept in present.kept) == 16
    assert changes_of(present.learned.moment) == ((16, 25),)
    assert of_last_examples(present.kept) == present.kept
    assert min(kept.step for kept in player.past.keeper) < 16


def test_a_fork_from_the_past_goes_on_with_the_points_of_now() -> None:
    trainer = Trainer()
    data, new = some(20), some(30)
    trainer.start()
    try:
        trainer.send(Load(1, meaning(GRAPH, data), TrainingSettings(**CHOSEN), data))
        trainer.send(StepEpoch(1))
        assert trainer.learned(1) is not None
        while (stood := trainer.learned(1)) is not None and stood.step < 5:
            pass
        trainer.send(UseExamples(1, new))
        trainer.send(GoTo(1, 2))
        trainer.send(Fork(1, 2))
        learned = trainer.learned(2)
        assert learned is not None
        assert learned.step == 2
        assert learned.moment.place["examples"] == 30
        assert changes_of(learned.moment) == ((2, 30),)
        letters = trainer.mailbox.take_reports()
        assert any(isinstance(r, State) and r.run == 1 and r.examples == ((5, 30),) for r in letters)
        assert any(isinstance(r, Evaluation) and r.run == 1 and r.step == 5 for r in letters)
    finally:
        assert trainer.shut_down()


def test_examples_that_came_on_the_way_count_in_the_memory_of_the_history() -> None:
    player = played(some(20))
    go(player, 8)
    before = player.past.keeper.nbytes
    data = some(4000)
    player.use_examples(data)
    assert player.past.keeper.nbytes - before >= data.dataset.inputs.nbytes
    player.past.forget()
    assert player.past.keeper.nbytes == 0
