"""How an earlier run is loaded again, to go on where it ended."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import tr
from nnsim.document.history_file import SavedRun
from nnsim.training.messages import Load
from nnsim.training.refilling import fits
from nnsim.ui.sitting.attic import layout_of
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.sitting import Sitting


def going_on(load: Load, entry: RunEntry, sitting: Sitting) -> Load:
    """Let an earlier run go on where it ended, with its moments if they are of this network."""
    learned, keeper = entry.learned, entry.keeper
    load = replace(load, learned=learned)
    if learned is None or keeper is None:
        return load
    run = SavedRun(entry.project, tuple(keeper), learned.layout, name=entry.name)
    if fits(run, layout_of(load.resolved, load.training), learned.moment.parameters.size):
        return replace(load, keeper=keeper)
    sitting.trainer.budget.remove(keeper)
    sitting.voice.complained.fire(of_another_network(run))
    return load


def of_another_network(run: SavedRun) -> str:
    """Return the sentence that moments of a run are left out."""
    return tr("The moments of {name} in the file are of another network. They are left out.").format(
        name=run.name or tr("History")
    )
