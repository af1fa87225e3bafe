"""What a network makes of numbers that are put into its middle: the part behind a layer, run by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.layers.input import Input
from nnsim.engine.network import Network
from nnsim.engine.program import Program
from nnsim.engine.stage import Stage, leading_to


def onward(
    network: Network, id_: str, values: np.ndarray, to: Sequence[str] | None = None
) -> list[np.ndarray]:
    """Return the raw outputs in use where the outputs of stage `id_` are `values`, without changing anything.

    Parameters
    ----------
    values
        (n, size) numbers, as that stage would give them.
    to
        Ids of the stages to read; by default the measured outputs, in their order.

    Returns
    -------
    list of arrays
        One (n, size) array a stage, in the dtype of the network.

    Raises
    ------
    NnsimError
        Where what is read depends on data beside these numbers.
    """
    wanted = [o.stage for o in network.outputs] if to is None else list(to)
    stages = _behind(network.stages, id_, wanted)
    program = Program(
        stages,
        (),
        network.parameters,
        len(values),
        training=False,
        learns=False,
        random=network.random,
        own_losses=False,
    )
    program.feeds[id_][:, :-1] = values
    with np.errstate(all="ignore"):
        for call in program.forward_calls:
            call()
    return [np.ascontiguousarray(program.values[stage].flat.T) for stage in wanted]


def _behind(stages: Sequence[Stage], id_: str, wanted: Sequence[str]) -> tuple[Stage, ...]:
    """Return what leads from stage `id_`, fed in its place, to the stages that are wanted."""
    begun = [_fed(stage) if stage.id == id_ else stage for stage in stages]
    needed = leading_to(begun, wanted) | {id_}
    beside = next((s for s in begun if s.id in needed and s.layer.role.is_fed and s.id != id_), None)
    if beside is not None:
        raise NnsimError(
            tr(
                "What comes out does not depend on {layer} alone: {other} leads past it. Cut that edge, or look at"
                " a layer further on."
            ).format(layer=next(s.name for s in stages if s.id == id_), other=beside.name)
        )
    return tuple(stage for stage in begun if stage.id in needed)


def _fed(stage: Stage) -> Stage:
    return replace(stage, layer=Input(), sources=(), inputs=(stage.shape,), columns=None)
