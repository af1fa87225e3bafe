"""The runs of one sitting: the one that is drawn, those before it, and how one becomes another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from nnsim.base.event import Event
from nnsim.base.text import ntr, tr
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.training.history import History
from nnsim.training.keeping import Keeper
from nnsim.training.messages import Fork, InBackground, Load, Moments, Reset, Retire, Retired, State
from nnsim.ui.sitting.run_entry import LOOKS, RunEntry

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session


MOST_SHOWN = 4
"""Earlier runs whose curves are drawn although nobody asked for them."""
MOST_RUNS = 48
MOST_BYTES = 200_000_000
"""Of what earlier runs have learned, moments apart: these have a budget of their own."""


class Runs:
    """All runs of a session, by number.

    Events
    ------
    changed()
        Another run is drawn, or one was added, named, coloured, hidden or thrown away.
    """

    def __init__(self, session: Session) -> None:
        self.changed: Event[[]] = Event()
        self.number = 0
        """Of the run that is drawn; 0 before the first one."""
        self.let_go = 0
        """How many runs were let go of to make room for newer ones."""
        self._session = session
        self._entries: dict[int, RunEntry] = {}
        self._last = 0
        self._made = 0
        session.feed.news.retired.connect(self._on_retired)

    def __iter__(self) -> Iterator[RunEntry]:
        """Yield the runs, the oldest first."""
        return iter(tuple(self._entries.values()))

    def __getitem__(self, number: int) -> RunEntry:
        return self._entries[number]

    def __contains__(self, number: object) -> bool:
        return number in self._entries

    @property
    def current(self) -> RunEntry | None:
        """The run that is drawn."""
        return self._entries.get(self.number)

    @property
    def earlier(self) -> tuple[RunEntry, ...]:
        """The others that have trained or were changed by hand, the oldest first."""
        return tuple(e for e in self if e.number != self.number and e.is_worth_keeping)

    # ---- one after the other -------------------------------------------------------------------

    def begin(self, parent: int = 0) -> int:
        """Enter another run of the project as it is now, to be drawn; the one before is retired. Return its number."""
        number = self._new_number()
        self._go_on_as(number, self.number, parent=parent)
        return number

    def reset(self) -> None:
        """Begin anew where the run that is drawn began."""
        self._session.sync()
        old = self.number
        new = self._new_number()
        self._session.trainer.send(Reset(old, new))
        self._go_on_as(new, old, parent=0)

    def fork(self) -> None:
        """Go on from where the run stands, in its past or now, as a run of its own."""
        self._session.twin.end()
        old = self.number
        new = self._new_number()
        self._session.trainer.send(Fork(old, new))
        self._go_on_as(new, old, parent=old)

    def enter_beside(self, old: int) -> int:
        """Enter another run of what `old` is of, which is not drawn; return its number."""
        number, like = self._new_number(), self._entries[old]
        if old != self.number:
            feed = self._session.feeds.of(number)
            self._put(replace(like, number=number, feed=feed), quietly=True)
            return number
        self._enter(number, 0, like)
        if not like.has_trained:
            # The other one has its name now: what is drawn goes on under a new one.
            self._put(replace(like, name=self._new_name()), quietly=True)
        return number

    def take_to_background(self, number: int) -> None:
        """Remember that an earlier run is played again, beside the one that is drawn."""
        self._put(replace(self._entries[number], learned=None, keeper=None, in_background=True))

    def retire(self, number: int) -> None:
        """Let a run wait as it stands; the trainer tells when it does."""
        if number in self._entries:
            self._session.trainer.send(Retire(number))

    def note_project(self, project: Project) -> None:
        """Remember the settings that the run that is drawn has now."""
        if self.number in self._entries:
            self._put(replace(self._entries[self.number], project=project), quietly=True)

    def revive(self, entry: RunEntry, load: Load, *, fork: bool) -> Load | None:
        """Draw an earlier run again, or with `fork` another one that begins where it has come to.

        Returns how the trainer is to `load` it, None where it plays it already.
        """
        if fork:
            assert entry.learned is not None
            self._session.twin.end()
            self.begin(parent=entry.number)
            return replace(load, learned=replace(entry.learned, start=entry.learned.moment), keeper=None)
        self._session.twin.end()
        old, self.number = self.number, entry.number
        self._put(replace(entry, learned=None, keeper=None, in_background=False), quietly=True)
        self._session.feeds.expect(entry.number)
        self.retire(old)
        self.changed.fire()
        if entry.in_background:
            self._session.trainer.send(InBackground(entry.number, background=False))
            return None
        return self._session.saved_runs.fitting(entry, load)

    def forget_all(self) -> None:
        """Let go of every run: another project is opened."""
        gone = len(self.earlier)
        self._session.twin.end()
        for entry in self:
            self.retire(entry.number)
        for entry in self:
            self._drop(entry)
        # At once: what is opened must find room before the run that was drawn is retired.
        self._session.trainer.budget.clear()
        self.number = self.let_go = self._made = 0
        self.changed.fire()
        if gone:
            text = ntr(
                "The earlier run of the last project is gone with it.",
                "The {n} earlier runs of the last project are gone with it.",
                gone,
            )
            self._session.told.fire(text.format(n=gone))

    def bring_in(
        self, run: SavedRun, history: History, learned: Learned | None, keeper: Keeper | None
    ) -> None:
        """Enter a run that a file has kept, as an earlier one."""
        number = self._new_number()
        self._enter(number, parent=0)
        feed = self._session.feeds.of(number)
        ended = history.last_evaluation
        step, epoch = (ended.step, ended.epoch) if ended is not None else (0, 0.0)
        if learned is not None:
            step, epoch = learned.step, learned.epoch
        feed.history, feed.measured = history, ended
        feed.state = State(number, False, step, epoch, 0.0, latest=step)
        if keeper is not None:
            feed.moments = Moments(number, keeper.steps, keeper.nbytes, keeper.note())
        entry = replace(self._entries[number], project=run.project, learned=learned, keeper=keeper)
        self._put(entry, quietly=True)
        self.look_like(number, run)

    def look_like(self, number: int, run: SavedRun) -> None:
        """Give a run the name and look that it has in a file."""
        entry = self._entries[number]
        colour = int(run.colour) if run.colour.isascii() and run.colour.isdecimal() else entry.colour
        self._put(replace(entry, name=run.name or entry.name, colour=colour, shown=run.shown))

    # ---- what people do with them --------------------------------------------------------------

    def rename(self, number: int, name: str) -> None:
        """Call a run by another name."""
        if name.strip():
            self._put(replace(self._entries[number], name=name.strip()))

    def show(self, number: int, shown: bool) -> None:
        """Draw the curves of a run behind those of the one that is drawn, or not."""
        self._put(replace(self._entries[number], shown=shown, chosen=True))

    def recolour(self, number: int, colour: int) -> None:
        """Give a run another of the theme's colours."""
        self._put(replace(self._entries[number], colour=colour))

    def throw_away(self, numbers: Iterable[int]) -> None:
        """Forget runs that are not drawn, with their curves and moments."""
        for number in numbers:
            if number != self.number and number in self._entries:
                if number == self._session.twin.number:
                    self._session.twin.end()
                self.retire(number)
                self._drop(self._entries[number])
        self.changed.fire()

    # ---- inside --------------------------------------------------------------------------------

    def _new_number(self) -> int:
        self._last += 1
        return self._last

    def _new_name(self) -> str:
        # Runs of a file have names of their own, and people give them.
        taken = {entry.name for entry in self}
        while True:
            self._made += 1
            name = tr("Run {n}").format(n=self._made)
            if name not in taken:
                return name

    def _enter(self, number: int, parent: int, old: RunEntry | None = None) -> None:
        """Enter a run; it takes the place of `old`, whose name is free where it has never trained."""
        name = self._new_name() if old is None or old.has_trained else old.name
        # One whose place is taken over leaves its look; a twin that has taken no step yet keeps its own.
        others = [entry for entry in self if entry is not old or entry.has_trained]
        shown, kept = [e.colour for e in others if e.shown], [e.colour for e in others]
        colour = min(range(LOOKS), key=lambda look: (shown.count(look), kept.count(look)))
        project, feed = self._session.workspace.project, self._session.feeds.of(number)
        self._entries[number] = RunEntry(number, name, project, feed, colour, parent=parent)

    def _go_on_as(self, new: int, old: int, *, parent: int) -> None:
        self.number = new
        self._enter(new, parent, self._entries.get(old))
        self._session.feeds.expect(new)
        self.retire(old)
        self._session.twin.follow()
        self.changed.fire()

    def _make_room(self) -> None:
        """Hide all but the newest that nobody asked for, and let go of the oldest where there are too many."""
        waiting = [entry for entry in self.earlier if entry.learned is not None]
        for entry in [entry for entry in waiting if entry.shown and not entry.chosen][:-MOST_SHOWN]:
            self._put(replace(entry, shown=False), quietly=True)
        waiting = [self._entries[entry.number] for entry in waiting]
        # The hidden ones first, the oldest of them before others.
        waiting.sort(key=lambda entry: entry.shown)
        while len(waiting) > 1 and (len(self.earlier) > MOST_RUNS or _bytes(waiting) > MOST_BYTES):
            self._drop(waiting.pop(0))
            self.let_go += 1

    def _on_retired(self, report: Retired) -> None:
        entry = self._entries.get(report.run)
        if entry is None:
            self._session.trainer.budget.remove(report.keeper)
            return
        retired = replace(entry, learned=report.learned, keeper=report.keeper, in_background=False)
        if not retired.is_worth_keeping:
            self._drop(retired)
        elif report.run != self.number:
            self._put(retired, quietly=True)
            self._make_room()
            self.changed.fire()

    def _drop(self, entry: RunEntry) -> None:
        if entry.keeper is not None:
            self._session.trainer.budget.remove(entry.keeper)
        del self._entries[entry.number]
        self._session.feeds.forget(entry.number)

    def _put(self, entry: RunEntry, *, quietly: bool = False) -> None:
        self._entries[entry.number] = entry
        if not quietly:
            self.changed.fire()


def _bytes(entries: Iterable[RunEntry]) -> int:
    """Return the bytes of what runs have learned."""
    return sum(entry.learned.moment.nbytes for entry in entries if entry.learned is not None)
