"""Takes the pictures of one run that somebody wishes for, at a small share of the time of training."""

from __future__ import annotations

import time

from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Failed
from nnsim.training.pace import Pacer
from nnsim.training.picture import Asked
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.training.snapshot import Snapshot, Wish, look

PICTURE_SHARE = 0.02
"""Greatest share of the time of training that may go into pictures, unless it waits for its pace."""


class Photographer:
    """Answers the wishes for one run.

    While it trains, each request of a wish has its part of the share: what is dear is answered seldom, what
    costs little often, and between two answers the last one stands.
    """

    def __init__(self, run: Run, mailbox: Mailbox, pacer: Pacer) -> None:
        self._run = run
        self._mailbox = mailbox
        self._pacer = pacer
        self._scene: Scene | None = None
        self._told: set[Asked] = set()
        """Pictures whose fault was told: once for a run."""
        self._due: dict[Asked, float] = {}
        """When each request of the last wish may be answered again."""
        self._last: Snapshot | None = None
        self._next = self._took = 0.0

    def answer(self, *, playing: bool) -> None:
        """Leave the answers to the wish that waits, if any and if it is time.

        A picture with a bug costs no step and no other picture.
        """
        start = time.perf_counter()
        if self._last is not None and self._run.step < self._last.step:
            # It stands in its past: what was seen later is no answer there, however dear a new one is.
            self._last, self._due, self._next = None, {}, 0.0
        rests = not playing or self._pacer.has_time_for(self._took)
        if start < self._next and not rests:
            return
        wish = self._mailbox.take_wish(self._run.number)
        if wish is None:
            return
        due = wish if rests else tuple(asked for asked in wish if self._due.get(asked, 0.0) <= start)
        if wish and not due:
            return
        self._scene = scene_of(self._run, self._scene)
        snapshot = look(self._scene, due)
        self._last = snapshot if self._last is None else snapshot.over(self._last, wish)
        self._mailbox.show(self._last)
        self._tell_faults(snapshot)
        self._took = time.perf_counter() - start
        self._plan(wish, snapshot, start)

    def _plan(self, wish: Wish, snapshot: Snapshot, start: float) -> None:
        """Note when each request may be answered again, so that all of them together keep to the share."""
        # What is done once for all of them, such as to copy the moment, is shared among those that were answered.
        common = (self._took - sum(snapshot.seconds.values())) / max(len(snapshot.seconds), 1)
        for request, seconds in snapshot.seconds.items():
            self._due[request] = start + (seconds + common) * len(wish) / PICTURE_SHARE
        self._due = {request: self._due[request] for request in wish if request in self._due}
        self._next = min(self._due.values(), default=start + self._took / PICTURE_SHARE)

    def _tell_faults(self, snapshot: Snapshot) -> None:
        for request, fault in snapshot.faults.items():
            if request not in self._told:
                self._told.add(request)
                self._mailbox.put(Failed(self._run.number, fault.text, fault.traceback))
