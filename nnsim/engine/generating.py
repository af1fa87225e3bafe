"""Examples made by the generator of a network, from noise drawn for them alone."""

from __future__ import annotations

import numpy as np

from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.stage import leading_to


def generate(network: Network, stage: str, count: int, seed: int) -> np.ndarray:
    """Return `count` outputs, (count, size), of a stage that depends on noise and not on data.

    Layers run as in training, and what they keep of it is put back.

    Parameters
    ----------
    stage
        Id of the stage that ends the generator.
    seed
        Of the noise: the same noise for the same seed, whatever the run has drawn.
    """
    before = leading_to(network.stages, [stage])
    stages = [s for s in network.stages if s.id in before]
    rng = np.random.default_rng([seed, 4])
    state = network.parameters.state.copy()
    program = Program(
        stages, (), network.parameters, count, training=True, learns=False, random=rng, own_losses=False
    )
    with np.errstate(all="ignore"):
        for call in program.forward_calls:
            call()
    network.parameters.state[:] = state
    return np.ascontiguousarray(program.values[stage].flat.T)
