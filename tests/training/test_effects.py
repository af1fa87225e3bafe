"""A run does with every changed setting of training what the setting says: nothing, another step, nothing yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.base.changes import effect_at_top
from nnsim.base.declared import settings_of
from nnsim.base.effect import Effect
from nnsim.document.project import TrainingSettings
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.training import machine
from nnsim.training.run import Run
from tests.builders import chain, examples, start, values, walk

SETTINGS = dict(settings_of(TrainingSettings))


def begun(steps: int = 3) -> Run:
    data = examples(np.linspace(-1, 1, 24).reshape(12, 2), np.linspace(0, 1, 12))
    run = start(chain(Dense(3, Tanh()), Dense(1)), data, batch=4, seed=1)
    walk(run, steps)
    return run


def others(name: str, now: Any) -> list[Any]:
    """Return values that a setting can have instead of `now`."""
    found = [v for v in [*values(SETTINGS[name]), 0.25, 7] if SETTINGS[name].check(v) is None and v != now]
    assert found
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_a_change_does_what_the_setting_says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    compiled: list[object] = []
    real = machine.compile_update
    monkeypatch.setattr(machine, "compile_update", lambda *a: compiled.append(a) or real(*a))
    effect = effect_at_top(SETTINGS[name])
    run = begun()
    for value in others(name, getattr(run.training, name)):
        before = run.training
        compiled.clear()
        run.retune(replace(before, **{name: value}))
        if effect is Effect.RUN:
            assert run.training == before
        else:
            assert getattr(run.training, name) == value
        assert bool(compiled) == (effect is Effect.STEP)
    if not (name == "batch" or run.finished):
        walk(run, 2)


@pytest.mark.parametrize("name", [n for n, s in SETTINGS.items() if s.effect is Effect.LIVE])
def test_a_live_setting_turned_there_and_back_was_never_touched(name: str) -> None:
    plain, turned = begun(), begun()
    now = turned.training
    for value in others(name, getattr(now, name)):
        turned.retune(replace(now, **{name: value}))
    turned.retune(now)
    assert walk(turned, 5).tobytes() == walk(plain, 5).tobytes()
    assert turned.network.parameters.vector.tobytes() == plain.network.parameters.vector.tobytes()


@pytest.mark.parametrize("name", [n for n, s in SETTINGS.items() if s.effect is Effect.RUN])
def test_a_setting_of_the_run_changes_nothing_under_way(name: str) -> None:
    plain, turned = begun(), begun()
    for value in others(name, getattr(turned.training, name)):
        turned.retune(replace(turned.training, **{name: value}))
        assert walk(turned, 1).tobytes() == walk(plain, 1).tobytes()
