"""Painted points: text and back, parts that stay, and every limit in one sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.painting.as_painted import as_painted, why_not_painted
from nnsim.data.painting.painting import LONGEST, MOST_NUMBERS, MOST_POINTS, Painting
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.source import sources
from nnsim.data.sources.painted import Painted
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.split import part_of_number, split_by_number
from nnsim.data.steps.features import Features

PLACES = st.floats(-1e6, 1e6).map(lambda v: float(f"{v:.6g}"))
POINTS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 40), PLACES, PLACES), max_size=30)
SHARES = st.floats(0, 0.45)


def painting(points: list[tuple[int, int, float, float]], *, values: bool = False) -> Painting:
    """Return points with a class, or a value, and a number of their own each."""
    known = {(kind * (not values), number): (x, y) for kind, number, x, y in points}
    kinds, numbers = (np.array([key[i] for key in known], np.int64) for i in (0, 1))
    at = np.array(list(known.values()), float).reshape(-1, 2)
    heights = at.sum(1).round(2) if values else np.zeros(len(at))
    return Painting(at, kinds, heights, numbers).ordered()


def parts(prepared: Prepared) -> dict[tuple[float, ...], int]:
    rows = prepared.rows.train, prepared.rows.validation, prepared.rows.test
    inputs = prepared.dataset.inputs
    return {tuple(inputs[row].tolist()): part for part, some in enumerate(rows) for row in some}


@given(points=POINTS, values=st.booleans())
def test_the_text_gives_the_same_points_back_with_their_numbers(
    points: list[tuple[int, int, float, float]], values: bool
) -> None:
    made = painting(points, values=values)
    text = made.text(values=values)
    for typed in (text, text.replace(";", " ;\n ").replace("|", " | ")):
        again = Painting.parse(typed, 0 if values else 8)
        assert np.array_equal(again.at, made.at)
        assert np.array_equal(again.kinds, made.kinds)
        assert np.array_equal(again.numbers, made.numbers)
        assert np.allclose(again.values, made.values, rtol=1e-5)


@given(points=POINTS, seed=st.integers(0, 50), shares=st.tuples(SHARES, SHARES), gone=st.integers(0, 2**30))
def test_no_point_moves_to_another_part_when_others_come_or_go(
    points: list[tuple[int, int, float, float]], seed: int, shares: tuple[float, float], gone: int
) -> None:
    made = painting(points)
    left = made.without(np.array([gone >> i & 1 for i in range(len(made))], bool))
    more = left.with_points(np.array([[7e6, 7e6], [8e6, 8e6]]), 3)
    before, after = (part_of_number(some.numbers, *shares, seed) for some in (made, more))
    known = {(k, n): part for k, n, part in zip(made.kinds, made.numbers, before, strict=True)}
    found = {(k, n): part for k, n, part in zip(more.kinds, more.numbers, after, strict=True)}
    fresh = {
        key for key in found if key not in {(k, n) for k, n in zip(left.kinds, left.numbers, strict=True)}
    }
    assert all(found[key] == known[key] for key in found if key not in fresh)
    assert len(fresh) == 2


@given(n=st.integers(1, 400), seed=st.integers(0, 100), shares=st.tuples(SHARES, SHARES))
def test_parts_get_their_shares_of_any_stretch_and_the_first_point_trains(
    n: int, seed: int, shares: tuple[float, float]
) -> None:
    split = split_by_number(np.arange(n), *shares, seed)
    assert sorted([*split.train, *split.validation, *split.test]) == list(range(n))
    assert 0 in split.train
    for part, share in ((split.validation, shares[0]), (split.test, shares[1])):
        # Three-distance theorem: of golden multiples the error stays below a few points, whatever n.
        assert abs(len(part) - share * n) <= 4
    assert all((np.diff(part) > 0).all() for part in (split.train, split.validation, split.test))


@pytest.mark.parametrize("key", ["two_spirals", "bumps", "truth_table", "moons", "plane"])
def test_a_painted_copy_trains_on_the_same_points_in_the_same_parts(key: str) -> None:
    settings = DataSettings(source=sources[key](), validation_share=0.3, seed=3)
    before = prepare(settings)
    copy = as_painted(before, settings)
    after = prepare(replace(settings, source=copy.source))
    assert copy.note == ""
    assert after.title.endswith(before.title)
    for name in ("train", "validation", "test"):
        old, new = getattr(before, name), getattr(after, name)
        rows = [
            np.column_stack((e.inputs, e.targets.reshape(len(e), -1 if len(e) else 1))) for e in (old, new)
        ]
        one, other = (r[np.lexsort(np.round(r, 4).T)] for r in rows)
        assert np.allclose(one, other, atol=1e-4), name


def test_a_painted_copy_is_scaled_as_the_data_were_whatever_is_painted_after(tmp_path) -> None:
    path = tmp_path / "far.csv"
    rng = np.random.default_rng(0)
    rows = rng.normal((500, -3), (100, 0.01), (80, 2))
    path.write_text("a,b,c\n" + "".join(f"{a},{b},{'ab'[int(a > 500)]}\n" for a, b in rows))
    settings = DataSettings(source=sources["csv"](path=str(path)))
    before = prepare(settings)
    copy = as_painted(before, settings).source
    more = copy.painting().with_points(np.array([[1e6, 0.0]]), 1)
    for source in (copy, replace(copy, points=more.text())):
        after = prepare(replace(settings, source=source))
        assert np.allclose(after.scaler.shift, before.scaler.shift)
        assert np.allclose(after.scaler.scale, before.scaler.scale)
    assert any("ranges of the axes" in line for line in after.summary)
    assert after.input_names == ("a", "b")


def test_many_points_are_sampled_with_a_word() -> None:
    settings = DataSettings(source=sources["two_gaussians"](points=12_000))
    copy = as_painted(prepare(settings), settings)
    assert len(copy.source.painting()) == MOST_POINTS
    assert "5,000 of the 12,000" in copy.note
    assert len(copy.source.points) < LONGEST


@pytest.mark.parametrize(("key", "words"), [("sine", "two inputs"), ("pulse_order", "two inputs")])
def test_data_that_cannot_be_painted_on_are_refused(key: str, words: str) -> None:
    settings = DataSettings(source=sources[key]())
    prepared = prepare(settings)
    assert words in why_not_painted(prepared)
    with pytest.raises(NnsimError, match=words):
        as_painted(prepared, settings)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Painted(points=""), "Nothing is painted yet"),
        (Painted(points=" \n "), "Nothing is painted yet"),
        (Painted(points="1 2"), "Only A has points"),
        (Painted(points="|1 2; 2 3"), "Only B has points"),
        (Painted(points="1 2 3", task="regression", names="y"), "single point"),
        (Painted(points="1 2|3"), "'3' is no point"),
        (Painted(points="1 2 3|3 4 5 6"), "'1 2 3' is no point"),
        (Painted(points="1 2|x y"), "'x y' is no point"),
        (Painted(points="1 2|nan 1"), "too far out"),
        (Painted(points="1 2|1e31 1"), "too far out"),
        (Painted(points="1 2|1 1|1 2"), "3 classes, and 2 have names"),
        (Painted(points="1 2 0|1 1 1", task="regression", names="y"), "no bars"),
        (Painted(points="|".join([";".join(["0 1"] * 2501)] * 2)), "at most 5,000 points"),
        (Painted(points="0 0|" + ";" * MOST_NUMBERS + "0 1"), "at most 20,000 places"),
        (Painted(points="0" * (LONGEST + 1)), "at most 400000 characters"),
        (Painted(names="A"), "two to 8 names"),
        (Painted(names=",".join("ABCDEFGHI")), "two to 8 names"),
        (Painted(names="A, A"), "same name"),
        (Painted(names="y, z", task="regression"), "one name"),
        (Painted(inputs="x"), "two inputs"),
        (Painted(inputs="x, x"), "two inputs"),
        (Painted(x1_low=2.0, x1_high=2.0), "range of a painted axis is empty"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(source: Painted, words: str) -> None:
    with pytest.raises(NnsimError, match=words) as refused:
        prepare(DataSettings(source=source))
    assert "\n" not in str(refused.value)


def test_a_class_of_one_point_trains_and_a_class_of_none_is_told() -> None:
    prepared = prepare(DataSettings(source=Painted(points="0 0|" + ";".join(["1 1"] * 20), names="A, B, C")))
    assert 0 in prepared.train.targets
    assert prepared.classes == 3
    assert any(line == "No point yet: C" for line in prepared.summary)


def test_erased_numbers_are_used_again_only_where_there_are_no_others() -> None:
    at = np.array([[0.0, 1.0]])
    last = Painting(at, np.zeros(1, np.int64), np.zeros(1), np.array([MOST_NUMBERS - 1]))
    assert last.with_points(at).numbers.tolist() == [0, MOST_NUMBERS - 1]
    assert last.with_points(at, 1).numbers.tolist() == [MOST_NUMBERS - 1, 0]


def test_a_moved_point_keeps_its_part() -> None:
    settings = DataSettings(source=Painted())
    made = settings.source.painting()
    chosen = np.arange(len(made)) % 3 == 0
    moved = made.moved(chosen, (10.0, 0.0))
    before, after = (
        parts(prepare(replace(settings, source=Painted(points=p.text())))) for p in (made, moved)
    )
    shift = {(x + 10 * c, y): before[x, y] for (x, y), c in zip(made.at.tolist(), chosen, strict=True)}
    assert {(round(x, 3), y): part for (x, y), part in after.items()} == {
        (round(x, 3), y): part for (x, y), part in shift.items()
    }


@pytest.mark.parametrize("scaling", ["auto", "standardize"])
def test_what_steps_made_of_two_columns_is_painted_on_in_these(scaling: str) -> None:
    steps = (Features(formulas="x1^2", left_out="x₂"),)
    settings = DataSettings(source=TwoSpirals(points=80), steps=steps, scaling=scaling)
    prepared = prepare(settings)
    again = prepare(replace(settings, source=as_painted(prepared, settings).source))
    assert again.input_names == prepared.input_names == ("x₁", "x₁²")
    for mine, theirs in ((prepared.train, again.train), (prepared.test, again.test)):
        assert len(mine) == len(theirs)
        np.testing.assert_allclose(
            np.sort(mine.values(), axis=0), np.sort(theirs.values(), axis=0), atol=1e-4
        )
