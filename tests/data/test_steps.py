"""Steps between source and split: each by itself, in a row, and what becomes of them in `prepare`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.step import Rows, Step, applied, steps
from nnsim.data.steps.choose import Choose
from nnsim.data.steps.cyclic import Cyclic
from nnsim.data.steps.features import Features
from nnsim.data.steps.one_hot import OneHot
from nnsim.data.steps.ordinal import Ordinal
from nnsim.data.steps.polynomial import Polynomial


def table(**fields: object) -> Dataset:
    """Two measured columns, an hour, and a colour that is one-hot; with all that rows can have."""
    inputs = np.array(
        [[1, 2.0, 23, 1, 0, 0], [2, np.nan, 1, 0, 1, 0], [-3, 0.5, 12, 0, 0, 1], [4, 1.0, 23, 1, 0, 0]]
    )
    kept = {
        "weights": np.arange(4.0),
        "groups": np.array([0, 0, 1, 1]),
        "moments": np.arange(4.0),
        "test_rows": 1,
        "missing": "mean",
    }
    return Dataset(
        "t",
        inputs,
        np.array([0, 1, 0, 1]),
        "classes",
        ("x₁", "width (cm)", "hour", "colour = red", "colour = green", "colour = blue"),
        ("a", "b"),
        one_hot=((3, 6),),
        input_units=("", "cm", "h", "", "", ""),
        **{**kept, **fields},  # type: ignore[arg-type]
    )


def one(step: Step, dataset: Dataset | None = None) -> Dataset:
    return applied(dataset or table(), [step])[0]


SOME = [
    Features("x1^2; log(abs(hour))"),
    Polynomial("x1, hour", 3),
    OneHot("hour"),
    Ordinal("colour"),
    Cyclic("hour"),
    Choose("x1, hour"),
]


@pytest.mark.parametrize("step", SOME, ids=lambda s: s.key)
def test_everything_of_the_rows_but_their_inputs_stays(step: Step) -> None:
    before, after = table(), one(step)
    assert after.inputs.shape == (4, len(after.input_names))
    assert after.input_names != before.input_names
    for name in ("targets", "weights", "groups", "moments"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
    assert (after.test_rows, after.missing, after.title) == (1, "mean", "t")
    assert len(after.notes) == 1
    for start, stop in after.one_hot:
        block = after.inputs[:, start:stop]
        assert np.isin(block[~np.isnan(block)], (0, 1)).all()


@pytest.mark.parametrize("kind", [s for s in steps if not s.joins_rows], ids=lambda s: s.key)
def test_a_step_as_it_is_added_can_be_taken_and_does_no_harm(kind: type[Step]) -> None:
    pictures = replace(
        table(), inputs=np.arange(36.0).reshape(4, 3, 3), input_names=(), one_hot=(), input_units=()
    )
    taken = 0
    for before in (table(), pictures):
        try:
            after = one(kind(), before)
        except NnsimError as error:
            assert "columns" in str(error) or "images" in str(error)
            continue
        taken += 1
        assert len(after) == len(before)
    if kind.trains_only:
        return
    assert taken, "what is added can be taken by something"


@pytest.mark.parametrize("step", SOME, ids=lambda s: s.key)
def test_a_row_goes_alone_the_way_it_goes_with_all_others(step: Step) -> None:
    whole, (settled,) = applied(table(), [step])
    for row in range(4):
        given = table()
        alone = replace(
            given,
            inputs=given.inputs[row : row + 1],
            targets=given.targets[row : row + 1],
            weights=None,
            groups=None,
            moments=None,
            test_rows=0,
        )
        out = settled.apply(alone)
        np.testing.assert_array_equal(out.inputs[0], whole.inputs[row])
        assert out.input_names == whole.input_names


# ---- features ------------------------------------------------------------------------------------


def test_features_are_named_for_what_they_are_and_know_their_units() -> None:
    made = one(Features("x1^2; x1*hour; sin(x1); w = `width (cm)`; w > 1; hour", "x1, colour = red"))
    assert made.input_names == (
        "width (cm)", "hour", "colour = green", "colour = blue",
        "x₁²", "x₁·hour", "sin x₁", "w", "w > 1", "hour (2)",
    )  # fmt: skip
    assert made.input_units == ("cm", "h", "", "", "", "", "", "cm", "", "h")
    assert made.one_hot == ((2, 4),)
    np.testing.assert_array_equal(made.inputs[:, 4], [1, 4, 9, 16])
    np.testing.assert_array_equal(np.isnan(made.inputs[:, 7]), [False, True, False, False])
    assert "6 inputs made by formulas: x₁²" in made.notes[0]
    assert made.notes[1] == "Left out by choice: x₁, colour = red"


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "a = a + 1": "“a” names itself",
        "a = b + 1; b = x1": "names “b”, which is only made after it",
        "hour = x1": "an input called “hour” already",
        "x1 + houre": "no input called “houre”; the nearest is “hour”",
        "1/(hour - 12)": "Row 3: 1 is divided by 0 .* count such values as missing",
        "x1 +": "ends too early",
    }.items(),
)
def test_what_cannot_be_a_feature_is_said(text: str, said: str) -> None:
    with pytest.raises(NnsimError, match=said) as caught:
        one(Features(text))
    assert str(caught.value).startswith("Step 1, Features: ")


def test_values_that_cannot_be_worked_out_count_as_missing_by_choice() -> None:
    dataset = table(missing="refuse")
    made = one(Features("log(x1)", "`width (cm)`", undefined="missing"), dataset)
    assert np.isnan(made.inputs[:, -1]).tolist() == [False, False, True, False]
    assert made.missing == "drop"


def test_nothing_left_is_refused() -> None:
    with pytest.raises(NnsimError, match="Keep at least one"):
        one(Features("", ", ".join(f"`{name}`" for name in table().input_names)))


# ---- the others ----------------------------------------------------------------------------------


@given(st.integers(1, 4), st.integers(2, 5), st.booleans())
def test_polynomials_are_all_products_up_to_the_degree(inputs: int, degree: int, products_only: bool) -> None:
    x = np.random.default_rng(degree).normal(size=(5, inputs))
    names = tuple(f"x{i}" for i in range(inputs))
    dataset = Dataset("t", x, np.zeros(5, np.int64), "classes", names, ("a",))
    made = one(Polynomial("", degree, products_only), dataset).inputs
    wanted = [
        np.prod(x**powers, axis=1)
        for powers in product(range(degree + 1), repeat=inputs)
        if 1 <= sum(powers) <= degree and not (products_only and max(powers) > 1)
    ]
    np.testing.assert_allclose(np.sort(made, axis=1), np.sort(np.column_stack(wanted), axis=1), rtol=1e-9)


def test_polynomials_are_written_as_products_and_leave_categories_their_meaning() -> None:
    made = one(Polynomial("x1, hour, colour = red, colour = green", 2)).input_names[6:]
    assert made == (
        "x₁²", "x₁·hour", "x₁·(colour = red)", "x₁·(colour = green)",
        "hour²", "hour·(colour = red)", "hour·(colour = green)",
    )  # fmt: skip
    names = tuple(map(str, range(60)))
    many = Dataset("t", np.zeros((2, 60)), np.zeros(2, np.int64), "classes", names, ("a",))
    with pytest.raises(NnsimError, match="too many inputs"):
        one(Polynomial("", 4), many)


def test_numbers_become_one_hot_and_strangers_are_nothing() -> None:
    made, (settled,) = applied(table(), [OneHot("hour")])
    assert made.input_names[2:5] == ("hour = 1", "hour = 12", "hour = 23")
    assert made.one_hot == ((2, 5), (5, 8))
    assert made.inputs[:, 2:5].tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert settled == OneHot("hour", "1, 12, 23")
    strange = replace(table(), inputs=np.where(table().inputs == 12, 13, table().inputs))
    assert settled.apply(strange).inputs[2, 2:5].tolist() == [0, 0, 0]
    with pytest.raises(NnsimError, match="60 different values"):
        one(
            OneHot("a"),
            Dataset("t", np.arange(60.0)[:, None], np.zeros(60, np.int64), "classes", ("a",), ("b",)),
        )


def test_a_category_in_an_order_is_one_number_and_one_hot_turns_it_back() -> None:
    made = one(Ordinal("colour", "green, blue, red"))
    assert made.input_names == ("x₁", "width (cm)", "hour", "colour")
    assert made.inputs[:, 3].tolist() == [2, 0, 1, 2]
    assert made.one_hot == ()
    again = one(OneHot("colour"), made)
    np.testing.assert_array_equal(again.inputs[:, 3:], table().inputs[:, [4, 5, 3]])
    with pytest.raises(NnsimError, match="no category called “color”; the nearest is “colour”"):
        one(Ordinal("color"))
    with pytest.raises(NnsimError, match="“green” has no place in the order"):
        one(Ordinal("colour", "red, blue"))


def test_what_comes_round_is_near_itself() -> None:
    made = one(Cyclic("hour", 24))
    assert made.input_names[2:4] == ("sin(2π·hour/24)", "cos(2π·hour/24)")
    places = made.inputs[:, 2:4]
    np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1)
    assert np.linalg.norm(places[0] - places[1]) < np.linalg.norm(places[0] - places[2])


def test_inputs_are_chosen_in_the_order_of_the_data() -> None:
    made = one(Choose("hour, x1"))
    assert made.input_names == ("x₁", "hour")
    assert made.input_units == ("", "h")
    assert one(Choose()).input_names == table().input_names


# ---- in a row, and in the preparation ------------------------------------------------------------


def test_steps_are_taken_in_order_and_those_switched_off_are_not() -> None:
    line = (Features("x1^2"), Choose("x₁², hour"), Cyclic("hour"))
    settings = DataSettings(steps=line, validation_share=0.25, test_share=0)
    ready = prepare_dataset(table(test_rows=0), settings)
    assert ready.input_names == ("sin(2π·hour/24)", "cos(2π·hour/24)", "x₁²")
    told = [line for line in ready.summary if "formula" in line or "choice" in line or "circle" in line]
    assert [t.split()[0] for t in told] == ["1", "Left", "Around"]
    assert (ready.steps, ready.origin.input_names) == (line, table().input_names)
    off = (replace(line[0], active=False), Choose("hour"), line[2])
    assert prepare_dataset(table(test_rows=0), replace(settings, steps=off)).shape == (2,)
    with pytest.raises(NnsimError, match=r"Step 2, Choose inputs: .*“x₁²”"):
        prepare_dataset(table(), replace(settings, steps=(off[0], *line[1:])))


def test_without_steps_everything_is_as_it_was() -> None:
    ready = prepare(DataSettings())
    assert ready.origin is ready.dataset
    assert ready.steps == ()


def test_in_other_words_the_source_is_in_other_words_too() -> None:
    settings = DataSettings(TwoSpirals(points=20), steps=(Features("x1^2"),))
    mine, other = prepare(settings), prepare(settings)
    other = replace(other, origin=replace(other.origin, title="Zwei Spiralen", target_names=("eins", "zwei")))
    worded = mine.worded_as(other)
    assert (worded.origin.title, worded.origin.target_names) == ("Zwei Spiralen", ("eins", "zwei"))
    assert worded.origin.inputs is not other.origin.inputs
    plain = prepare(replace(settings, steps=()))
    again = plain.worded_as(plain)
    assert again.origin is again.dataset


@dataclass(frozen=True)
class Mirrored(Step):
    """Every training row once more with the other sign."""

    trains_only = True
    key, title = "mirrored", "Mirrored"

    def extend(self, inputs, targets, weights, random) -> Rows:  # type: ignore[no-untyped-def]
        assert not inputs.flags.writeable
        assert random.random() == np.random.default_rng([3, 0]).random()
        return np.concatenate((inputs, -inputs)), np.concatenate((targets, targets)), weights


def test_what_is_only_for_training_touches_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = DataSettings(TwoSpirals(points=40), seed=3, scaling="standardize")
    plain = prepare(settings)
    ready = prepare(replace(settings, steps=(Mirrored(),)))
    n = len(plain.train)
    assert len(ready.train) == 2 * n
    np.testing.assert_array_equal(ready.train.inputs[:n], plain.train.inputs)
    raw = plain.dataset.inputs[plain.rows.train]
    np.testing.assert_array_equal(ready.train.inputs[n:], plain.scaler.apply(-raw))
    np.testing.assert_array_equal(ready.validation.inputs, plain.validation.inputs)
    np.testing.assert_array_equal(ready.scaler.shift, plain.scaler.shift)
    off = prepare(replace(settings, steps=(Mirrored(active=False),)))
    np.testing.assert_array_equal(off.train.inputs, plain.train.inputs)


def test_what_is_made_within_a_frame_is_scaled_by_the_frame_and_not_by_the_points() -> None:
    def seen(points: np.ndarray) -> np.ndarray:
        dataset = Dataset(
            "t",
            points,
            (points[:, 0] > 5).astype(np.int64),
            "classes",
            ("x1", "x2"),
            ("a", "b"),
            frame=(np.array([5.0, 0.0]), np.array([5.0, 2.0])),
            numbers=np.arange(len(points)),
        )
        return prepare_dataset(dataset, DataSettings(steps=(Features("x1^2; x1*x2"),))).scaler.scale

    few = np.random.default_rng(0).uniform((0, -2), (10, 2), (12, 2))
    more = np.vstack([few, [[40.0, 9.0], [-30.0, 4.0]]])
    np.testing.assert_array_equal(seen(few), seen(more))
    assert (seen(few) > 1).all()
