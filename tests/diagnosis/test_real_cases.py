"""The collection of real cases hangs together, and what some of them taught the doctor stays."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from tests.benchmarks.doctor.cases import cases
from tests.benchmarks.doctor.cases.real_case import RealCase

COLLECTION = tuple(cases())


def test_the_table_and_as_many_own_cases_are_there() -> None:
    keys = [case.key for case in COLLECTION]
    assert len(set(keys)) == len(keys)
    assert sum(case.source != "own" for case in COLLECTION) == 43
    assert sum(case.source == "own" for case in COLLECTION) >= 25


def test_causes_are_illnesses_and_twins_differ() -> None:
    known = {illness.key for illness in illnesses}
    for case in COLLECTION:
        assert case.causes
        assert set(case.causes) <= known, case.key
        assert case.sick != case.healthy
        assert case.steps > 0


def _case(key: str) -> RealCase:
    return next(case for case in COLLECTION if case.key == key)


@pytest.mark.parametrize(
    ("key", "illness"),
    [("51181393", "learning_rate_too_low"), ("own_momentum_99", "learning_rate_too_high")],
)
def test_rates_are_blamed_for_epochs_too_few_and_for_what_was_lost_again(key: str, illness: str) -> None:
    case, seen = _case(key), Persisting()
    for look in Rounds(case.sick).walk(200):
        said = seen.look(look)
    assert illness in [verdict.key for verdict in said[:2]]


def test_adam_is_no_unsuited_optimizer_while_it_is_slow() -> None:
    case = _case("58055105")
    signs = [tuple(illnesses["unsuited_optimizer"]().signs(look)) for look in Rounds(case.healthy).walk(200)]
    assert not any(signs)


def test_the_same_case_is_built_twice_alike() -> None:
    once, again = (Rounds(next(c for c in cases() if c.key == "38648195").sick) for _ in range(2))
    assert once.data is not None
    assert again.data is not None
    np.testing.assert_array_equal(once.data.train.targets, again.data.train.targets)
