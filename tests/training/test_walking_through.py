"""A walker that goes through ends of epochs and checkpoints leaves nothing different behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnsim.document.graph import Graph
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.engine.schedule import Schedule
from nnsim.engine.schedules.constant import ConstantRate
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.engine.schedules.step import StepDecay
from nnsim.training.divergence import DivergedError
from nnsim.training.guard import CHECKPOINT_EVERY
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk
from tests.compiled.by_c import compiled, in_numpy, needs_library
from tests.training.rules.ridge import Ridge
from tests.training.rules.telling import Telling
from tests.training.through_walker import ThroughWalker, through

GRAPH = chain(Dense(4, Tanh()), BatchNorm(), Dropout(0.3), Dense(3), loss=SoftmaxCrossEntropy())


def some(count: int) -> Any:
    rng = np.random.default_rng(count)
    one, two = (examples(rng.normal(size=(count, 3)), rng.integers(0, 3, count), 3) for _ in range(2))
    return replace(one, validation=two.train)


def begin(count: int = 23, graph: Graph = GRAPH, learned: Any = None, **training: Any) -> Run:
    chosen = {"batch": 4, "shuffle": True, "precision": "float32", "optimizer": Adam(), **training}
    return start(graph, some(count), learned, **chosen)


def bits(moment: Moment | None) -> Any:
    """Return all a moment holds, to compare, but for the names of the walks."""
    if moment is None:
        return None
    place = {key: value for key, value in moment.place.items() if key != "walks"}
    slots = {name: array.tobytes() for name, array in moment.slots.items()}
    arrays = moment.parameters.tobytes(), moment.state.tobytes(), slots
    return moment.step, moment.epoch, place, arrays, bits(moment.best)


def measure(run: Run, apart: int) -> None:
    """Let `run`, at its first step, be measured so many steps apart."""
    run.watch.restore({"first": apart, "most": apart, "next": apart}, 0)


@dataclass(frozen=True)
class Way:
    """How two runs walk that shall come to the same: one goes step by step, the other far in one call."""

    one: Callable[[Run], Run]
    far: Callable[[Run], Run]

    def begin(self, **begun: Any) -> tuple[Run, Run]:
        return self.one(begin(**begun)), self.far(begin(**begun))


EACH_WAY = pytest.mark.parametrize(
    "way",
    [
        pytest.param(Way(in_numpy, through), id="numpy"),
        pytest.param(Way(compiled, compiled), marks=needs_library, id="compiled"),
    ],
)


class Pair:
    """Two runs of the same: one goes step by step, the other as far as it may in one call."""

    def __init__(self, way: Way, apart: int, **begun: Any) -> None:
        self.way = way
        self.begun = begun
        self.one, self.far = way.begin(**begun)
        self.runs = self.one, self.far
        for run in self.runs:
            measure(run, apart)
        self.rows: tuple[list[np.ndarray], ...] = ([], [])
        self.moments = [self.one.moment()]

    def go(self, most: int) -> bool:
        """Let the one go as far as it may, then the other after it; return whether it was told to stop."""
        ends = []
        try:
            if not self.far.advance(most, beyond_epoch=True):
                self.take()
                return self.go(most)
            ends.append(None)
        except DivergedError as error:
            ends.append(error)
        self._follow(ends)
        self._compare(*ends)
        if self.far.evaluation_is_due:
            assert repr(self.one.evaluate()) == repr(self.far.evaluate())
        return ends[0] is not None

    def _follow(self, ends: list[DivergedError | None]) -> None:
        goal, limit = self.far.step, self.one.step
        while self.one.step < goal:
            assert not self._is_looked_at() or self.one.step == limit
            try:
                if not self.one.advance(1):
                    self.rows[0].append(self.one.take_points().rows)
            except DivergedError as error:
                ends.append(error)
                return
        ends.append(None)

    def _is_looked_at(self) -> bool:
        """Return whether the other one should have stopped here."""
        run = self.one
        watch, at_end = run.watch, run.batches.position == 0
        return bool(watch.is_due or watch.done or watch.stopped or (run.finished and at_end))

    def _compare(self, far: DivergedError | None, one: DivergedError | None) -> None:
        a, b = self.runs
        assert (a.step, a.epoch, a.batches.epoch) == (b.step, b.epoch, b.batches.epoch)
        assert a.rates.now == b.rates.now
        assert a.network.parameters.all.tobytes() == b.network.parameters.all.tobytes()
        assert bits(a.moment()) == bits(b.moment())
        assert bits(a.guard.checkpoint) == bits(b.guard.checkpoint)
        assert (a.watch.is_due, a.watch.done) == (b.watch.is_due, b.watch.done)
        assert repr(a.watch.stopped) == repr(b.watch.stopped)
        assert (far is None) == (one is None)
        if far is not None and one is not None:
            assert (one.sentence(), one.step, one.kept) == (far.sentence(), far.step, far.kept)
            assert repr(one.measured) == repr(far.measured)

    def take(self) -> None:
        for run, rows in zip(self.runs, self.rows, strict=True):
            rows.append(run.take_points().rows)

    # ---- what people do on the way -----------------------------------------------------------------

    def do(self, what: str) -> None:
        """Do the same with both."""
        match what:
            case "take":
                self.take()
            case "keep":
                self.moments.append(self.far.moment())
            case "go back":
                for run in self.runs:
                    run.go_to(self.moments[-1])
            case "fork":
                learned = Learned(self.far.moment(), self.far.network.parameters.layout)
                training = {f: getattr(self.far.training, f) for f in ("batch", "shuffle", "learning_rate")}
                self.take()
                begun = {**self.begun, **training, "learned": learned}
                self.one, self.far = self.way.begin(**begun)
                self.runs = self.one, self.far
            case "weight":
                for run in self.runs:
                    run.set_weight("l1/W", (0, 1), 0.75)
            case _:
                changes: dict[str, Any] = {
                    "shuffle": {"shuffle": not self.far.training.shuffle},
                    "batch": {"batch": self.far.training.batch % 7 + 2},
                    "blow up": {"learning_rate": 1e30},
                    "calm": {"learning_rate": 0.01},
                }
                self.take()
                for run in self.runs:
                    run.retune(replace(run.training, **changes[what]))

    def finish(self) -> None:
        self.take()
        one, far = (np.concatenate(rows) for rows in self.rows)
        assert one.tobytes() == far.tobytes()


DEEDS = ["take", "keep", "go back", "fork", "weight", "shuffle", "batch", "blow up", "calm"]
SCHEDULES = [CosineAnnealing(7), StepDecay(every=2, gamma=0.5), ReduceOnPlateau(0.5, 0, threshold=1.0)]


@EACH_WAY
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    count=st.integers(1, 40),
    apart=st.sampled_from([1, 30, 200, 1000]),
    training=st.fixed_dictionaries(
        {"batch": st.integers(1, 12), "shuffle": st.booleans()},
        optional={
            "patience": st.integers(1, 3),
            "epochs": st.integers(1, 30),
            "schedule": st.sampled_from(SCHEDULES),
            "warm_up": st.sampled_from([1.5, 4.0]),
            "learning_rate": st.sampled_from([0.3, 1e4]),
            "optimizer": st.just(SGD()),
        },
    ),
    deeds=st.lists(st.one_of(st.integers(1, 150), st.sampled_from(DEEDS)), max_size=12),
)
def test_however_far_a_call_goes_nothing_is_different(
    way: Way, count: int, apart: int, training: dict[str, Any], deeds: list[int | str]
) -> None:
    pair = Pair(way, apart, count=count, **training)
    for deed in deeds:
        if isinstance(deed, str):
            pair.do(deed)
        else:
            pair.go(deed)
    pair.finish()


@EACH_WAY
@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
def test_every_step_has_its_own_learning_rate(way: Way, schedule: Schedule) -> None:
    pair = Pair(way, 1_000, schedule=schedule)
    for _ in range(3):
        pair.go(60)
    pair.finish()
    assert pair.far.rates.now < pair.far.training.learning_rate


def go_to(run: Run, step: int, most: int = 1_000) -> None:
    while run.step < step:
        run.advance(min(most, step - run.step), beyond_epoch=True)


@EACH_WAY
def test_infinite_weights_behind_a_finite_loss_are_noticed_on_the_way(way: Way) -> None:
    """tanh(∞) = 1: the loss does not show it, the checkpoint does."""
    data = examples([[1.0], [2.0]], [0.0, 1.0])
    told = []
    for made in (way.one, way.far):
        run = made(start(chain(Dense(1, Tanh(), bias=False)), data, batch=1, precision="float32"))
        measure(run, 200)
        run.network.parameters.vector[:] = np.inf
        with pytest.raises(DivergedError) as error:
            go_to(run, 200)
        told.append((error.value.sentence(), run.step, run.epoch, bits(run.moment())))
    assert told[0] == told[1]
    assert told[0][1] == CHECKPOINT_EVERY


# ---- how far ------------------------------------------------------------------------------------


def stretches(run: Run) -> list[Any]:
    walker = run.machine.walker()
    assert isinstance(walker, ThroughWalker)
    return walker.taken


def test_a_call_goes_through_epochs_and_checkpoints_up_to_an_evaluation() -> None:
    run = through(begin())
    measure(run, 200)
    run.advance(1)  # says what a loss is like here
    assert run.advance(1_000, beyond_epoch=True) == 203
    assert run.evaluation_is_due
    assert len(stretches(run)[-1].legs) == 68
    assert run.guard.checkpoint.step == 192
    assert run.advance(1_000, beyond_epoch=True) == run.unreported.recorder.capacity - 204


@pytest.mark.parametrize(("batch", "epoch"), [(23, 64.0), (4, 10 + 16 / 23)])
@EACH_WAY
def test_a_checkpoint_on_the_way_knows_its_place(way: Way, batch: int, epoch: float) -> None:
    again, run = way.begin(batch=batch)
    measure(run, 1_000)
    run.advance(1)
    assert run.advance(100, beyond_epoch=True) == 100
    checkpoint = run.guard.checkpoint
    assert (checkpoint.step, checkpoint.epoch) == (64, epoch)
    walk(again, 64)
    assert bits(checkpoint) == bits(again.guard.checkpoint)


def test_without_leave_a_call_ends_with_the_epoch_but_not_at_a_checkpoint() -> None:
    run = through(begin(300, batch=4))
    run.advance(1)
    assert run.advance(1_000) == 74
    assert run.advance(1_000) == 75
    assert [len(s.legs) for s in stretches(run)] == [1, 1, 1]


@pytest.mark.parametrize(
    "training",
    [{"patience": 50}, {"schedule": ReduceOnPlateau()}, {"epochs": 1}, {"rule": Telling()}],
    ids=str,
)
def test_who_looks_at_every_epoch_sees_every_one(training: dict[str, Any]) -> None:
    run = through(begin(**training))
    measure(run, 1_000)
    run.advance(1)
    assert [run.advance(1_000, beyond_epoch=True) for _ in range(4)] == [5, 6, 6, 6]


def test_a_rule_that_may_be_done_is_asked_at_every_end() -> None:
    assert Ridge.ends()
    assert not PerceptronRule.ends()
    graph = chain(Dense(1), loss=MeanSquaredError())
    data = examples(np.random.default_rng(0).normal(size=(9, 3)), np.ones(9))
    run = through(start(graph, data, rule=Ridge()))
    measure(run, 1_000)
    run.advance(1)
    for _ in range(2):
        assert run.advance(100, beyond_epoch=True) == 1
        assert run.watch.done


@EACH_WAY
@pytest.mark.parametrize(
    "schedule", [ConstantRate(), StepDecay(every=1, gamma=0.9), CosineAnnealing(40)], ids=str
)
def test_epochs_that_batches_fill_without_a_rest_are_gone_through_in_one_leg(
    way: Way, schedule: Schedule
) -> None:
    pair = Pair(way, 50, count=24, schedule=schedule)
    for most in (7, 64, 100, 5, 300):
        pair.go(most)
    pair.finish()


@EACH_WAY
def test_the_loss_after_a_call_is_of_its_last_batch(way: Way) -> None:
    run = way.far(begin(23, batch=4))
    measure(run, 200)
    run.advance(1)
    assert run.advance(5, beyond_epoch=True) == 5
    walker = run.machine.walker()
    program = walker.program
    assert program.batch == 3
    last = run.take_points().rows[-1, run.unreported.columns.loss]
    assert walker.total() * program.factors[0] == pytest.approx(last, rel=1e-6)


def test_orders_are_not_drawn_ahead_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnsim.training.stretching.MOST_AHEAD", 100)
    run = through(begin(23, batch=23))
    measure(run, 200)
    run.advance(1)
    assert run.advance(1_000, beyond_epoch=True) == 4


@EACH_WAY
def test_an_epoch_that_ends_with_a_batch_of_a_size_never_seen(way: Way) -> None:
    """The batch was changed in its middle, or it was begun with another one."""
    numbers = []
    for run in way.begin(batch=4):
        walk(run, 3)
        moment = run.moment()
        run.retune(replace(run.training, batch=5))
        rows = walk(run, 9)
        run.go_to(moment)
        assert walk(run, 9).tobytes() == rows.tobytes()
        numbers.append(bits(run.moment()))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("batch", [4, 23])
@EACH_WAY
def test_layers_that_draw_stand_after_a_divergence_where_they_would_step_by_step(
    way: Way, batch: int
) -> None:
    places = []
    for most, run in zip((1, 200), way.begin(batch=batch, optimizer=SGD(), learning_rate=0.01), strict=True):
        measure(run, 1_000)
        go_to(run, 9)
        run.retune(replace(run.training, learning_rate=1e15))
        with pytest.raises(DivergedError):
            go_to(run, 200, most)
        places.append(run.moment().place["draws"])
    assert places[0] == places[1]


# ---- orders ahead -------------------------------------------------------------------------------


def test_orders_drawn_ahead_are_those_that_come() -> None:
    one, two = begin(9).batches, begin(9).batches
    ahead = []
    for leg in two.legs(4):
        if leg.epoch == 6:
            break
        ahead.append(leg)
    for leg in ahead:
        assert leg.order.tobytes() == one.order.tobytes()
        assert (leg.epoch, leg.position) == (one.epoch, one.position)
        assert one.state() == two.state()
        one.advance(leg.steps * leg.size)
        two.advance(leg.steps * leg.size)
    assert one.state() == two.state()


def test_an_order_drawn_ahead_is_taken_back_when_it_is_to_be_another() -> None:
    one, two = begin(9).batches, begin(9).batches
    for leg in two.legs(9):
        if leg.epoch == 3:
            break
    for wish in (True, False, False, True, True):
        for batches in (one, two):
            batches.shuffle = wish
            batches.advance(9)
        assert one.order.tobytes() == two.order.tobytes()
        assert one.state() == two.state()
        next(leg for leg in two.legs(9) if leg.epoch == two.epoch + 2)


def test_who_goes_to_another_place_leaves_the_orders_drawn_ahead() -> None:
    batches, plain = begin(9).batches, begin(9).batches
    start = batches.state()
    next(leg for leg in batches.legs(9) if leg.epoch == 3)
    batches.advance(9)
    batches.restore(start)
    for _ in range(4):
        assert batches.order.tobytes() == plain.order.tobytes()
        assert batches.state() == plain.state()
        batches.advance(9)
        plain.advance(9)
