"""What the parts know of each other, and what alone tells the target."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.errors import Cancelled
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.looking import leaks
from nnsim.data.looking.equal_rows import first_codes, row_codes
from nnsim.data.looking.tell_tale import tell_tales
from nnsim.data.notes import switches_of
from nnsim.data.prepare import prepare_dataset
from nnsim.data.split import Split
from nnsim.data.splitters.by_group import ByGroup
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.in_order import InOrder
from nnsim.data.steps.distinct import Distinct
from nnsim.data.steps.leave_out import LeaveOut, leaving_out

nan = np.nan


def _data(inputs, targets=None, **more) -> Dataset:
    inputs = np.asarray(inputs, float)
    labels = np.arange(len(inputs)) % 2 if targets is None else np.asarray(targets)
    regression = labels.ndim == 2
    flat = inputs.ndim == 2
    return Dataset(
        **{
            "title": "t",
            "inputs": inputs,
            "targets": labels,
            "task": "regression" if regression else "classes",
            "input_names": tuple(f"x{j}" for j in range(inputs.shape[1])) if flat else (),
            "target_names": ("y",) if regression else ("no", "yes", "perhaps"),
            **more,
        }
    )


def _noise(n: int, d: int = 3) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, d))


def _told(data: Dataset, settings: DataSettings, words: str) -> list[str]:
    return [line for line in prepare_dataset(data, settings).summary if words in line]


def _turned(line: str, settings: DataSettings) -> DataSettings:
    (switch,) = switches_of(line)
    return switch.turned(settings)


@given(
    rows=st.lists(
        st.tuples(*[st.sampled_from([0.0, -0.0, 1.0, 2.0, 1e-300, nan])] * 3), min_size=1, max_size=40
    ),
    labels=st.lists(st.integers(0, 1), min_size=40, max_size=40),
)
def test_codes_are_equal_where_rows_are(rows, labels) -> None:
    data = _data(rows, labels[: len(rows)])
    codes = row_codes(data).tolist()
    keys = [
        (*("gap" if np.isnan(v) else v for v in row), label) for row, label in zip(rows, labels, strict=False)
    ]
    for a, first in enumerate(keys):
        for b, second in enumerate(keys):
            assert (codes[a] == codes[b]) == (first == second)


def test_codes_of_many_like_rows_are_all_others() -> None:
    grid = np.stack(np.meshgrid(*[np.arange(20.0)] * 3), -1).reshape(-1, 3)
    swapped = np.concatenate((grid, grid[:, ::-1] + 0.5, grid * 2**-40))
    data = _data(swapped, np.zeros(len(swapped), int))
    distinct = len(np.unique(swapped, axis=0))
    assert len(np.unique(row_codes(data))) == distinct
    wide = _data(np.repeat(grid, 20, axis=1), np.zeros(len(grid), int))
    codes, sure = first_codes(wide)
    assert not sure
    assert len(np.unique(codes)) <= len(np.unique(row_codes(wide))) == len(grid)


@pytest.mark.parametrize("shape", [(3,), (50,), (1, 8, 8)])
def test_equal_rows_are_counted_by_part(shape) -> None:
    n = 100
    inputs = np.random.default_rng(1).normal(size=(n, *shape))
    split = Split(np.arange(70), np.arange(70, 90), np.arange(90, 100))
    inputs[[70, 71, 95]] = inputs[[3, 4, 5]]
    labels = np.zeros(n, int)
    labels[4], labels[1] = 1, 1  # 71 equals 4 in its inputs alone
    inputs[80] = inputs[79]  # both validate
    assert leaks.equal_rows(_data(inputs, labels), split) == (1, 1)


def test_rows_that_differ_in_one_of_many_features_only_are_not_equal() -> None:
    inputs = np.zeros((60, 200))
    inputs[:, 101] = np.arange(60)
    inputs[59] = inputs[0]
    split = Split(np.arange(30), np.arange(30, 45), np.arange(45, 60))
    assert leaks.equal_rows(_data(inputs, np.zeros(60, int)), split) == (0, 1)


def test_equal_rows_are_told_with_a_switch_that_leaves_them_out() -> None:
    inputs = _noise(40)
    data = _data(np.concatenate((inputs, inputs)), np.arange(80) % 2)
    settings = DataSettings(splitter=InOrder())
    (line,) = _told(data, settings, "equal in every input")
    assert line.startswith(
        "16 rows of validation and 8 of the test part (100.0% of both) are in training, too"
    )
    better = _turned(line, settings)
    assert better.steps == (Distinct(),)
    ready = prepare_dataset(data, better)
    assert len(ready.dataset) == 40
    assert not any("equal in every input" in line for line in ready.summary)
    assert "40 rows were left out: they equal earlier ones" in ready.summary


def test_leaving_equal_rows_out_keeps_what_is_known_of_the_others() -> None:
    inputs = _noise(6)
    inputs[4] = inputs[1]
    data = _data(inputs, [0, 1, 0, 1, 1, 1], test_rows=2, weights=np.arange(1.0, 7), moments=np.arange(6.0))
    kept = Distinct().apply(data)
    assert kept.inputs.tolist() == inputs[[0, 1, 2, 3, 5]].tolist()
    assert (kept.test_rows, kept.weights.tolist()) == (1, [1, 2, 3, 4, 6])
    assert kept.moments.tolist() == [0, 1, 2, 3, 5]
    assert not Distinct().settled(data).active


@pytest.mark.parametrize("kind", ["threshold", "three ranges", "category", "one-hot", "nearly"])
def test_an_input_that_alone_tells_the_class_is_named_and_left_out_by_one_click(kind) -> None:
    n, random = 600, np.random.default_rng(2)
    inputs = random.normal(size=(n, 6))
    labels = np.arange(n) % 3
    one_hot: tuple[tuple[int, int], ...] = ()
    if kind == "threshold":
        labels = np.arange(n) % 2
        inputs[:, 1] = labels + random.uniform(0, 0.9, n)
    elif kind == "three ranges":
        inputs[:, 1] = np.array([5, 1, 3])[labels] + random.uniform(0, 0.9, n)
    elif kind == "category":
        inputs[:, 1] = np.array([7, 3, 5])[labels]
    elif kind == "nearly":
        inputs[:, 1] = labels
        inputs[:3, 1] = 2 - inputs[:3, 1]
    else:
        inputs[:, 1:4], one_hot = np.eye(3)[labels], ((1, 4),)
    data = _data(inputs, labels, one_hot=one_hot)
    settings = DataSettings()
    (line,) = _told(data, settings, "alone tells")
    assert line.startswith("“x1, x2, x3” alone" if one_hot else "“x1” alone")
    ready = prepare_dataset(data, _turned(line, settings))
    assert not any("alone tells" in line for line in ready.summary)
    assert "x1" not in ready.input_names
    assert len(ready.input_names) == (3 if one_hot else 5)


def test_an_input_that_tells_much_but_not_all_is_none() -> None:
    n, random = 2000, np.random.default_rng(3)
    labels = np.arange(n) % 2
    inputs = random.normal(size=(n, 4))
    inputs[:, 0] += 4 * labels  # 2.3 % are on the wrong side
    inputs[:, 1] = np.arange(n) // 4  # another number in every fourth row
    inputs[:, 2] = 1
    assert list(tell_tales(_data(inputs, labels), np.arange(n))) == []


def test_a_rare_class_that_nothing_tells_makes_no_input_suspicious() -> None:
    n = 1000
    labels = np.zeros(n, int)
    labels[::200] = 1
    assert list(tell_tales(_data(_noise(n), labels), np.arange(n))) == []


def test_a_number_that_is_the_target_in_other_units_is_named() -> None:
    inputs = _noise(300, 4)
    celsius = inputs @ [1, 2, 3, 4] * 1e5
    inputs[:, 2] = 32 - 1.8 * celsius
    inputs[:40, 2] = nan
    data = _data(inputs, celsius[:, np.newaxis], missing="mean")
    (line,) = _told(data, DataSettings(), "alone tells")
    assert line.startswith("“x2” alone tells the target: correlation 1.0000 in ")
    noisy = _data(inputs + _noise(300, 4) * 1e5, celsius[:, np.newaxis], missing="mean")
    assert _told(noisy, DataSettings(), "alone tells") == []


def test_many_telling_inputs_are_one_sentence() -> None:
    labels = np.arange(60) % 2
    data = _data(np.repeat(labels[:, np.newaxis], 6, 1) + 0.0, labels)
    assert len(_told(data, DataSettings(), "Each of 6 inputs alone tells the target")) == 1


def test_inputs_left_out_one_after_another_are_one_step() -> None:
    line = leaving_out(["b, c"], leaving_out(["a"], ()))
    assert len(line) == 1
    data = _data(_noise(5), input_names=("a", "b, c", "d"))
    assert line[0].apply(data).input_names == ("d",)
    assert LeaveOut().apply(data) is data


def test_rows_that_judge_and_are_earlier_than_training_are_told() -> None:
    data = _data(_noise(50), moments=np.arange(50.0)[::-1])
    settings = DataSettings(splitter=InOrder())
    (line,) = _told(data, settings, "sees the future")
    assert "15 of 15 rows of validation and test are earlier than the last of training, 49" in line
    assert _turned(line, settings).splitter == ByTime()
    assert _told(data, _turned(line, settings), "sees the future") == []
    own = dataclasses.replace(data, test_rows=5, moments=np.r_[np.arange(45.0) + 9, np.arange(5.0)])
    (line,) = _told(own, DataSettings(splitter=ByTime()), "sees the future")
    assert switches_of(line) == ()
    unknown = dataclasses.replace(data, moments=np.full(50, nan))
    assert _told(unknown, settings, "sees the future") == []


def test_groups_in_two_parts_are_told() -> None:
    data = _data(_noise(50), groups=np.arange(50) // 5)
    settings = DataSettings()
    (line,) = _told(data, settings, "have rows in training and in another part")
    assert _turned(line, settings).splitter == ByGroup()
    assert _told(data, _turned(line, settings), "in another part") == []


def test_the_look_for_leaks_can_be_cancelled() -> None:
    data = _data(_noise(100))

    def cancel(done: float, doing: str) -> None:
        if doing == "Looking for leaks":
            raise Cancelled

    with pytest.raises(Cancelled):
        prepare_dataset(data, DataSettings(), cancel)


def test_data_that_are_all_there_are_have_no_leak() -> None:
    data = _data([[0.0], [1.0], [0.0], [1.0]], whole=True)
    assert not any("equal" in line for line in prepare_dataset(data, DataSettings()).summary)


def test_maps_of_the_source_are_left_out_where_a_step_left_rows_out() -> None:
    inputs = _noise(20, 2)
    inputs[7] = inputs[3]
    data = _data(inputs, np.zeros(20, int) + (np.arange(20) % 4 == 0))
    ready = prepare_dataset(data, DataSettings(steps=(Distinct(),)))
    assert len(ready.dataset) == 19
    assert ready.train.origin is None
