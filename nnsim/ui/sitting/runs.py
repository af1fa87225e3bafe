"""The runs of one sitting: the one that is drawn and those before it, and what people do with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nnsim.base.event import Event
from nnsim.document.history_file import SavedRun
from nnsim.document.project import Project
from nnsim.training.messages import Retire
from nnsim.ui.sitting.numbering import Numbering
from nnsim.ui.sitting.run_entry import LOOKS, RunEntry
from nnsim.ui.sitting.sitting import Sitting


class Runs:
    """All runs of a session, by number.

    Attributes
    ----------
    let_go
        How many runs were let go of to make room for newer ones.

    Events
    ------
    changed()
        Another run is drawn, or one was added, named, coloured, hidden or thrown away.
    throwing_away(number)
        A run is about to be thrown away.
    """

    def __init__(self, sitting: Sitting) -> None:
        self.changed: Event[[]] = Event()
        self.throwing_away: Event[[int]] = Event()
        self.let_go = 0
        self._sitting = sitting
        self._numbering = Numbering()
        self._entries: dict[int, RunEntry] = {}

    def __iter__(self) -> Iterator[RunEntry]:
        """Yield the runs, the oldest first."""
        return iter(tuple(self._entries.values()))

    def __getitem__(self, number: int) -> RunEntry:
        return self._entries[number]

    def __contains__(self, number: object) -> bool:
        return number in self._entries

    @property
    def number(self) -> int:
        """Number of the run that is drawn; 0 before the first one."""
        return self._sitting.run

    @property
    def current(self) -> RunEntry | None:
        """The run that is drawn."""
        return self._entries.get(self.number)

    @property
    def earlier(self) -> tuple[RunEntry, ...]:
        """The others that have trained or were changed by hand, the oldest first."""
        return tuple(e for e in self if e.number != self.number and e.is_worth_keeping)

    # ---- what people do with them --------------------------------------------------------------

    def rename(self, number: int, name: str) -> None:
        """Call a run by another name."""
        if name.strip():
            self.put(replace(self._entries[number], name=name.strip()))

    def show(self, number: int, shown: bool) -> None:
        """Draw the curves of a run behind those of the one that is drawn, or not."""
        self.put(replace(self._entries[number], shown=shown, chosen=True))

    def recolour(self, number: int, colour: int) -> None:
        """Give a run another of the theme's colours."""
        self.put(replace(self._entries[number], colour=colour))

    def look_like(self, number: int, run: SavedRun) -> None:
        """Give a run the name and look that it has in a file."""
        entry = self._entries[number]
        colour = int(run.colour) if run.colour.isascii() and run.colour.isdecimal() else entry.colour
        self.put(replace(entry, name=run.name or entry.name, colour=colour, shown=run.shown))

    def throw_away(self, numbers: Iterable[int]) -> None:
        """Forget runs that are not drawn, with their curves and moments."""
        for number in numbers:
            if number != self.number and number in self._entries:
                self.throwing_away.fire(number)
                self.retire(number)
                self.drop(self._entries[number])
        self.changed.fire()

    # ---- as they come and go -------------------------------------------------------------------

    def new_number(self) -> int:
        """Return a number of its own for another run."""
        return self._numbering.number()

    def new_name(self) -> str:
        """Return a name that no run has."""
        return self._numbering.name({entry.name for entry in self})

    def enter(
        self,
        number: int,
        parent: int = 0,
        old: RunEntry | None = None,
        *,
        in_place: bool = False,
        project: Project | None = None,
        name: str = "",
    ) -> None:
        """Enter a run of `project`, or of the one that is open as it is now; a name stands in for the next one.

        It takes the place of `old`, whose name is free where it has never trained, or where `in_place` says that it
        goes.
        """
        takes_over = old is not None and (in_place or not old.has_trained)
        name = old.name if old is not None and takes_over else self._free(name)
        # One whose place is taken over leaves its look; a twin that has taken no step yet keeps its own.
        others = [entry for entry in self if entry is not old or not takes_over]
        shown, kept = [e.colour for e in others if e.shown], [e.colour for e in others]
        colour = min(range(LOOKS), key=lambda look: (shown.count(look), kept.count(look)))
        project, feed = project or self._sitting.workspace.project, self._sitting.feeds.of(number)
        self._entries[number] = RunEntry(number, name, project, feed, colour, parent=parent)

    def _free(self, name: str) -> str:
        """Return `name` where no run has it, else another one."""
        taken = {entry.name for entry in self}
        return name if name and name not in taken else self.new_name()

    def put(self, entry: RunEntry, *, quietly: bool = False) -> None:
        """Put what is known of a run now in the place of what was."""
        self._entries[entry.number] = entry
        if not quietly:
            self.changed.fire()

    def retire(self, number: int) -> None:
        """Let a run wait as it stands; the trainer tells when it does."""
        if number in self._entries:
            self._sitting.trainer.send(Retire(number))

    def drop(self, entry: RunEntry) -> None:
        """Let go of a run, with its curves and the room that its moments take."""
        if entry.keeper is not None:
            self._sitting.trainer.budget.remove(entry.keeper)
        del self._entries[entry.number]
        self._sitting.feeds.forget(entry.number)

    def let_go_of(self, entry: RunEntry) -> None:
        """Drop a run to make room for newer ones."""
        self.drop(entry)
        self.let_go += 1

    def drop_all(self) -> None:
        """Let go of every run, and begin with counts and names anew: another project is opened."""
        for entry in self:
            self.retire(entry.number)
        for entry in self:
            self.drop(entry)
        # At once: what is opened must find room before the run that was drawn is retired.
        self._sitting.trainer.budget.clear()
        self.let_go = 0
        self._numbering.name_anew()
