"""Where a training stands: all it takes beside the arrays to go on bit for bit, as plain JSON data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.learned import Learned
from nnsim.engine.network import Network
from nnsim.training.batches import Batches, generator_record, generator_state
from nnsim.training.judging import Judge
from nnsim.training.rate import RateInForce
from nnsim.training.stopping import EarlyStopping

_FAULTS = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


def position_record(
    network: Network,
    batches: Batches,
    rate: RateInForce,
    judge: Judge,
    stopping: EarlyStopping,
    limit: float | None,
) -> dict[str, Any]:
    """Return batch order, generators, schedule, early stopping and the limit of divergence."""
    return {
        "batches": batches.state(),
        "draws": generator_record(dict(network.random.bit_generator.state)),
        "tallies": {key: float(value) for key, value in network.parameters.scalars.items()},
        "judge": judge.state(),
        "examples": batches.count,
        "limit": limit,
        "schedule": rate.state(),
        "stopping": stopping.state(),
    }


def restore_position(
    learned: Learned,
    network: Network,
    batches: Batches,
    rate: RateInForce,
    judge: Judge,
    stopping: EarlyStopping,
    live: Mapping[str, np.ndarray],
) -> float | None:
    """Go on where `learned` was taken, if on as many examples; return the limit of divergence, if known.

    Parameters
    ----------
    live
        What early stopping would put back, as it stands.

    Raises
    ------
    NnsimError
        When the record makes no sense.
    """
    extra: Mapping[str, Any] = learned.extra
    if extra.get("examples") != batches.count:
        return None
    try:
        batches.restore(extra["batches"])
        network.random.bit_generator.state = generator_state(extra["draws"])
        # Files of nnsim 0.1 and 0.2 have the one tally there was beside the others of the place.
        tallies = extra.get("tallies", extra)
        for key in network.parameters.scalars.keys() & tallies.keys():
            network.parameters.scalars[key][...] = float(tallies[key])
        if "judge" in extra:
            judge.restore(extra["judge"])
        # Files of nnsim 0.1 have none of the others.
        if "schedule" in extra:
            rate.restore(extra["schedule"])
        if "stopping" in extra:
            stopping.restore(extra["stopping"], learned.best, live)
        return None if extra.get("limit") is None else _positive(float(extra["limit"]))
    except _FAULTS as error:
        raise NnsimError(
            tr("The place where this training stopped is not readable. Press Reset to start anew.")
        ) from error


def _positive(value: float) -> float:
    if not 0 < value < math.inf:
        raise ValueError(value)
    return value
