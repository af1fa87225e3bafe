"""The way back of a run: the moments kept of it, and where it stands among them.

A run is led to a moment of its past and looked at there, as at any other place. Played there, it does
what it did: changes by hand were kept as moments of their own, which it takes over when it comes by. Where
another walk took the steps first, it does so but for rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nnsim.data.prepared import Prepared
from nnsim.document.kept import Kept
from nnsim.training.examples_taken import Changes, changes_of
from nnsim.training.keeping import Keeper
from nnsim.training.run import Run
from nnsim.training.walks_taken import OtherWalk, names_of, taken_otherwise


class Past:
    """Moments of one run.

    Parameters
    ----------
    run
        Whose they are.
    keeper
        What is kept, and when.
    """

    def __init__(self, run: Run, keeper: Keeper) -> None:
        self.keeper = keeper
        self._run = run
        if keeper.began_with is None:
            keeper.began_with = run.prepared
        self._now: Kept | None = None
        """Where training has come to, while the run stands at an earlier moment."""

    @property
    def is_now(self) -> bool:
        """Whether the run stands where training has come to."""
        return self._now is None

    @property
    def now(self) -> Kept:
        """Where training has come to."""
        return self._now or self._here()

    @property
    def latest(self) -> int:
        """The step that training has come to."""
        return self._run.step if self._now is None else self._now.step

    # ---- keeping -------------------------------------------------------------------------------

    def keep(self, *, by_hand: bool = False) -> None:
        """Keep the present moment if it is due, or was made by a change by hand."""
        if self.is_now and (by_hand or self.keeper.is_due(self._run.step)):
            self.keeper.keep(self._here(by_hand))

    @property
    def room(self) -> int:
        """How many steps may be taken before there is something to be kept, or to be taken over."""
        step = self._run.step
        if self._now is None:
            return max(1, self.keeper.next_step - step)
        following = self._by_hand_after(step)
        return max(1, (self._now.step if following is None else following.step) - step)

    def other_walk(self, goal: int | None) -> OtherWalk | None:
        """What is to be said before the run goes on from where it stands, because another walk takes the steps: those
        to come or, in the past, those up to `goal` (by default the latest) once more.

        In the past it looks no further than to the next change by hand: other settings may need another walk.
        """
        run = self._run
        if self._now is None:
            return run.other_walk
        last = run.step + self.room
        last = last if goal is None else min(last, goal)
        before = taken_otherwise(self._now.moment, run.step, last, run.walk)
        return OtherWalk(run.step, before, run.walk, run.why_numpy) if before else None

    @property
    def examples(self) -> Changes:
        """When other examples came on the way to where training has come to."""
        return self._run.examples.changes if self._now is None else changes_of(self._now.moment)

    @property
    def prepared(self) -> Prepared:
        """The examples of where training has come to."""
        if self._now is None:
            return self._run.prepared
        return self._now.prepared or self.keeper.began_with or self._run.prepared

    @property
    def walks(self) -> tuple[str, ...]:
        """Names of the walks that took the steps up to where training has come to, in the order of their use."""
        if self._now is not None:
            return names_of(self._now.moment)
        return tuple(walk for _, walk in self._run.walks.up_to(self._run.step))

    # ---- going ---------------------------------------------------------------------------------

    def go_to(self, step: int) -> int:
        """Stand at the newest moment at `step` or before it; return the step that is reached from there.

        Nothing happens, and the present step is returned, where no such moment is kept.
        """
        if step >= self.latest:
            self.come_back()
            return self.latest
        kept = self.keeper.at(step)
        if kept is None:
            return self._run.step
        self._now = self.now
        if not kept.step <= self._run.step <= step:
            self._stand(kept)
        return kept.reaches(step)

    def come_back(self) -> None:
        """Stand where training has come to."""
        if self._now is not None:
            now, self._now = self._now, None
            self._stand(now)

    @contextmanager
    def at_present(self) -> Iterator[None]:
        """Stand for a while where training has come to, then again where the run stands now."""
        if self._now is None:
            yield
            return
        here = self._here()
        self._stand(self._now)
        try:
            yield
        finally:
            self._stand(here)

    def arrive(self) -> bool:
        """Take over the change that was made at the step come to, if any; return whether the present was reached."""
        if self._now is None:
            return False
        if self._run.step >= self._now.step:
            self.come_back()
            return True
        here = self.keeper.at(self._run.step)
        if here is not None and here.step == self._run.step and here.by_hand:
            self._stand(here)
        return False

    def forget(self) -> None:
        """Let go of all moments."""
        self.keeper.budget.remove(self.keeper)

    # ---- inside --------------------------------------------------------------------------------

    def _stand(self, kept: Kept) -> None:
        examples = kept.prepared or self.keeper.began_with
        if examples is not None:
            self._run.stand_on(examples)
        self._run.retune(kept.training)
        self._run.go_to(kept.moment)

    def _here(self, by_hand: bool = False) -> Kept:
        """Return where the run stands, with the examples where it did not begin with them."""
        run, prepared = self._run, self._run.prepared
        own = None if prepared is self.keeper.began_with else prepared
        return Kept(run.moment(), run.training, by_hand, prepared=own)

    def _by_hand_after(self, step: int) -> Kept | None:
        return next((kept for kept in self.keeper if kept.step > step and kept.by_hand), None)
