"""Many different dates at once are read as one by one."""

from __future__ import annotations

import datetime as dt
from random import Random

import numpy as np
import pytest

from nnsim.data.tables import dates
from nnsim.data.tables.dates import Moments, moments_of
from nnsim.data.tables.marks import marks_of

BEGIN = dt.datetime(1100, 1, 1)


def one_by_one(texts: list[str | None]) -> Moments | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_FEWEST_AT_ONCE", 10**9)
        return moments_of(texts)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y", "%Y%m%d"])
@pytest.mark.parametrize(
    "odd", ["", "2024-02-30", "2024-02-28 24:00", "soon", "2024-2-1", "2024-13-01 10:00:00"]
)
def test_many_dates_are_read_as_one_by_one(form, odd) -> None:
    rng = Random(form + odd)
    texts: list[str | None] = [
        (BEGIN + dt.timedelta(seconds=rng.randrange(55_000_000_000))).strftime(form) for _ in range(1500)
    ]
    texts += [None, odd or None]
    quick, careful = moments_of(texts), one_by_one(texts)
    if quick is None or careful is None:
        assert quick is careful
        return
    np.testing.assert_array_equal(quick.seconds, careful.seconds)
    assert (quick.has_date, quick.has_time, quick.order) == (
        careful.has_date,
        careful.has_time,
        careful.order,
    )


def test_marks_of_missing_values_are_found_among_many_texts_as_one_by_one() -> None:
    marks = marks_of("not measured at all, -200")
    texts = ["NA", " n/a ", "*" * 40, "#DIV/0!", "#N/A    (formula)", "", "Not measured at all", "x" * 30, "2024-01-01 10:00:00",
             "unknown               ", ": cd", "#1 of all that there are"]  # fmt: skip
    assert marks.among(texts) == {text for text in texts if marks.is_missing(text)}
    assert len(marks.among(texts)) == 9
