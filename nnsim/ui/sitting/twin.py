"""Side by side: a second run of the project as it was, which keeps step with the one that is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.comparing import difference_in_words
from nnsim.document.learned import Learned
from nnsim.training.messages import Reset, Together
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport


@dataclass(frozen=True, eq=False)
class Pair:
    """The twin's number, and where both begin; None: at the first weights of the seed."""

    number: int
    start: Learned | None


class Twin:
    """The twin of a session's run, if it has one.

    Both begin at the same place, and anew whenever the run that is drawn begins anew, so that their
    curves can be compared from the first step. What the user changes is changed in the one that is drawn.
    """

    def __init__(
        self, sitting: Sitting, words: RunWords, runs: Runs, succession: Succession, transport: Transport
    ) -> None:
        self._sitting = sitting
        self._words = words
        self._runs = runs
        self._succession = succession
        self._transport = transport
        self._pair: Pair | None = None
        succession.parting.connect(self.end)
        succession.followed.connect(self._follow)
        runs.throwing_away.connect(self._let_go)

    @property
    def is_there(self) -> bool:
        """Whether there is a twin."""
        return self._pair is not None

    @property
    def number(self) -> int:
        """Number of its run; 0: there is none."""
        return 0 if self._pair is None else self._pair.number

    def begin(self) -> None:
        """Pin the run that is drawn as its own twin, and let both begin where it began."""
        sitting, runs = self._sitting, self._runs
        sitting.network.ensure()
        if not sitting.network.can_train:
            sitting.voice.say_why_not(sitting.workspace.resolved)
            return
        self._transport.pause()
        self.end()
        old = sitting.run
        try:
            start = sitting.trainer.beginning(old)
        except NnsimError as error:
            sitting.voice.complained.fire(str(error))
            return
        twin = self._succession.enter_beside(old)
        sitting.trainer.send(Reset(old, twin))
        # Its curve is the first part of that of the twin.
        runs.show(old, False)
        self._succession.reset()
        self._bind(Pair(twin, start))
        text = tr(
            "{name} is the twin of {drawn}, which is on the canvas. Change one thing there, a setting or the drawing,"
            " and press Play: both take every step together."
        )
        sitting.voice.told.fire(text.format(name=runs[twin].name, drawn=runs[runs.number].name))

    def end(self) -> None:
        """Let the twin be one of the earlier runs."""
        if self._pair is not None:
            number, self._pair = self._pair.number, None
            self._sitting.trainer.send(Together(()))
            self._runs.retire(number)

    def start_for(self, learned: Learned | None) -> Learned | None:
        """Return where another run of the drawing begins, which would else begin at `learned`."""
        return learned if self._pair is None else self._pair.start

    def label(self, entry: RunEntry) -> str:
        """Return what the curves of a run are called."""
        current = self._runs.current
        if entry.number != self.number or current is None:
            return entry.name
        words = difference_in_words(entry.project, current.project)
        return tr("{name}: {what}").format(name=entry.name, what=words) if words else entry.name

    def _follow(self) -> None:
        """Begin anew, too: the run that is drawn does. The curves so far are part of those to come."""
        pair, sitting, runs = self._pair, self._sitting, self._runs
        if pair is None:
            return
        twin = self._succession.enter_beside(pair.number)
        sitting.trainer.send(Reset(pair.number, twin))
        self._pair = None
        runs.throw_away([pair.number])
        self._bind(Pair(twin, pair.start))
        if runs[twin].project.data != sitting.workspace.project.data:
            text = tr(
                "The twins learn from different data, so that their losses are of different examples. They"
                " keep step all the same."
            )
            self._words.say(sitting.voice.told, text, lambda: self.number == twin)

    def _let_go(self, number: int) -> None:
        if number == self.number:
            self.end()

    def _bind(self, pair: Pair) -> None:
        self._pair = pair
        self._sitting.trainer.send(Together((pair.number, self._sitting.run)))
        self._runs.changed.fire()
