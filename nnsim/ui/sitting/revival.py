"""An earlier run is put back on the canvas, with everything, to go on or to be forked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.messages import InBackground, Load
from nnsim.ui.sitting.background import Background
from nnsim.ui.sitting.going_on import going_on
from nnsim.ui.sitting.looking_back import LookingBack
from nnsim.ui.sitting.opened_runs import OpenedRuns
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.twins import Twins


@dataclass(frozen=True, eq=False)
class Chosen:
    """The run whose project was just put on the canvas, and whether it is forked, not played on."""

    entry: RunEntry
    fork: bool


class Revival:
    """Puts earlier runs of a session back: first the project, then, once it can run, the run."""

    def __init__(
        self,
        sitting: Sitting,
        runs: Runs,
        succession: Succession,
        opened: OpenedRuns,
        past: LookingBack,
        transport: Transport,
        twins: Twins,
        background: Background,
    ) -> None:
        self._sitting = sitting
        self._runs = runs
        self._succession = succession
        self._opened = opened
        self._past = past
        self._transport = transport
        self._twins = twins
        self._background = background
        self._chosen: Chosen | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether a run is about to come back."""
        return self._chosen is not None

    def forget(self) -> None:
        """Let nothing come back: another project is opened."""
        self._chosen = None

    def put_back(self, number: int, *, fork: bool = False) -> None:
        """Put an earlier run on the canvas, with everything: its drawing, data, settings, curves and weights.

        With `fork` it stays as it is, and another run begins where it has come to.
        """
        sitting = self._sitting
        try:
            entry = self._background.at_rest(number) if fork else self._ready(number)
        except NnsimError as error:
            sitting.voice.complained.fire(str(error))
            return
        if not entry.has_weights:
            bare = tr("{name} was kept without its weights. Training begins anew from its seed.")
            sitting.voice.complained.fire(bare.format(name=entry.name))
            if fork:
                return
        self._past.come_back()
        self._transport.pause()
        self._chosen = Chosen(entry, fork)
        text = tr("Fork {name}") if fork else tr("Put back {name}")
        sitting.workspace.edit(text.format(name=entry.name), lambda _: entry.project)
        sitting.network.reload()

    def _ready(self, number: int) -> RunEntry:
        """Return an earlier run, or a twin, which keeps step no more, as it is to be put back."""
        if number in self._twins.numbers:
            self._twins.let_stand_alone(number)
        return self._runs[number]

    def drawn(self, load: Load) -> Load | None:
        """Draw the run that comes back, or else another one; return how the trainer is to `load` it.

        None where the trainer plays it already.
        """
        chosen, self._chosen = self._chosen, None
        if chosen is not None and self._is_drawn(chosen.entry):
            entry = chosen.entry
            return self._forked(entry, load) if chosen.fork else self._brought_back(entry, load)
        self._succession.begin()
        taken, said = self._opened.take_up(load)
        for text in said:
            self._sitting.voice.complained.fire(text)
        return taken

    def _forked(self, entry: RunEntry, load: Load) -> Load:
        assert entry.learned is not None
        self._succession.fork_earlier(entry)
        return replace(load, learned=replace(entry.learned, start=entry.learned.moment), keeper=None)

    def _brought_back(self, entry: RunEntry, load: Load) -> Load | None:
        self._succession.revive(entry)
        if entry.in_background:
            self._sitting.trainer.send(InBackground(entry.number, background=False))
            return None
        return going_on(load, entry, self._sitting)

    def _is_drawn(self, entry: RunEntry) -> bool:
        """Return whether an earlier run is still there, and of what is drawn now."""
        same = RunBasis.drawn(entry.project) == RunBasis.drawn(self._sitting.workspace.project)
        return entry.number in self._runs and entry.has_weights and same
