"""Only some training rows keep their label."""

from __future__ import annotations

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.data.sources.iris import Iris
from nnsim.data.steps.few_labels import FewLabels


def prepared(**settings: object) -> Prepared:
    return prepare(DataSettings(Iris(), steps=(FewLabels(**settings),)))  # type: ignore[arg-type]


def test_so_many_rows_count_and_all_count_as_much_as_before() -> None:
    whole = prepare(DataSettings(Iris()))
    ready = prepared(count=7)
    weights = ready.train.weights
    assert weights is not None
    np.testing.assert_array_equal(ready.train.values(), whole.train.values())
    assert np.count_nonzero(weights) == 7
    assert weights.sum() == len(whole.train)
    assert len(set(weights[weights > 0])) == 1
    assert ready.validation.weights is None
    np.testing.assert_array_equal(ready.validation.values(), whole.validation.values())
    assert any(
        line == "Only 7 training rows keep their label; the others count 0 in the loss"
        for line in ready.summary
    )


def test_or_the_others_are_left_out_and_each_draw_keeps_other_rows() -> None:
    kept = [prepared(count=7, rest="drop", draw=draw).train for draw in (0, 0, 1)]
    assert [len(part) for part in kept] == [7, 7, 7]
    np.testing.assert_array_equal(kept[0].values(), kept[1].values())
    assert not np.array_equal(kept[0].values(), kept[2].values())
    keeping = prepared(count=7, draw=1).train
    assert keeping.weights is not None
    same = keeping.values()[keeping.weights > 0]
    assert {tuple(row) for row in same} == {tuple(row) for row in kept[2].values()}


def test_as_many_labels_as_rows_change_nothing() -> None:
    ready = prepared(count=1_000_000)
    assert ready.train.weights is None
    assert len(ready.train) == len(prepare(DataSettings(Iris())).train)
