"""One network at the first weights of one seed after the other, compiled once: for medians of many seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.document.project import Project
from nnsim.figures.figure import Array
from nnsim.lab.experiment import Member
from nnsim.lab.running import begin
from nnsim.training.machine import Machine
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.quantities import OUTPUT_GRADIENT, Quantity
from nnsim.training.recorder import recorder_for
from nnsim.training.run import Run


class Redrawn:
    """A project as it begins from any seed, to the same bits as `begin` gives it.

    For networks whose first weights come from the seed alone, as from every initializer but those that look at
    data, and whose layers draw nothing in a step.

    Parameters
    ----------
    looks_only
        No more than a first step is taken from each seed: in NumPy, for a deep network is longer compiled than that
        takes.
    """

    def __init__(self, project: Project, *, looks_only: bool = False) -> None:
        self.run: Run = begin(project)
        if looks_only:
            self.run.machine.choose = _numpy_walker
        self._start = self.run.moment()

    def begin(self, seed: int) -> Run:
        """Return the run, before its first step, with the weights of another seed."""
        self.run.go_to(self._start)
        self.run.network.parameters.initialize(seed)
        return self.run

    def first_readings(self, seed: int) -> Array:
        """Return what the first step from `seed` reads, one row of `Points`."""
        return np.asarray(steps(self.begin(seed), 1)[0])

    def outputs(self, seed: int, layers: list[str], examples: int) -> list[Array]:
        """Return what `layers` (ids) give for the first training examples, (examples, *shape) each."""
        network = self.begin(seed).network
        return network.predict(self.run.prepared.train.values(slice(examples)), layers)

    def of(self, quantity: Quantity, rows: Array) -> Array:
        """Return the columns of `quantity` in readings (..., width): (..., layers), in running order."""
        return np.asarray(rows[..., self.run.unreported.columns.of(quantity)], np.float64)


def first_gradients(family: Sequence[Member], seed: int, seeds: int, depth: int) -> Iterator[list[Array]]:
    """Yield ‖∂L/∂y‖ of the first layers of every network in its first step, after each seed more.

    Parameters
    ----------
    seeds
        How many, from `seed` on.
    depth
        How many layers.

    Yields
    ------
    list of Array
        One (seeds so far, depth) a network.
    """
    networks = [Redrawn(member.project, looks_only=True) for member in family]
    norms: list[list[Array]] = [[] for _ in networks]
    for k in range(seeds):
        for network, found in zip(networks, norms, strict=True):
            found.append(network.of(OUTPUT_GRADIENT, network.first_readings(seed + k))[:depth])
        yield [np.array(found) for found in norms]


def _numpy_walker(machine: Machine) -> NumPyWalker:
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch))


def steps(run: Run, count: int) -> Array:
    """Take so many steps and return their readings, (steps, width)."""
    rows = []
    while count:
        taken = run.advance(count)
        count -= taken
        if not taken or not count:
            rows.append(run.take_points().rows)
    return np.concatenate(rows)


def quantiles(values: Array, *shares: float) -> list[Array]:
    """Return quantiles over the first axis, which is that of seeds."""
    return list(np.quantile(values, shares, axis=0))
