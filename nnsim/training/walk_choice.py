"""Which walker takes the steps of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.walker import Walker

if TYPE_CHECKING:
    from nnsim.training.machine import Machine


def choose_walker(machine: Machine) -> Walker:
    """Return the walker for the step of `machine` as it is compiled now, with a recorder of its own kind."""
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch))
