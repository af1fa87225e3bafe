"""A run that somebody else trains, judged again and again while it goes."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.examination import Examination
from nnsim.diagnosis.opinion import NONE, Opinion, opinion_of
from nnsim.diagnosis.persisting import TWICE, Persisting
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved
from nnsim.training.divergence import DivergedError

LOOK_EVERY = 1.0
"""Seconds between two judgements of a run that trains."""
FIRST_LOOKS = (0.1, 0.2, 0.4)
"""Seconds before the first ones after it began to: what is wrong at once is said soon."""
PATIENCE = 2.0
"""Times as long as that is waited for a new look into the network."""


class Patient:
    """What is known of one run, and what is said of it.

    Parameters
    ----------
    clock
        Returns seconds that only grow.

    Attributes
    ----------
    case
        What was judged last; None: nothing was yet.
    opinion
        What is said of it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._case_of: tuple[object, ...] = ()
        self.case: Case | None = None
        self.forget()

    def forget(self) -> None:
        """Begin with another run; what is known of drawing and data stays."""
        self.opinion: Opinion = NONE
        self._persisting = Persisting()
        self._verdicts: tuple[Verdict, ...] = ()
        self._first: Examination | None = None
        self._now: Examination | None = None
        self._seen: object = None
        self._looks_at_rest = 0
        self._looked = self._clock()
        self._since_play = 0
        self._playing = False

    # ---- what it is told -----------------------------------------------------------------------

    def examine(self, found: Examination) -> None:
        """Take what a probe saw of it."""
        self._now = found
        if found.step == 0:
            self._first = found

    def play(self, playing: bool) -> bool:
        """Take note of whether it is training; return whether that is new."""
        if playing == self._playing:
            return False
        self._playing, self._since_play, self._looks_at_rest = playing, 0, 0
        if playing:
            self._looked = self._clock()
        return True

    # ---- when to look ----------------------------------------------------------------------------

    def wants_look_into(self, step: int) -> bool:
        """Return whether somebody should look into the network, which stands at `step`."""
        if not self._playing:
            return True
        is_seen = self._now is not None and self._now.step == step
        return not is_seen and self._clock() - self._looked >= self._rest and not self._is_examined

    def is_due(self, version: object, *, examinable: bool = True) -> bool:
        """Return whether it is time to judge the run, of which there are reports of this version.

        `examinable`: somebody can look into its network; that is waited for.
        """
        waited = self._clock() - self._looked
        if self._playing:
            return waited >= self._rest and (self._is_examined or waited >= PATIENCE * self._rest)
        if (version, self._now) != self._seen:
            return self._now is not None or not examinable or waited >= LOOK_EVERY
        # What stands still does not flicker: a second look at the same is as good as one at another moment.
        return 0 < self._looks_at_rest < TWICE and waited >= self._rest

    @property
    def _rest(self) -> float:
        """Seconds from the last judgement to the next."""
        return FIRST_LOOKS[self._since_play] if self._since_play < len(FIRST_LOOKS) else LOOK_EVERY

    @property
    def _is_examined(self) -> bool:
        """Whether somebody has looked into the network since it was judged last."""
        return self._now is not None and (self.case is None or self.case.now is not self._now)

    # ---- judging -------------------------------------------------------------------------------

    def judge(
        self,
        project: Project,
        resolved: Resolved,
        data: Prepared | None,
        course: Course | None,
        diverged: DivergedError | None = None,
        version: object = None,
    ) -> Opinion:
        """Look at the run as it is now, and return what is to be said."""
        same = self._same(project, resolved, data)
        case = same.later(project, self._first, self._now, course, diverged)
        is_new = (version, self._now) != self._seen
        self._looked = self._clock()
        self._seen = version, self._now
        self._since_play += self._playing
        if course is not None and not self._playing:
            self._looks_at_rest = 1 if is_new else self._looks_at_rest + 1
        self.case = case
        if case.step == 0:
            # Of all looks before the first step one counts: the drawing may have changed between them.
            self._persisting = Persisting()
        self._verdicts = self._persisting.look(case)
        return self.say(project.set_aside)

    def say(self, set_aside: tuple[str, ...]) -> Opinion:
        """Return what is to be said of what was found last, and keep it as `opinion`."""
        if self.case is not None:
            self.opinion = opinion_of(self.case, self._verdicts, set_aside, playing=self._playing)
        return self.opinion

    def _same(self, project: Project, resolved: Resolved, data: Prepared | None) -> Case:
        """Return the case that was judged last where it is of the same drawing and data, else a new one."""
        known = resolved, project.graph, project.data, data
        if self.case is not None and known == self._case_of:
            return self.case
        self._case_of = known
        return Case(project, resolved, data)
