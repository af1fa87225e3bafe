"""Loading, leaving out, splitting, filling and scaling together."""

import dataclasses
import re

import numpy as np
import pytest

from nnsim.base.declared import check_all, settings_from_record, settings_record
from nnsim.base.errors import Cancelled, NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.iris import Iris

nan = np.nan


def _data(inputs, targets=None, **more) -> Dataset:
    inputs = np.asarray(inputs, float)
    labels = np.arange(len(inputs)) % 2 if targets is None else np.asarray(targets)
    regression = labels.ndim == 2
    return Dataset(
        **{
            "title": "t",
            "inputs": inputs,
            "targets": labels,
            "task": "regression" if regression else "classes",
            "input_names": tuple("abcdefgh"[: inputs.shape[1]]) if inputs.ndim == 2 else (),
            "target_names": ("y", "z")[: labels.shape[1]] if regression else ("no", "yes"),
            **more,
        }
    )


def _bits(ready):
    parts = (ready.train, ready.validation, ready.test)
    return [(p.inputs.tobytes(), p.targets.tobytes()) for p in parts], ready.summary


def test_same_settings_same_bits_and_another_seed_another_split() -> None:
    assert _bits(prepare(DataSettings())) == _bits(prepare(DataSettings()))
    assert _bits(prepare(DataSettings())) != _bits(prepare(DataSettings(seed=1)))


def test_settings_travel_through_a_record() -> None:
    settings = DataSettings(source=Iris(species="setosa"), test_share=0.3, scaling="min_max")
    assert DataSettings(**settings_from_record(DataSettings, settings_record(settings))) == settings


def test_summary_reads_as_promised() -> None:
    ready = prepare(DataSettings(source=Iris()))
    assert ready.summary == (
        "150 rows, 4 inputs, 3 classes (50 / 50 / 50)",
        "Training 105 · validation 30 · test 15, stratified, seed 0",
        "Standardised with mean and standard deviation of the training part",
    )


def test_only_the_training_part_teaches_the_scaler() -> None:
    ready = prepare(DataSettings(source=Iris()))
    np.testing.assert_allclose(ready.train.inputs.mean(0), 0, atol=1e-12)
    np.testing.assert_allclose(ready.train.inputs.std(0), 1)
    assert np.abs(ready.test.inputs.mean(0)).max() > 1e-3
    raw = ready.dataset.inputs[ready.rows.test]
    np.testing.assert_allclose(ready.scaler.invert(ready.test.inputs), raw)


def test_only_the_training_part_teaches_the_filler() -> None:
    data = _data(np.arange(40.0)[:, np.newaxis] ** 2, missing="mean")
    first = prepare_dataset(data, DataSettings(scaling="none"))
    gap = first.rows.test[0]
    inputs = data.inputs.copy()
    inputs[gap] = nan
    ready = prepare_dataset(dataclasses.replace(data, inputs=inputs), DataSettings(scaling="none"))
    assert ready.test.inputs[0, 0] == pytest.approx(data.inputs[ready.rows.train].mean())
    assert "1 missing value filled with the mean of the training part" in ready.summary


def test_rows_that_lack_an_input_are_left_out_and_counted() -> None:
    inputs = np.arange(20.0).reshape(10, 2)
    inputs[[2, 5], [0, 1]] = nan
    ready = prepare_dataset(_data(inputs, missing="drop"), DataSettings())
    rows = {*ready.rows.train, *ready.rows.validation, *ready.rows.test}
    assert rows == set(range(10)) - {2, 5}
    assert "2 rows were left out because an input is missing" in ready.summary


def test_it_is_said_how_much_of_all_is_left_out_where_it_is_much() -> None:
    inputs = np.arange(400.0).reshape(200, 2)
    inputs[:36, 1] = nan
    summary = prepare_dataset(_data(inputs, missing="drop"), DataSettings()).summary
    assert "36 rows were left out because an input is missing: 18 % of all" in summary


