"""Which walker takes the steps of a run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from nnsim.base.text import tr
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.library import walk_of, why_numpy
from nnsim.engine.calls import function_name
from nnsim.training.compiled_walker import CompiledWalker
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.walker import Walker

log = logging.getLogger(__name__)

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
            why = _sentence(machine, error)
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch), why)


def _sentence(machine: Machine, error: NotEncodableError) -> str:
    """Return that the step cannot be encoded, with the function that has no word, and the layer that calls it."""
    log.info("walked in NumPy: the compiled walk does not know %s", error)
    if error.call is None:
        return tr("The compiled walk does not know how the numbers of this network lie in memory.")
    function = function_name(error.call)
    programs = [machine.step(size).program for size in machine.sizes]
    stages = [program.stage_of(error.call) for program in programs]
    name = next((stage.name for stage in stages if stage is not None), "")
    if not name:
        return tr("The compiled walk does not know {function} as this step uses it.").format(
            function=function
        )
    return tr("The compiled walk does not know {function} as the layer {name} uses it.").format(
        function=function, name=name
    )
