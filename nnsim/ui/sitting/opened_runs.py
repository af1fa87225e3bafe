"""The runs of a file, as they come back when it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.history_file import SavedRun
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.training.history import History
from nnsim.training.keeping import Keeper
from nnsim.training.messages import Load, Moments, State
from nnsim.training.refilling import bytes_of, end_of, fits, refilled, said_of
from nnsim.training.walks_taken import names_of
from nnsim.ui.sitting.attic import layout_of
from nnsim.ui.sitting.file_run import FileRun
from nnsim.ui.sitting.going_on import of_another_network
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting


class OpenedRuns:
    """Puts the runs of a file among those of the session: the last one goes on, if it is of what is drawn."""

    def __init__(self, sitting: Sitting, runs: Runs, of_file: FileRun) -> None:
        self._sitting = sitting
        self._runs = runs
        self._of_file = of_file
        sitting.feed.news.loaded.connect(self._on_loaded)

    def open(self, project: Project, learned: Learned | None, runs: Sequence[SavedRun]) -> Iterator[str]:
        """Take the runs of a file that is being opened; yield what is to be said of them."""
        self._of_file.forget()
        earlier = list(runs)
        if runs and not runs[-1].curves and not runs[-1].kept:
            earlier.pop()
        elif runs and learned is not None and RunBasis.drawn(runs[-1].project) == RunBasis.drawn(project):
            self._of_file.wait(earlier.pop())
        elif runs:
            yield tr(
                "The last history in the file is of another drawing, other data or other weights than the"
                " file. It is kept as an earlier run."
            )
        # The run that is drawn comes first, then the newest.
        waiting = self._of_file.waiting
        reserved = bytes_of(waiting.kept) if waiting is not None else 0
        keepers = [self._keeper(run, reserved) for run in reversed(earlier)]
        for run, keeper in zip(earlier, reversed(keepers), strict=True):
            yield from self._bring_in(run, keeper)

    def take_up(self, load: Load) -> tuple[Load, list[str]]:
        """Let the run that is about to be loaded go on with the history in the file, if it is of that.

        Returns what to load, and what is to be said.
        """
        run = self._of_file.take()
        if run is None:
            return load, []
        sitting, layout = self._sitting, layout_of(load.resolved, load.training)
        learned = load.learned
        same = RunBasis.drawn(run.project) == RunBasis.drawn(sitting.workspace.project)
        if learned is None or not same or sorted(learned.layout) != sorted(layout):
            return load, list(self._bring_in(run, self._keeper(run)))
        said: list[str] = []
        entry = self._runs.current
        history = _history_of(run, said)
        if entry is not None and history is not None:
            ended = len(history.readings) and history.readings.steps[-1] > learned.step
            entry.feed.history = history.until(learned.step) if ended else history
            self._of_file.take_up(run, entry.feed.history)
            self._runs.look_like(entry.number, run)
        kept = tuple(kept for kept in run.kept if kept.step <= learned.step)
        run = replace(run, kept=kept)
        if run.kept and not fits(run, layout, learned.moment.parameters.size):
            said.append(of_another_network(run))
        elif run.kept:
            load = replace(load, keeper=refilled(run, sitting.trainer.budget))
            said += filter(None, [said_of(run, load.keeper)] if load.keeper is not None else [])
        return load, said

    def _on_loaded(self) -> None:
        """Keep curves from a file apart whose network reports something else now."""
        taken_up = self._of_file.reported()
        if taken_up is None or self._sitting.feed.history is taken_up.history:
            return
        name = taken_up.run.name or tr("History")
        text = tr(
            "The curves of {name} in the file do not fit this network. They are kept as an earlier run."
        )
        for said in (text.format(name=name), *self._bring_in(taken_up.run, None)):
            self._sitting.voice.complained.fire(said)

    def _keeper(self, run: SavedRun, reserved: int = 0) -> Keeper | None:
        return refilled(run, self._sitting.trainer.budget, reserved) if run.kept else None

    def _bring_in(self, run: SavedRun, keeper: Keeper | None) -> Iterator[str]:
        """Put a run among the earlier ones; yield what is to be said of it."""
        said: list[str] = []
        history = _history_of(run, said)
        if history is not None:
            self._enter(run, history, end_of(run), keeper)
            said += filter(None, [said_of(run, keeper)] if keeper is not None else [])
        elif keeper is not None:
            self._sitting.trainer.budget.remove(keeper)
        yield from said

    def _enter(self, run: SavedRun, history: History, learned: Learned | None, keeper: Keeper | None) -> None:
        """Enter a run that a file has kept, as an earlier one."""
        runs, number = self._runs, self._runs.new_number()
        runs.enter(number)
        feed = self._sitting.feeds.of(number)
        ended = history.last_evaluation
        step, epoch = (ended.step, ended.epoch) if ended is not None else (0, 0.0)
        walks: tuple[str, ...] = ()
        if learned is not None:
            step, epoch, walks = learned.step, learned.epoch, names_of(learned.moment)
        feed.history, feed.measured = history, ended
        feed.state = State(number, False, step, epoch, 0.0, latest=step, walks=walks)
        if keeper is not None:
            feed.moments = Moments(number, keeper.steps, keeper.nbytes, keeper.note())
        entry = replace(runs[number], project=run.project, learned=learned, keeper=keeper)
        runs.put(entry, quietly=True)
        runs.look_like(number, run)


def _history_of(run: SavedRun, said: list[str]) -> History | None:
    """Return the curves of a run in a file; None, and why they are not shown, where they are none."""
    try:
        return History.of_arrays(run.curves)
    except NnsimError as error:
        said.append(tr("{name}: {reason}").format(name=run.name or tr("History"), reason=str(error)))
        return None
