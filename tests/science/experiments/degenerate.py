"""Section 6: degenerate weight matrices (Duvenaud et al. 2014, Saxe et al. 2013)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.add import Add
from nnsim.engine.layers.dense import Dense
from nnsim.engine.stage import Stage
from nnsim.lab.claim import Finding, absolute, relative
from tests.builders import stage
from tests.science.experiments.builds import chain_of, effective_rank, jacobian, network_of
from tests.science.experiments.table import row

TITLE = "Degenerate weight matrices"
DUVENAUD = "Duvenaud et al. 2014"
FEATURES, VARIANCE = 400, 0.9
WIDTH = 100
DEPTHS = (1, 5, 10, 20, 30)


class Warp:
    """A random function R² → R² from a Gaussian process with kernel .9·exp(−‖x − x′‖²/2).

    400 random Fourier features: f(x) = √(2·.9/M) Σ a·cos(ω·x + b), ω ~ N(0, I) (Rahimi & Recht 2007).
    """

    def __init__(self, rng: np.random.Generator, dimensions: int = 2) -> None:
        self.waves = rng.normal(size=(FEATURES, dimensions))
        self.phases = rng.uniform(0, 2 * np.pi, FEATURES)
        self.heights = rng.normal(size=(dimensions, FEATURES)) * np.sqrt(2 * VARIANCE / FEATURES)

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Return f of points (n, dimensions)."""
        return np.asarray(np.cos(x @ self.waves.T + self.phases) @ self.heights.T)

    def jacobian(self, x: np.ndarray) -> np.ndarray:
        """Return ∂f/∂x at points (n, dimensions), shape (n, dimensions, dimensions)."""
        slopes = -np.sin(x @ self.waves.T + self.phases)
        return np.einsum("if,nf,fj->nij", self.heights, slopes, self.waves, optimize=True)


def warped_jacobians(depths: Sequence[int], functions: int = 1500, points: int = 4) -> dict[int, np.ndarray]:
    """Return s₂/s₁ of the Jacobian of so many random deep functions, by depth."""
    found: dict[int, list[np.ndarray]] = {depth: [] for depth in depths}
    for seed in range(functions):
        rng = np.random.default_rng([seed, 6])
        x = rng.normal(size=(points, 2))
        product = np.broadcast_to(np.eye(2), (points, 2, 2))
        for depth in range(1, max(depths) + 1):
            warp = Warp(rng)
            product, x = warp.jacobian(x) @ product, warp(x)
            if depth in found:
                singular = np.linalg.svd(product, compute_uv=False)
                found[depth].append(singular[:, 1] / singular[:, 0])
    return {depth: np.concatenate(values) for depth, values in found.items()}


def filament() -> Finding:
    """Return medians of s₂/s₁ of deep random functions of the plane."""
    found = warped_jacobians((1, 2, 6, 10))
    claim = "random functions R² → R², 4 points each: s₂/s₁ of the Jacobian of 1, 2, 6, 10 of them"
    measured = [float(np.median(v)) for v in found.values()]
    return row(claim, [0.262, 0.111, 0.0063, 3.8e-4], measured, relative(0.15), DUVENAUD, 1500)


def thinning() -> Finding:
    """Return the difference of the Lyapunov exponents of products of Gaussian 2×2 matrices."""
    rng = np.random.default_rng(0)
    frames = np.broadcast_to(np.eye(2), (2000, 2, 2))
    total = np.zeros(2)
    steps = 60
    for step in range(steps + 5):
        frames, stretched = np.linalg.qr(rng.normal(size=(2000, 2, 2)) @ frames)
        if step >= 5:
            total += np.log(np.abs(np.diagonal(stretched, axis1=1, axis2=2))).mean(axis=0)
    claim = "the filament gets 2× thinner a layer: difference of the Lyapunov exponents, ln 2"
    return row(claim, [0.693], [(total[0] - total[1]) / steps], relative(0.03), DUVENAUD, 1)


def connected() -> Iterator[Finding]:
    """Yield (s₂ … s₅)/s₁ of the Jacobian where every layer sees the input too, for D = 5."""
    note = (
        "The claim does not name the variance of the slopes. 1/(2D) = .1 was taken because of the six that were tried"
        " it comes nearest; .2 gives {two}, and the kernel's own .9 {nine}: there the thread appears all the same."
    )
    others = (" ".join(f"{v:.2g}" for v in _connected(25, variance)) for variance in (0.2, VARIANCE))
    note = note.format(two=next(others), nine=next(others))
    for depth in (25, 50):
        claim = f"input-connected, D = 5: (s₂ … s₅)/s₁ at L = {depth}, medians"
        found = _connected(depth, 0.1)
        yield row(
            claim, [0.65, 0.41, 0.22, 0.06], found, relative(0.05), DUVENAUD, 1, note if depth == 25 else ""
        )


def _connected(depth: int, variance: float, count: int = 20_000) -> list[float]:
    rng = np.random.default_rng(0)
    size, spread = (count, 5, 5), variance**0.5
    product = rng.normal(0, spread, size)
    for _ in range(depth - 1):
        product = rng.normal(0, spread, size) @ product + rng.normal(0, spread, size)
    singular = np.linalg.svd(product, compute_uv=False)
    return [float(v) for v in np.median(singular[:, 1:] / singular[:, :1], axis=0)]


