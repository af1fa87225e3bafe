from __future__ import annotations

import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.migrations import FORMAT, MIGRATIONS, migrate


def test_there_is_a_step_from_every_format():
    assert set(MIGRATIONS) == set(range(1, FORMAT))


def test_steps_are_chained_by_number():
    steps = {
        1: lambda r: {**r, "seen": [1]},
        2: lambda r: {**r, "seen": [*r["seen"], 2]},
        3: lambda r: {**r, "seen": [*r["seen"], 3]},
    }
    assert migrate({"format": 1}, 4, steps) == {"format": 4, "seen": [1, 2, 3]}
    assert migrate({"format": 3, "seen": []}, 4, steps) == {"format": 4, "seen": [3]}
    assert migrate({"format": 4}, 4, steps) == {"format": 4}


def test_a_newer_format_is_named():
    with pytest.raises(NnsimError, match=rf"format {FORMAT + 1}.*up to {FORMAT}"):
        migrate({"format": FORMAT + 1})


@pytest.mark.parametrize("number", [None, 0, -3, "1", 1.0, True])
def test_a_record_of_no_format(number):
    with pytest.raises(NnsimError, match="no format number"):
        migrate({"format": number})


def test_a_step_that_stumbles_over_damage():
    with pytest.raises(NnsimError, match="format 1 is damaged"):
        migrate({"format": 1}, 2, {1: lambda r: {"x": r["not there"]}})
