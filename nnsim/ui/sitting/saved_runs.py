"""The runs of a session on their way into its file: what a save takes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.training.examples_taken import of_last_examples
from nnsim.training.history import History
from nnsim.training.keeping import ended_at
from nnsim.training.present import Present
from nnsim.training.refilling import bytes_of, fitting
from nnsim.training.saved_curves import FEW_NUMBERS, MOST_NUMBERS, curves_of
from nnsim.ui.sitting.file_run import FileRun
from nnsim.ui.sitting.held_weights import HeldWeights
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting

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
    """Gathers the runs of one session for its file.

    Attributes
    ----------
    with_history
        Whether moments and earlier runs are saved; the curves of the run that is drawn always are.
    """

    def __init__(self, sitting: Sitting, runs: Runs, held: HeldWeights, of_file: FileRun) -> None:
        self.with_history = False
        self._sitting = sitting
        self._runs = runs
        self._held = held
        self._of_file = of_file

    @property
    def nbytes(self) -> int:
        """About how long the history is in a file: what the moments take, and the curves."""
        histories = (entry.feed.history for entry in self._runs)
        series = [s for h in histories if h is not None for s in (h.readings, h.evaluations)]
        numbers = sum(len(s) * len(s.last) for s in series)
        return self._sitting.trainer.budget.nbytes + _BYTES_A_NUMBER * numbers

    def follow(self, runs: Sequence[SavedRun]) -> None:
        """Save as much as the file of the project that is being opened holds."""
        self.with_history = len(runs) > 1 or any(run.kept for run in runs)

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
        earlier = [self._earlier(entry, numbers, choose) for entry in reversed(self._runs.earlier)]
        if not earlier and (current is None or not current.curves):
            return Work(learned, ())
        # Also of a run without a step, as readers take the last one for what is drawn.
        present = current or SavedRun(self._sitting.workspace.project)
        return Work(learned, (*reversed(earlier), present))

    def _current(self, numbers: int, choose: Choose) -> tuple[Learned | None, SavedRun | None]:
        sitting, held, waiting = self._sitting, self._held, self._of_file.waiting
        entry = self._runs.current
        present = sitting.trainer.present(entry.number) if entry is not None else None
        learned = held.pending
        if learned is None and present is not None and sitting.network.is_there:
            learned = held.own(present.learned)
        if waiting is not None:
            return learned, _with_kept(waiting, choose(waiting.kept, _MORE_THAN_THE_END))
        if entry is None or present is None or learned is None:
            return learned, None
        history = _up_to(entry.feed, present)
        if history is None or not len(history.readings) or present.learned.step != learned.step:
            return learned, None
        project = sitting.workspace.project
        if RunBasis.drawn(project) != RunBasis.drawn(entry.project):
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
            kept = of_last_examples(ended_at(kept, Kept(learned.moment, entry.project.training)))
        elif (present := self._sitting.trainer.present(entry.number)) is not None:
            learned, kept, history = present.learned, present.kept, _up_to(entry.feed, present)
        curves = {} if history is None else curves_of(history, numbers)
        run = SavedRun(entry.project, curves=curves, **_look(entry))
        if learned is None:
            return run
        return _with_kept(replace(run, layout=learned.layout, start=learned.start), choose(kept, _THE_END))


# ---- inside --------------------------------------------------------------------------------------


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
