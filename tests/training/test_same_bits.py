"""The same seed gives the same bits: on repeat, and through a project file saved in the middle of an epoch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Prepared
from nnsim.document import storage
from nnsim.document.graph import Graph
from nnsim.document.learned import Learned
from nnsim.document.moment import Moment
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.clipping import clippings
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizer import optimizers
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.schedule import schedules
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.training.run import Run
from tests.builders import chain, examples, start, walk

SCHEDULES = list(schedules)
CLIPPINGS = [None, *(cls(threshold=0.1) for cls in clippings)]
OTHERS: list[dict[str, Any]] = [
    {},
    {"warm_up": 2.5, "patience": 1},
    {"weight_decay": 0.01, "decoupled": True, "max_norm": 1.0},
    {"l1": 0.001, "weight_decay": 0.01},
]


def table() -> list[Any]:
    """Yield every optimizer with every schedule, the rest dealt out among them so that all pairs occur."""
    rows = []
    for i, optimizer in enumerate(optimizers):
        for j, schedule in enumerate(SCHEDULES):
            kind = schedule(gamma=0.5, patience=0) if schedule.key == "plateau" else schedule()
            rest = {"clipping": CLIPPINGS[(i + j) % 4], **OTHERS[(i + 2 * j + j // 4) % 4]}
            rows.append(
                pytest.param(
                    0.3 if (i + j) % 3 else 0.0,
                    {"optimizer": optimizer(), "schedule": kind, **rest},
                    id=f"{optimizer.key}-{schedule.key}",
                )
            )
    return rows


def drawing(dropout: float) -> Graph:
    return chain(Dense(5, Tanh()), BatchNorm(), Dropout(dropout), Dense(3), loss=SoftmaxCrossEntropy())


def some() -> Prepared:
    rng = np.random.default_rng(0)
    one, two = (examples(rng.normal(size=(23, 4)), rng.integers(0, 3, 23), 3) for _ in range(2))
    return replace(one, validation=two.train)


def with_moment(learned: Learned, **fields: Any) -> Learned:
    return replace(learned, moment=replace(learned.moment, **fields))


def begin(dropout: float, learned: Any = None, **training: Any) -> Run:
    chosen = {"batch": 4, "shuffle": True, "precision": "float32", "seed": 3, **training}
    # L-BFGS compares gradients of the same examples only.
    if chosen["optimizer"].whole_data:
        chosen["batch"] = 23
    return start(drawing(dropout), some(), learned, **chosen)


def bits(run: Run) -> tuple[bytes, ...]:
    parameters = run.network.parameters
    return parameters.all.tobytes(), parameters.state.tobytes(), parameters.rate.tobytes()


def bits_of(moment: Moment | None) -> Any:
    """Return all a moment holds, to compare."""
    if moment is None:
        return None
    slots = {name: array.tobytes() for name, array in moment.slots.items()}
    arrays = (moment.parameters.tobytes(), moment.state.tobytes(), slots)
    return moment.step, moment.epoch, moment.place, arrays, bits_of(moment.best)


def reopened(run: Run, dropout: float, path: Path) -> Run:
    """Return the run that comes out of a project file."""
    storage.save(path, Project(drawing(dropout), training=run.training), run.learned())
    opened = storage.load(path)
    assert opened.problems == ()
    assert opened.project.training == run.training
    return begin(dropout, opened.learned, **_settings(opened.project.training))


def _settings(training: Any) -> dict[str, Any]:
    return {name: getattr(training, name) for name in training.__dataclass_fields__}


@pytest.mark.parametrize(("dropout", "training"), table())
def test_repeated_and_through_a_file_in_the_middle_of_an_epoch(
    dropout: float, training: dict[str, Any], tmp_path: Path
) -> None:
    whole, repeated = begin(dropout, **training), begin(dropout, **training)
    assert walk(whole, 21).tobytes() == walk(repeated, 21).tobytes()
    again = reopened(whole, dropout, tmp_path / "a.nnsim")
    rows = [walk(run, 31) for run in (whole, repeated, again)]
    assert rows[0].tobytes() == rows[1].tobytes() == rows[2].tobytes()
    assert bits(whole) == bits(repeated) == bits(again)
    one, two = whole.learned(), again.learned()
    assert bits_of(one.moment) == bits_of(two.moment)


@pytest.mark.parametrize(("dropout", "training"), table())
def test_any_step_forked_is_bit_equal_to_going_on(dropout: float, training: dict[str, Any]) -> None:
    run, other = begin(dropout, **training), begin(dropout, **training)
    moments = []
    for _ in range(13):
        moments.append(run.moment())
        walk(run, 1)
    walk(run, 6)
    early, late = moments[2], moments[11]
    fork = begin(dropout, Learned(early, run.network.parameters.layout), **training)
    for again, moment in (
        (fork, early),
        (other, late),
        (other, early),
    ):  # another run, and one that was elsewhere
        again.go_to(moment)
        walk(again, run.step - moment.step)
        assert bits(again) == bits(run)
        assert bits_of(again.moment()) == bits_of(run.moment())


def test_the_limit_of_divergence_comes_back() -> None:
    run = begin(0.0, optimizer=Adam())
    walk(run, 3)
    again = begin(0.0, run.learned(), optimizer=Adam())
    assert again.guard.limit == run.guard.limit is not None


def test_memory_of_another_schedule_or_optimizer_is_dropped() -> None:
    run = begin(0.0, optimizer=Adam(), schedule=ReduceOnPlateau(0.5, 0), learning_rate=0.0, patience=5)
    walk(run, 30)
    assert run.rates.memory["factor"] < 1
    for optimizer in optimizers:
        again = begin(0.0, run.learned(), optimizer=optimizer(), learning_rate=0.1)
        assert again.rates.now == pytest.approx(0.1)
        assert np.isfinite(walk(again, 10)).all()
    assert again.moment().best is None


def test_the_memory_of_adam_as_version_0_1_kept_it_is_taken_over() -> None:
    run = begin(0.0, optimizer=Adam())
    walk(run, 9)
    learned = run.learned()
    slots = learned.moment.slots
    old = {
        "mean": slots["sums"] * (1 - 0.9),
        "square": slots["squares"] * (1 - 0.999),
        "steps": slots["steps"],
    }
    again = begin(0.0, with_moment(learned, slots=old), optimizer=Adam())
    assert set(again.moment().slots) == set(slots)
    for name, slot in again.moment().slots.items():
        np.testing.assert_allclose(slot, slots[name], rtol=1e-5)
    damaged = {**old, "mean": np.zeros((3, 4)), "square": np.zeros(())}
    assert len(walk(begin(0.0, with_moment(learned, slots=damaged), optimizer=Adam()), 9)) == 9


@pytest.mark.parametrize("key", ["limit", "schedule", "stopping", "measured"])
@pytest.mark.parametrize(
    "junk", [-5, "x", [], {}, 1e308, {"kind": "plateau", "memory": {"factor": -1}}, {"best": "x"}], ids=str
)
def test_a_damaged_place_gives_a_sentence_or_a_run(key: str, junk: Any) -> None:
    training = {"optimizer": Adam(), "schedule": ReduceOnPlateau(), "patience": 2}
    run = begin(0.0, **training)
    walk(run, 9)
    learned = run.learned()
    try:
        again = begin(0.0, with_moment(learned, place={**learned.moment.place, key: junk}), **training)
    except NnsimError as error:
        assert str(error).endswith(".")
    else:
        assert len(walk(again, 15)) == 15


def test_best_weights_that_do_not_fit_are_dropped() -> None:
    training = {"optimizer": Adam(), "patience": 2}
    run = begin(0.0, **training)
    walk(run, 9)
    learned = run.learned()
    best = learned.moment.best
    assert best is not None
    for bad in (None, Moment(parameters=np.zeros(3)), replace(best, parameters=best.parameters * np.nan)):
        again = begin(0.0, with_moment(learned, best=bad), **training)
        assert again.moment().best is None
        assert len(walk(again, 40)) == 40
