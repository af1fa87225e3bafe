"""Epoch by epoch: the numbers of `Run` and nothing else, however often the walk looks up."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.library import Dense, Dropout, Input, Tanh, TwoSpirals, chain
from nnsim.training.epochs import EpochWalk, begin, column_names


@pytest.fixture
def project():
    layers = (Input(), Dense(6, Tanh()), Dropout(0.2), Dense(1))
    return chain(*layers, data=TwoSpirals(points=120), batch=7, seed=3)


def test_a_walk_gives_the_numbers_of_a_plain_run(project):
    plain, walked = begin(project), begin(project)
    expected = []
    for _ in range(5):
        plain.run_epoch()
        found = plain.evaluate()
        expected.append((found.step, found.epoch, found.train_loss, found.val_loss, found.metrics))
    records = list(EpochWalk(walked).walk(5))
    assert [(r.step, r.epoch, r.train_loss, r.val_loss, r.metrics) for r in records] == expected
    assert (plain.network.parameters.all == walked.network.parameters.all).all()


def test_gradients_are_means_over_the_steps_of_the_epoch(project):
    run = begin(project)
    rows = []
    walk = EpochWalk(run, on_points=lambda points: rows.append(points.rows))
    for record in walk.walk(3):
        steps = np.concatenate(rows).astype(np.float64)
        rows.clear()
        assert len(steps) == run.steps_per_epoch
        assert record.gradients == pytest.approx([steps[:, c.weight].mean() for c in run.columns.layers])
        assert min(record.gradients) > 0


def test_columns_name_what_a_row_holds(project):
    run = begin(project)
    record = next(EpochWalk(run).walk(1))
    names = column_names(run)
    assert names == (
        *("step", "epoch", "train_loss", "val_loss", "train_accuracy", "val_accuracy"),
        *("grad/dense_1", "grad/dense_2"),
    )
    assert len(record.row()) == len(names)


def test_a_stopped_walk_tells_the_part_it_did_and_goes_on_bit_for_bit(project):
    straight, broken = begin(project), begin(project)
    list(EpochWalk(straight).walk(4))
    asked = iter([False, False, False, True])
    records = list(EpochWalk(broken, stop=lambda: next(asked)).walk(4))
    assert len(records) == 1
    assert 0 < records[0].epoch < 1
    assert records[0].step == broken.step > 0
    *_, last = EpochWalk(broken).walk(4)
    assert last.epoch == 4
    assert (straight.network.parameters.all == broken.network.parameters.all).all()


def test_a_walk_that_may_not_begin_yields_nothing(project):
    run = begin(project)
    assert list(EpochWalk(run, stop=lambda: True).walk(4)) == []
    assert run.step == 0
