"""Which walker takes the steps of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnsim.base.text import tr
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.library import walk_of, why_numpy
from nnsim.training.compiled_walker import CompiledWalker
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.walker import Walker

if TYPE_CHECKING:
    from nnsim.training.machine import Machine


def choose_walker(machine: Machine) -> Walker:
    """Return the walker for the step of `machine` as it is compiled now, with a recorder of its own kind."""
    walk = walk_of()
    why = why_numpy()
    if walk is not None:
        try:
            return CompiledWalker(machine, walk)
        except NotEncodableError as error:
            why = tr("The compiled walk does not know {what}.").format(what=error)
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch), why)
