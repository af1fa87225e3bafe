"""A run that is judged again and again while it goes: how often, and by what that stays the same."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.baseline import UNKNOWN
from nnsim.diagnosis.health import judge
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.vitals import Circumstances, Vitals, read_vitals
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import Resolved
from nnsim.training.history import History

SHOW_EVERY = 0.2
"""Seconds between two readings that are shown: nobody reads numbers that change faster."""
JUDGE_EVERY = 3
"""Readings between two verdicts."""


class Watch:
    """What is known of the run that is watched, and when to look at it.

    Parameters
    ----------
    clock
        Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looks = 0
        self._known = Circumstances()
        self._known_of: tuple[object, ...] = ()
        self._baseline = UNKNOWN
        self._playing = False
        self.forget()

    def forget(self) -> None:
        """Begin with another run; what is known of network and data stays."""
        self._version = -1
        self._shown = -math.inf
        self._diverged = False

    def learn(self, resolved: Resolved, training: TrainingSettings, data: Prepared | None) -> None:
        """Take note of the network, the rule and the data; it costs something only where they are others."""
        known_of = (resolved.stages, resolved.outputs, resolved.can_train, training.rule, data)
        if known_of == self._known_of:
            return
        self._known_of = known_of
        self._known = Circumstances.of(resolved, training, data, self._baseline)
        if resolved.can_train:
            self._baseline = self._known.baseline

    def look(self, version: int) -> Literal["", "show", "judge"]:
        """Return what is due of a history of this version: nothing, its numbers, or a verdict as well."""
        if version == self._version:
            return ""
        now = self._clock()
        if self._playing and now - self._shown < SHOW_EVERY:
            return ""
        self._shown, self._version = now, version
        self._looks += 1
        return "judge" if self._looks % JUDGE_EVERY == 1 or not self._playing else "show"

    def diverge(self) -> None:
        """Take note that the run diverged: true until somebody plays on, or another run begins."""
        self._diverged = True

    def play(self, playing: bool) -> bool:
        """Take note of whether the run is training; return whether that is new."""
        if playing == self._playing:
            return False
        self._playing = playing
        self._diverged = self._diverged and not playing
        return True

    def verdict(
        self, history: History | None, steps: int, project: Project, *, ready: bool, runs: bool
    ) -> Health:
        """Return how the run goes after `steps` steps.

        Parameters
        ----------
        history
            What it reported so far, None while nothing is loaded.
        project
            What a cure would change.
        ready, runs
            Whether the network can be trained, or data can at least go through it.
        """
        found = self._verdict(history, steps, project, ready=ready, runs=runs)
        return found if self._playing else found.while_it_rests()

    def _verdict(
        self, history: History | None, steps: int, project: Project, *, ready: bool, runs: bool
    ) -> Health:
        if not ready and not self._diverged:
            return Health("neutral", tr("Runs, cannot train") if runs else tr("Not ready yet"))
        if history is None:
            return judge(Vitals(diverged=self._diverged, known=self._known), project)
        return judge(read_vitals(history, steps, self._known, diverged=self._diverged), project)