@pytest.mark.parametrize(("value", "said"), [(nan, "no value"), (np.inf, "inf"), (-1e31, "-1e+31")])
def test_unusable_inputs_are_refused_with_their_place(value, said) -> None:
    inputs = np.zeros((6, 3))
    inputs[3, 1] = value
    with pytest.raises(NnsimError, match=f"Row 4 has {re.escape(said)}.*“b”"):
        prepare_dataset(_data(inputs), DataSettings())
    images = np.zeros((6, 1, 2, 2))
    images[5, 0, 1, 0] = value
    with pytest.raises(NnsimError, match=f"Row 6 has {re.escape(said)}.*“1, 2, 1”"):
        prepare_dataset(_data(images), DataSettings())


def test_unusable_targets_are_refused_with_their_place() -> None:
    targets = np.zeros((6, 2))
    targets[2, 1] = nan
    with pytest.raises(NnsimError, match="Row 3 has no value in “z”"):
        prepare_dataset(_data(np.zeros((6, 1)), targets), DataSettings())


def test_nothing_left_is_said() -> None:
    with pytest.raises(NnsimError, match="Every row of t lacks a value"):
        prepare_dataset(_data(np.full((4, 2), nan), missing="drop"), DataSettings())
    with pytest.raises(NnsimError, match="no rows"):
        prepare_dataset(_data(np.zeros((0, 2))), DataSettings())


def test_shares_that_leave_nothing_are_refused() -> None:
    with pytest.raises(NnsimError, match=r"are 1\.1 together; nothing is left"):
        prepare(DataSettings(validation_share=0.6, test_share=0.5))
    assert list(check_all(DataSettings(validation_share=0.95)))
    with pytest.raises(NnsimError, match="Validation share"):
        prepare(DataSettings(validation_share=0.95))


def test_no_validation_is_allowed_and_said() -> None:
    ready = prepare(DataSettings(validation_share=0.0, test_share=0.0))
    assert (len(ready.train), len(ready.validation), len(ready.test)) == (400, 0, 0)
    assert ready.validation.inputs.shape == (0, 2)
    assert "No row validates: overfitting will not be seen" in ready.summary


def test_a_single_row_trains() -> None:
    ready = prepare_dataset(_data([[1.0, 2.0]]), DataSettings())
    assert len(ready.train) == 1
    assert (ready.train.inputs == 0).all()


def test_absent_classes_are_named() -> None:
    labels = np.array([0] * 30 + [1])
    ready = prepare_dataset(_data(np.arange(31.0)[:, np.newaxis], labels), DataSettings())
    assert "Never seen in validation: yes" in ready.summary
    assert "Never seen in the test part: yes" in ready.summary
    assert not any("training: yes" in line for line in ready.summary)


def test_constant_columns_are_named() -> None:
    ready = prepare_dataset(_data(np.column_stack((np.arange(9.0), np.full(9, 4.2)))), DataSettings())
    assert any(line.endswith("nothing can be learned from it: b") for line in ready.summary)
    assert (ready.train.inputs[:, 1] == 0).all()


def test_targets_of_a_regression_are_scaled_on_demand_only() -> None:
    plain = prepare(DataSettings(source=Diabetes()))
    scaled = prepare(DataSettings(source=Diabetes(), scale_targets=True))
    assert (plain.train.targets == plain.dataset.targets[plain.rows.train]).all()
    assert any("standardise them" in line for line in plain.summary)
    assert scaled.train.targets.std() == pytest.approx(1)
    np.testing.assert_allclose(scaled.target_scaler.invert(scaled.train.targets), plain.train.targets)


def test_scaling_of_targets_leaves_classes_alone() -> None:
    assert _bits(prepare(DataSettings())) == _bits(prepare(DataSettings(scale_targets=True)))


def test_a_test_part_of_its_own_is_kept() -> None:
    data = _data(np.arange(30.0)[:, np.newaxis], test_rows=5)
    ready = prepare_dataset(data, DataSettings(test_share=0.5))
    assert ready.rows.test.tolist() == [25, 26, 27, 28, 29]
    assert (len(ready.train), len(ready.validation)) == (20, 5)
    assert "The test part is the one that came with the data" in ready.summary


