"""Who keeps step with the run that is drawn, and what becomes of them when that begins anew or parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.resolve import Resolved
from nnsim.training.messages import Load, Together
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.twin_words import of_batches


@dataclass(frozen=True, eq=False)
class Twin:
    """A run that keeps step with the one that is drawn.

    Attributes
    ----------
    number
        Of its run, which knows its project.
    resolved, data
        The network and the examples it trains on.
    """

    number: int
    resolved: Resolved
    data: Prepared


@dataclass(frozen=True, eq=False)
class Group:
    """All that keep step, and where they begin; None: each at the first weights of its seed."""

    start: Learned | None
    twins: tuple[Twin, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the twins' runs, without the one that is drawn."""
        return tuple(twin.number for twin in self.twins)


NOBODY = Group(None, ())


class TwinGroup:
    """The twins of the run that is drawn: they begin anew with it, and end where it parts from the run before.

    Attributes
    ----------
    now
        Who they are; `NOBODY` where there are none.
    """

    def __init__(self, sitting: Sitting, words: RunWords, runs: Runs, succession: Succession) -> None:
        self.now = NOBODY
        self._sitting = sitting
        self._words = words
        self._runs = runs
        self._succession = succession
        succession.parting.connect(self.end)
        succession.followed.connect(self._follow)
        runs.throwing_away.connect(self._let_go)

    def begin(self, group: Group) -> None:
        """Load those of `group`, whose runs are entered, and let them keep step with the run that is drawn."""
        for twin in group.twins:
            training = self._runs[twin.number].project.training
            self._sitting.trainer.send(Load(twin.number, twin.resolved, training, twin.data, group.start))
        self._bind(group)
        self._say_of_batches(group)

    def _bind(self, group: Group) -> None:
        self.now = group
        together = (*group.numbers, self._sitting.run) if group.twins else ()
        self._sitting.trainer.send(Together(together))
        self._runs.changed.fire()

    def _say_of_batches(self, group: Group) -> None:
        """Say where the twins do not see the same examples in the same step."""
        projects = [self._runs[number].project for number in group.numbers]
        text = of_batches(projects, self._runs[self._sitting.run].project)
        if text:
            self._words.say(self._sitting.voice.told, text, lambda: self.now is group)

    def end(self) -> None:
        """Let all twins be earlier runs."""
        if self.now.twins:
            numbers, self.now = self.now.numbers, NOBODY
            self._sitting.trainer.send(Together(()))
            for number in numbers:
                self._runs.retire(number)
            self._runs.changed.fire()

    def remove(self, number: int) -> None:
        """Let one of them be an earlier run; the others go on together."""
        if number in self.now.numbers:
            self.leave_out(number)
            self._runs.retire(number)

    def leave_out(self, number: int) -> None:
        """Let one of them keep step no more; whoever leaves it out says what becomes of its run."""
        left = tuple(twin for twin in self.now.twins if twin.number != number)
        self._bind(replace(self.now, twins=left) if left else NOBODY)

    def _follow(self) -> None:
        """Begin anew, too: the run that is drawn does. The curves so far are part of those to come."""
        if not self.now.twins:
            return
        old = self.now
        twins = (replace(t, number=self._succession.enter_beside(t.number)) for t in old.twins)
        # Before the old ones go: nobody is to see a moment without twins.
        self.now = replace(old, twins=tuple(twins))
        self._runs.throw_away(old.numbers)
        self.begin(self.now)

    def _let_go(self, number: int) -> None:
        if number in self.now.numbers:
            self.leave_out(number)
