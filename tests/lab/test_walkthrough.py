"""A row followed through networks of any size: the engine's own values, every sum spelled out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.typed_table import TypedTable
from nnsim.document import building
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.network import Network
from nnsim.engine.stage import Output
from nnsim.lab.byhand.address import UnitAt
from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.lab.byhand.typed_in import typed_number, typed_row
from nnsim.lab.byhand.walkthrough import Walkthrough, walkthrough_of
from nnsim.lab.byhand.worksheet import Worksheet
from nnsim.lab.running import begin
from tests.builders import chain, examples, start
from tests.lab.networks import Building, sheets

NEAR = 1e-9


@given(sheets())
@settings(max_examples=10, deadline=None)
def test_every_sum_comes_to_the_engines_number(sheet: Worksheet) -> None:
    network = sheet.bench.network
    network.parameters.vector[:] = sheet.vector
    rows = np.random.default_rng(1).normal(size=(2, *sheet.columns[0].shape))
    targets = [np.repeat(t[:1], 2, axis=0) for t in sheet.bench.subject.targets]
    walk = Walkthrough(network, rows, targets)
    row = walk.row(1)
    [raw] = network.predict(rows[1:])
    assert row.values[walk.columns[-1].id].tolist() == pytest.approx(raw[0].tolist(), abs=NEAR)
    for column in walk.columns:
        for at in column.places():
            told = walk.weighted_sum(row, at)
            for line in (told.sum, told.output):
                if line is not None and line.right is not None:
                    assert line.right.value == pytest.approx(line.left.number, rel=NEAR, abs=NEAR)
            if told.summands:
                assert sum(s.product for s in told.summands) == pytest.approx(told.sum.left.number, abs=NEAR)
                assert all(s.product == pytest.approx(s.weight * s.input) for s in told.summands)
            else:
                assert told.sum.note
    costs = [found for found in walk.loss_lines(row) if found.left.symbol.startswith("E")]
    assert sum(c.left.number for c in costs) == pytest.approx(row.loss, abs=NEAR)


def test_a_large_network_is_asked_one_unit_at_a_time() -> None:
    drawn = Building(1, 14, 14)
    drawn.add(Conv2D(4, 3, activation=ReLU()))
    drawn.add(MaxPool2D(2))
    drawn.add(Flatten())
    drawn.add(Dropout(0.5))
    drawn.add(Dense(80, Tanh()))
    drawn.add(Dense(10))
    network = Network(drawn.stages, [Output("s6", SoftmaxCrossEntropy())], np.float32)
    inputs = np.random.default_rng(0).normal(size=(3, 1, 14, 14))
    walk = Walkthrough(network, inputs)
    row = walk.row(2)
    corner, middle = (walk.weighted_sum(row, UnitAt("s1", n)) for n in (0, 14 * 5 + 5))
    assert (len(corner.summands), len(middle.summands)) == (4 + 1, 9 + 1)
    dense = walk.weighted_sum(row, UnitAt("s5", 7))
    assert len(dense.summands) == 4 * 7 * 7 + 1
    assert dense.sum.right is not None
    assert dense.sum.right.value == pytest.approx(dense.sum.left.number, abs=NEAR)
    assert "Max pool" in walk.weighted_sum(row, UnitAt("s2", 0)).sum.note
    # In use nothing is dropped: the layer passes on what it gets.
    kept = walk.weighted_sum(row, UnitAt("s4", 3))
    assert [s.product for s in kept.summands] == [row.values["s4"][3]]
    expected = network.predict(inputs[2:])[0][0]
    assert row.values["s6"].tolist() == pytest.approx(expected.tolist(), abs=1e-4)


def test_next_previous_and_only_the_wrong_ones() -> None:
    data = examples([[0.0], [1.0], [2.0], [3.0], [4.0]], [0, 1, 0, 1, 0], classes=2)
    for loss in (BinaryCrossEntropy(), Hinge()):
        run = start(chain(Dense(1), loss=loss), data)
        run.network.parameters.vector[:] = [1.0, -1.5]
        walk = walkthrough_of(run.network, data, data.train)
        assert walk.wrong.tolist() == [False, True, True, False, True]
        assert [walk.row(n).is_wrong for n in range(5)] == walk.wrong.tolist()
        assert (walk.row(2).chosen, walk.row(2).meant) == (1, 0)
        assert [walk.beside(n, 1) for n in (None, 0, 4)] == [0, 1, 0]
        assert [walk.beside(n, -1) for n in (None, 0, 4)] == [4, 4, 3]
        assert [walk.beside(n, 1, only_wrong=True) for n in (None, 1, 2, 4)] == [1, 2, 4, 1]
        assert [walk.beside(n, -1, only_wrong=True) for n in (None, 1, 2, 3)] == [4, 4, 1, 2]
        run.network.parameters.vector[:] = 0
        right = Walkthrough(run.network, data.train.inputs[:1], [np.array([[loss.off]])], 2)
        assert right.beside(0, 1, only_wrong=True) is None


def test_numbers_typed_in_have_no_target() -> None:
    data = examples([[0.0, 1.0]], [[0.5]])
    run = start(chain(Dense(2, Tanh()), Dense(1), loss=MeanSquaredError()), data)
    walk = walkthrough_of(run.network, data, data.train)
    typed = walk.typed(typed_row("0.25 3/4", walk.shape))
    assert typed.number is None
    assert typed.values["in"].tolist() == [0.25, 0.75]
    assert np.isnan(typed.loss)
    assert typed.is_wrong is None
    assert walk.loss_lines(typed) == ()
    with pytest.raises(NnsimError, match="Only classes"):
        walk.beside(0, 1, only_wrong=True)
    with pytest.raises(NnsimError, match="no row 2"):
        walk.row(1)


def test_typed_numbers_are_scaled_as_the_data_are() -> None:
    table = TypedTable(rows="100 0.1 5; 300 0.3 6; 500 0.2 9", task="regression")
    project = building.chain(Input(), Dense(1), data=DataSettings(table, scaling="standardize"))
    run = begin(project)
    board = FollowBoard(project, run.prepared, run.network)
    typed = board.with_typed(np.array([100.0, 0.1]))
    assert typed.row.inputs.tolist() == pytest.approx(run.prepared.train.inputs[0].tolist())
    assert typed.raw.tolist() == pytest.approx([100.0, 0.1])
    assert typed.row.values["dense_1"] == pytest.approx(board.row.values["dense_1"])
    assert typed.figure().caption == "typed numbers"
    with pytest.raises(NnsimError, match="no rows"):
        board.with_part("test")


@pytest.mark.parametrize("text", ["word", "", "1..2", "1e999", "nan", "1/0"])
def test_words_are_no_numbers(text: str) -> None:
    with pytest.raises(NnsimError, match="no number"):
        typed_number(text)


@pytest.mark.parametrize("text", ["1 2 3", "1,2,3", "1; 2; 3", "1\t2\n3", " 1, 2 3 "])
def test_rows_are_typed_with_blanks_commas_or_semicolons(text: str) -> None:
    assert typed_row(text, (3,)).tolist() == [1, 2, 3]
    with pytest.raises(NnsimError, match="takes 2 numbers, and 3"):
        typed_row(text, (2,))
