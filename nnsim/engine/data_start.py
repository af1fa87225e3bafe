"""First weights from data, for initializers that want to see examples.

Layers are visited in running order. Weights that ask for it are adapted to what their layer reads and adds up
over a batch; then its output is the input of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nnsim.engine.byte_rows import Rows
from nnsim.engine.initializer import Initializer, Seen
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from nnsim.engine.parameters import Window
from nnsim.engine.program import Program
from nnsim.engine.stage import Stage


def begin_from_data(network: Network, fed: Mapping[str, Rows]) -> None:
    """Adapt the weights of `network` whose initializer wants to see data; does nothing without any.

    Parameters
    ----------
    fed
        Inputs as `Network.feed` gives them, (n, size + 1) a stage that takes data. The batch is
        drawn from them with a generator of its own, from the seed of the network.

    Raises
    ------
    NnsimError
        When an initializer can make no weights of these examples.
    """
    asking: dict[str, list[Window]] = {}
    for window in network.parameters.windows:
        if window.spec.initializer.from_data:
            asking.setdefault(window.stage, []).append(window)
    count = min((len(rows) for rows in fed.values()), default=0)
    if not asking or not count:
        return
    rng = np.random.default_rng([network.seed, 3])
    most = max(window.spec.initializer.examples for own in asking.values() for window in own)
    chosen = np.sort(rng.permutation(count)[:most])
    # Layers run as in training. What they keep of it (running means) is put back.
    state = network.parameters.state.copy()
    # Padding is looked at like everything else: it is zeros, and makes no numbers large.
    values = {stage.id: fed[stage.id][chosen][:, :-1] for stage in network.inputs}
    last = max(i for i, stage in enumerate(network.stages) if stage.id in asking)
    with np.errstate(all="ignore"):
        for stage in network.stages[: last + 1]:
            if stage.id in asking:
                alone = _Alone(network, replace(stage, layer=stage.layer.without_activation()), values, rng)
                inputs = np.concatenate([values[id_] for id_ in stage.sources], axis=1)
                _adapt(network.parameters.vector, asking[stage.id], Seen(inputs, alone.run, rng))
            if not stage.layer.role.is_fed:
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


def _adapt(vector: np.ndarray, windows: list[Window], seen: Seen) -> None:
    """Let every initializer of a layer see what the layer reads and adds up."""
    kinds: dict[Initializer, list[np.ndarray]] = {}
    for w in windows:
        kinds.setdefault(w.spec.initializer, []).append(vector[w.start : w.stop].reshape(w.spec.shape))
    for initializer, weights in kinds.items():
        initializer.adapt(weights, seen)
