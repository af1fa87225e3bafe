"""What a twin can have otherwise, what it is called, and when two see the same batches."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.document.address import put
from nnsim.document.building import chain
from nnsim.document.comparable import comparables
from nnsim.document.comparing import difference_in_words, why_batches_differ
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.training.epochs import begin

PROJECT = chain(Input(), Dense(5, Tanh()), Dense(3, Tanh()), Dense(1), data=TwoSpirals())


def of(title: str):
    return next(what for what in comparables(PROJECT) if what.title == title)


def test_what_layers_share_comes_first_and_changes_in_all_hidden_ones() -> None:
    found = comparables(PROJECT)
    assert found[0].group == "All layers"
    made = of("All layers: Units").applied(PROJECT, 7)
    assert [node.layer.units for node in made.graph.nodes[1:]] == [7, 7, 1]
    assert difference_in_words(made, PROJECT).startswith("differs in 2 things: ")


def test_there_are_no_whole_layers_files_or_speeds() -> None:
    addresses = [address for what in comparables(PROJECT) for address in what.addresses]
    assert "graph.dense_1.activation" in addresses
    assert "data.source.noise" in addresses
    assert not {"graph.dense_1", "pace.value"} & set(addresses)


@pytest.mark.parametrize("what", comparables(PROJECT), ids=lambda what: what.title)
def test_every_other_value_can_be_and_makes_another_project(what) -> None:
    for value in islice(what.others(), 3):
        made = what.applied(PROJECT, value)
        assert made != PROJECT
        assert difference_in_words(made, PROJECT)


def test_numbers_are_tried_in_the_way_they_are_set() -> None:
    assert list(of("Learning rate").others()) == [0.001, 0.1, 0.003, 0.03]
    assert list(of("dense_1: Units").others()) == [10, 2, 20, 1]
    assert list(of("Weight decay (L2)").others()) == [0.1, 0.01, 0.5, 0.001]
    assert list(of("Shuffle every epoch").others()) == [False]
    assert list(of("Validation share").others())[:2] == [0.4, 0.1]


def seen(project: Project) -> tuple[bytes, ...]:
    """Return the examples of the first three batches."""
    run = begin(project)
    order, size = run.batches.order, run.setup.batch
    examples = run.setup.prepared.train.inputs[order]
    return tuple(examples[i * size : (i + 1) * size].tobytes() for i in range(3))


@pytest.mark.parametrize(
    ("address", "value", "why"),
    [
        ("training.learning_rate", 0.5, ""),
        ("graph.dense_1.units", 8, ""),
        ("graph.dense_1.activation", "relu", ""),
        ("training.batch", 7, "another batch size"),
        ("training.seed", 3, "another order of the examples"),
        ("training.shuffle", False, "another order of the examples"),
        ("data.source.noise", 0.3, "other data"),
        ("data.seed", 3, "other data"),
    ],
)
def test_batches_differ_where_they_do(address: str, value: object, why: str) -> None:
    made = put(PROJECT, address, value)
    assert why_batches_differ(made, PROJECT) == why
    assert (seen(made) != seen(PROJECT)) == bool(why)


class WholeData(BackPropagation):
    """Back-propagation that asks for all examples as one batch."""

    whole_data = True


def test_rules_that_take_all_examples_as_one_batch_differ_from_others_alone() -> None:
    whole = replace(PROJECT, training=replace(PROJECT.training, rule=WholeData()))
    assert why_batches_differ(whole, PROJECT) == "all examples as one batch"
    assert why_batches_differ(put(whole, "training.batch", 7), whole) == ""
