"""Chains and texts: surprise against loops, the long run against linear algebra, writing against shares."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import Source
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.program_text import ProgramText, program_text
from nnsim.data.sources.typed_characters import TypedCharacters
from nnsim.data.sources.weather import TRANSITIONS, Weather
from nnsim.data.splitters.by_time import ByTime
from nnsim.document.building import chain
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.rules.counting import Counting
from nnsim.lab.running import begin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animals.gru import GRUAnimal
from nnsim.zoo.learned_chain import LearnedChain
from nnsim.zoo.surprise import codes_of, counted_surprise, surprise
from nnsim.zoo.writing import as_text, beginning, shares_next, written

RNG = np.random.default_rng(3)


def settings(source: Source) -> DataSettings:
    return DataSettings(source, validation_share=1 / 6, test_share=0.0, splitter=ByTime())


def counted(source: Source, units: int, memory: int = 1) -> Run:
    run = begin(
        chain(
            Input(), MarkovChain(units, memory), data=settings(source), rule=Counting(), batch=500, epochs=1
        )
    )
    while not run.watch.done:
        run.advance(1_000, beyond_epoch=True)
        run.take_points()
    return run


def by_hand(text: str, cut: int, before: int, first: int) -> float:
    """Return the held-out surprise of a model that counts, character by character; examples begin at `first`."""
    signs = sorted(set(text))
    seen, contexts = Counter[str](), Counter[str]()
    for at in range(first, cut):
        seen[text[at - before : at + 1]] += 1
        contexts[text[at - before : at]] += 1
    told = [
        (seen[text[at - before : at + 1]] + 0.1) / (contexts[text[at - before : at]] + 0.1 * len(signs))
        for at in range(cut, len(text))
    ]
    return -sum(map(math.log, told)) / len(told)


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_models_that_count_are_as_surprised_as_a_loop_says(before: int) -> None:
    data = prepare(settings(ProgramText(length=3, most=3_000)))
    cut = 3 + len(data.train)
    expected = by_hand(program_text()[:3_000], cut, before, 3)
    assert counted_surprise(data, before) == pytest.approx(expected, rel=1e-12)


def test_figures_of_the_frozen_text() -> None:
    data = prepare(settings(ProgramText(length=12)))
    assert counted_surprise(data, 0) == pytest.approx(2.871, abs=5e-4)
    assert counted_surprise(data, 1) == pytest.approx(GRUAnimal.claim.expected[0], abs=5e-4)


@pytest.mark.parametrize("memory", [1, 2])
def test_a_counted_chain_is_as_surprised_as_the_model_it_is(memory: int) -> None:
    run = counted(ProgramText(length=memory, most=3_000), len(set(program_text()[:3_000])), memory)
    assert surprise(scene_of(run)) == pytest.approx(counted_surprise(run.prepared, memory), rel=1e-6)


def test_one_input_for_each_character_is_the_same_text() -> None:
    codes, one_hot = (
        prepare(settings(ProgramText(length=4, most=2_000, coding=c))) for c in ("codes", "one_hot")
    )
    np.testing.assert_array_equal(codes_of(codes, codes.train), codes_of(one_hot, one_hot.train))
    with pytest.raises(NnsimError, match="no text by characters"):
        counted_surprise(prepare(DataSettings(Moons())), 1)
    with pytest.raises(NnsimError, match="cannot be counted"):
        counted_surprise(codes, 5)


# ---- the long run -------------------------------------------------------------------------------


def drawn_chain(states: int, memory: int) -> LearnedChain:
    shares = RNG.dirichlet(np.ones(states), states**memory)
    return LearnedChain(shares, tuple("abcdef"[:states]))


def solved(matrix: np.ndarray) -> np.ndarray:
    """Return π with π = π·P and Σ π = 1 by least squares."""
    n = len(matrix)
    system = np.vstack((matrix.T - np.eye(n), np.ones(n)))
    return np.asarray(np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0])


@pytest.mark.parametrize(("states", "memory"), [(2, 1), (5, 1), (3, 2), (2, 4)])
def test_the_long_run_is_what_a_step_leaves_as_it_is(states: int, memory: int) -> None:
    found = drawn_chain(states, memory)
    rows = states**memory
    whole = np.zeros((rows, rows))
    for row, after in np.ndindex(rows, states):
        whole[row, (row * states + after) % rows] += found.shares[row, after]
    expected = solved(whole)
    np.testing.assert_allclose(found.in_the_long_run(), expected, atol=1e-9)
    last = np.arange(rows) % states
    np.testing.assert_allclose(found.stationary(), np.bincount(last, expected), atol=1e-9)
    # What goes in and out of a state in the long run is as much.
    np.testing.assert_allclose(found.stationary() @ found.transitions(), found.stationary(), atol=1e-9)


def test_the_weather_is_learned_and_walks_as_it_should() -> None:
    found = LearnedChain.of(scene_of(counted(Weather(days=50_000), 3)))
    np.testing.assert_allclose(found.shares, TRANSITIONS, atol=0.02)
    np.testing.assert_allclose(found.stationary(), [6 / 13, 4 / 13, 3 / 13], atol=0.02)
    walked = found.walked(50_000, np.random.default_rng(1))
    assert np.abs(found.shares_of(walked) - found.stationary()).sum() < 0.02


# ---- writing ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cat() -> Scene:
    return scene_of(counted(TypedCharacters(length=1, coding="codes"), 17))


def test_it_begins_behind_a_space(cat: Scene) -> None:
    names = cat.prepared.dataset.target_names
    assert as_text(beginning(cat), names) == " "
    assert as_text(np.array([1, 0]), ("sunny", "rainy")) == "rainy, sunny"


def test_at_a_low_temperature_the_likeliest_follows(cat: Scene) -> None:
    [cold] = written(cat, beginning(cat), np.array([0.001]), 30, seed=0)
    told = beginning(cat)
    for code in cold:
        told = shares_next(cat, told[np.newaxis])[0].argmax(keepdims=True)
        assert code == told[0]


def test_at_temperature_one_shares_are_those_of_the_network_and_squared_at_a_half(cat: Scene) -> None:
    temperatures = np.repeat([1.0, 0.5], 4_000)
    first = written(cat, beginning(cat), temperatures, 1, seed=0)[:, 0].reshape(2, -1)
    shares = shares_next(cat, beginning(cat)[np.newaxis])[0]
    for drawn, power in zip(first, (1, 2), strict=True):
        expected = shares**power / (shares**power).sum()
        found = np.bincount(drawn, minlength=len(shares)) / len(drawn)
        np.testing.assert_allclose(found, expected, atol=0.03)
    again = written(cat, beginning(cat), temperatures, 1, seed=0)[:, 0]
    np.testing.assert_array_equal(again, first.ravel())


def test_it_writes_for_one_input_for_each_character_too() -> None:
    data = settings(TypedCharacters(length=3))
    scene = scene_of(begin(chain(Input(), Flatten(), Dense(17), data=data)))
    codes = beginning(scene)
    assert codes.shape == (3,)
    inputs = scene.prepared.validation.values()
    place = next(
        k for k, row in enumerate(codes_of(scene.prepared, scene.prepared.validation)) if (row == codes).all()
    )
    expected = scene.answers(scene.network.feed(inputs[place : place + 1]))
    np.testing.assert_allclose(shares_next(scene, codes[np.newaxis]), expected, rtol=1e-6)
    [cold] = written(scene, codes, np.array([1e-4]), 10, seed=0)
    read = codes.tolist()
    for code in cold:
        assert code == shares_next(scene, np.array([read[-3:]]))[0].argmax()
        read.append(int(code))
