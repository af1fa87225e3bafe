"""Back-propagation by hand: every line comes to the engine's number, the worked example to its published ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from nnsim.base.errors import NnsimError
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.average import Average
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv1d import Conv1D
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.multiply import Multiply
from nnsim.engine.layers.subtract import Subtract
from nnsim.engine.loss import Loss, losses
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.network import Network
from nnsim.lab.byhand.address import Address, Of, UnitAt, WeightAt
from nnsim.lab.byhand.bench import Order
from nnsim.lab.byhand.explaining import explain, following
from nnsim.lab.byhand.lines import line
from nnsim.lab.byhand.scenes import from_data, worked_example
from nnsim.lab.byhand.stages import Kind, demonstration
from nnsim.lab.byhand.worksheet import Worksheet
from tests.builders import chain, examples, start
from tests.lab.networks import EVERY, Building, sheets

NEAR = 1e-9


def everything(sheet: Worksheet) -> Iterator[Address]:
    """Yield the address of every number there is."""
    examples = [None, *range(sheet.examples)]
    for column in sheet.columns:
        kinds = [Of.Y, Of.SIGNAL, Of.DELTA] if sheet.can_learn else [Of.Y]
        kinds += [] if column.sums is None else [Of.Z, Of.SLOPE]
        if column.output is not None:
            kinds += [Of.TARGET, Of.ERROR, *([Of.ANSWER] if sheet.has_answers(column) else [])]
        for example in examples:
            yield from (Address(of, at, example) for at in column.places() for of in kinds)
    kinds = [Of.WEIGHT]
    if sheet.can_learn:
        yield from (Address(Of.LOSS, None, example) for example in examples)
        kinds += [Of.GRADIENT, Of.STEP, Of.AFTER]
    yield from (Address(of, w.at) for w in sheet.weights for of in kinds)


def agrees(sheet: Worksheet) -> None:
    """Every line, and every whole of an explanation, comes to the number it explains and leads to others."""
    addresses = list(everything(sheet))
    there = {*addresses, Address(Of.RATE)}
    for address in addresses:
        assert math.isfinite(sheet.value(address)), address
        told = explain(sheet, address)
        assert told.whole.left.number == sheet.value(address)
        for found in (told.whole, *told.steps):
            if found.right is None:
                assert found.note
            else:
                number = found.left.number
                assert abs(found.right.value - number) <= NEAR * max(1.0, abs(number)), found
        assert all(other in there or other.of is Of.LOCAL for other in following(told))


@given(sheets())
@settings(max_examples=10, deadline=None)
def test_every_line_comes_to_the_engines_number(sheet: Worksheet) -> None:
    agrees(sheet)
    if sheet.order is Order.TOGETHER and not any(isinstance(s.layer, MaxPool2D) for s in sheet.bench.stages):
        weights = [w for w in sheet.weights if not _near_a_bend(sheet)]
        assert all(sheet.check(w.at).differs_by < 1e-6 for w in weights)


def _near_a_bend(sheet: Worksheet) -> bool:
    """Return whether a ReLU stands so near to its bend that a difference quotient may look across it."""
    bent = [c.sums.id for c in sheet.columns if isinstance(c.activation, ReLU) and c.sums]
    return any(np.abs(sheet.readings.values[id_]).min() < 1e-2 for id_ in bent)


@pytest.mark.parametrize("activation", EVERY, ids=str)
def test_every_activation(activation: object) -> None:
    building = Building(2)
    building.add(Dense(3, activation))
    building.add(Dense(2, Tanh()))
    agrees(building.sheet(MeanSquaredError(), examples=2))


@pytest.mark.parametrize("kind", list(losses), ids=lambda kind: kind.key)
def test_every_loss(kind: type[Loss]) -> None:
    building = Building(2)
    building.add(Dense(2, Tanh()))
    building.add(Dense(2))
    sheet = building.sheet(kind(), examples=2, rate=0.1)
    if not kind.needs_classes:
        shares = np.array([[0.25, 0.75], [1.0, 0.0]])
        inputs = sheet.bench.subject.fed["s0"][:, :-1]
        sheet = Worksheet.of(sheet.bench.network, inputs, [shares], rate=sheet.rate)
    agrees(sheet)


def test_every_layer_is_told_or_says_why_not() -> None:
    building = Building(1, 4, 4)
    building.add(Conv2D(2, 3, padding="valid", activation=Tanh()))
    building.add(MaxPool2D(2))
    flat = building.add(Flatten())
    building.add(BatchNorm())
    norm = building.stages[-1]
    building.add(Multiply(), norm, flat)
    building.add(Dropout(0.4))
    building.add(Dense(2, Softmax()))
    sheet = building.sheet(MeanSquaredError(), examples=3)
    agrees(sheet)
    opaque = {type(c.stage.layer).__name__ for c in sheet.columns if c.is_opaque}
    assert opaque == {"MaxPool2D", "BatchNorm", "Multiply", "Dropout", "ActivationLayer"}
    # Batch norm looks at the other examples: what comes back through it is no sum over one.
    assert "Batch norm" in line(sheet, Address(Of.SIGNAL, UnitAt("s2", 0), 0)).note
    assert "no weighted sum" in line(sheet, Address(Of.GRADIENT, _weights_of(sheet, "s4")[0])).note


def _weights_of(sheet: Worksheet, stage: str) -> list[WeightAt]:
    return [w.at for w in sheet.weights if w.array.startswith(f"{stage}/")]


def test_recurrent_cells_have_numbers_without_a_sum() -> None:
    building = Building(3, 2)
    building.add(LSTM(2))
    building.add(Flatten())
    building.add(Dense(1))
    sheet = building.sheet(MeanSquaredError(), examples=2)
    agrees(sheet)
    at = UnitAt("s1", 0)
    assert "LSTM" in line(sheet, Address(Of.Y, at, 0)).note
    assert sheet.value(Address(Of.GRADIENT, _weights_of(sheet, "s1")[0])) != 0


# ---- the worked example -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mazur() -> Worksheet:
    return worked_example()


def test_worked_example(mazur: Worksheet) -> None:
    def of(quantity: Of, stage: str, number: int) -> float:
        return mazur.value(Address(quantity, UnitAt(stage, number), 0))

    assert [of(Of.Y, "dense_1", n) for n in (0, 1)] == pytest.approx([0.593269992, 0.596884378], abs=NEAR)
    assert [of(Of.Y, "dense_2", n) for n in (0, 1)] == pytest.approx([0.751365070, 0.772928465], abs=NEAR)
    assert mazur.loss == pytest.approx(0.298371109, abs=NEAR)
    weights = {w.symbol: w.at for w in mazur.weights}
    assert mazur.value(Address(Of.GRADIENT, weights["w₅"])) == pytest.approx(0.082167041, abs=NEAR)
    assert mazur.value(Address(Of.GRADIENT, weights["w₁"])) == pytest.approx(0.000438568, abs=NEAR)
    after = [mazur.value(Address(Of.AFTER, weights[f"w{n}"])) for n in "₁₂₃₄₅₆₇₈"]
    published = [0.149780716, 0.19956143, 0.24975114, 0.29950229]
    published += [0.35891648, 0.408666186, 0.511301270, 0.561370121]
    assert after == pytest.approx(published, abs=5e-9)
    assert [w.symbol for w in mazur.weights if not w.moves] == ["b₁", "b₂", "b₃", "b₄"]


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [(Order.TOGETHER, 0.291027774, 3.5102e-5), (Order.OUTPUTS_FIRST, 0.291027924, 3.5085e-5)],
)
def test_both_orders_of_the_update(mazur: Worksheet, order: Order, first: float, last: float) -> None:
    sheet = mazur.with_order(order)
    assert sheet.after().loss == pytest.approx(first, abs=NEAR)
    assert sheet.after(3).loss == pytest.approx(sheet.after().after(2).loss, abs=1e-15)
    assert sheet.after(10_000).loss == pytest.approx(last, abs=5e-10)


def test_the_chain_rule_in_symbols(mazur: Worksheet) -> None:
    told = explain(mazur, Address(Of.GRADIENT, WeightAt(0)))
    assert told.whole.right is not None
    assert told.whole.right.symbols() == "(δo₁·w₅ + δo₂·w₇)·h₁·(1 − h₁)·i₁"
    steps = {s.left.symbol: s.right.symbols() for s in told.steps if s.right}
    assert steps["δo₁"] == "(o₁ − t₁)·o₁·(1 − o₁)"
    assert steps["∂E/∂h₁"] == "δo₁·w₅ + δo₂·w₇"
    assert list(steps)[-1] == "∂E/∂w₁"
    first = mazur.with_order(Order.OUTPUTS_FIRST)
    changed = line(first, Address(Of.SIGNAL, UnitAt("dense_1", 0), 0)).right
    assert changed is not None
    assert changed.symbols() == "δo₁·w₅′ + δo₂·w₇′"
    # Not the gradient any more, and the check without calculus says so.
    assert first.check(WeightAt(0)).differs_by > 1e-5
    assert mazur.check(WeightAt(0)).differs_by < 1e-9


def test_stages_from_forward_to_update(mazur: Worksheet) -> None:
    shown = demonstration(mazur)
    assert [s.kind for s in shown.stages] == [
        Kind.FORWARD, Kind.LOSS, Kind.DELTA, Kind.DELTA, Kind.GRADIENTS, Kind.UPDATE,
    ]  # fmt: skip
    assert [s.column for s in shown.stages[2:4]] == ["dense_2", "dense_1"]
    hidden = Address(Of.DELTA, UnitAt("dense_1", 0), 0)
    assert [shown.is_known(hidden, k) for k in range(-1, 6)] == [False] * 4 + [True] * 3
    assert [shown.is_known(hidden.other(Of.Y), k) for k in range(-1, 6)] == [False] + [True] * 6
    after = Address(Of.AFTER, WeightAt(0))
    assert [shown.is_known(after, k) for k in range(6)] == [False] * 5 + [True]


# ---- shapes of networks -------------------------------------------------------------------------


def test_a_weight_of_a_convolution_is_the_sum_over_its_places() -> None:
    building = Building(4, 1)
    building.add(Conv1D(1, 2, padding="valid"))
    building.add(Flatten())
    building.add(Dense(1))
    sheet = building.sheet(MeanSquaredError("half_sum"))
    agrees(sheet)
    shared = sheet.weights[0]
    assert shared.array == "s1/W"
    assert len(shared.uses) == 3
    told = line(sheet, Address(Of.GRADIENT, shared.at)).right
    assert told is not None
    assert told.symbols() == "δh₁·i₁ + δh₂·i₂ + δh₃·i₃"


def test_skip_connections_carry_what_comes_back_without_a_weight() -> None:
    building = Building(2)
    first = building.add(Dense(2, Tanh()))
    second = building.add(Dense(2, Tanh()))
    building.add(Subtract(), first, second)
    third = building.stages[-1]
    building.add(Average(), third, first)
    sheet = building.sheet(MeanSquaredError())
    agrees(sheet)
    back = line(sheet, Address(Of.SIGNAL, UnitAt("s1", 0), 0)).right
    assert back is not None
    assert back.symbols() == "δh²₁·w₅ + δh²₂·w₇ + δh³₁ + δo₁·1/2"
    back = line(sheet, Address(Of.DELTA, UnitAt("s2", 0), 0)).right
    assert back is not None
    assert back.symbols() == "δh³₁·(−1)·(1 − h²₁²)"


def test_an_activation_that_others_read_beside() -> None:
    building = Building(2)
    plain = building.add(Dense(2))
    bent = building.add(ActivationLayer(Sigmoid()))
    building.add(Subtract(), plain, bent)
    sheet = building.sheet(MeanSquaredError(), examples=2)
    agrees(sheet)
    assert [c.depth for c in sheet.columns] == [0, 1, 2, 3]


def test_what_is_not_the_greatest_of_its_tile_gets_nothing_back() -> None:
    building = Building(1, 2, 2)
    building.add(MaxPool2D(2))
    building.add(Flatten())
    building.add(Dense(1))
    sheet = building.sheet(MeanSquaredError())
    inputs = sheet.readings.values["s0"][0]
    lines = [line(sheet, Address(Of.SIGNAL, UnitAt("s0", n), 0)) for n in range(4)]
    assert [found.note == "" for found in lines] == (inputs == inputs.max()).tolist()
    assert sum(found.left.number != 0 for found in lines) == 1


def test_a_layer_with_its_own_activation_is_one_column() -> None:
    building = Building(2)
    building.add(Dense(2))
    building.add(ActivationLayer(Sigmoid()))
    building.add(Dense(1, Tanh()))
    sheet = building.sheet(MeanSquaredError())
    assert [c.id for c in sheet.columns] == ["s0", "s2", "s3"]
    assert sheet.symbols.units[UnitAt("s2", 1)] == "h₂"


def test_cross_entropies_apply_their_function_themselves() -> None:
    for loss, units in ((SoftmaxCrossEntropy(), 3), (BinaryCrossEntropy(), 1)):
        building = Building(2)
        building.add(Dense(units))
        sheet = building.sheet(loss)
        agrees(sheet)
        told = line(sheet, Address(Of.DELTA, UnitAt("s1", 0), 0)).right
        assert told is not None
        assert told.symbols() == "p₁ − t₁"


# ---- bad input ----------------------------------------------------------------------------------


def test_too_many_units_and_examples() -> None:
    building = Building(2)
    building.add(Dense(60))
    building.add(Dense(2))
    assert building.sheet(MeanSquaredError()).wiring.units == 64
    building.add(Dense(1))
    with pytest.raises(NnsimError, match=r"65 units.*room for 64.*follow a row"):
        building.sheet(MeanSquaredError())
    with pytest.raises(NnsimError, match="32 examples"):
        Worksheet.of(worked_example().bench.network, np.zeros((33, 2)), [np.zeros((33, 2))])


def test_a_unit_without_a_way_to_the_loss() -> None:
    building = Building(2)
    building.add(Dense(2, Tanh()))
    building.add(Dense(1), building.stages[0])
    sheet = building.sheet(MeanSquaredError())
    agrees(sheet)
    beside = Address(Of.DELTA, UnitAt("s1", 0), 0)
    assert sheet.value(beside) == 0
    assert "No way leads" in line(sheet, beside).note
    assert sheet.value(beside.other(Of.Y)) != 0
    assert [s.column for s in demonstration(sheet).stages if s.kind is Kind.DELTA] == ["s2"]


def test_a_network_that_cannot_train() -> None:
    building = Building(2)
    building.add(Dense(2, Step()))
    sheet = building.sheet(None)
    agrees(sheet)
    assert not sheet.can_learn
    assert [s.kind for s in demonstration(sheet).stages] == [Kind.FORWARD]
    assert "no loss" in line(sheet, Address(Of.LOSS)).note
    assert math.isnan(sheet.loss)
    assert sheet.after(3).vector.tolist() == sheet.vector.tolist()


def test_a_number_that_is_none_is_found_where_it_arises(mazur: Worksheet) -> None:
    assert mazur.not_finite is None
    building = Building(1)
    building.add(Dense(1))
    building.add(Dense(1))
    sheet = building.sheet(MeanSquaredError())
    weights = {w.symbol: w.at for w in sheet.weights}
    huge = sheet.with_weight(weights["w₁"], 1e308).with_weight(weights["w₂"], -1e308)
    assert huge.not_finite == Address(Of.Z, UnitAt("s2", 0), 0)
    assert line(huge, huge.not_finite).right is not None


def test_weights_are_finite_numbers(mazur: Worksheet) -> None:
    for wrong in (math.nan, math.inf):
        with pytest.raises(NnsimError, match="finite"):
            mazur.with_weight(WeightAt(0), wrong)
        with pytest.raises(NnsimError, match="learning rate"):
            mazur.with_rate(wrong)
    changed = mazur.with_weight(WeightAt(0), 0.5)
    assert changed.value(Address(Of.WEIGHT, WeightAt(0))) == 0.5
    assert changed.loss != mazur.loss
    assert mazur.with_rate(0.0).after().loss == mazur.loss


def test_rows_of_the_data() -> None:
    data = examples([[0.0], [1.0], [2.0]], [0, 1, 0], classes=2)
    network = start(chain(Dense(2, Tanh()), Dense(1), loss=BinaryCrossEntropy()), data).network
    sheet = from_data(network, data, 1, 5, rate=0.1)
    assert (sheet.examples, sheet.rate) == (2, 0.1)
    assert sheet.value(Address(Of.TARGET, UnitAt("l2", 0), 0)) == 1
    agrees(sheet)
    with pytest.raises(NnsimError, match="no row 4"):
        from_data(network, data, 3)


def test_frozen_layers_and_rates_of_their_own() -> None:
    building = Building(2)
    building.add(Dense(2, Tanh(), frozen=True))
    building.add(Dense(1, rate=2.0))
    sheet = building.sheet(MeanSquaredError(), rate=0.1)
    agrees(sheet)
    moved = sheet.after().vector - sheet.vector
    expected = -0.1 * sheet.readings.gradient * [*[0.0] * 6, *[2.0] * 3]
    assert moved.tolist() == pytest.approx(expected.tolist(), abs=1e-15)


def test_a_network_in_float32_is_worked_out_in_float64() -> None:
    building = Building(2)
    building.add(Dense(1, Identity()))
    exact = building.sheet(MeanSquaredError()).bench.network
    coarse = Network(exact.stages, exact.outputs, np.float32)
    sheet = Worksheet.of(coarse, np.array([[0.1, 0.2]]), [np.array([[0.3]])])
    assert sheet.value(Address(Of.Y, UnitAt("s0", 0), 0)) == 0.1
    agrees(replace(sheet, rate=0.1))
