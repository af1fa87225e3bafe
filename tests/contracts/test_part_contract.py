"""What every registered part promises whatever its kind: words, limits, a record in a file."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest

from nnsim.base.declared import check_all, settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import PartOf
from nnsim.base.registry import Part, Registry
from nnsim.base.settings import Choice, Flag, Integer, Real, Shape, Text
from nnsim.data.files.file_source import FileSource
from nnsim.data.source import sources
from nnsim.data.splitter import splitters
from nnsim.data.step import steps
from nnsim.document.graph import Objective
from nnsim.document.project import TrainingSettings
from nnsim.engine.activation import activations
from nnsim.engine.clipping import clippings
from nnsim.engine.initializer import initializers
from nnsim.engine.layer import layers
from nnsim.engine.loss import losses
from nnsim.engine.metric import metrics
from nnsim.engine.optimizer import optimizers
from nnsim.engine.probe import probes
from nnsim.engine.rule import rules
from nnsim.engine.schedule import schedules
from tests.builders import variants

REGISTRIES: dict[str, Registry[Any]] = {
    "layer": layers,
    "activation": activations,
    "loss": losses,
    "optimizer": optimizers,
    "initializer": initializers,
    "rule": rules,
    "schedule": schedules,
    "clipping": clippings,
    "metric": metrics,
    "probe": probes,
    "source": sources,
    "splitter": splitters,
    "step": steps,
}
PARTS = [(kind, cls) for kind, registry in REGISTRIES.items() for cls in registry]
each = pytest.mark.parametrize(("kind", "cls"), PARTS, ids=[f"{k}-{c.key}" for k, c in PARTS])


@each
def test_says_what_it_is(kind: str, cls: type[Part]) -> None:
    assert cls.title.strip() == cls.title != ""
    assert cls.summary.endswith((".", "?"))
    if kind not in ("source", "splitter"):
        assert cls.formula
    assert cls.key.isidentifier()
    assert cls.version >= 1
    assert cls.__doc__


@each
def test_is_frozen_and_compares_by_settings(kind: str, cls: type[Part]) -> None:
    assert cls() == cls()
    assert hash(cls()) == hash(cls())
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    settings = {name for name, _ in settings_of(cls)}
    of_this_sitting = {"folder", "content", "known"} if issubclass(cls, FileSource) else set()
    assert {f.name for f in dataclasses.fields(cls)} == settings | of_this_sitting  # type: ignore[arg-type]
    for name, setting in settings_of(cls):
        assert setting.label, name


@each
def test_defaults_and_variants_are_within_limits(kind: str, cls: type[Part]) -> None:
    if kind == "source":
        assert list(check_all(cls())) == []
        return
    presets = [p.layer for p in cls.presets()] if kind == "layer" else [cls()]  # type: ignore[attr-defined]
    for preset in presets:
        for part in variants(preset):
            assert list(check_all(part)) == [], part


@each
def test_record_comes_back_through_json(kind: str, cls: type[Part]) -> None:
    registry = REGISTRIES[kind]
    presets = [p.layer for p in cls.presets()] if kind == "layer" else [cls()]  # type: ignore[attr-defined]
    for part in (v for preset in presets for v in variants(preset)):
        back = registry.from_record(json.loads(json.dumps(registry.to_record(part), allow_nan=False)))
        assert back == part
        assert type(back) is cls


@each
def test_record_of_a_newer_version_or_with_strange_settings_is_refused(kind: str, cls: type[Part]) -> None:
    registry = REGISTRIES[kind]
    record = registry.to_record(cls())
    with pytest.raises(NnsimError, match="newer"):
        registry.from_record({**record, "version": cls.version + 1})
    with pytest.raises(NnsimError, match="no_such"):
        registry.from_record({**record, "settings": {"no_such": 1}})
    for name, _ in settings_of(cls):
        with pytest.raises(NnsimError):
            registry.from_record({**record, "settings": {name: {"a": object()}}})


def _wrong(setting: Any) -> list[Any]:
    """Return values that `setting` must refuse, with a sentence."""
    match setting:
        case Integer():
            return [setting.low - 1, setting.high + 1, 10**30, 1.5, True, "1", None]
        case Real():
            below = [] if math.isinf(setting.low) else [math.nextafter(setting.low, -math.inf), -1e308]
            above = [] if math.isinf(setting.high) else [math.nextafter(setting.high, math.inf), math.inf]
            return [*below, *above, math.nan, True, "1", None]
        case Choice():
            return ["", "no_such", None, 3, []]
        case Flag():
            return [0, 1, "yes", None]
        case Text():
            return ["x" * (setting.longest + 1), None, 3]
        case Shape():
            return [(0,), (-1, 2), (1,) * (setting.most_axes + 1), (10**9, 10**9), (1.5,), (True,), [2], None]
        case PartOf():
            return [*([] if setting.none_label else [None]), 3, "sgd", object()]
    raise AssertionError(f"no wrong values known for {setting}")


SETTINGS = [(cls, name) for _, cls in PARTS for name, _ in settings_of(cls)]
SETTINGS += [(cls, name) for cls in (TrainingSettings, Objective) for name, _ in settings_of(cls)]


@pytest.mark.parametrize(("cls", "name"), SETTINGS, ids=[f"{c.__name__}-{n}" for c, n in SETTINGS])
def test_values_out_of_limits_get_a_sentence(cls: Any, name: str) -> None:
    setting = dict(settings_of(cls))[name]
    for value in _wrong(setting):
        problems = list(check_all(dataclasses.replace(cls(), **{name: value})))
        assert len(problems) == 1, value
        assert problems[0].endswith(".")
        assert setting.label in problems[0]
    match setting:
        case Integer() | Real():
            for value in (setting.low, setting.high):
                if math.isfinite(value):
                    assert setting.check(value) is None


@pytest.mark.parametrize("kind", REGISTRIES)
def test_an_unknown_key_has_a_sentence(kind: str) -> None:
    registry = REGISTRIES[kind]
    assert "no_such" not in registry
    with pytest.raises(NnsimError, match="no_such"):
        registry["no_such"]
    for raw in (None, 3, [], "dense", {}, {"kind": None}, {"kind": "x", "settings": 3}):
        with pytest.raises(NnsimError):
            registry.from_record(raw)


@pytest.mark.parametrize("kind", REGISTRIES)
def test_menu_order_is_settled(kind: str) -> None:
    parts = list(REGISTRIES[kind])
    assert [p.key for p in parts] == [p.key for p in sorted(parts, key=lambda p: (p.order, p.title))]
    assert len({p.key for p in parts}) == len(parts) >= 2
    assert len({p.title for p in parts}) == len(parts)
