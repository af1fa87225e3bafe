"""Earlier runs that are played on beside the one that is drawn, in a share of the time."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Prepared
from nnsim.document.resolve import resolve
from nnsim.training.messages import Load, Pause, Play, Retire, SetShare
from nnsim.training.turns import SHARE
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.going_on import going_on
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting

MOST_SHARE = 0.9


class Background:
    """Plays earlier runs of a session on."""

    def __init__(self, sitting: Sitting, runs: Runs, loader: DataLoader) -> None:
        self._sitting = sitting
        self._runs = runs
        self._share = SHARE
        self._loader = loader
        self._loader.finished.connect(self._on_data)
        self._waiting = 0
        """Number of the run whose data are being loaded."""

    @property
    def share(self) -> float:
        """Of the time, from 0 to `MOST_SHARE`, what they get together while the run that is drawn plays."""
        return self._share

    @share.setter
    def share(self, share: float) -> None:
        self._share = min(MOST_SHARE, max(0.0, share))
        self._sitting.trainer.send(SetShare(self._share))

    def play(self, number: int) -> None:
        """Play an earlier run on, with the data and settings it had."""
        sitting, entry = self._sitting, self._runs[number]
        if entry.in_background:
            sitting.trainer.send(Play(number))
        elif entry.learned is not None:
            prepared = sitting.workspace.prepared
            if prepared is not None and entry.project.data == sitting.workspace.project.data:
                self._load(entry, prepared)
            else:
                self._waiting = number
                self._loader.load(entry.project.data)

    def pause(self, number: int) -> None:
        """Let it wait after the step under way."""
        self._sitting.trainer.send(Pause(number))

    def stop(self, number: int) -> None:
        """Let it wait where it has come to, as the other earlier runs."""
        if self._runs[number].in_background:
            self._sitting.trainer.send(Retire(number))

    def at_rest(self, number: int) -> RunEntry:
        """Return what is known of a run, with where it has come to.

        Raises NnsimError when the trainer does not answer.
        """
        entry = self._runs[number]
        if entry.learned is not None:
            return entry
        return replace(entry, learned=self._sitting.trainer.learned(number))

    def _load(self, entry: RunEntry, prepared: Prepared) -> None:
        sitting, project = self._sitting, entry.project
        resolved = resolve(project.graph, prepared, project.training.rule)
        if not resolved.can_train:
            text = tr("{name} cannot train on its data as they are now: {problem}")
            problem = resolved.errors[0].text
            sitting.voice.complained.fire(text.format(name=entry.name, problem=problem))
            return
        load = Load(entry.number, resolved, project.training, prepared, background=True)
        load = going_on(load, entry, sitting)
        self._runs.put(replace(entry, learned=None, keeper=None, in_background=True))
        sitting.trainer.send(load)
        sitting.trainer.send(Play(entry.number))

    def _on_data(self, settings: DataSettings, prepared: Prepared | None, problem: str) -> None:
        number, self._waiting = self._waiting, 0
        runs = self._runs
        if number not in runs:
            return
        entry = runs[number]
        if entry.learned is None or entry.project.data != settings:
            return
        if prepared is None:
            self._sitting.voice.complained.fire(problem)
        else:
            self._load(entry, prepared)
