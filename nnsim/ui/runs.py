"""The runs of one sitting: the one that is drawn, those before it, and how one becomes another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.training.history import History
from nnsim.training.keeping import Keeper
from nnsim.training.messages import Fork, Moments, Reset, Retire, Retired, State
from nnsim.ui.run_feed import RunFeed

if TYPE_CHECKING:
    from nnsim.ui.session import Session


@dataclass(frozen=True, eq=False)
class RunEntry:
    """What is known of a run of this sitting.

    Attributes
    ----------
    project
        What it is of, with the settings it has or had last.
    feed
        Its curves, and where it stands.
    colour
        Which of the theme's colours its curves have, from 0.
    shown
        Whether its curves stand behind those of the run that is drawn.
    learned, keeper
        Where it came to, and its moments, once it plays no more.
    parent
        Number of the run it was forked from; 0: none.
    """

    number: int
    name: str
    project: Project
    feed: RunFeed
    colour: int
    shown: bool = True
    learned: Learned | None = None
    keeper: Keeper | None = None
    parent: int = 0

    @property
    def has_trained(self) -> bool:
        """Whether it has curves that are worth keeping."""
        return self.feed.history is not None and len(self.feed.history.readings) > 0


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
        self._session = session
        self._entries: dict[int, RunEntry] = {}
        self._last = 0
        self._made = 0
        session.feed.retired.connect(self._on_retired)

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
        """The others that have trained, the oldest first."""
        return tuple(e for e in self if e.number != self.number and e.has_trained)

    # ---- one after the other -------------------------------------------------------------------

    def begin(self, parent: int = 0) -> int:
        """Enter another run of the project as it is now, to be drawn; the one before is retired. Return its number."""
        old = self.number
        self.number = number = self._new_number()
        self._enter(number, parent)
        self._session.feed.expect(number)
        self._leave(old)
        self.changed.fire()
        return number

    def reset(self) -> None:
        """Begin anew where the run that is drawn began."""
        old = self.number
        new = self._new_number()
        self._session.trainer.send(Reset(old, new))
        self._go_on_as(new, old, parent=0)

    def fork(self) -> None:
        """Go on from where the run stands, in its past or now, as a run of its own."""
        old = self.number
        new = self._new_number()
        self._session.trainer.send(Fork(old, new))
        self._go_on_as(new, old, parent=old)

    def note_project(self, project: Project) -> None:
        """Remember the settings that the run that is drawn has now."""
        if self.number in self._entries:
            self._put(replace(self._entries[self.number], project=project), quietly=True)

    def take_back(self, entry: RunEntry) -> None:
        """Draw a retired run again."""
        old, self.number = self.number, entry.number
        self._put(replace(entry, learned=None, keeper=None), quietly=True)
        self._session.feed.expect(entry.number)
        self._leave(old)
        self.changed.fire()

    def forget_all(self) -> None:
        """Let go of every run: another project is opened."""
        self._leave(self.number)
        for entry in self:
            self._drop(entry)
        # At once: what is opened must find room before the run that was drawn is retired.
        self._session.trainer.budget.clear()
        self.number = self._made = 0
        self.changed.fire()

    def bring_in(
        self, run: SavedRun, history: History, learned: Learned | None, keeper: Keeper | None
    ) -> None:
        """Enter a run that a file has kept, as an earlier one."""
        number = self._new_number()
        self._enter(number, parent=0)
        feed = self._session.feed.feed_of(number)
        ended = history.last_evaluation
        step, epoch = (ended.step, ended.epoch) if ended is not None else (0, 0.0)
        if learned is not None:
            step, epoch = learned.step, learned.epoch
        feed.history, feed.evaluation = history, ended
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
        self._put(replace(self._entries[number], shown=shown))

    def recolour(self, number: int, colour: int) -> None:
        """Give a run another of the theme's colours."""
        self._put(replace(self._entries[number], colour=colour))

    def throw_away(self, numbers: Iterable[int]) -> None:
        """Forget runs that are not drawn, with their curves and moments."""
        for number in numbers:
            if number != self.number and number in self._entries:
                self._drop(self._entries[number])
        self.changed.fire()

    # ---- inside --------------------------------------------------------------------------------

    def _new_number(self) -> int:
        self._last += 1
        return self._last

    def _enter(self, number: int, parent: int) -> None:
        self._made += 1
        name = tr("Run {n}").format(n=self._made)
        taken = {entry.colour for entry in self if entry.has_trained}
        colour = next(i for i in range(len(taken) + 1) if i not in taken)
        project, feed = self._session.workspace.project, self._session.feed.feed_of(number)
        self._entries[number] = RunEntry(number, name, project, feed, colour, parent=parent)

    def _go_on_as(self, new: int, old: int, *, parent: int) -> None:
        self.number = new
        self._enter(new, parent)
        self._session.feed.expect(new)
        self._leave(old)
        self.changed.fire()

    def _leave(self, number: int) -> None:
        if number in self._entries:
            self._session.trainer.send(Retire(number))

    def _on_retired(self, report: Retired) -> None:
        entry = self._entries.get(report.run)
        if entry is None or not entry.has_trained:
            self._session.trainer.budget.remove(report.keeper)
            if entry is not None:
                self._drop(entry)
        elif report.run != self.number:
            self._put(replace(entry, learned=report.learned, keeper=report.keeper))

    def _drop(self, entry: RunEntry) -> None:
        if entry.keeper is not None:
            self._session.trainer.budget.remove(entry.keeper)
        del self._entries[entry.number]
        self._session.feed.forget(entry.number)

    def _put(self, entry: RunEntry, *, quietly: bool = False) -> None:
        self._entries[entry.number] = entry
        if not quietly:
            self.changed.fire()
