"""First weights from data: layer-sequential unit variance (Mishkin & Matas 2015).

Layers are visited in running order. One whose weights ask for it divides them by the standard
deviation of its weighted sums over a batch, until their variance is 1; then its output is the input
of the next. Weights start orthonormal, biases at 0 or equal, so that one division is mostly enough.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnsim.engine.initializers.lsuv import LSUV
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from nnsim.engine.parameters import Window
from nnsim.engine.program import Program
from nnsim.engine.stage import Stage

BATCH = 256
"""Most examples that are looked at."""
FOLLOWS, ROUNDING = 0.5, 0.02
"""A division that leaves more than this share of log Var shows that the weights do not set it; where
little was left already the share says nothing."""


def begin_from_data(network: Network, fed: Mapping[str, np.ndarray]) -> None:
    """Scale the weights of `network` whose initializer wants to see data; does nothing without any.

    Where the variance does not follow the scale of the weights (gates that saturate, biases that
    spread more than the sums), the weights stay as they were drawn.

    Parameters
    ----------
    fed
        Inputs as `Network.feed` gives them, (n, size + 1) a stage that takes data. The batch is
        drawn from them with a generator of its own, from the seed of the network.
    """
    asking: dict[str, list[Window]] = {}
    for window in network.parameters.windows:
        if window.spec.initializer.from_data:
            asking.setdefault(window.stage, []).append(window)
    count = min((len(rows) for rows in fed.values()), default=0)
    if not asking or not count:
        return
    rng = np.random.default_rng([network.seed, 3])
    chosen = np.sort(rng.permutation(count)[:BATCH])
    # Layers run as in training. What they keep of it (running means) is put back.
    state = network.parameters.state.copy()
    values = {id_: rows[chosen, :-1] for id_, rows in fed.items()}
    last = max(i for i, stage in enumerate(network.stages) if stage.id in asking)
    with np.errstate(all="ignore"):
        for stage in network.stages[: last + 1]:
            if stage.id in asking:
                sums = _Alone(network, replace(stage, layer=stage.layer.without_activation()), values, rng)
                _to_unit_variance(network.parameters.vector, asking[stage.id], sums)
            if not stage.layer.takes_data:
                values[stage.id] = _Alone(network, stage, values, rng).run()
    network.parameters.state[:] = state


class _Alone:
    """One stage compiled by itself, its inputs fed with what was worked out before it."""

    def __init__(
        self, network: Network, stage: Stage, values: Mapping[str, np.ndarray], rng: np.random.Generator
    ) -> None:
        shapes = dict(zip(stage.sources, stage.inputs, strict=True))
        feeds = [Stage(id_, id_, Input(), (), (shape,), shape) for id_, shape in shapes.items()]
        batch = len(next(iter(values.values())))
        self._program = Program(
            (*feeds, stage), (), network.parameters, batch, training=True, learns=False, random=rng
        )
        for id_ in shapes:
            self._program.feeds[id_][:, :-1] = values[id_]
        self._output = self._program.values[stage.id].flat

    def run(self) -> np.ndarray:
        """Return the output of the stage, (batch, size)."""
        for call in self._program.forward_calls:
            call()
        return np.ascontiguousarray(self._output.T)

    def variance(self) -> float:
        """Return the variance over all units and examples."""
        return float(self.run().var(dtype=np.float64))


def _to_unit_variance(vector: np.ndarray, windows: list[Window], sums: _Alone) -> None:
    """Divide the numbers in `windows` by the standard deviation of `sums` until that is 1."""
    asked = windows[0].spec.initializer
    assert isinstance(asked, LSUV)
    drawn = [vector[w.start : w.stop].copy() for w in windows]
    variance = sums.variance()
    for _ in range(asked.iterations):
        if abs(variance - 1) < asked.tolerance or not 0 < variance < math.inf:
            return
        for w in windows:
            vector[w.start : w.stop] /= math.sqrt(variance)
        before, variance = variance, sums.variance()
        stays = abs(math.log(before)) * FOLLOWS + ROUNDING
        if not 0 < variance < math.inf or abs(math.log(variance)) > stays:
            for w, first in zip(windows, drawn, strict=True):
                vector[w.start : w.stop] = first
            return
