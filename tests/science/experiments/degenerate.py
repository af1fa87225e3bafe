"""Section 6: degenerate weight matrices (Duvenaud 2014); what is to be watched of them is an experiment of the program."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.lab.claim import Finding, absolute
from tests.science.experiments.table import row

TITLE = "Degenerate weight matrices"


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
    yield mean_log_slope()


def rows() -> Iterator[Finding]:
    """Yield all rows."""
    yield from fast_rows()
