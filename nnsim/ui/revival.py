"""Earlier runs on the canvas again, with everything: to go on as they were, or for another run to begin there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.training.messages import InBackground, Load
from nnsim.ui.run_entry import RunEntry

if TYPE_CHECKING:
    from nnsim.ui.session import Session


@dataclass(frozen=True, eq=False)
class Revived:
    """An earlier run whose project is on the canvas; with `fork` it stays as it is, and another begins there."""

    entry: RunEntry
    fork: bool


class Revival:
    """Puts earlier runs of a session back: first their project, as an edit, and the run when that is loaded."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._waiting: Revived | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether a run waits until its project is loaded."""
        return self._waiting is not None

    def forget(self) -> None:
        """Let no run wait any more."""
        self._waiting = None

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
        self._waiting = Revived(entry, fork)
        text = tr("Fork {name}") if fork else tr("Put back {name}")
        session.workspace.edit(text.format(name=entry.name), lambda _: entry.project)
        session.reload()

    def take(self) -> Revived | None:
        """Return the run that waits, which does so no longer; None where it is gone, or something else is drawn."""
        revived, self._waiting = self._waiting, None
        return revived if revived is not None and self._is_drawn(revived.entry) else None

    def draw(self, revived: Revived, load: Load) -> Load | None:
        """Draw the run, or another one that begins where it has come to.

        Returns how the trainer is to `load` it, None where it plays it already.
        """
        session, entry = self._session, revived.entry
        if revived.fork:
            assert entry.learned is not None
            session.twin.end()
            session.runs.begin(parent=entry.number)
            return replace(load, learned=replace(entry.learned, start=entry.learned.moment), keeper=None)
        session.runs.take_back(entry)
        if entry.in_background:
            session.trainer.send(InBackground(entry.number, background=False))
            return None
        return session.saved_runs.fitting(entry, load)

    def _is_drawn(self, entry: RunEntry) -> bool:
        """Return whether an earlier run is still there, and of the project as it is now, at whatever pace."""
        project = self._session.workspace.project
        same = replace(entry.project, pace=project.pace) == project
        return entry.number in self._session.runs and entry.has_weights and same
