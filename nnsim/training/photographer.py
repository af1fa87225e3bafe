"""Takes the pictures of one run that somebody wishes for, at a small share of the time of training."""

from __future__ import annotations

import time

from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Failed
from nnsim.training.pace import Pacer
from nnsim.training.picture import Asked
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.training.snapshot import look

PICTURE_SHARE = 0.02
"""Greatest share of the time of training that may go into pictures, unless it waits for its pace."""


class Photographer:
    """Answers the wishes for one run."""

    def __init__(self, run: Run, mailbox: Mailbox, pacer: Pacer) -> None:
        self._run = run
        self._mailbox = mailbox
        self._pacer = pacer
        self._scene: Scene | None = None
        self._told: set[Asked] = set()
        """Pictures whose fault was told: once for a run."""
        self._next = self._took = 0.0

    def answer(self, *, playing: bool) -> None:
        """Leave the answers to the wish that waits, if any and if it is time.

        A picture with a bug costs no step and no other picture.
        """
        start = time.perf_counter()
        if playing and start < self._next and not self._pacer.has_time_for(self._took):
            return
        wish = self._mailbox.take_wish(self._run.number)
        if wish is None:
            return
        self._scene = scene_of(self._run, self._scene)
        snapshot = look(self._scene, wish)
        self._mailbox.show(snapshot)
        for request, fault in snapshot.faults.items():
            if request not in self._told:
                self._told.add(request)
                self._mailbox.put(Failed(self._run.number, fault.text, fault.traceback))
        self._took = time.perf_counter() - start
        self._next = start + self._took / PICTURE_SHARE
