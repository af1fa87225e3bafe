"""What every setting of every registered part promises: how it is read and filed, and what it does."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, fields
from typing import Any

import pytest

from nnsim.base.changes import changed_effects, changed_settings, settings_with, within_run
from nnsim.base.declared import settings_from_record, settings_of, settings_record
from nnsim.base.effect import Effect
from nnsim.base.part_settings import PartOf
from nnsim.base.setting import FIRST
from nnsim.base.settings import Real, integer
from nnsim.base.text import use_language
from nnsim.data.data_settings import DataSettings
from nnsim.document.graph import Objective
from nnsim.document.pace import Pace
from nnsim.document.project import TrainingSettings
from nnsim.reference.pages import CHAPTERS
from tests.builders import values

CLASSES: list[type[Any]] = [
    TrainingSettings,
    DataSettings,
    Objective,
    Pace,
    *(c for _, r in CHAPTERS for c in r),
]
SETTINGS = [(cls, name) for cls in CLASSES if dataclasses.is_dataclass(cls) for name, _ in settings_of(cls)]
each = pytest.mark.parametrize(("cls", "name"), SETTINGS, ids=[f"{c.__name__}-{n}" for c, n in SETTINGS])


def default_of(cls: Any, name: str) -> Any:
    return next(f.default for f in fields(cls) if f.name == name)


@each
def test_what_is_shown_is_read_as_it_was(cls: Any, name: str) -> None:
    setting = dict(settings_of(cls))[name]
    known = [default_of(cls, name), *values(setting)]
    try:
        for language in ("en", "zh_CN"):
            use_language(language)
            for value in (v for v in known if setting.check(v) is None):
                back = setting.parse(setting.show(value))
                if isinstance(setting, PartOf):
                    assert type(back) is type(value)
                elif isinstance(setting, Real):
                    assert back == pytest.approx(value, rel=1e-5)
                else:
                    assert (back, type(back)) == (value, type(value))
    finally:
        use_language("en")


@each
def test_since_which_version_it_exists_is_one(cls: Any, name: str) -> None:
    since = dict(settings_of(cls))[name].since
    assert re.fullmatch(r"\d+\.\d+", since)
    assert tuple(map(int, since.split("."))) >= tuple(map(int, FIRST.split(".")))


def test_every_setting_of_training_says_what_changing_it_does() -> None:
    """Without it, a new setting would begin a new run: right for some, a surprise for most."""
    assert all(setting.effect is not None for _, setting in settings_of(TrainingSettings))


@dataclass(frozen=True)
class Old:
    title = "Old"

    units: int = integer(3, label="Units", in_problems=True)


@dataclass(frozen=True)
class New(Old):
    frozen: int = integer(0, label="Frozen", since="0.2", effect=Effect.LIVE)
    seed: int = integer(0, label="Seed", since="0.3", effect=Effect.RUN)


def test_a_default_that_came_later_is_left_out_so_that_older_versions_read_the_file() -> None:
    assert settings_record(New()) == settings_record(Old()) == {"units": 3}
    assert settings_record(New(units=4, seed=1)) == {"units": 4, "seed": 1}
    for made in (New(), New(frozen=1), New(4, 2, 5)):
        assert New(**settings_from_record(New, settings_record(made))) == made


def test_what_a_change_does_follows_from_the_settings_changed() -> None:
    old = New()
    assert changed_effects(old, old) == frozenset()
    assert changed_effects(old, New(frozen=1)) == {Effect.LIVE}
    assert changed_effects(old, New(units=1, frozen=1)) == {Effect.LIVE, Effect.RUN}
    assert [name for name, _ in changed_settings(old, New(seed=2, units=9))] == ["units", "seed"]
    assert within_run(old, New(1, 2, 3)) == New(units=3, frozen=2, seed=0)
    assert settings_with(New(1, 2, 3), Effect.RUN) == {"units": 1, "seed": 3}
