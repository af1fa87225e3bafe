"""Epoch by epoch: the numbers of `Run` and nothing else, however often the walk looks up."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.library import SGD, Bumps, Dense, Dropout, Input, ReLU, Tanh, TwoSpirals, chain
from nnsim.training.divergence import DivergedError
from nnsim.training.epochs import EpochWalk, begin, column_names
from nnsim.training.quantities import GRADIENT
from tests.builders import run_epoch


@pytest.fixture
def project():
    layers = (Input(), Dense(6, Tanh()), Dropout(0.2), Dense(1))
    return chain(*layers, data=TwoSpirals(points=120), batch=7, seed=3)


def test_a_walk_gives_the_numbers_of_a_plain_run(project):
    plain, walked = begin(project), begin(project)
    expected = []
    for _ in range(5):
        run_epoch(plain)
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
        assert len(steps) == run.batches.steps_per_epoch(run.setup.batch)
        assert record.gradients == pytest.approx(
            [steps[:, GRADIENT.column(c)].mean() for c in run.unreported.columns.layers]
        )
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


DIVERGING = {
    "explodes in the first epoch": {"learning_rate": 3.0},
    "overflows at the second step": {"learning_rate": 1e30},
    "in float64": {"learning_rate": 3.0, "precision": "float64"},
    "at a loss that is finite": {"learning_rate": 1.5, "precision": "float64", "batch": 40},
}


@pytest.mark.parametrize("settings", DIVERGING.values(), ids=DIVERGING)
def test_a_run_that_diverges_tells_every_step_up_to_the_one_where_it_did(settings):
    layers = (Input(), Dense(6, ReLU()), Dense(1))
    chosen = {"data": Bumps(points=60), "optimizer": SGD(), "batch": 4, **settings}
    run = begin(chain(*layers, **chosen))
    points, records = [], []
    with pytest.raises(DivergedError) as caught:
        records.extend(EpochWalk(run, on_points=points.append).walk(500))
    error = caught.value
    rows = np.concatenate([p.rows for p in points])
    assert len(rows) == error.step == run.step
    assert rows.dtype == run.network.dtype
    assert not rows[-1, 0] < rows[0, 0] * 1e3  # what exploded is there to be seen
    assert (rows[:-1, 0] < np.inf).all()
    last = records[-1]
    assert (last.step, last.epoch) == (error.step, run.epoch)
    assert not last.train_loss < 1e3
    before = records[-2].step if len(records) > 1 else 0
    gradients = rows[before:, [GRADIENT.column(layer) for layer in run.unreported.columns.layers]].astype(
        float
    )
    assert last.gradients == pytest.approx(list(np.nanmean(gradients, axis=0)))
    assert max(last.gradients) > 10 * gradients[0].max() or len(gradients) < 3
    # The weights are the last good ones again, and so is what is measured now.
    assert np.isfinite(run.network.parameters.vector).all()
    assert run.evaluate().train_loss < 1e8
