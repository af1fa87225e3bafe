"""What losses that apply softmax by themselves have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.engine.calls import Calls
from nnsim.engine.expression import Comparison, Constant, Expression, exp, ln, total
from nnsim.engine.log_odds import log_odds
from nnsim.engine.loss import Loss

POWERS, FADED = 300.0, 1e-200
"""Up to which z a power is written as it is, and down to which share a logarithm is."""


class SoftmaxLoss(Loss):
    """A loss of softmax(z) whose gradient with respect to z is softmax(z) − t."""

    applies = "softmax"
    proper = True
    any_scale = False
    ranks_as_outputs = False

    def reach(self, limits: tuple[float, float]) -> tuple[float, float]:
        return 0.0, 1.0

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return np.asarray(np.log(np.maximum(targets.mean(axis=0), 1e-12)))

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        powers = np.exp(output - output.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def scores(self, output: np.ndarray) -> np.ndarray:
        """Return the log-odds ln(pᵢ/(1 − pᵢ)) = zᵢ − ln Σ over the others of e^zⱼ."""
        return log_odds(output)

    def spelled_answers(self, outputs: Sequence[Expression]) -> list[Expression]:
        most = Constant(max(z.value for z in outputs))
        # Shifted only where the powers would go beyond all numbers: the shares are the same.
        powers = [exp(z) if abs(most.value) < POWERS else exp(z - most) for z in outputs]
        return [power / total(powers) for power in powers]

    @staticmethod
    def spelled_share(z: Expression, p: Expression, c: Comparison) -> Expression:
        """Return ln p; where p has faded to 0, as the difference of z and the logarithm of all powers."""
        if p.value > FADED:
            return ln(p)
        most = max(z.value for z in c.outputs)
        return z - most - ln(total([exp(other - most) for other in c.outputs]))


def emit_softmax(calls: Calls, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Emit softmax(z) and −ln softmax(z), shifted by the greatest z so that nothing overflows.

    Parameters
    ----------
    z
        Weighted sums (units, batch).

    Returns
    -------
    tuple
        Where both will be: (units, batch), free to be written to.
    """
    surprise, shares = calls.buffer(*z.shape), calls.buffer(*z.shape)
    calls(softmax_and_surprise, z, shares, surprise, *(calls.buffer(z.shape[1]) for _ in range(3)))
    return shares, surprise


def softmax_and_surprise(
    z: np.ndarray,
    shares: np.ndarray,
    surprise: np.ndarray,
    most: np.ndarray,
    total: np.ndarray,
    log_total: np.ndarray,
) -> None:
    """Write shares = softmax(z) and surprise = −ln softmax(z) = ln Σ e^(z − most) − (z − most), of each column.

    Parameters
    ----------
    z
        (units, batch), read only.
    shares, surprise
        (units, batch), written.
    most, total, log_total
        Room to work in, (batch,): the greatest z, Σ e^(z − most) and ln of it.
    """
    np.maximum.reduce(z, 0, out=most)
    np.subtract(z, most, surprise)
    np.exp(surprise, shares)
    np.add.reduce(shares, 0, out=total)
    np.log(total, log_total)
    np.subtract(log_total, surprise, surprise)
    np.divide(shares, total, shares)
