"""Which memory layout? The same dense networks, batch-major and feature-major, interleaved.

Written before the engine, to choose its layout; kept so that the choice can be measured again.
Prints microseconds a training step (forward, backward, SGD) for both. Run with one BLAS thread.
"""

from __future__ import annotations

import itertools
import statistics
import time
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

Call = tuple
WORKLOADS = (
    ("W1", (2, 4, 2, 1), 10, "tanh", 20000),
    ("W2, 4 hidden", (2, 8, 8, 8, 8, 1), 10, "tanh", 10000),
    ("W2, 6 hidden", (2, 8, 8, 8, 8, 8, 8, 1), 30, "tanh", 6000),
    ("W3", (64, 64, 32, 10), 32, "relu", 5000),
    ("W4", (784, 128, 64, 10), 128, "relu", 300),
    ("W6", (64,) * 31, 64, "tanh", 200),
)
f32 = np.float32


def scalar(value: float) -> np.ndarray:
    return np.array(value, f32)


def activate(calls: list[Call], act: str, h: np.ndarray) -> None:
    calls.append((np.tanh, (h, h)) if act == "tanh" else (partial(np.maximum, out=h), (h, scalar(0))))


def delta(calls: list[Call], act: str, h: np.ndarray, d: np.ndarray) -> np.ndarray:
    slope = np.empty_like(h)
    if act == "tanh":
        calls += [(np.multiply, (h, h, slope)), (np.subtract, (scalar(1), slope, slope))]
    else:
        calls.append((np.sign, (h, slope)))
    calls.append((np.multiply, (d, slope, slope)))
    return slope


def feature_major(sizes: tuple[int, ...], batch: int, act: str) -> list[Call]:
    """Values (features + 1, batch) with a row of ones; weights (inputs + 1, units)."""
    n = sum((a + 1) * b for a, b in itertools.pairwise(sizes))
    P, G, U = (np.zeros(n, f32) for _ in range(3))
    P += np.random.default_rng(0).normal(size=n) * 0.1
    calls: list[Call] = []
    x = np.ones((batch, sizes[0] + 1), f32)
    value, at, layers = x.T, 0, []
    for i, (a, b) in enumerate(itertools.pairwise(sizes)):
        W, g = (v[at : at + (a + 1) * b].reshape(a + 1, b) for v in (P, G))
        at += (a + 1) * b
        y = np.ones((b + 1, batch), f32)
        h = y[:b]
        calls.append((W.T.dot, (value, h)))
        active = i < len(sizes) - 2 or act == "tanh"
        if active:
            activate(calls, act, h)
        layers.append((W, g, value, h, active))
        value = y
    d = np.empty_like(h)
    loss(calls, h, d, batch)
    for i, (W, g, value, h, active) in reversed(list(enumerate(layers))):
        d = delta(calls, act, h, d) if active else d
        calls.append((value.dot, (d.T, g)))
        if i:
            below = np.empty((sizes[i], batch), f32)
            calls.append((W[:-1].dot, (d, below)))
            d = below
    return [*calls, (np.multiply, (G, scalar(0.01), U)), (np.subtract, (P, U, P))]


def batch_major(sizes: tuple[int, ...], batch: int, act: str) -> list[Call]:
    """Values (batch, features); weights (inputs, units) and a bias vector beside them."""
    n = sum((a + 1) * b for a, b in itertools.pairwise(sizes))
    P, G, U = (np.zeros(n, f32) for _ in range(3))
    P += np.random.default_rng(0).normal(size=n) * 0.1
    calls: list[Call] = []
    value, at, layers, ones = np.ones((batch, sizes[0]), f32), 0, [], np.ones(batch, f32)
    for i, (a, b) in enumerate(itertools.pairwise(sizes)):
        W, g = (v[at : at + a * b].reshape(a, b) for v in (P, G))
        bias, gb = (v[at + a * b : at + (a + 1) * b] for v in (P, G))
        at += (a + 1) * b
        h = np.empty((batch, b), f32)
        calls += [(value.dot, (W, h)), (np.add, (h, bias, h))]
        active = i < len(sizes) - 2 or act == "tanh"
        if active:
            activate(calls, act, h)
        layers.append((W, g, gb, value, h, active))
        value = h
    d = np.empty_like(h)
    loss(calls, h, d, batch)
    for i, (W, g, gb, value, h, active) in reversed(list(enumerate(layers))):
        d = delta(calls, act, h, d) if active else d
        calls += [(value.T.dot, (d, g)), (ones.dot, (d, gb))]
        if i:
            below = np.empty((batch, sizes[i]), f32)
            calls.append((d.dot, (W.T, below)))
            d = below
    return [*calls, (np.multiply, (G, scalar(0.01), U)), (np.subtract, (P, U, P))]


def loss(calls: list[Call], h: np.ndarray, d: np.ndarray, batch: int) -> None:
    flat, total = d.reshape(-1), np.zeros((), f32)
    calls += [
        (np.subtract, (h, scalar(1), d)),
        (flat.dot, (flat, total)),
        (np.multiply, (d, scalar(2 / batch), d)),
    ]


def microseconds(calls: list[Call], steps: int) -> float:
    start = time.perf_counter()
    for _ in range(steps):
        for function, arguments in calls:
            function(*arguments)
    return (time.perf_counter() - start) / steps * 1e6


def main() -> None:
    threadpool_limits(1)
    for name, sizes, batch, act, steps in WORKLOADS:
        pairs = [
            (
                microseconds(feature_major(sizes, batch, act), steps),
                microseconds(batch_major(sizes, batch, act), steps),
            )
            for _ in range(5)
        ]
        ours, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(
            f"{name:14s} feature-major {ours:8.1f} µs   batch-major {other:8.1f} µs   ratio {ours / other:.2f}"
        )


if __name__ == "__main__":
    main()
