"""Runs that never ran: histories and maps with the shape of real ones."""

from __future__ import annotations

import numpy as np

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.engine.scalar import Scalar
from nnsim.training.columns import Columns, LayerColumns
from nnsim.training.grid import Grid
from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Points
from nnsim.training.pictures.boundary_map import BoundaryMap, MapOver
from nnsim.training.quantities import QUANTITIES
from nnsim.training.snapshot import Snapshot

METRICS = ("train_accuracy", "val_accuracy")


def columns(n: int) -> Columns:
    """Return the columns of `n` dense layers of 16 units."""
    layers = tuple(
        LayerColumns(
            f"n{i}",
            f"dense_{i + 1}",
            {quantity.key: 1 + 4 * i + k for k, quantity in enumerate(QUANTITIES)},
            {"weights": 256, "biases": 16, "outputs": 512},
        )
        for i in range(n)
    )
    return Columns(1 + 4 * n, layers)


def rows(steps: int, layers: int, seed: int = 0) -> np.ndarray:
    """Return readings of `steps` steps: a falling noisy loss, gradients that vanish towards the input."""
    rng = np.random.default_rng(seed)
    t = np.arange(steps) / max(steps, 1)
    loss = 0.2 + 0.5 / (1 + np.exp(14 * (t - 0.3))) + rng.normal(0, 0.02, steps)
    found = np.empty((steps, 1 + 4 * layers), np.float32)
    found[:, 0] = np.abs(loss)
    depth = np.linspace(-5.1, -1.5, layers)
    for i in range(layers):
        base = depth[i] + 0.6 * t + rng.normal(0, 0.08, steps)
        found[:, 1 + 4 * i] = 10**base
        found[:, 2 + 4 * i] = 10 ** (base - 0.4)
        found[:, 3 + 4 * i] = 10 ** (base + 0.3)
        found[:, 4 + 4 * i] = 10 ** (base - 1.0)
    return found


def history(
    steps: int = 400,
    layers: int = 4,
    metrics: tuple[str, ...] = METRICS,
    capacity: int = 4096,
    validation: bool = True,
) -> History:
    """Return the history of a run of `steps` steps with an evaluation every tenth."""
    made = History(columns(layers), metrics, capacity)
    readings = rows(steps, layers)
    made.add_points(Points(1, 1, readings, steps / 10))
    for step in range(10, steps + 1, max(10, steps // 4096)):
        t = step / steps
        loss = float(readings[step - 1, 0])
        accuracy = 0.5 + 0.45 / (1 + np.exp(-14 * (t - 0.3)))
        pairs = tuple((name, float(accuracy - 0.02 * i)) for i, name in enumerate(metrics))
        val = loss + 0.035 if validation else None
        made.add_evaluation(Evaluation(1, step, step / 10, loss, val, pairs))
    return made


def spirals() -> Prepared:
    """Return the prepared two spirals."""
    return prepare(DataSettings())


def request(plane: object, prepared: Prepared, resolution: int = 100) -> Grid:
    """Return a grid over the whole plane."""
    found: Grid = plane.grid(*plane.extent(prepared), resolution)  # type: ignore[attr-defined]
    return found


def answered(asked: Grid, outputs: int = 1, kind: str = "classes", line: bool = False) -> BoundaryMap:
    """Return a spiral-like answer over a grid, or the answer of one linear unit."""
    u, v = np.meshgrid(
        np.linspace(*asked.u_range, asked.resolution), np.linspace(*asked.v_range, asked.resolution)
    )
    size = max(abs(asked.u_range[1]), 1e-9)
    if line:
        z = 1.4 * u + 0.8 * v - 0.3
        p = 1 / (1 + np.exp(-4 * z))
        return BoundaryMap(asked, p[..., None].astype(np.float32), ((1.4, 0.8), -0.3))
    radius, angle = np.hypot(u, v) / size, np.arctan2(v, u)
    wave = np.sin(angle + 9 * radius)
    if kind == "regression":
        return BoundaryMap(asked, wave[..., None].astype(np.float32))
    if outputs == 1:
        return BoundaryMap(asked, (1 / (1 + np.exp(-5 * wave)))[..., None].astype(np.float32))
    z = np.stack([np.cos(angle - 2 * np.pi * k / outputs) * radius * 6 for k in range(outputs)], -1)
    e = np.exp(z - z.max(-1, keepdims=True))
    return BoundaryMap(asked, (e / e.sum(-1, keepdims=True)).astype(np.float32))


def snapshot(map_: BoundaryMap | None, step: int = 400) -> Snapshot:
    """Return a snapshot that carries a map."""
    return Snapshot(1, step, step / 10, {} if map_ is None else {MapOver(map_.grid): map_})


def of_scalars(*scalars: Scalar, judged_by: str = "loss", steps: int = 40) -> History:
    """Return the history of a rule that reports `scalars`, the k-th of which is k + 1 times the step."""
    told = tuple((scalar, k) for k, scalar in enumerate(scalars))
    made = History(Columns(len(scalars), (), told, judged_by))
    read = np.outer(np.arange(1, steps + 1), np.arange(1, len(scalars) + 1))
    made.add_points(Points(1, 1, read, steps / 10))
    return made
