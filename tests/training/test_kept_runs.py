"""A run and what is kept of it: every step is reached again bit for bit, changes by hand included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nnsim.document.history_file import from_member, to_member
from nnsim.document.kept import Kept
from nnsim.document.project import Project
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.training.history import History
from nnsim.training.keeping import Budget, Keeper
from nnsim.training.run import Run
from nnsim.training.saved_run import saved_run
from tests.training.test_same_bits import begin, drawing

ROWS: list[dict[str, Any]] = [
    {"optimizer": Adam(), "clipping": ClipByGlobalNorm(threshold=0.1)},
    {"optimizer": Momentum(), "schedule": ReduceOnPlateau(gamma=0.5, patience=0), "warm_up": 2.5},
    {"optimizer": SGD(), "patience": 1, "max_norm": 1.0, "weight_decay": 0.01, "decoupled": True},
]


def bits(run: Run) -> tuple[bytes, ...]:
    """Return all that goes on with a run; what its last step was is not part of that."""
    parameters = run.network.parameters
    slots = (array.tobytes() for array in run.machine.slots.values())
    return parameters.vector.tobytes(), parameters.state.tobytes(), *slots


def go(run: Run, step: int, keeper: Keeper | None, seen: dict[int, tuple[bytes, ...]]) -> None:
    """Train to `step`, keep what is due, and note the bits of every step."""
    while True:
        if keeper is not None and keeper.is_due(run.step):
            keeper.keep(Kept(run.moment(), run.training))
        seen[run.step] = bits(run)
        if run.step >= step:
            return
        while not run.advance(1):
            run.take_points()


def change(run: Run, keeper: Keeper | None, seen: dict[int, tuple[bytes, ...]], **settings: Any) -> None:
    """Change something by hand, as a person does."""
    if settings:
        run.retune(replace(run.training, **settings))
    else:
        run.set_weight("l1/W", (0, 0), 0.75)
    seen[run.step] = bits(run)
    if keeper is not None:
        keeper.keep(Kept(run.moment(), run.training, by_hand=True))


def trained(settings: dict[str, Any], keeper: Keeper | None) -> tuple[Run, dict[int, tuple[bytes, ...]]]:
    """Return a run of 90 steps with changes by hand on the way, and the bits of every step."""
    run, seen = begin(0.3, **settings), {}
    go(run, 21, keeper, seen)
    change(run, keeper, seen, learning_rate=0.05)
    go(run, 37, keeper, seen)
    change(run, keeper, seen)
    change(run, keeper, seen, learning_rate=0.02)
    go(run, 60, keeper, seen)
    change(run, keeper, seen, optimizer=Adam(), batch=5)
    go(run, 90, keeper, seen)
    return run, seen


@pytest.mark.parametrize("settings", ROWS)
def test_every_step_is_reached_again(settings: dict[str, Any]) -> None:
    budget = Budget()
    keeper = Keeper(budget, stride=16)
    run, seen = trained(settings, keeper)
    assert trained(settings, None)[1] == seen
    before = len(keeper)
    budget.most = keeper.nbytes * 2 // 3
    assert len(keeper) < before
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    history.add_points(run.take_points())
    saved = saved_run(Project(drawing(0.3), training=run.training), run, keeper, history, "Run 1", "#ff00aa")
    (back,), problems = from_member(bytes(to_member([saved])))
    assert problems == ()
    other = begin(0.3, **settings)
    for step in (0, 1, 13, 21, 22, 36, 37, 38, 59, 60, 61, 75, 90):
        kept = keeper.at(step)
        assert kept is not None
        assert kept.reaches(step) == step
        read = next(k for k in back.kept if k.step == kept.step)
        for one in (kept, read):
            other.retune(one.training)
            other.go_to(one.moment)
            again: dict[int, tuple[bytes, ...]] = {}
            go(other, step, None, again)
            assert again[step] == seen[step], step


def test_a_budget_smaller_than_a_moment_changes_nothing() -> None:
    keeper = Keeper(Budget(100), stride=16)
    assert trained(ROWS[0], keeper)[1] == trained(ROWS[0], None)[1]
    assert keeper.steps == ()
    assert "nothing of it is kept" in keeper.note()
