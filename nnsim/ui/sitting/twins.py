"""Side by side: up to three runs that keep step with the one that is drawn, each with something else in its project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Prepared
from nnsim.document.comparing import MOST_TWINS
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.document.resolve import resolve
from nnsim.training.messages import InBackground
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.succession import Succession
from nnsim.ui.sitting.transport import Transport
from nnsim.ui.sitting.twin_data import TwinData
from nnsim.ui.sitting.twin_group import Group, Twin, TwinGroup
from nnsim.ui.sitting.twin_words import Differences


@dataclass(frozen=True, eq=False)
class _Wanted:
    """Projects that are to be compared with the one that is open once their data are there."""

    projects: tuple[tuple[str, Project], ...]
    play: bool


class Twins:
    """The twins of a session's run, if it has any.

    They begin at the same place as the run that is drawn, and anew whenever that begins anew, so that their
    curves can be compared from the first step. What the user changes is changed in the one that is drawn.
    """

    def __init__(
        self,
        sitting: Sitting,
        words: RunWords,
        runs: Runs,
        succession: Succession,
        transport: Transport,
        loader: DataLoader,
        data: TwinData,
    ) -> None:
        self._sitting = sitting
        self._words = words
        self._runs = runs
        self._succession = succession
        self._transport = transport
        self._loader = loader
        self._data = data
        self._group = TwinGroup(sitting, words, runs, succession)
        self._differences = Differences()
        self._wanted: _Wanted | None = None
        succession.parting.connect(self._forget_wanted)
        data.ready.connect(self._begin_wanted)
        data.failed.connect(self._give_up)

    def __iter__(self) -> Iterator[Twin]:
        """Yield the twins in the order in which they were asked for."""
        return iter(self._group.now.twins)

    @property
    def are_there(self) -> bool:
        """Whether there is a twin."""
        return bool(self._group.now.twins)

    @property
    def are_coming(self) -> bool:
        """Whether some are waited for, whose data are being loaded."""
        return self._wanted is not None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of their runs, without the one that is drawn."""
        return self._group.now.numbers

    # ---- beginning -----------------------------------------------------------------------------

    def pin(self) -> None:
        """Pin the run that is drawn as its own twin, and let both begin where it began."""
        sitting, runs = self._sitting, self._runs
        data = self._examples()
        if data is None or (begun := self._parted()) is None:
            return
        old = sitting.run
        twin = self._succession.enter_beside(old)
        # Its curve is the first part of that of the twin.
        runs.show(old, False)
        self._succession.reset()
        self._group.begin(Group(begun.start, (Twin(twin, sitting.workspace.resolved, data),)))
        text = tr(
            "{name} is the twin of {drawn}, which is on the canvas. Change one thing there, a setting or the drawing,"
            " and press Play: both take every step together."
        )
        sitting.voice.told.fire(text.format(name=runs[twin].name, drawn=runs[runs.number].name))

    def compare(self, projects: Sequence[tuple[str, Project]], *, play: bool = False) -> None:
        """Let other projects keep step with the one that is drawn, all from the first weights of their seeds.

        The drawing stays as it is. Where a project has other data, these are loaded first, beside the window. What
        cannot be is said.

        Parameters
        ----------
        projects
            One to three, each with the name of its run; an empty name: the next that is free.
        play
            Whether all train as soon as they are there.
        """
        workspace = self._sitting.workspace
        if not 1 <= len(projects) <= MOST_TWINS:
            text = tr("Choose one to {n} others to be compared with what is on the canvas.")
            self._sitting.voice.complained.fire(text.format(n=MOST_TWINS))
            return
        data = self._examples()
        if data is None:
            return
        self._wanted = wanted = _Wanted(tuple(projects), play)
        self._data.gather([project.data for _, project in projects], {workspace.project.data: data})
        if self._wanted is wanted:
            text = tr("The data of the twins are being loaded; the comparison begins when they are there.")
            self._words.say(self._sitting.voice.told, text, lambda: self._wanted is wanted)

    def try_out(self, cure: Repair) -> None:
        """Compare what is drawn with a twin that has a cure, and let both train at once."""
        self.compare([(cure.label, cure.change(self._sitting.workspace.project))], play=True)

    def _examples(self) -> Prepared | None:
        """Return the examples that the network learns from which is drawn, and loaded; None, and why, where none can."""
        sitting, workspace = self._sitting, self._sitting.workspace
        sitting.network.ensure()
        if self._loader.is_busy:
            sitting.voice.complained.fire(tr("The data is being loaded. Compare when it is there."))
        elif not sitting.network.can_train:
            sitting.voice.say_why_not(workspace.resolved)
        else:
            return workspace.prepared
        return None

    def _parted(self) -> Group | None:
        """Pause, end what is there, and return who begins where: nobody yet; None, and why, where nothing can begin."""
        sitting = self._sitting
        self._transport.pause()
        self.end()
        try:
            return Group(sitting.trainer.beginning(sitting.run), ())
        except NnsimError as error:
            sitting.voice.complained.fire(str(error))
            return None

    def _begin_wanted(self, data: Mapping[DataSettings, Prepared]) -> None:
        """Begin with what is wanted, whose data are there."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        sitting, runs = self._sitting, self._runs
        resolved = [resolve(p.graph, data[p.data], p.training.rule) for _, p in wanted.projects]
        for (name, _), made in zip(wanted.projects, resolved, strict=True):
            if not made.can_train:
                text = tr("{name} cannot train: {problem}")
                text = text.format(name=name or tr("The twin"), problem=made.errors[0].text)
                sitting.voice.complained.fire(text)
                return
        was_playing = self._transport.is_playing
        if self._examples() is None or (begun := self._parted()) is None:
            return
        old = runs[sitting.run]
        self._succession.reset(anew=True)
        if begun.start is None:
            # Its curve is the first part of that of the one that is drawn now.
            runs.show(old.number, False)
        twins = (
            Twin(self._succession.enter_other(project, name), made, data[project.data])
            for (name, project), made in zip(wanted.projects, resolved, strict=True)
        )
        group = Group(None, tuple(twins))
        self._differences.forget_all_but(group.numbers)
        self._tell_begun(group, old.name if begun.start is not None else "")
        # What it says of batches is the last word: it stays to be read.
        self._group.begin(group)
        if wanted.play or was_playing:
            self._transport.play()

    def _tell_begun(self, group: Group, old: str) -> None:
        """Say who takes every step with whom, and what of the run called `old` is not in use any more."""
        runs = self._runs
        text = tr("{drawn} is compared with {names}: they take every step together.").format(
            drawn=runs[runs.number].name, names=", ".join(runs[n].name for n in group.numbers)
        )
        if old:
            more = tr("All begin at the first weights of their seeds, not at those that {name} began with.")
            text = f"{text} {more.format(name=old)}"
        self._sitting.voice.told.fire(text)

    def _give_up(self, settings: DataSettings, problem: str) -> None:
        """Say why nothing is compared: there are no data."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            name = next((name for name, project in wanted.projects if project.data == settings and name), "")
            text = tr("{name}: {reason}").format(name=name or tr("The twin"), reason=problem)
            self._sitting.voice.complained.fire(text)

    # ---- ending --------------------------------------------------------------------------------

    def end(self) -> None:
        """Let all twins be earlier runs; nobody is waited for any more."""
        self._forget_wanted()
        self._group.end()

    def remove(self, number: int) -> None:
        """Let one of them be an earlier run; the others go on together."""
        self._group.remove(number)

    def let_stand_alone(self, number: int) -> None:
        """End the comparison, but let one of them wait as it stands, ready to be put on the canvas."""
        self._transport.pause()
        self._group.leave_out(number)
        self._runs.put(replace(self._runs[number], in_background=True), quietly=True)
        self._sitting.trainer.send(InBackground(number, background=True))
        self.end()

    def _forget_wanted(self) -> None:
        self._wanted = None
        self._data.drop()

    # ---- what others ask -----------------------------------------------------------------------

    def start_for(self, learned: Learned | None) -> Learned | None:
        """Return where another run of the drawing begins, which would else begin at `learned`."""
        return self._group.now.start if self.are_there else learned

    def label(self, entry: RunEntry) -> str:
        """Return what the curves of a run are called: of a twin with all it has otherwise."""
        words = self.difference(entry)
        return tr("{name}: {what}").format(name=entry.name, what=words) if words else entry.name

    def difference(self, entry: RunEntry) -> str:
        """Return in words what a twin has otherwise than the run that is drawn; empty where it is none, or alike."""
        current = self._runs.current
        if entry.number not in self.numbers or current is None:
            return ""
        return self._differences.of(entry.number, entry.project, current.project)