def plain(depth: int) -> list[Stage]:
    """Return linear Gaussian layers."""
    return chain_of(WIDTH, [Dense(WIDTH, initializer=LeCunNormal(), bias=False)] * depth)


def rectified(depth: int) -> list[Stage]:
    """Return ReLU layers with He's initialisation."""
    return chain_of(WIDTH, [Dense(WIDTH, ReLU(), HeNormal(), bias=False)] * depth)


def residual(depth: int) -> list[Stage]:
    """Return x ← x + ReLU(W·x)/√L; the factor is drawn into W."""
    stages = chain_of(WIDTH, [])
    branch = Dense(WIDTH, ReLU(), HeNormal(depth**-0.5), bias=False)
    for k in range(1, depth + 1):
        before = stages[-1]
        stages.append(stage(branch, f"b{k}", [before]))
        stages.append(stage(Add(), f"l{k}", [before, stages[-1]]))
    return stages


def _ranks(stages: Sequence[Stage], seeds: int) -> list[float]:
    """Return the effective rank of the Jacobian at a random input, a number a seed."""
    found = []
    for seed in range(seeds):
        x = np.random.default_rng([seed, 7]).normal(size=WIDTH)
        found.append(effective_rank(jacobian(network_of(stages, seed), x)))
    return found


def numpy_ranks(count: int = 100) -> list[float]:
    """Return mean effective ranks of products of Gaussian matrices, made without the engine."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(count):
        products = [rng.normal(0, WIDTH**-0.5, (WIDTH, WIDTH))]
        while len(products) < max(DEPTHS):
            products.append(rng.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)) @ products[-1])
        found.append([effective_rank(products[depth - 1]) for depth in DEPTHS])
    return [float(v) for v in np.mean(found, axis=0)]


def ranks(
    name: str,
    build: Callable[[int], list[Stage]],
    expected: Sequence[float],
    depths: Sequence[int],
    seeds: int,
    more: str = "",
) -> Finding:
    """Return effective ranks by depth."""
    claim = f"effective rank of the Jacobian, 100 units, {name}, mean of the seeds, L = {', '.join(map(str, depths))}"
    found = [_ranks(build(depth), seeds) for depth in depths]
    means = [float(np.mean(f)) for f in found]
    spread = [
        f"{low:.1f} to {high:.1f} at L = {depth}"
        for depth, (low, high) in zip(depths, (np.quantile(f, [0.05, 0.95]) for f in found), strict=True)
        if depth >= 10
    ]
    note = (
        "" if not spread else "Single networks differ much, 5 % and 95 %: " + ", ".join(spread) + f".{more}"
    )
    return row(claim, expected, means, relative(0.1), "measured in plain NumPy", seeds, note)


def orthogonal() -> Finding:
    """Return least and greatest singular value of a product of 50 rotations."""
    stages = chain_of(WIDTH, [Dense(WIDTH, initializer=Orthogonal(), bias=False)] * 50)
    singular = np.linalg.svd(jacobian(network_of(stages, 0), np.ones(WIDTH)), compute_uv=False)
    claim = "products of orthogonal matrices keep all singular values: least and greatest of 50 layers of 100"
    return row(claim, [1, 1], [singular.min(), singular.max()], absolute(1e-6), "Saxe et al. 2013", 1)


def mean_log_slope() -> Finding:
    """Return mean and variance of log |f′|, f′ ~ N(0, 1), by quadrature in u = log |f′|."""
    u = np.linspace(-45, 4, 200_001)
    density = np.sqrt(2 / np.pi) * np.exp(u - np.exp(2 * u) / 2) * (u[1] - u[0])
    mean = float(density @ u)
    variance = float(density @ (u - mean) ** 2)
    note = "The thesis says −1.270; that is E log f′², twice the value. The mean is −(γ + ln 2)/2."
    claim = "f′ ~ N(0, 1): mean and variance (π²/8) of log \\|f′\\|".replace("\\", "")
    return row(
        claim,
        [-0.6352, np.pi**2 / 8],
        [mean, variance],
        absolute(5e-5),
        "Duvenaud 2014, thesis",
        0,
        note,
    )


def fast_rows() -> Iterator[Finding]:
    """Yield rows that take less than a second."""
    yield thinning()
    yield orthogonal()
    yield mean_log_slope()
    yield ranks("linear Gaussian", plain, [61, 24], (1, 5), 5)


def rows() -> Iterator[Finding]:
    """Yield all rows."""
    yield filament()
    yield thinning()
    yield from connected()
    means = " ".join(f"{v:.3g}" for v in numpy_ranks())
    alone = f" Without the engine, 100 products of NumPy matrices have means {means}."
    yield ranks("linear Gaussian", plain, [61, 24, 11.7, 6.5, 4.0], DEPTHS, 40, alone)
    yield ranks("ReLU, He", rectified, [39, 12.9, 6.7, 3.3, 1.95], DEPTHS, 40)
    yield ranks("residual x + ReLU(W·x)/√L", residual, [63, 50, 45, 26, 10], DEPTHS, 40)
    yield orthogonal()
    yield mean_log_slope()
