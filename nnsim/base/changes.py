"""What differs between two values of one class of settings, and what that means."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, TypeVar

from nnsim.base.declared import settings_of
from nnsim.base.effect import Effect
from nnsim.base.setting import Setting

T = TypeVar("T")


def changed_settings(old: T, new: T) -> Iterator[tuple[str, Setting]]:
    """Yield name and kind of every setting that differs between two parts of one class."""
    for name, setting in settings_of(old):
        if getattr(old, name) != getattr(new, name):
            yield name, setting


def changed_effects(old: T, new: T) -> frozenset[Effect]:
    """Return what the change from `old` to `new` does to a training under way; nothing where they are equal."""
    return frozenset(effect_at_top(setting) for _, setting in changed_settings(old, new))


def effect_at_top(setting: Setting) -> Effect:
    """Return the effect of a setting that no other one holds: a new run unless it says otherwise."""
    return Effect.RUN if setting.effect is None else setting.effect


def settings_with(part: Any, effect: Effect) -> dict[str, Any]:
    """Return the settings of `part` that have one effect, by name."""
    return {n: getattr(part, n) for n, setting in settings_of(part) if effect_at_top(setting) is effect}


def within_run(old: T, new: T) -> T:
    """Return `new` as far as a run under way can take it: what needs another run is as in `old`."""
    return dataclasses.replace(new, **settings_with(old, Effect.RUN))  # type: ignore[type-var]
