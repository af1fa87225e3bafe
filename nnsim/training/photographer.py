"""Takes the pictures of one run that somebody wishes for, at a small share of the time of training."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnsim.base.pieces import Piecework
from nnsim.document.moment import Moment
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Failed
from nnsim.training.pace import Pacer
from nnsim.training.picture import Asked
from nnsim.training.quickness import LONG, Quickness
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.training.snapshot import Snapshot, Wish, looking

PICTURE_SHARE = 0.02
"""Greatest share of the time of training that may go into pictures, unless it waits for its pace."""
SELDOM, SELDOM_SHARE = 2.0, 0.1
"""Seconds after which a request may be answered again, however dear, where that takes no more than this share."""
TOO_LONG = 0.3
"""Seconds after which a look is given up while the run trains, to be taken with fewer points."""
PIECE = 0.02
"""Seconds of looking in one go; between two of them requests are obeyed, and steps taken."""


@dataclass(frozen=True, eq=False)
class _Look:
    """A look under way.

    Attributes
    ----------
    wish
        What was wished for.
    taken
        What of it is answered anew, and what is taken for it.
    playing, step
        Whether the run trained, and where it stood, when this was begun.
    """

    work: Piecework[Snapshot]
    wish: Wish
    taken: Mapping[Asked, Asked]
    playing: bool
    step: int
    start: float


class Photographer:
    """Answers the wishes for one run.

    While it trains, each request of a wish has its part of the share: what is dear is answered seldom and with fewer
    points, what costs little often, and between two answers the last one stands. At rest what is dear comes with fewer
    points first, and then as it was asked for. A look is done in pieces.
    """

    def __init__(self, run: Run, mailbox: Mailbox, pacer: Pacer) -> None:
        self._run = run
        self._mailbox = mailbox
        self._pacer = pacer
        self._scene: Scene | None = None
        self._quickness = Quickness()
        self._look: _Look | None = None
        self._coarse: Wish = ()
        """What was answered at rest with fewer points than were asked for, and is to be answered once more."""
        self._told: set[Asked] = set()
        """Pictures whose fault was told: once for a run."""
        self._due: dict[Asked, float] = {}
        """When each request of the last wish may be answered again."""
        self._last: Snapshot | None = None
        self._last_wish: Wish = ()
        self._last_moment: Moment | None = None
        self._next = self._took = 0.0

    @property
    def is_at_work(self) -> bool:
        """Whether there is something to go on with at once."""
        return self._look is not None or bool(self._coarse)

    def answer(self, *, playing: bool) -> None:
        """Go on to answer the wish that waits, if any and if it is time, and leave the answers when they are there.

        A picture with a bug costs no step and no other picture.
        """
        if self._last is not None and self._run.step < self._last.step:
            # It stands in its past: what was seen later is no answer there, however dear a new one is.
            self._last, self._due, self._next = None, {}, 0.0
        if self._look is not None and self._is_over(self._look, playing):
            self._give_up(self._look)
        if playing:
            self._coarse = ()
        if self._look is None:
            self._begin(playing)
        if self._look is not None:
            self._go_on(self._look)

    def _go_on(self, look: _Look) -> None:
        """Do some pieces of a look; give it up where it takes too long while the run trains."""
        began = time.perf_counter()
        try:
            done = look.work.go_on(PIECE)
        except Exception:
            self._look = None
            raise
        self._took += time.perf_counter() - began
        if done:
            self._finish(look)
        elif look.playing and self._took > TOO_LONG:
            self._give_up(look)

    def _is_over(self, look: _Look, playing: bool) -> bool:
        """Return whether a look under way is of no use any more."""
        if playing or look.playing:
            return playing != look.playing
        newer = self._mailbox.wish_of(self._run.number)
        return self._run.step != look.step or newer not in (None, look.wish)

    def _give_up(self, look: _Look) -> None:
        """Look no further; what was wished for waits again, unless something else does."""
        self._look = None
        if self._took > LONG:
            for request, taken in look.taken.items():
                self._quickness.note(request, taken, self._took)
        if self._mailbox.wish_of(self._run.number) is None:
            self._mailbox.ask(self._run.number, look.wish)
        # What stands of an earlier look, with few points, is still to be answered with all.
        last = self._last.answers if self._last is not None else {}
        self._coarse = tuple(r for r in (*self._coarse, *look.taken) if r in last)

    def _begin(self, playing: bool) -> None:
        """Begin to look where a wish waits and it is time, or at rest once more at what was seen with few points."""
        start = time.perf_counter()
        rests = not playing or self._pacer.has_time_for(self._took)
        if start < self._next and not rests:
            return
        wish = self._mailbox.take_wish(self._run.number)
        if wish is None:
            if self._coarse:
                coarse, self._coarse = self._coarse, ()
                self._look_at(self._last_wish, {r: r for r in coarse}, playing, start)
            return
        due = wish if rests else tuple(r for r in wish if self._due.get(r, 0.0) <= start)
        if wish and not due:
            return
        if not playing:
            due = self._not_seen_yet(due)
        self._look_at(wish, {r: self._quickness.version(r) for r in due}, playing, start)

    def _not_seen_yet(self, wish: Wish) -> Wish:
        """Return what of `wish` has no answer of just where the run stands."""
        last, moment, now = self._last, self._last_moment, self._run.network.parameters
        if last is None or moment is None or last.prepared is not self._run.prepared:
            return wish
        stands = (moment.step, last.is_of_one_step) == (self._run.step, True)
        same = (
            stands
            and np.array_equal(moment.parameters, now.vector)
            and np.array_equal(moment.state, now.state)
        )
        return tuple(r for r in wish if r not in last.answers) if same else wish

    def _look_at(self, wish: Wish, taken: Mapping[Asked, Asked], playing: bool, start: float) -> None:
        self._scene = scene_of(self._run, self._scene)
        self._took = time.perf_counter() - start
        work = Piecework(looking(self._scene, taken))
        self._look = _Look(work, wish, taken, playing, self._run.step, start)

    def _finish(self, look: _Look) -> None:
        """Leave what was seen, and learn from what it cost."""
        snapshot = look.work.result()
        self._look = None
        self._last = snapshot if self._last is None else snapshot.over(self._last, look.wish)
        self._last_wish = look.wish
        self._last_moment = self._scene.moment if self._scene is not None else None
        self._mailbox.show(self._last)
        self._tell_faults(snapshot)
        for request, taken in look.taken.items():
            self._quickness.note(request, taken, snapshot.seconds[request])
        if look.playing:
            self._plan(look.wish, snapshot, look.start)
            return
        self._due, self._next = {}, 0.0
        known = [r for r in self._coarse if r in look.wish and r not in look.taken]
        self._coarse = (*known, *(r for r, taken in look.taken.items() if taken != r))

    def _plan(self, wish: Wish, snapshot: Snapshot, start: float) -> None:
        """Note when each request may be answered again, so that all of them together keep to the share."""
        # What is done once for all of them, such as to copy the moment, is shared among those that were answered.
        common = (self._took - sum(snapshot.seconds.values())) / max(len(snapshot.seconds), 1)
        for request, seconds in snapshot.seconds.items():
            self._due[request] = start + _rest_after((seconds + common) * len(wish))
        self._due = {request: self._due[request] for request in wish if request in self._due}
        self._next = min(self._due.values(), default=start + _rest_after(self._took))

    def _tell_faults(self, snapshot: Snapshot) -> None:
        for request, fault in snapshot.faults.items():
            if request not in self._told:
                self._told.add(request)
                self._mailbox.put(Failed(self._run.number, fault.text, fault.traceback))


def _rest_after(seconds: float) -> float:
    """Return the seconds from the beginning of a look that took so many of its own to the next one."""
    return min(seconds / PICTURE_SHARE, max(SELDOM, seconds / SELDOM_SHARE))
