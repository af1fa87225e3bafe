"""What every registered learning rule promises."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.document.building import Builder
from nnsim.document.graph import Graph
from nnsim.document.resolve import Resolved, resolve
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.calls import Call
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.layers.boltzmann import Boltzmann
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.hopfield import Hopfield
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.layers.markov_chain import MarkovChain
from nnsim.engine.layers.noise import Noise
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.layers.rbm import RBM
from nnsim.engine.layers.switch import Switch
from nnsim.engine.layers.verdict import Verdict
from nnsim.engine.losses.hinge import Hinge
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.parameters import Parameters
from nnsim.engine.rule import Rule, rules
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Stage
from nnsim.engine.trainable import Trainable
from nnsim.training.run import Run
from tests.builders import chain, examples, start, variants, walk

MSE = MeanSquaredError()


def adversaries() -> Graph:
    """Return a generator and a discriminator with a switch between them."""
    net = Builder()
    either = net.add(Switch(), net.add(Input()), net.add(Dense(3), net.add(Noise())))
    net.add(Verdict(), net.add(Dense(1), either))
    return net.graph


DRAWINGS = [
    chain(Dense(3, Tanh()), Dense(1), loss=MSE),
    chain(Dense(1, Step()), loss=MSE),
    chain(Dense(1), loss=MSE),
    chain(Hopfield()),
    chain(RBM(2)),
    chain(Boltzmann(2)),
    chain(RBM(2), Dense(1), loss=MSE),
    chain(Kohonen(2, 2)),
    chain(MarkovChain(3)),
    adversaries(),
    chain(Dense(1), loss=Hinge()),
    chain(RBF(10, 1.0, Examples(), frozen=True), Dense(1), loss=Hinge()),
]
RNG = np.random.default_rng(2)
X = RNG.normal(size=(10, 3))
DATA = examples(X, (X[:, :1] > 0).astype(float))
CODES = examples(np.arange(10)[:, np.newaxis] % 3, np.arange(10) // 2 % 3, classes=3)
CLASSES = examples(X, (X[:, 0] > 0).astype(np.int64), classes=2)
ALL = [made for cls in rules for made in variants(cls())]
OVER_ALL = pytest.mark.parametrize("rule", ALL, ids=[f"{r.key}-{i}" for i, r in enumerate(ALL)])


def fitting(rule: Rule) -> Graph:
    """Return the first drawing that the rule trains."""
    return next(g for g in DRAWINGS if resolve(g, data_of(g), rule).can_train)


def data_of(graph: Graph) -> Prepared:
    """Return numbers to learn, codes where a layer reads them, or classes where a loss of the drawing needs them."""
    if any(node.layer.codes is not None for node in graph.nodes):
        return CODES
    losses = (n.objective.loss for n in graph.nodes if n.objective is not None)
    return CLASSES if any(loss is not None and loss.needs_classes for loss in losses) else DATA


def begin(rule: Rule, graph: Graph | None = None, **training: Any) -> Run:
    chosen = {"batch": 4, "learning_rate": 0.05, "optimizer": Adam(), "rule": rule, "seed": 4, **training}
    graph = fitting(rule) if graph is None else graph
    return start(graph, data_of(graph), **chosen)


def changed(graph: Graph, id_: str, **settings: Any) -> Graph:
    nodes = (replace(n, layer=replace(n.layer, **settings)) if n.id == id_ else n for n in graph.nodes)
    return replace(graph, nodes=tuple(nodes))


def trainable(graph: Graph) -> Iterator[str]:
    yield from (n.id for n in graph.nodes if isinstance(n.layer, Trainable))


@OVER_ALL
def test_what_it_says_of_itself_fits_together(rule: Rule) -> None:
    graph = fitting(rule)
    resolved = resolve(graph, data_of(graph), rule)
    scalars = rule.scalars(resolved.stages, resolved.outputs)
    keys = [scalar.key for scalar in scalars]
    assert len(set(keys)) == len(keys)
    assert rule.judged_by in (*keys, LOSS.key)
    assert all(key.isidentifier() and scalar.title for key, scalar in zip(keys, scalars, strict=True))
    assert rule.needs_loss or not rule.minimises_loss
    groups = rule.groups(resolved.stages, Adam())
    assert len({group.name for group in groups}) == len(groups)
    assert rule.uses_optimizer == any(group.optimizer is not None for group in groups)


@OVER_ALL
def test_what_it_declares_is_there_for_networks_it_does_not_train(rule: Rule) -> None:
    for graph in (*DRAWINGS, chain(Dense(2, bias=False)), chain(Flatten())):
        resolved = resolve(graph, data_of(graph), rule)
        groups = rule.groups(resolved.stages, Adam())
        rule.states(resolved.stages), rule.scalars(resolved.stages, resolved.outputs)
        assert groups


@OVER_ALL
def test_every_reading_it_declares_is_filled_and_it_says_when_it_is_done(rule: Rule) -> None:
    run = begin(rule)
    for scalar in run.network.parameters.scalars.values():
        scalar[...] = np.nan if scalar else 0.0
    rows = walk(run, 6)
    assert run.step == 6
    for scalar, column in run.unreported.columns.scalars:
        assert np.isfinite(rows[:, column]).all(), scalar.key
        if scalar.total:
            assert (np.diff(rows[:, column]) >= 0).all()
    said = rule.done(run.network.parameters, 2)
    assert said == "" or said.endswith(".")


@OVER_ALL
def test_frozen_layers_stay_bit_for_bit_under_all_that_stands_around_a_step(rule: Rule) -> None:
    around = {"weight_decay": 0.1, "l1": 0.01, "max_norm": 0.1}
    # A rule of several phases may leave some for later, and some have parameters that it never moves.
    moving = _moved(begin(rule, **around))
    for id_ in trainable(fitting(rule)):
        graph = changed(fitting(rule), id_, frozen=True)
        resolved = resolve(graph, data_of(graph), rule)
        learning = [s.id for s in moved_by(rule, resolved) if s.layer.rate_factor]
        assert resolved.can_train == bool(learning)
        if not learning:
            assert all("frozen" in p.text for p in resolved.errors)
            continue
        mine = {key for key in moving if key.partition("/")[0] in learning}
        assert _moved(begin(rule, graph, **around)) == mine


def _moved(run: Run) -> set[str]:
    """Return the keys of the parameters that some steps of `run` change."""
    before = run.network.parameters.copy_arrays()
    walk(run, 70)
    after = run.network.parameters.copy_arrays()
    keys = (window.key for window in run.network.parameters.windows)
    return {key for key in keys if before[key].tobytes() != after[key].tobytes()}


def moved_by(rule: Rule, resolved: Resolved) -> list[Stage]:
    """Return the stages whose parameters a rule may change."""
    groups = rule.groups(resolved.stages, Adam())
    windows = Parameters(resolved.stages, np.dtype(np.float64)).windows
    moved = {w.stage for w in windows if any(group.has(w) for group in groups)}
    return [stage for stage in resolved.stages if stage.id in moved]


@OVER_ALL
def test_a_rate_of_its_own_is_a_factor_on_the_first_step(rule: Rule) -> None:
    graph = fitting(rule)
    if getattr(rule, "discriminator_steps", 1) > 1:
        return  # the second of several updates in a step begins where the first led
    for id_ in trainable(graph):
        moved = []
        for one in (graph, changed(graph, id_, rate=0.25)):
            run = begin(rule, one)
            before = run.network.parameters.copy_arrays()
            walk(run, 1)
            after = run.network.parameters.copy_arrays()
            learned = [w.key for w in run.network.parameters.windows]
            moved.append({key: after[key] - before[key] for key in learned})
        for key, whole in moved[0].items():
            if key not in together(rule, graph, id_):
                continue  # groups may move in turn, each after the other
            factor = 0.25 if key.startswith(f"{id_}/") else 1.0
            np.testing.assert_allclose(moved[1][key], factor * whole, rtol=1e-9, atol=1e-15)


def together(rule: Rule, graph: Graph, id_: str) -> set[str]:
    """Return the keys of all parameters that move in one group with those of a stage."""
    resolved = resolve(graph, data_of(graph), rule)
    windows = Parameters(resolved.stages, np.dtype(np.float64)).windows
    groups = [{w.key for w in windows if g.has(w)} for g in rule.groups(resolved.stages, Adam())]
    return {key for group in groups if any(k.startswith(f"{id_}/") for k in group) for key in group}


@OVER_ALL
def test_a_step_keeps_no_memory(rule: Rule) -> None:
    run = begin(rule)
    walk(run, 6)
    calls = run.machine.step(4).calls
    tracemalloc.start()
    try:
        with np.errstate(all="ignore"):
            _repeat(calls, 3)
            before = tracemalloc.get_traced_memory()[0]
            _repeat(calls, 500)
            now = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    # NumPy keeps a buffer of its own where types are converted.
    assert now - before < 15_000


def _repeat(calls: Sequence[Call], times: int) -> None:
    for _ in range(times):
        for call in calls:
            call()


# ---- what a rule may get wrong -------------------------------------------------------------------


class Twice(type(rules["backprop"]())):  # type: ignore[misc]
    """Declares a reading twice, and is judged by one it does not have."""

    title = "Twice"
    judged_by = "energy"

    def scalars(self, stages: Any, outputs: Any) -> tuple[Scalar, ...]:
        return LOSS, Scalar("work", "Work"), Scalar("work", "Work again")


def test_readings_declared_twice_or_not_at_all_are_sentences_at_the_rule() -> None:
    resolved = resolve(DRAWINGS[0], DATA, Twice())
    assert [(p.node, p.text, p.forbids) for p in resolved.errors] == [
        (None, "Twice declares the reading 'work' twice. Give each a key of its own.", "training"),
        (None, "Twice is judged by the reading 'energy', and declares no such reading.", "training"),
    ]
    assert resolved.can_run
