"""The runs of a session in its file: what a save takes of them, and how they come back when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nnsim.base.changes import settings_with
from nnsim.base.effect import Effect
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.training.history import History
from nnsim.training.keeping import Keeper, ended_at
from nnsim.training.messages import Load
from nnsim.training.present import Present
from nnsim.training.refilling import bytes_of, end_of, fits, fitting, refilled, said_of
from nnsim.training.saved_curves import FEW_NUMBERS, MOST_NUMBERS, curves_of
from nnsim.ui.sitting.attic import layout_of
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.run_feed import RunFeed

if TYPE_CHECKING:
    from nnsim.ui.sitting.session import Session

Choose = Callable[[Sequence[Kept], int], Sequence[Kept]]
"""Which moments of a run are written: so many at least, or none."""
_MORE_THAN_THE_END, _THE_END = 2, 1
"""Where the run that is drawn has come to is in the file anyhow, as its weights."""
_BYTES_A_NUMBER = 12
"""Of a curve in a file: its sum, least and greatest value."""
ROOM_IN_COPY = 10_000_000
"""Bytes of moments in a copy that is written every half minute."""


@dataclass(frozen=True, eq=False)
class Work:
    """What a file holds of the runs, all of it of one step.

    Attributes
    ----------
    learned
        Where the run that is drawn has come to; None while every weight is as the seed made it.
    runs
        What is kept of the runs, that one last; none where nothing was trained.
    """

    learned: Learned | None
    runs: tuple[SavedRun, ...]

    @property
    def nbytes(self) -> int:
        """About how long it is in a file, but for the curves."""
        own = 0 if self.learned is None else self.learned.moment.nbytes
        return own + sum(bytes_of(run.kept) for run in self.runs)


class SavedRuns:
    """Runs of one session on their way into its file and out of it.

    Attributes
    ----------
    with_history
        Whether moments and earlier runs are saved; the curves of the run that is drawn always are.
    """

    def __init__(self, session: Session) -> None:
        self.with_history = False
        self._session = session
        self._taken_up: tuple[SavedRun, History] | None = None
        """The one that goes on, with its curves, until its network reports."""
        self._waiting: SavedRun | None = None
        """The run of the opened file that is to go on, until its network is loaded."""
        session.feed.news.loaded.connect(self._on_loaded)

    @property
    def nbytes(self) -> int:
        """About how long the history is in a file: what the moments take, and the curves."""
        histories = (entry.feed.history for entry in self._session.runs)
        series = [s for h in histories if h is not None for s in (h.readings, h.evaluations)]
        numbers = sum(len(s) * len(s.last) for s in series)
        return self._session.trainer.budget.nbytes + _BYTES_A_NUMBER * numbers

    # ---- into a file ---------------------------------------------------------------------------

    def to_save(self) -> Work:
        """Return what belongs into the file; raises NnsimError when the trainer does not answer."""
        if self.with_history:
            return self._work(MOST_NUMBERS, _all)
        learned, current = self._current(FEW_NUMBERS, _none)
        return Work(learned, () if current is None or not current.curves else (current,))

    def to_copy(self) -> Work:
        """Return what belongs into a recovery copy: all curves, and of the moments as many as fit.

        All of them could make it too large to be written every half minute. Raises NnsimError when the
        trainer does not answer.
        """
        left = ROOM_IN_COPY

        def choose(kept: Sequence[Kept], least: int) -> Sequence[Kept]:
            nonlocal left
            end = kept[-1:]
            chosen = (*fitting(kept[:-1], left - bytes_of(end)), *end)
            if bytes_of(chosen) > left or len(chosen) < least:
                return ()
            left -= bytes_of(chosen)
            return chosen

        return self._work(FEW_NUMBERS, choose)

    def _work(self, numbers: int, choose: Choose) -> Work:
        learned, current = self._current(numbers, choose)
        # The newest first, which are missed most where there is not room for all.
        earlier = [self._earlier(entry, numbers, choose) for entry in reversed(self._session.runs.earlier)]
        if not earlier and (current is None or not current.curves):
            return Work(learned, ())
        # Also of a run without a step, as readers take the last one for what is drawn.
        present = current or SavedRun(self._session.workspace.project)
        return Work(learned, (*reversed(earlier), present))

    def _current(self, numbers: int, choose: Choose) -> tuple[Learned | None, SavedRun | None]:
        session, weights = self._session, self._session.weights
        entry = session.runs.current
        present = session.trainer.present(entry.number) if entry is not None else None
        learned = weights.pending
        if learned is None and present is not None and session.is_loaded:
            learned = weights.own(present.learned)
        if self._waiting is not None:
            return learned, _with_kept(self._waiting, choose(self._waiting.kept, _MORE_THAN_THE_END))
        if entry is None or present is None or learned is None:
            return learned, None
        history = _up_to(entry.feed, present)
        if history is None or not len(history.readings) or present.learned.step != learned.step:
            return learned, None
        project = session.workspace.project
        if _meaning(project) != _meaning(entry.project):
            project = entry.project
        run = SavedRun(
            project,
            layout=present.learned.layout,
            curves=curves_of(history, numbers),
            start=present.learned.start,
            **_look(entry),
        )
        return learned, _with_kept(run, choose(present.kept, _MORE_THAN_THE_END))

    def _earlier(self, entry: RunEntry, numbers: int, choose: Choose) -> SavedRun:
        """Return an earlier run as a file keeps it; one that is played is asked for."""
        history, learned = entry.feed.history, entry.learned
        kept = tuple(entry.keeper or ())
        if learned is not None:
            kept = ended_at(kept, Kept(learned.moment, entry.project.training))
        elif (present := self._session.trainer.present(entry.number)) is not None:
            learned, kept, history = present.learned, present.kept, _up_to(entry.feed, present)
        curves = {} if history is None else curves_of(history, numbers)
        run = SavedRun(entry.project, curves=curves, **_look(entry))
        if learned is None:
            return run
        return _with_kept(replace(run, layout=learned.layout, start=learned.start), choose(kept, _THE_END))

    # ---- out of a file -------------------------------------------------------------------------

    def open(self, project: Project, learned: Learned | None, runs: Sequence[SavedRun]) -> Iterator[str]:
        """Take the runs of a file that is being opened; yield what is to be said of them."""
        self.with_history = len(runs) > 1 or any(run.kept for run in runs)
        self._waiting, self._taken_up, earlier = None, None, list(runs)
        if runs and not runs[-1].curves and not runs[-1].kept:
            earlier.pop()
        elif runs and learned is not None and _meaning(runs[-1].project) == _meaning(project):
            self._waiting = earlier.pop()
        elif runs:
            yield tr(
                "The last history in the file is of another drawing, other data or other weights than the"
                " file. It is kept as an earlier run."
            )
        # The run that is drawn comes first, then the newest.
        reserved = bytes_of(self._waiting.kept) if self._waiting is not None else 0
        keepers = [self._keeper(run, reserved) for run in reversed(earlier)]
        for run, keeper in zip(earlier, reversed(keepers), strict=True):
            yield from self._bring_in(run, keeper)

    def take_up(self, load: Load) -> tuple[Load, list[str]]:
        """Let the run that is about to be loaded go on with the history in the file, if it is of that.

        Returns what to load, and what is to be said.
        """
        run, self._waiting = self._waiting, None
        if run is None:
            return load, []
        session, layout = self._session, layout_of(load.resolved, load.training)
        learned = load.learned
        same = _meaning(run.project) == _meaning(session.workspace.project)
        if learned is None or not same or sorted(learned.layout) != sorted(layout):
            return load, list(self._bring_in(run, self._keeper(run)))
        said: list[str] = []
        entry = session.runs.current
        history = _history_of(run, said)
        if entry is not None and history is not None:
            ended = len(history.readings) and history.readings.steps[-1] > learned.step
            entry.feed.history = history.until(learned.step) if ended else history
            self._taken_up = run, entry.feed.history
            session.runs.look_like(entry.number, run)
        kept = tuple(kept for kept in run.kept if kept.step <= learned.step)
        run = replace(run, kept=kept)
        if run.kept and not fits(run, layout, learned.moment.parameters.size):
            said.append(_foreign(run))
        elif run.kept:
            load = replace(load, keeper=refilled(run, session.trainer.budget))
            said += filter(None, [said_of(run, load.keeper)] if load.keeper is not None else [])
        return load, said

    def fitting(self, entry: RunEntry, load: Load) -> Load:
        """Let an earlier run go on where it ended, with its moments if they are of this network."""
        learned, keeper = entry.learned, entry.keeper
        load = replace(load, learned=learned)
        if learned is None or keeper is None:
            return load
        run = SavedRun(entry.project, tuple(keeper), learned.layout, name=entry.name)
        if fits(run, layout_of(load.resolved, load.training), learned.moment.parameters.size):
            return replace(load, keeper=keeper)
        self._session.trainer.budget.remove(keeper)
        self._session.complained.fire(_foreign(run))
        return load

    def _on_loaded(self) -> None:
        """Keep curves from a file apart whose network reports something else now."""
        taken_up, self._taken_up = self._taken_up, None
        if taken_up is None or self._session.feed.history is taken_up[1]:
            return
        name = taken_up[0].name or tr("History")
        text = tr(
            "The curves of {name} in the file do not fit this network. They are kept as an earlier run."
        )
        for said in (text.format(name=name), *self._bring_in(taken_up[0], None)):
            self._session.complained.fire(said)

    def _keeper(self, run: SavedRun, reserved: int = 0) -> Keeper | None:
        return refilled(run, self._session.trainer.budget, reserved) if run.kept else None

    def _bring_in(self, run: SavedRun, keeper: Keeper | None) -> Iterator[str]:
        """Put a run among the earlier ones; yield what is to be said of it."""
        said: list[str] = []
        history = _history_of(run, said)
        if history is not None:
            self._session.runs.bring_in(run, history, end_of(run), keeper)
            said += filter(None, [said_of(run, keeper)] if keeper is not None else [])
        elif keeper is not None:
            self._session.trainer.budget.remove(keeper)
        yield from said


# ---- inside --------------------------------------------------------------------------------------


def _meaning(project: Project) -> tuple[Any, ...]:
    """Return what makes a run another one: where layers stand and what they are called does not."""
    graph = project.graph
    nodes = {node.id: (node.layer, node.objective) for node in graph.nodes}
    return nodes, frozenset(graph.edges), project.data, settings_with(project.training, Effect.RUN)


def _all(kept: Sequence[Kept], least: int) -> Sequence[Kept]:
    return kept if len(kept) >= least else ()


def _none(kept: Sequence[Kept], least: int) -> Sequence[Kept]:
    return ()


def _up_to(feed: RunFeed, present: Present) -> History | None:
    """Return the history with what the run has reported up to the step that was asked of."""
    copy = feed.copy()
    for letter in present.letters:
        copy.take(letter)
    return copy.history


def _look(entry: RunEntry) -> dict[str, Any]:
    return {"name": entry.name, "colour": str(entry.colour), "shown": entry.shown}


def _with_kept(run: SavedRun, kept: Sequence[Kept]) -> SavedRun:
    """Return `run` with these moments; without any it needs no start and no layout of them."""
    return replace(run, kept=tuple(kept)) if kept else replace(run, layout=(), start=None)


def _history_of(run: SavedRun, said: list[str]) -> History | None:
    """Return the curves of a run in a file; None, and why they are not shown, where they are none."""
    try:
        return History.of_arrays(run.curves)
    except NnsimError as error:
        said.append(tr("{name}: {reason}").format(name=run.name or tr("History"), reason=str(error)))
        return None


def _foreign(run: SavedRun) -> str:
    return tr("The moments of {name} in the file are of another network. They are left out.").format(
        name=run.name or tr("History")
    )
