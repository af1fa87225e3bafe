"""Many different dates at once are read as one by one."""

from __future__ import annotations

import datetime as dt
from random import Random

import numpy as np
import pytest

from nnsim.data.tables import many_dates
from nnsim.data.tables.dates import Moments, compact_dates, moments_of
from nnsim.data.tables.marks import marks_of

EPOCH = dt.datetime(1970, 1, 1)
FORMS = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d",
    "%d/%m/%Y", "%m/%d/%Y %H:%M", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%Y年%m月%d日",
    "%d %b %Y", "%b %d, %Y", "%B %d, %Y %H:%M", "%A, %d %B %Y", "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S +0000 %Y",
)  # fmt: skip
ODD = (
    "", "2024-02-30", "2024-02-28 24:00", "2024-02-28 24:01", "2024-02-28 10:60", "2024-02-28 10:00:61", "soon", "2024-2-1", "2024-13-01 10:00:00", "13/1/2024", "1/13/2024",
    "0999-01-01", "3000-01-01", "12.30.45", "30.12.45", "10:61", "24:00", "1 Jan 99", "2024-01-01T10:00-03:30",
)  # fmt: skip


def made(form: str, count: int, begin: int = 1100) -> tuple[list[str], list[float]]:
    """Return different texts of a form, and the seconds they stand for."""
    rng = Random(form)
    parts = {"%H": 3600, "%I": 3600, "%M": 60, "%S": 1}
    step = min([step for sign, step in parts.items() if sign in form], default=86_400)
    moments = [
        dt.datetime(begin, 1, 1) + dt.timedelta(seconds=step * rng.randrange(15_000_000_000 // step))
        for _ in range(count)
    ]
    return [one.strftime(form) for one in moments], [(one - EPOCH).total_seconds() for one in moments]


def one_by_one(texts: list[str | None]) -> Moments | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many_dates, "_FEWEST", 10**9)
        return moments_of(texts)


def same(quick: Moments | None, careful: Moments | None) -> None:
    if quick is None or careful is None:
        assert quick is careful
        return
    np.testing.assert_array_equal(quick.seconds, careful.seconds)
    assert (quick.has_date, quick.has_time) == (careful.has_date, careful.has_time)
    assert (quick.order, quick.ambiguous) == (careful.order, careful.ambiguous)


@pytest.mark.parametrize("form", FORMS)
def test_many_dates_stand_for_what_they_say(form) -> None:
    texts, seconds = made(form, 400)
    found = moments_of([*texts, None])
    assert found is not None
    assert found.seconds[:-1].tolist() == seconds
    assert np.isnan(found.seconds[-1])


@pytest.mark.parametrize(
    "form", [*FORMS, "%d.%m.%y", "%m/%d/%y", "%H:%M:%S", "%H.%M.%S", "%I:%M %p", "%Y-%m", "%Y%m%d"]
)
def test_many_dates_are_read_as_one_by_one(form, monkeypatch) -> None:
    # Without zeros in front some are shorter, of another form.
    texts = [
        text.replace("/0", "/").lstrip("0") if n % 3 else text for n, text in enumerate(made(form, 90)[0])
    ]
    monkeypatch.setattr(many_dates, "_FEWEST", 4)
    for odd in ODD:
        column = [*texts[:60], odd, *texts[60:], None, texts[7]]
        quick = moments_of(column)
        same(quick, one_by_one(column))
        with monkeypatch.context() as patch:
            patch.setattr(many_dates, "_TOGETHER", 40)
            same(quick, moments_of(column))


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d-%m-%Y %H:%M"])
def test_days_that_could_be_months_are_told_among_many(form) -> None:
    texts = [
        dt.datetime(1900 + n // 144, n % 12 + 1, n // 12 % 12 + 1, n % 24).strftime(form) for n in range(5000)
    ]
    found = moments_of(texts)
    assert found is not None
    assert found.ambiguous == min(text for text in texts if text[:2] != text[3:5])
    assert found.order == ("mdy" if "/" in form else "dmy")
    same(found, one_by_one(texts))
    other = moments_of(texts, "mdy" if found.order == "dmy" else "dmy")
    assert other is not None
    assert (other.seconds != found.seconds).any()


def test_zones_of_many_dates_are_taken_into_account_where_they_differ() -> None:
    texts = made("%Y-%m-%dT%H:%M:%S", 200)[0]
    one, several = (
        [text + zones[n % len(zones)] for n, text in enumerate(texts)]
        for zones in (["+02:00"], ["+02:00", "-0330", "Z"])
    )
    plain, ahead, mixed = (moments_of(column) for column in (texts, one, several))
    assert plain is not None
    assert ahead is not None
    assert mixed is not None
    assert ahead.seconds.tolist() == plain.seconds.tolist()
    assert set(zip(range(3), (plain.seconds - mixed.seconds)[:3].tolist(), strict=True)) == {
        (0, 7200.0),
        (1, -12600.0),
        (2, 0.0),
    }


def test_texts_that_could_be_days_are_times_where_no_calendar_has_them() -> None:
    parts = [(hour, minute, second) for hour in range(24) for minute in range(32, 60) for second in (0, 59)]
    found = moments_of([f"{hour:02}.{minute:02}.{second:02}" for hour, minute, second in parts])
    assert found is not None
    assert not found.has_date
    assert found.seconds.tolist() == [hour * 3600.0 + minute * 60 + second for hour, minute, second in parts]


def test_forms_that_are_mixed_to_the_same_number_are_told_apart(monkeypatch) -> None:
    monkeypatch.setattr(many_dates, "_FACTOR", np.uint64(0))
    texts = made("%Y-%m-%d", 100)[0] + made("%d.%m.%Y", 100)[0]
    same(moments_of(texts), one_by_one(texts))


@pytest.mark.parametrize("form", ["%Y%m%d", "%Y%m%d%H", "%Y%m%d%H%M"])
def test_whole_numbers_that_are_dates(form) -> None:
    texts, seconds = made(form, 300, begin=1701)
    values = np.array([*map(float, texts), np.nan])
    found = compact_dates(values)
    assert found is not None
    assert found.seconds[:-1].tolist() == seconds
    assert found.has_time == ("%H" in form)
    for wrong in (0.5, 1e13, 99.0, -1e12):
        assert compact_dates(np.array([*values, values[0] // 100 * 100 + wrong])) is None
    assert compact_dates(values[:4]) is None


def test_marks_of_missing_values_are_found_among_many_texts_as_one_by_one() -> None:
    marks = marks_of("not measured at all, -200")
    texts = ["NA", " n/a ", "*" * 40, "#DIV/0!", "#N/A    (formula)", "", "Not measured at all", "x" * 30, "2024-01-01 10:00:00",
             "unknown               ", ": cd", "#1 of all that there are"]  # fmt: skip
    assert marks.among(texts) == {text for text in texts if marks.is_missing(text)}
    assert len(marks.among(texts)) == 9
