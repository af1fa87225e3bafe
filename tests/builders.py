"""Small networks, drawings, examples and runs for the tests of what lies below the window."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf, PartsOf
from nnsim.base.settings import Choice, Flag, Integer, Real
from nnsim.data.data_settings import DataSettings
from nnsim.data.dataset import Dataset
from nnsim.data.prepare import prepare_dataset
from nnsim.data.prepared import Prepared
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.document.project import TrainingSettings
from nnsim.document.resolve import Resolved, resolve
from nnsim.engine.layer import Layer
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss
from nnsim.engine.optimizers.sgd import SGD
from nnsim.engine.rule import Rule
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.stage import Stage
from nnsim.engine.trainable import Trainable
from nnsim.training.run import Run

SMALL = {"units": 3, "filters": 2, "kernel": 2, "vocabulary": 4, "slots": 4}
"""Settings made small wherever a part has them, so that a test takes no time."""

OF_UPDATES = {f.name for f in fields(Trainable)}
WITH_EVERY_PART = {"dense", "activation"}
"""Layers tested with every activation and initializer; one other is enough for the rest."""


def small(part: Any) -> Any:
    """Return `part` with few units."""
    return replace(part, **{f.name: SMALL[f.name] for f in fields(part) if f.name in SMALL})


def variants(part: Any) -> Iterator[Any]:
    """Yield `part`, then `part` with one setting changed, in every way that tells something.

    What only an update asks a layer (`Trainable`) changes nothing of what it computes.
    """
    yield part
    for name, kind in settings_of(part):
        if name in OF_UPDATES:
            continue
        for value in values(kind):
            if value != getattr(part, name):
                yield replace(part, **{name: value})
            if isinstance(kind, PartOf) and part.key not in WITH_EVERY_PART and value != getattr(part, name):
                break


def values(kind: Any) -> Sequence[Any]:
    """Return some values of a setting, those at its limits first."""
    match kind:
        case Choice():
            return [key for key, _ in kind.options]
        case Flag():
            return [False, True]
        case PartOf():
            return [cls() for cls in kind.registry]
        case PartsOf():
            each = tuple(cls() for cls in kind.registry)
            return [(), each[:1], each[:2]]
        case Integer():
            return [n for n in (kind.low, kind.low + 1, kind.low + 2) if n <= kind.high]
        case Real():
            return [v for v in (kind.low, kind.high, 0.3) if kind.low <= v <= kind.high and abs(v) <= 10]
    return []


def stage(layer: Layer, id_: str, sources: Sequence[Stage] = (), shape: tuple[int, ...] = ()) -> Stage:
    """Return `layer` in its place after `sources`; `shape` is that of the data for an input."""
    inputs = tuple(s.shape for s in sources) or (shape,)
    return Stage(id_, id_, layer, tuple(s.id for s in sources), inputs, layer.output_shape(inputs))


def chain(*parts: Layer, loss: Loss | None = None, objective: Objective | None = None) -> Graph:
    """Return the drawing Input → parts, its nodes called ``in``, ``l1``, ``l2``, ..."""
    nodes = [Node("in", "in", Input()), *(Node(f"l{i}", f"l{i}", p) for i, p in enumerate(parts, 1))]
    nodes[-1] = replace(nodes[-1], objective=objective or (Objective(loss) if loss else None))
    edges = tuple(Edge(a.id, b.id) for a, b in itertools.pairwise(nodes))
    return Graph(tuple(nodes), edges)


def examples(inputs: Any, targets: Any, classes: int = 0, columns: int = 1) -> Prepared:
    """Return all examples as training and validation part, in their order, unscaled."""
    inputs = np.asarray(inputs, float)
    targets = np.asarray(targets)
    names = tuple(f"x{i + 1}" for i in range(inputs.shape[1])) if inputs.ndim == 2 else ()
    if classes:
        task, target_names = "classes", tuple(f"c{i}" for i in range(classes))
    else:
        targets = targets.reshape(len(inputs), -1).astype(float)
        task, target_names = "regression", tuple(f"t{i + 1}" for i in range(targets.shape[1]))
    dataset = Dataset("test", inputs, targets, task, names, target_names, whole=True, ready=True)  # type: ignore[arg-type]
    return prepare_dataset(dataset, DataSettings(scaling="none"))


def meaning(graph: Graph, data: Prepared | None, rule: Rule | None = None) -> Resolved:
    """Return what `graph` means; fails the test when it cannot train."""
    resolved = resolve(graph, data, rule or BackPropagation())
    assert resolved.can_train, [p.text for p in resolved.problems]
    return resolved


def start(graph: Graph, data: Prepared, learned: Any = None, **training: Any) -> Run:
    """Return a run; full batch, plain SGD and float64 unless `training` says otherwise."""
    chosen: dict[str, Any] = {
        "batch": max(1, len(data.train)),
        "optimizer": SGD(),
        "shuffle": False,
        "precision": "float64",
        **training,
    }
    settings = TrainingSettings(**chosen)
    return Run(meaning(graph, data, settings.rule), settings, data, learned)


def walk(run: Run, steps: int) -> np.ndarray:
    """Take so many steps and return their readings (steps, width)."""
    rows = []
    while steps:
        taken = run.advance(steps)
        steps -= taken
        if not taken or not steps:
            rows.append(run.take_points().rows)
    return np.concatenate(rows)


def run_epoch(run: Run) -> None:
    """Train to the end of the epoch under way (a new one when none is)."""
    epoch = run.batches.epoch
    while run.batches.epoch == epoch:
        if not run.advance(1_000):
            run.take_points()
