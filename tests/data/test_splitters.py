"""How rows are dealt to the parts: each way by itself, and through `prepare`."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.base.declared import settings_from_record, settings_record
from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.notes import Note, Switch, reason_of, switches_of, written_out
from nnsim.data.prepare import prepare, prepare_dataset
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.iris import Iris
from nnsim.data.splitter import Hand, splitters
from nnsim.data.splitters.by_group import ByGroup
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.folds import Folds
from nnsim.data.splitters.in_order import InOrder

nan = np.nan
shares = st.floats(0.0, 0.45)
seeds = st.integers(0, 2**31 - 1)


def _data(n: int, labels=None, **more) -> Dataset:
    labels = np.arange(n) % 2 if labels is None else np.asarray(labels)
    return Dataset(
        **{
            "title": "t",
            "inputs": np.arange(float(n))[:, np.newaxis],
            "targets": labels,
            "task": "classes",
            "input_names": ("a",),
            "target_names": tuple("uvwxyz"[: labels.max() + 1]),
            **more,
        }
    )


def _hand(data: Dataset, validation=0.2, test=0.1, seed=0, stratify=True) -> Hand:
    return Hand(data, np.arange(len(data)), validation, test, seed, stratify)


def _parts(split):
    return split.train, split.validation, split.test


def _lines(data: Dataset, splitter, **more) -> tuple[str, ...]:
    return prepare_dataset(data, DataSettings(splitter=splitter, **more)).summary


@given(n=st.integers(1, 60), validation=shares, test=shares, seed=seeds, data=st.data())
def test_every_way_puts_a_row_into_one_part_at_most_and_always_the_same(n, validation, test, seed, data):
    some = data.draw(st.lists(st.integers(0, 8), min_size=n, max_size=n))
    dealt = _data(n, groups=np.array(some), moments=np.array(some, float))
    hand = _hand(dealt, validation, test, seed)
    for kind in splitters:
        try:
            split = kind().deal(hand)
        except NnsimError as error:
            assert str(error).endswith(".")
            continue
        rows = np.concatenate(_parts(split))
        assert len(split.train)
        assert sorted(rows.tolist()) == list(range(n)), kind
        again = kind().deal(hand)
        assert all((a == b).all() for a, b in zip(_parts(split), _parts(again), strict=True))


def test_in_order_is_the_order_of_the_rows() -> None:
    split = InOrder().deal(_hand(_data(20), 0.2, 0.1))
    assert split.train.tolist() == list(range(14))
    assert split.validation.tolist() == [14, 15, 16, 17]
    assert split.test.tolist() == [18, 19]
    line = _lines(_data(20), InOrder())[1]
    assert line == "Training 14 · validation 4 · test 2, in the order of the rows"


@given(moments=st.lists(st.integers(0, 30), min_size=3, max_size=80), gap=st.integers(0, 3))
def test_no_moment_is_cut_in_two_and_none_is_before_the_part_before(moments, gap) -> None:
    at = np.array(moments, float)
    hand = _hand(_data(len(at), moments=at), 0.25, 0.25)
    distinct = np.unique(at)
    if len(distinct) < 3 + 2 * gap:
        with pytest.raises(NnsimError, match="moment"):
            ByTime(gap=gap).deal(hand)
        return
    split = ByTime(gap=gap).deal(hand)
    train, validation, test = (at[rows] for rows in _parts(split))
    for early, late in ((train, validation), (validation, test)):
        assert early.max() < late.min()
        between = (distinct > early.max()) & (distinct < late.min())
        assert between.sum() == gap


def test_shares_by_time_are_as_near_as_moments_allow() -> None:
    at = np.repeat(np.arange(10.0), 10)[::-1].copy()
    split = ByTime().deal(_hand(_data(100, moments=at), 0.2, 0.1))
    assert [len(part) for part in _parts(split)] == [70, 20, 10]
    assert set(at[split.test]) == {9.0}


def test_by_time_tells_dates_of_the_parts_and_what_is_in_none() -> None:
    day = 86_400.0
    at = np.arange(10) * day
    at[4] = nan
    data = _data(10, moments=at, moments_are_dates=True)
    lines = _lines(data, ByTime(gap=1), validation_share=0.2, test_share=0.2)
    assert "Training 5 · validation 1 · test 1, by time" in lines
    dates = "Training 1970-01-01 to 1970-01-06 · validation 1970-01-08 to 1970-01-08 · test 1970-01-10 to 1970-01-10"
    assert dates in lines
    assert "1 row has no moment and is in no part" in lines
    assert "2 rows lie in the gaps between the parts and are in none" in lines


def test_moments_that_are_no_dates_are_numbers_and_hours_are_shown_where_there_are_some() -> None:
    lines = _lines(_data(10, moments=np.arange(10) * 0.5), ByTime(), test_share=0.2)
    assert "Training 0 to 2.5 · validation 3 to 3.5 · test 4 to 4.5" in lines
    hours = _data(10, moments=np.arange(10) * 3600.0 - 7200, moments_are_dates=True)
    assert any("1969-12-31 22:00 to 1970-01-01 04:00" in line for line in _lines(hours, ByTime()))


def test_a_random_split_of_rows_in_time_warns_and_offers_the_other() -> None:
    data = _data(30, moments=np.arange(30.0))
    settings = DataSettings()
    line = next(line for line in prepare_dataset(data, settings).summary if "sees the future" in line)
    assert line.endswith("of 9 rows of validation and test are earlier than the last of training, 29")
    (switch,) = switches_of(line)
    assert switch.turned(settings) == dataclasses.replace(settings, splitter=ByTime())
    assert not any("future" in line for line in prepare_dataset(_data(30), settings).summary)


@given(groups=st.lists(st.integers(0, 12), min_size=3, max_size=100), seed=seeds)
def test_no_group_is_in_two_parts(groups, seed) -> None:
    groups = np.array(groups) * 7 - 3
    hand = _hand(_data(len(groups), groups=groups), 0.2, 0.2, seed)
    if len(np.unique(groups)) < 3:
        with pytest.raises(NnsimError, match="too few for 3 parts"):
            ByGroup().deal(hand)
        return
    split = ByGroup().deal(hand)
    held = [set(groups[rows]) for rows in _parts(split)]
    assert all(held)
    assert sum(map(len, held)) == len(np.unique(groups))


@pytest.mark.parametrize("counts", [(50, 30, 20), (40, 20, 20, 10, 5, 5), (1,) * 100])
def test_shares_of_groups_are_exact_where_they_can_be(counts) -> None:
    groups = np.repeat(np.arange(len(counts)), counts)
    for seed in range(5):
        split = ByGroup().deal(_hand(_data(100, groups=groups), 0.3, 0.2, seed))
        assert [len(part) for part in _parts(split)] == [50, 30, 20]


def test_groups_are_counted_in_words_and_another_seed_deals_others() -> None:
    data = _data(60, groups=np.repeat(np.arange(20), 3))
    assert "Training 42 · validation 12 · test 6, whole groups (14 / 4 / 2), seed 0" in _lines(
        data, ByGroup()
    )
    first, second = (ByGroup().deal(_hand(data, seed=seed)) for seed in (0, 1))
    assert set(first.test) != set(second.test)


@pytest.mark.parametrize(("splitter", "word"), [(ByTime(), "order in time"), (ByGroup(), "groups")])
def test_what_is_not_known_of_the_rows_is_asked_for(splitter, word) -> None:
    with pytest.raises(NnsimError, match=f"The rows have no {word}"):
        prepare_dataset(_data(20), DataSettings(splitter=splitter))


@given(n=st.integers(4, 90), folds=st.integers(2, 6), test=st.floats(0, 0.3), seed=seeds)
def test_each_row_validates_in_one_fold_and_the_test_part_stays(n, folds, test, seed) -> None:
    hand = _hand(_data(n), test=test, seed=seed)
    try:
        dealt = [Folds(folds=folds, fold=k + 1).deal(hand) for k in range(folds)]
    except NnsimError as error:
        assert "Choose fewer folds" in str(error)
        assert n - np.floor(n * test + 0.5) < folds
        return
    rest = set(range(n)) - set(dealt[0].test)
    assert all((split.test == dealt[0].test).all() for split in dealt)
    assert sorted(np.concatenate([split.validation for split in dealt])) == sorted(rest)
    sizes = [len(split.validation) for split in dealt]
    assert max(sizes) - min(sizes) <= 1
    for split in dealt:
        assert set(split.train) == rest - set(split.validation)


def test_folds_keep_the_mixture_of_classes_unless_told_otherwise() -> None:
    data = _data(100, np.repeat([0, 1], [80, 20]))
    for k in range(1, 6):
        split = Folds(fold=k).deal(_hand(data, test=0.0))
        assert (data.targets[split.validation] == 1).sum() == 4
    assert any("fold 1 of 5 validates, stratified, seed 0" in line for line in _lines(data, Folds()))
    plain = _lines(data, Folds(), stratify=False)
    assert any("fold 1 of 5 validates, seed 0" in line for line in plain)


def test_folds_of_groups_are_whole_and_their_number_is_refused_beyond_the_groups() -> None:
    groups = np.repeat(np.arange(6), [9, 5, 4, 4, 3, 5])
    data = _data(30, groups=groups)
    seen = []
    for k in range(1, 4):
        split = Folds(folds=3, fold=k).deal(_hand(data, test=0.0))
        assert not set(groups[split.train]) & set(groups[split.validation])
        assert len(split.validation) in (9, 12)
        seen += [*split.validation]
    assert sorted(seen) == list(range(30))
    with pytest.raises(NnsimError, match=r"There are 6 groups for 7 folds.*Choose fewer folds"):
        prepare_dataset(data, DataSettings(splitter=Folds(folds=7), test_share=0.0))
    with pytest.raises(NnsimError, match=r"3 folds, so fold 4 cannot validate. Choose 1 to 3"):
        prepare_dataset(data, DataSettings(splitter=Folds(folds=3, fold=4)))


def test_the_next_fold_is_one_click_away() -> None:
    settings = DataSettings(Iris(), splitter=Folds(folds=3, fold=3))
    line = prepare(settings).summary[1]
    following = switches_of(line)[0]
    assert following.label == "Fold 1"
    assert following.turned(settings).splitter == Folds(folds=3, fold=1)


@pytest.mark.parametrize("splitter", [kind() for kind in splitters], ids=[kind.key for kind in splitters])
def test_a_test_part_of_its_own_stays_whatever_deals_the_rest(splitter) -> None:
    data = _data(30, test_rows=5, groups=np.arange(30) // 3, moments=np.arange(30.0))
    ready = prepare_dataset(data, DataSettings(splitter=splitter))
    assert ready.rows.test.tolist() == [25, 26, 27, 28, 29]
    assert sorted((*ready.rows.train, *ready.rows.validation)) == list(range(25))
    assert "The test part is the one that came with the data" in ready.summary


@pytest.mark.parametrize("splitter", [kind() for kind in splitters], ids=[kind.key for kind in splitters])
def test_data_that_are_all_there_are_stay_whole(splitter) -> None:
    ready = prepare_dataset(_data(4, whole=True), DataSettings(splitter=splitter))
    assert ready.validation is ready.train
    assert len(ready.train) == 4


def test_a_file_without_another_split_is_as_it_was() -> None:
    assert "splitter" not in settings_record(DataSettings())
    for kind in splitters:
        settings = DataSettings(splitter=kind())
        assert DataSettings(**settings_from_record(DataSettings, settings_record(settings))) == settings


def test_everything_that_can_be_otherwise_has_its_switch(tmp_path) -> None:
    settings = DataSettings(Diabetes())
    for start, wanted in (
        ("Training", {"In order", "Folds"}),
        ("Standardised", {"none", "minimum to maximum"}),
    ):
        line = next(line for line in prepare(settings).summary if line.startswith(start))
        assert wanted <= {switch.label for switch in switches_of(line)}
        assert reason_of(line).endswith(".")
        for switch in switches_of(line):
            assert prepare(switch.turned(settings)).summary != prepare(settings).summary
    scaled = next(
        s for line in prepare(settings).summary for s in switches_of(line) if s.label == "Standardise"
    )
    back = next(
        s
        for t in prepare(scaled.turned(settings)).summary
        for s in switches_of(t)
        if s.label == "As they are"
    )
    assert back.turned(scaled.turned(settings)) == settings
    stratified = switches_of(prepare(DataSettings(Iris())).summary[1])[0]
    assert stratified.turned(DataSettings(Iris())) == DataSettings(Iris(), stratify=False)
    file = tmp_path / "gaps.csv"
    file.write_text("a,b,y\n" + "".join(f"{i},{'' if i == 3 else i * i},{i % 2}\n" for i in range(12)))
    gaps = DataSettings(CsvFile(path=str(file)))
    line = next(line for line in prepare(gaps).summary if "left out because" in line)
    fill = next(s for s in switches_of(line) if s.label == "fill with the median")
    assert any("filled with the median" in t for t in prepare(fill.turned(gaps)).summary)


def test_what_was_done_is_written_out_with_its_reasons() -> None:
    text = written_out("t", ("one", Note("two", reason="because.")))
    assert text == "What was done to t\n\n1. one\n2. two\n   because.\n"


def test_a_switch_of_another_source_changes_nothing() -> None:
    settings = DataSettings(Iris())
    assert Switch("x", (("separator", ";"),)).turned(settings) is settings
