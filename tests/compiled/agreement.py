"""How far two states of one network lie apart, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnsim.engine.parameters import Parameters
from nnsim.engine.program import Program
from nnsim.training.run import Run

Arrays = Mapping[str, np.ndarray]

DIGITS = {np.dtype(np.float32): 1e-6, np.dtype(np.float64): 1e-13}
"""How far an array may lie from the same one after a step of the other walk, in its norm."""
LATER_DIGITS = {np.dtype(np.float32): 1e-5, np.dtype(np.float64): 1e-11}
"""The same after a hundred steps."""


def of_program(program: Program) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what a step leaves: outputs and their gradients of every layer, and the losses."""
    for id_, (start, stop) in program.places.items():
        yield f"output of {id_}", program.slab[start:stop]
    if program.learns:
        for id_, (start, stop) in program.delta_places.items():
            yield f"gradient of the output of {id_}", program.deltas[start:stop]
        yield "losses", program.loss_totals


def of_parameters(parameters: Parameters) -> Iterator[tuple[str, np.ndarray]]:
    """Yield parameters, gradient and step of every layer, and its states."""
    for id_, (start, stop) in parameters.layer_windows.items():
        for name in ("vector", "gradient", "step"):
            yield f"{name} of {id_}", getattr(parameters, name)[start:stop]
    for key, array in list(parameters.items())[len(parameters.windows) :]:
        yield f"state {key}", array
    yield "scalars", np.array([float(number) for number in parameters.scalars.values()])


def of_run(run: Run) -> dict[str, np.ndarray]:
    """Return all that the last step of `run` left, copied; its readings are taken."""
    found = dict(of_program(run.machine.walker().program))
    found |= dict(of_parameters(run.network.parameters))
    found |= {f"slot {name}": array for name, array in run.machine.slots.items()}
    found = {name: array.copy() for name, array in found.items()}
    rows = run.take_points().rows
    return found | {"readings": rows[-1:] if len(rows) else rows}


def apart(one: Arrays, other: Arrays) -> Iterator[tuple[float, str]]:
    """Yield how far every array of `one` lies from that of `other`, in norms of the latter, and its name.

    Infinite where one has a number and the other none, or another infinity.
    """
    assert one.keys() == other.keys()
    for name, right in other.items():
        found, right = one[name].astype(float).ravel(), right.astype(float).ravel()
        odd = ~np.isfinite(right)
        if not np.array_equal(found[odd], right[odd], equal_nan=True) or not np.isfinite(found[~odd]).all():
            yield np.inf, name
            continue
        size = max(float(np.linalg.norm(right[~odd])), np.finfo(np.float32).tiny)
        yield float(np.linalg.norm(found[~odd] - right[~odd])) / size, name


def farthest(one: Arrays, other: Arrays) -> tuple[float, str]:
    """Return the greatest distance, and what it is of."""
    return max(apart(one, other), default=(0.0, ""))
