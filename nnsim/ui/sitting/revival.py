"""An earlier run is put back on the canvas, with everything, to go on or to be forked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.messages import Load
from nnsim.ui.sitting.run_entry import RunEntry

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session


@dataclass(frozen=True, eq=False)
class Chosen:
    """The run whose project was just put on the canvas, and whether it is forked, not played on."""

    entry: RunEntry
    fork: bool


class Revival:
    """Puts earlier runs of a session back: first the project, then, once it can run, the run."""

    def __init__(self, session: Session) -> None:
        self._session = session
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
        session = self._session
        try:
            entry = session.background.at_rest(number) if fork else session.runs[number]
        except NnsimError as error:
            session.complained.fire(str(error))
            return
        if not entry.has_weights:
            twin = tr("{name} is still in use. End the twin first.")
            bare = tr("{name} was kept without its weights. Training begins anew from its seed.")
            is_twin = number == session.twin.number
            session.complained.fire((twin if is_twin else bare).format(name=entry.name))
            if is_twin or fork:
                return
        session.past.come_back()
        session.pause()
        self._chosen = Chosen(entry, fork)
        text = tr("Fork {name}") if fork else tr("Put back {name}")
        session.workspace.edit(text.format(name=entry.name), lambda _: entry.project)
        session.reload()

    def drawn(self, load: Load) -> Load | None:
        """Draw the run that comes back, or else another one; return how the trainer is to `load` it.

        None where the trainer plays it already.
        """
        session, chosen = self._session, self._chosen
        self._chosen = None
        if chosen is not None and self._is_drawn(chosen.entry):
            return session.runs.revive(chosen.entry, load, fork=chosen.fork)
        session.runs.begin()
        taken, said = session.saved_runs.take_up(load)
        for text in said:
            session.complained.fire(text)
        return taken

    def _is_drawn(self, entry: RunEntry) -> bool:
        """Return whether an earlier run is still there, and of the project as it is now, at whatever pace."""
        project = self._session.workspace.project
        same = replace(entry.project, pace=project.pace) == project
        return entry.number in self._session.runs and entry.has_weights and same
