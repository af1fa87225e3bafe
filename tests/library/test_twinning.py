"""Twins from Python: each gives the bits it gives alone; what differs and what came out is one table."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.library import (
    Dense,
    Input,
    NnsimError,
    Project,
    Result,
    Sigmoid,
    TwoSpirals,
    chain,
    put,
    train,
    twins,
)


@pytest.fixture
def project() -> Project:
    return chain(
        Input(), Dense(4, Sigmoid()), Dense(1), data=TwoSpirals(points=60), batch=8, learning_rate=0.1
    )


def bits(result: Result) -> tuple[bytes, ...]:
    return (*(a.tobytes() for a in result.weights.values()), result.step_losses.tobytes())


def test_each_of_four_twins_gives_the_bits_it_gives_alone(project: Project) -> None:
    changes = [
        {"training.optimizer": "sgd"},
        {"graph.dense_1.activation": "relu"},
        {"graph.dense_1.units": 7, "training.batch": 5},
    ]
    found = twins(project, *changes, epochs=3, every_step=True)
    projects = [project]
    for change in changes:
        made = project
        for address, value in change.items():
            made = put(made, address, value)
        projects.append(made)
    assert [r.project for r in found] == projects
    assert [bits(r) for r in found] == [bits(train(p, 3, every_step=True)) for p in projects]
    assert len({bits(r) for r in found}) == len(found) == 4


def test_the_table_says_what_differs_what_came_out_and_whose_batches_are_others(project: Project) -> None:
    found = twins(
        project, {"training.learning_rate": 0.2}, {"training.batch": 5, "graph.dense_1.units": 7}, epochs=2
    )
    table = found.table()
    assert table["name"][:2] == ["project", "Learning rate 0.2"]
    assert table["name"][2].startswith("differs in 2 things: ")
    assert table["training.learning_rate"] == [0.1, 0.2, 0.1]
    assert table["graph.dense_1.units"] == [4, 4, 7]
    assert table["batches"] == ["", "", "another batch size"]
    assert table["steps"] == [r.step for r in found]
    assert table["train_loss"] == [r.history["train_loss"][-1] for r in found]
    assert table["ended"] == ["", "", ""]
    lines = repr(found).splitlines()
    assert len(lines) == 4
    assert all(address in lines[0] for address in ("training.learning_rate", "training.batch"))
    assert "another batch size" in lines[3]


def test_a_seed_is_that_of_all_and_other_data_are_said(project: Project) -> None:
    other = put(project, "data.source.noise", 0.2)
    found = twins(project, other, epochs=1, seed=5)
    assert [r.project.training.seed for r in found] == [5, 5]
    assert found.batches == ("", "other data")
    first = train(project, 1, seed=5)
    assert bits(found[0]) == bits(first)
    assert not np.array_equal(found[1].weights["dense_1/W"], first.weights["dense_1/W"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "one to 3"),
        (({},) * 4, "one to 3"),
        (({"training.learing_rate": 1},), "training.learning_rate"),
        ((0.1,), "not 0.1"),
        (({}, {"training.rule": "hebb"}), "Hebb rule: The Hebb rule"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(project: Project, changes, said: str) -> None:
    with pytest.raises(NnsimError, match=said):
        twins(project, *changes, epochs=1)
