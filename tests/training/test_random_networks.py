"""Any drawing without a cycle, of any layers: it compiles, runs, differentiates, and goes its way."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved
from nnsim.document.storage import load, save
from nnsim.engine.gradcheck import check_gradients
from nnsim.engine.network import Network
from nnsim.engine.optimizer import Optimizer, optimizers
from tests.builders import examples, meaning, start, walk
from tests.training.random_drawings import drawings, never_fitting

TAME = 100.0
"""Greatest output a drawing may start with: products of products grow beyond what differences can follow."""


def values_of(resolved: Resolved, inputs: np.ndarray) -> list[np.ndarray]:
    ids = [s.id for s in resolved.stages]
    return Network(resolved.stages, resolved.outputs, np.float64, 0).predict(inputs, ids)


def tame(resolved: Resolved, inputs: np.ndarray) -> bool:
    return all(bool((np.abs(v) < TAME).all()) for v in values_of(resolved, inputs))


def bearable(resolved: Resolved, inputs: np.ndarray) -> float:
    """Return a learning rate at which plain steps do not grow: what a layer reads, squared, is the curvature they meet."""
    longest = max(float(np.square(v).sum(axis=1).max()) for v in values_of(resolved, inputs))
    return min(1e-3, 0.01 / longest) if longest > 0 else 1e-3


def drawn_inputs(rng: np.random.Generator, graph: Graph, shape: tuple[int, ...]) -> np.ndarray:
    """Return random examples: whole numbers where a layer of `graph` looks up codes."""
    codes = [n.layer.codes for n in graph.nodes if n.layer.codes is not None]
    return rng.integers(0, min(codes), shape).astype(float) if codes else rng.normal(size=shape)


def test_every_kind_of_layer_finds_a_place() -> None:
    assert list(never_fitting()) == []


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawing=drawings(), seed=st.integers(0, 1000))
def test_any_acyclic_drawing_differentiates(drawing: tuple[Graph, tuple[int, ...]], seed: int) -> None:
    graph, shape = drawing
    rng = np.random.default_rng(seed)
    data = examples(drawn_inputs(rng, graph, (4, *shape)), rng.normal(size=(4, 2)))
    resolved = meaning(graph, data)
    assume(tame(resolved, data.train.inputs))
    # Beside the codes, which the nearest number means, lies no kink.
    inputs = {
        s.id: drawn_inputs(rng, graph, (4, math.prod(shape))) + rng.uniform(-0.2, 0.2, (4, math.prod(shape)))
        for s in resolved.stages
        if s.layer.role.is_fed
    }
    targets = [rng.normal(size=(4, 2)) for _ in resolved.outputs]
    # A kink of ReLU or a pool may lie between the points of one difference, not of six.
    errors = (
        max(check_gradients(resolved.stages, resolved.outputs, inputs, targets, seed + k)) for k in range(6)
    )
    found = []
    assert any(found.append(e) or e < 1e-6 for e in errors), found  # type: ignore[func-returns-value]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawing=drawings(), optimizer=st.sampled_from([cls() for cls in optimizers]), seed=st.integers(0, 1000)
)
def test_any_acyclic_drawing_trains_is_saved_and_goes_on(
    drawing: tuple[Graph, tuple[int, ...]], optimizer: Optimizer, seed: int
) -> None:
    graph, shape = drawing
    rng = np.random.default_rng(seed)
    data = examples(drawn_inputs(rng, graph, (5, *shape)), rng.normal(size=(5, 2)))
    resolved = meaning(graph, data)
    assume(tame(resolved, data.train.inputs))
    training = {
        "batch": 5 if getattr(optimizer, "whole_data", False) else 2,
        "optimizer": optimizer,
        "precision": "float32",
        "learning_rate": bearable(resolved, data.train.inputs),
        "shuffle": True,
        "seed": seed,
    }
    run = start(graph, data, **training)
    first = walk(run, 4)
    assert np.isfinite(first).all()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawing.nnsim"
        save(path, Project(graph), run.learned())
        opened = load(path)
    assert opened.problems == ()
    assert opened.project.graph == graph
    again = start(opened.project.graph, data, opened.learned, **training)
    assert walk(run, 5).tobytes() == walk(again, 5).tobytes()
    assert run.network.parameters.all.tobytes() == again.network.parameters.all.tobytes()
    assert run.network.parameters.state.tobytes() == again.network.parameters.state.tobytes()
