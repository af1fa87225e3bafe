"""Kinds of settings: what they take, what they say, what goes into a file and comes back."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.declared import check_all, settings_from_record, settings_of, settings_record
from nnsim.base.errors import NnsimError
from nnsim.base.setting import Setting
from nnsim.base.settings import (
    Choice,
    FilePath,
    Flag,
    Integer,
    Real,
    Shape,
    Text,
    choice,
    file_path,
    flag,
    integer,
    real,
    shape,
    text,
)
from nnsim.data.data_settings import DataSettings
from nnsim.document.graph import Objective
from nnsim.document.project import TrainingSettings
from nnsim.engine.initializer import Initializer
from nnsim.reference.pages import CHAPTERS

OPTIONS = (("a", "First"), ("b", "Second"))
GOOD: list[tuple[Setting, Any, Any, str]] = [
    (Integer("N", low=-2, high=7), 7, 7, "7"),
    (Real("X", low=0, high=1), 0.5, 0.5, "0.5"),
    (Real("X"), -1e300, -1e300, "-1e300"),
    (Flag("F"), True, True, "yes"),
    (Flag("F"), False, False, "no"),
    (Choice("C", options=OPTIONS), "b", "b", "Second"),
    (Text("T"), "π 中文", "π 中文", "π 中文"),
    (FilePath("P"), "/tmp/x.csv", "/tmp/x.csv", "/tmp/x.csv"),
    (Shape("S"), (1, 28, 28), [1, 28, 28], "1 × 28 × 28"),
    (Shape("S"), (), [], "from the data"),
]
BAD: list[tuple[Setting, Any, str]] = [
    (Integer("N", low=1, high=9), 0, "N is 0; it must be between 1 and 9."),
    (Integer("N", low=1, high=100_000), 10**9, "N is 1,000,000,000; it must be between 1 and 100,000."),
    (Integer("N"), True, "N must be a whole number."),
    (Integer("N"), 2.0, "N must be a whole number."),
    (Real("X", low=0, high=1), 1.5, "X is 1.5; it must be between 0 and 1."),
    (Real("X", low=0), -1, "X is -1; it must be at least 0."),
    (Real("X", high=0), 0.25, "X is 0.25; it must be at most 0."),
    (Real("X"), math.nan, "X must be a number."),
    (Real("X"), "1", "X must be a number."),
    (Flag("F"), 1, "F must be yes or no."),
    (Choice("C", options=OPTIONS), "c", "C must be one of First, Second."),
    (Text("T", longest=3), "abcd", "T may have at most 3 characters."),
    (Text("T"), None, "T must be a text."),
    (Shape("S", most_axes=2), (1, 2, 3), "S may have at most 2 numbers."),
    (Shape("S"), (0,), "S: each number must be at least 1 and their product at most 1,000,000."),
    (Shape("S"), (1001, 1000), "S: each number must be at least 1 and their product at most 1,000,000."),
    (Shape("S"), [2], "S must be a list of whole numbers."),
]


@pytest.mark.parametrize(("kind", "value", "record", "shown"), GOOD)
def test_good_values_are_taken_filed_and_shown(kind: Setting, value: Any, record: Any, shown: str) -> None:
    assert kind.check(value) is None
    assert kind.to_record(value) == record
    back = kind.from_record(json.loads(json.dumps(kind.to_record(value))))
    assert back == value
    assert type(back) is type(value)
    assert kind.show(value) == shown


@pytest.mark.parametrize(("kind", "value", "sentence"), BAD)
def test_bad_values_get_a_sentence(kind: Setting, value: Any, sentence: str) -> None:
    assert kind.check(value) == sentence


@given(
    raw=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=4,
    ),
    kind=st.sampled_from([kind for kind, *_ in GOOD]),
)
def test_any_record_gives_a_value_or_a_sentence(raw: Any, kind: Setting) -> None:
    try:
        value = kind.from_record(raw)
    except NnsimError as error:
        if "cannot be" not in str(error):
            raise
        return
    assert kind.check(value) is None or kind.check(value).endswith(".")  # type: ignore[union-attr]
    # A whole number of more digits than a float has becomes the nearest float.
    meant = float(raw) if isinstance(value, float) else raw
    assert kind.to_record(value) == meant or raw != raw


@dataclass(frozen=True)
class Machine:
    title = "Machine"

    n: int = integer(3, low=1, high=5, label="Count")
    x: float = real(0.5, low=0, high=1, label="Share")
    on: bool = flag(False, label="On")
    kind: str = choice("a", *OPTIONS, label="Kind")
    note: str = text("", label="Note")
    path: str = file_path(label="File", filters=(("Tables", "*.csv"),))
    form: tuple[int, ...] = shape((), label="Form")
    inner: int = 7


def test_settings_of_a_class_stand_in_order_and_other_fields_are_none() -> None:
    assert [name for name, _ in settings_of(Machine)] == ["n", "x", "on", "kind", "note", "path", "form"]
    assert dict(settings_of(Machine())) == dict(settings_of(Machine))


def test_all_problems_are_told() -> None:
    assert list(check_all(Machine())) == []
    assert len(list(check_all(Machine(n=0, x=2, kind="z")))) == 3


def test_records_fill_gaps_and_refuse_what_they_do_not_know() -> None:
    made = Machine(n=5, form=(2, 3))
    assert Machine(**settings_from_record(Machine, json.loads(json.dumps(settings_record(made))))) == made
    assert Machine(**settings_from_record(Machine, {"n": 2})) == Machine(n=2)
    with pytest.raises(NnsimError, match="Machine has no setting called size"):
        settings_from_record(Machine, {"size": 2})


def _with_zero() -> list[tuple[type[Any], str]]:
    """Return every class with settings that comes with nnsim, with each of its numbers that may be 0."""
    classes = [TrainingSettings, DataSettings, Objective, *(cls for _, r in CHAPTERS for cls in r)]
    found = [(cls, n, k) for cls in classes if dataclasses.is_dataclass(cls) for n, k in settings_of(cls)]
    return [(cls, name) for cls, name, kind in found if isinstance(kind, Real) and kind.check(0.0) is None]


@pytest.mark.parametrize(("cls", "name"), _with_zero(), ids=lambda v: getattr(v, "__name__", v))
def test_minus_zero_is_zero_from_wherever_it_comes(cls: Any, name: str) -> None:
    made = cls(**{name: -0.0})
    replaced = dataclasses.replace(cls(), **{name: -0.0})
    read = cls(**settings_from_record(cls, {**settings_record(cls()), name: -0.0}))
    for part in (made, replaced, read):
        assert math.copysign(1.0, getattr(part, name)) == 1.0


def test_no_initializer_breaks_at_a_gain_a_width_or_a_limit_of_minus_zero() -> None:
    rng = np.random.default_rng(0)
    numbers = [(cls, name) for cls, name in _with_zero() if issubclass(cls, Initializer)]
    assert len(numbers) >= 5
    for cls, name in numbers:
        assert np.isfinite(cls(**{name: -0.0}).draw(rng, (3, 2), 3, 2)).all()
