"""Networks in the language of the chart: which columns there are, of which kinds, and what joins them."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.pulse_order import PulseOrder
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.building import Builder, chain
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.concatenate import Concatenate
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gaussian_noise import GaussianNoise
from nnsim.engine.layers.gru import GRU
from nnsim.engine.layers.hopfield import Hopfield
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.max_pool2d import MaxPool2D
from nnsim.engine.layers.rnn import RNN
from nnsim.figures.cell_columns import Column, columns_of
from nnsim.figures.cells import LOOKS, asks_for_inputs, cell_figure, cell_plot
from nnsim.figures.figure import Line, Points, Segments, Text
from nnsim.lab.running import prepared

K = CellKind


def columns(project: Project) -> tuple[Column, ...]:
    examples = prepared(project.data)
    resolved = resolve(project.graph, examples, project.training.rule)
    return columns_of(resolved, asks_for_inputs(examples))


def kinds(*layers, data=None) -> list[CellKind]:
    return [c.kind for c in columns(chain(Input(), *layers, data=data))]


def test_every_kind_is_told_by_outline_and_mark_alone_and_families_by_colour() -> None:
    assert set(LOOKS) == set(CellKind)
    assert len(CellKind) == 13
    assert len({(look.shape, look.mark) for look in LOOKS.values()}) == 13
    assert len({look.shape for look in LOOKS.values()}) == len({look.colour for look in LOOKS.values()}) == 5


def test_layers_that_only_change_numbers_have_no_cells_and_the_last_ones_are_outputs() -> None:
    layers = (Dense(4), ActivationLayer(ReLU()), Dropout(0.1), Dense(1), ActivationLayer(ReLU()))
    assert kinds(*layers, data=TwoSpirals()) == [K.INPUT, K.HIDDEN, K.OUTPUT]


def test_targets_that_are_the_inputs_are_matched_and_noise_makes_inputs_noisy() -> None:
    digits = DataSettings(Digits(layout="flat", asked="pixels"))
    assert kinds(Dense(8), Dense(64), data=digits) == [K.INPUT, K.HIDDEN, K.MATCH_INPUT_OUTPUT]
    noisy = kinds(GaussianNoise(0.4), Dense(8), Dense(64), data=digits)
    assert noisy == [K.NOISY_INPUT, K.HIDDEN, K.MATCH_INPUT_OUTPUT]


@pytest.mark.parametrize(
    ("layer", "kind"), [(RNN(4), K.RECURRENT), (LSTM(4), K.MEMORY), (GRU(4), K.DIFFERENT_MEMORY)]
)
def test_recurrent_layers_are_tied_to_themselves(layer, kind: CellKind) -> None:
    found = columns(chain(Input(), layer, Dense(1), data=PulseOrder()))
    assert [c.kind for c in found] == [K.INPUT, kind, K.OUTPUT]
    assert [c.loops for c in found] == [False, True, False]


def test_images_go_through_kernels_and_pools() -> None:
    layers = (Conv2D(4), MaxPool2D(), Flatten(), Dense(10))
    assert kinds(*layers, data=Digits()) == [K.INPUT, K.KERNEL, K.CONVOLUTION_OR_POOL, K.OUTPUT]


def residual(blocks: int) -> Project:
    net = Builder()
    before = net.add(Dense(4), net.add(Input()))
    for _ in range(blocks):
        before = net.add(Add(), before, net.add(Dense(4), net.add(Dense(4), before)))
    net.add(Dense(1), before)
    return net.project(TwoSpirals())


def test_a_residual_connection_is_a_way_round_its_block_and_no_column() -> None:
    found = {c.id: c for c in columns(residual(1))}
    assert [c.depth for c in found.values()] == [0, 1, 2, 3, 4]
    assert found["dense_3"].rounds == ("dense_1",)
    assert found["dense_4"].sources == ("dense_3",)


def test_a_deep_network_is_shortened_in_its_middle_and_nothing_leads_over_the_gap() -> None:
    found = columns(residual(8))
    assert [c.depth for c in found] == list(range(8))
    assert [c.after_gap for c in found] == [False] * 5 + [True, False, False]
    assert found[5].sources == ()
    ids = {c.id for c in found}
    assert all(set(c.sources) | set(c.rounds) <= ids for c in found)


def test_a_short_branch_that_is_drawn_late_keeps_its_links_beside_a_deep_one() -> None:
    net = Builder()
    first = net.add(Input())
    deep = near = first
    for _ in range(9):
        deep, near = net.add(Dense(4), deep), net.add(ActivationLayer(ReLU()), near)
    near = net.add(Dense(3), net.add(Dense(3), near))
    net.add(Dense(1), net.add(Concatenate(), deep, near))
    found = {c.id: c for c in columns(net.project(TwoSpirals()))}
    assert found["dense_10"].sources == ("input_1",)
    assert found["dense_11"].sources == ("dense_10",)


def test_a_ring_with_layers_behind_it_is_a_column_among_the_others() -> None:
    alone = chain(Input(), Hopfield(), data=DataSettings(Digits(layout="flat")))
    assert [(p.name, len(p.x)) for p in marks(alone, Points)] == [("Backfed input", 8)]
    followed = chain(Input(), Hopfield(), Dense(8), Dense(10), data=DataSettings(Digits(layout="flat")))
    assert [p.name for p in marks(followed, Points)] == ["Backfed input", "Hidden", "Output"]


def marks(project: Project, kind: type) -> list:
    examples = prepared(project.data)
    plot = cell_plot(resolve(project.graph, examples, project.training.rule), examples)
    return [mark for mark in plot.marks if isinstance(mark, kind)]


def test_each_kind_is_drawn_once_with_its_name_and_every_link_joins_two_cells() -> None:
    project = chain(Input(), Dense(4), Dense(1), data=TwoSpirals())
    points = marks(project, Points)
    assert [(p.name, len(p.x)) for p in points] == [("Input", 2), ("Hidden", 4), ("Output", 1)]
    (links,) = marks(project, Segments)
    assert len(links.ends) == 2 * 4 + 4 * 1
    cells = {(round(x, 6), round(y, 6)) for p in points for x, y in zip(p.x, p.y, strict=True)}
    assert {tuple(np.round(end, 6)) for link in links.ends for end in link} == cells


def test_loops_and_gaps_are_drawn() -> None:
    assert len(marks(chain(Input(), LSTM(4), Dense(1), data=PulseOrder()), Line)) == 1
    assert [t.text for t in marks(residual(8), Text)] == ["…"]
    assert marks(residual(1), Line)


def test_without_data_what_is_known_is_drawn() -> None:
    project = chain(Input((2,)), Dense(1))
    figure = cell_figure(resolve(project.graph, None), None, "mine")
    assert figure.title == "mine"
    assert any(isinstance(mark, Points) for mark in figure.plots[0].marks)