def test_progress_rises_to_1_and_can_cancel() -> None:
    seen = []
    prepare(DataSettings(source=Iris()), lambda done, doing: seen.append((done, doing)))
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)
    assert seen[-1][0] == 1
    assert all(doing for _, doing in seen)

    def cancel(done, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(DataSettings(), cancel)


@pytest.mark.parametrize(
    "wrong",
    [
        {"input_names": ("a",)},
        {"targets": np.array([0, 1, 2, 0])},
        {"targets": np.array([0, 1])},
        {"targets": np.array([0, 1, -1, 0])},
        {"targets": np.array([0, 1, 0.5, 0])},
        {"targets": np.array([0, 1, np.nan, 0])},
        {"inputs": np.zeros(4), "input_names": ()},
        {"test_rows": 5},
    ],
)
def test_a_dataset_that_contradicts_itself_is_a_bug(wrong) -> None:
    with pytest.raises(ValueError):
        _data(**{"inputs": np.zeros((4, 2)), **wrong})


@pytest.mark.parametrize("label", [2, -1, 0.5, nan])
def test_a_label_outside_the_classes_is_named_with_its_row(label) -> None:
    with pytest.raises(ValueError, match=f"row 3 has the class {label}.*, and classes are 0 to 1"):
        _data(np.zeros((4, 2)), np.array([0, 1, label, 0]))


def _split_line(ready) -> str:
    return next(line for line in ready.summary if line.startswith("Training"))


def test_stratified_is_said_of_parts_that_are() -> None:
    labels = np.repeat([0, 1], [30, 10])
    data = _data(np.arange(40.0)[:, np.newaxis], labels)
    ready = prepare_dataset(data, DataSettings())
    assert ", stratified, " in _split_line(ready)
    for part in (ready.train, ready.validation, ready.test):
        assert (part.targets == 1).mean() == pytest.approx(0.25)
    assert ", at random, " in _split_line(prepare_dataset(data, DataSettings(stratify=False)))


def test_stratified_is_not_said_of_a_class_with_one_row() -> None:
    labels = np.array([0] * 30 + [1])
    line = _split_line(prepare_dataset(_data(np.arange(31.0)[:, np.newaxis], labels), DataSettings()))
    assert "stratified" not in line
    assert "these have too few rows: yes" in line


def test_stratified_is_not_said_where_nothing_is_dealt_out() -> None:
    labels = np.arange(30) % 2
    inputs = np.arange(30.0)[:, np.newaxis]
    alone = _split_line(
        prepare_dataset(_data(inputs, labels), DataSettings(validation_share=0, test_share=0))
    )
    given = _data(inputs, labels, test_rows=6)
    shares = DataSettings(validation_share=0, test_share=0.1)
    for line in (alone, _split_line(prepare_dataset(given, shares))):
        assert "stratified" not in line
        assert "at random" not in line
    skewed = _data(inputs, np.r_[labels[:24], [1] * 6], test_rows=6)
    assert "stratified" in _split_line(prepare_dataset(skewed, DataSettings()))


def test_units_of_measure_belong_to_columns() -> None:
    assert _data(np.zeros((4, 2))).input_units == ()
    assert _data(np.zeros((4, 2)), input_units=("kg", "")).input_units == ("kg", "")
    with pytest.raises(ValueError, match="1 units of measure for 2 names"):
        _data(np.zeros((4, 2)), input_units=("kg",))


@pytest.mark.parametrize(
    ("names", "units", "same"),
    [
        (("petal length (cm)", "petal width (cm)"), (), True),
        (("petal length [cm]", "petal width [ cm ]"), (), True),
        (("length (cm)", "mass (g)"), (), False),
        (("length", "width"), (), False),
        (("length", "width"), ("cm", "cm"), True),
        (("length", "mass"), ("cm", "g"), False),
        (("length", "width"), ("cm", ""), False),
        (("length", "width (cm)"), ("cm", ""), True),
        (("a (2)", "b (2)"), (), False),
    ],
)
def test_lengths_along_two_inputs_compare_where_both_are_in_one_unit(names, units, same) -> None:
    data = _data(np.zeros((4, 2)), input_names=names, input_units=units)
    assert data.in_one_unit(0, 1) is same
