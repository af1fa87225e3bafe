"""Random functions from a Gaussian process, one behind the other, as in Duvenaud et al. 2014."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.figures.figure import Array

FEATURES, VARIANCE = 400, 0.9


class Warp:
    """A random function Rᵐ → Rⁿ from a Gaussian process with kernel .9·exp(−‖x − x′‖²/2ℓ²).

    400 random Fourier features: f(x) = √(2·.9/M) Σ a·cos(ω·x + b), ω ~ N(0, I/ℓ²), a ~ N(0, 1), b uniform
    (Rahimi & Recht 2007).

    Parameters
    ----------
    inputs, outputs
        m and n.
    slopes
        Variance of the slopes, .9/ℓ².
    """

    def __init__(
        self, rng: np.random.Generator, inputs: int = 2, outputs: int = 2, slopes: float = VARIANCE
    ) -> None:
        self.waves = rng.normal(0.0, (slopes / VARIANCE) ** 0.5, (inputs, FEATURES))
        self.phases = rng.uniform(0, 2 * np.pi, FEATURES)
        self.heights = rng.normal(size=(FEATURES, outputs)) * np.sqrt(2 * VARIANCE / FEATURES)

    def __call__(self, x: Array) -> Array:
        """Return f of points (k, m), (k, n), in the type of `x`."""
        waves, phases, heights = (a.astype(x.dtype) for a in (self.waves, self.phases, self.heights))
        return np.asarray(np.cos(x @ waves + phases) @ heights)

    def jacobian(self, x: Array) -> Array:
        """Return ∂f/∂x at points (k, m), (k, n, m)."""
        slopes = -np.sin(x @ self.waves + self.phases)
        return np.asarray((slopes[:, None, :] * self.heights.T) @ self.waves.T)


def deep_warp(x: Array, rng: np.random.Generator, depth: int, connected: float = 0.0) -> Iterator[Array]:
    """Yield points (k, 2) as they are, then after 1, 2, … `depth` random functions.

    Parameters
    ----------
    connected
        Variance of the slopes of functions that see the points themselves beside what the one before
        made of them; 0: they do not see them.
    """
    y = x
    yield y
    for _ in range(depth):
        seen = np.hstack((y, x)) if connected else y
        y = Warp(rng, seen.shape[1], x.shape[1], connected or VARIANCE)(seen)
        yield y


def narrowing(rng: np.random.Generator, points: int, depths: tuple[int, ...]) -> Array:
    """Return s₂/s₁ of the Jacobian of one deep random function of the plane, (depths, points).

    The points are drawn from N(0, I).
    """
    x = rng.normal(size=(points, 2))
    product = np.broadcast_to(np.eye(2), (points, 2, 2))
    found = []
    for depth in range(1, max(depths) + 1):
        warp = Warp(rng)
        product, x = warp.jacobian(x) @ product, warp(x)
        if depth in depths:
            singular = np.linalg.svd(product, compute_uv=False)
            found.append(singular[:, 1] / singular[:, 0])
    return np.array(found)


def lyapunov_difference(
    rng: np.random.Generator, products: int = 2000, steps: int = 60, before: int = 5
) -> float:
    """Return by how much the exponents of products of Gaussian 2 × 2 matrices differ; ln 2 is exact.

    So much thinner, in natural logarithms, a filament gets in every layer. The first steps, `before`, are left out.
    """
    frames = np.broadcast_to(np.eye(2), (products, 2, 2))
    total = np.zeros(2)
    for step in range(steps + before):
        frames, stretched = np.linalg.qr(rng.normal(size=(products, 2, 2)) @ frames)
        if step >= before:
            total += np.log(np.abs(np.diagonal(stretched, axis1=1, axis2=2))).mean(axis=0)
    return float(total[0] - total[1]) / steps


def connected_ratios(
    rng: np.random.Generator, depth: int, slope_variance: float, products: int = 20_000, dimensions: int = 5
) -> Array:
    """Return medians of (s₂ … s_D)/s₁ of the Jacobian where every layer sees the input too, (D − 1,).

    At one point the slopes of a Gaussian process are independent normal numbers: J ← A·J + B.
    """
    size, spread = (products, dimensions, dimensions), slope_variance**0.5
    product = rng.normal(0, spread, size)
    for _ in range(depth - 1):
        product = rng.normal(0, spread, size) @ product + rng.normal(0, spread, size)
    singular = np.linalg.svd(product, compute_uv=False)
    return np.asarray(np.median(singular[:, 1:] / singular[:, :1], axis=0))
