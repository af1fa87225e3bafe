"""How one run follows another on the canvas."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.event import Event
from nnsim.base.text import ntr
from nnsim.document.project import Project
from nnsim.training.messages import Fork, Reset
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting


class Succession:
    """Lets another run be drawn, and the one before it retire.

    Events
    ------
    parting()
        The run that is about to be drawn has nothing in common with the one before: what goes with that ends.
    followed()
        Another run is drawn, which begins where what goes with it is to begin, too.
    """

    def __init__(self, sitting: Sitting, runs: Runs) -> None:
        self.parting: Event[[]] = Event()
        self.followed: Event[[]] = Event()
        self._sitting = sitting
        self._runs = runs

    def begin(self, parent: int = 0) -> int:
        """Enter another run of the project as it is now, to be drawn; the one before is retired. Return its number."""
        number = self._runs.new_number()
        self._go_on_as(number, parent=parent)
        return number

    def reset(self, *, anew: bool = False) -> None:
        """Begin anew where the run that is drawn began, which is to be of what is drawn now.

        With `anew` it begins at the first weights of its seed instead.
        """
        new = self._runs.new_number()
        self._sitting.trainer.send(Reset(self._runs.number, new, anew))
        self._go_on_as(new, parent=0)

    def fork(self) -> None:
        """Go on from where the run stands, in its past or now, as a run of its own."""
        self.parting.fire()
        old = self._runs.number
        new = self._runs.new_number()
        self._sitting.trainer.send(Fork(old, new))
        self._go_on_as(new, parent=old)

    def revive(self, entry: RunEntry) -> None:
        """Draw an earlier run again."""
        self.parting.fire()
        old = self._runs.number
        self._runs.put(replace(entry, learned=None, keeper=None, in_background=False), quietly=True)
        self._sitting.feeds.expect(entry.number)
        self._runs.retire(old)
        self._runs.changed.fire()

    def fork_earlier(self, entry: RunEntry) -> None:
        """Draw another run, which begins where an earlier one has come to."""
        self.parting.fire()
        self.begin(parent=entry.number)

    def enter_beside(self, old: int) -> int:
        """Enter another run of what `old` is of, which is not drawn; return its number."""
        runs = self._runs
        number, like = runs.new_number(), runs[old]
        if old != runs.number:
            feed = self._sitting.feeds.of(number)
            runs.put(replace(like, number=number, feed=feed), quietly=True)
            return number
        runs.enter(number, 0, like)
        if not like.has_trained:
            # The other one has its name now: what is drawn goes on under a new one.
            runs.put(replace(like, name=runs.new_name()), quietly=True)
        return number

    def enter_other(self, project: Project, name: str = "") -> int:
        """Enter a run of another project, which is not drawn; return its number. Without a name it gets the next one."""
        number = self._runs.new_number()
        self._runs.enter(number, project=project, name=name)
        return number

    def note_project(self, project: Project) -> None:
        """Remember the settings that the run that is drawn has now."""
        if self._runs.current is not None:
            self._runs.put(replace(self._runs.current, project=project), quietly=True)

    def forget_all(self) -> None:
        """Let go of every run: another project is opened."""
        gone = len(self._runs.earlier)
        self.parting.fire()
        self._runs.drop_all()
        self._sitting.feeds.expect(0)
        self._runs.changed.fire()
        if gone:
            text = ntr(
                "The earlier run of the last project is gone with it.",
                "The {n} earlier runs of the last project are gone with it.",
                gone,
            )
            self._sitting.voice.told.fire(text.format(n=gone))

    def _go_on_as(self, new: int, *, parent: int) -> None:
        runs, old = self._runs, self._runs.current
        gives_way = old is not None and self._sitting.tried.gives_way(old.number)
        runs.enter(new, parent, old, in_place=gives_way)
        self._sitting.tried.note(new)
        self._sitting.feeds.expect(new)
        if old is not None and gives_way:
            runs.throw_away([old.number])
        elif old is not None:
            runs.retire(old.number)
        self.followed.fire()
        runs.changed.fire()
