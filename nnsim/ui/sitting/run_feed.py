"""The newest there is of one run, as its letters tell it."""

from __future__ import annotations

from nnsim.training.divergence import DivergedError
from nnsim.training.history import History
from nnsim.training.messages import (
    Diverged,
    Evaluation,
    Evaluations,
    Failed,
    Loaded,
    Moments,
    Points,
    Report,
    State,
)
from nnsim.training.snapshot import Snapshot


class RunFeed:
    """What is known of a run in the window's thread; everything is None while it is unknown.

    Attributes
    ----------
    history
        What it has reported of all its steps.
    snapshot
        The newest pictures of it.
    state
        Where it stands, and whether it plays.
    measured
        What was measured of it last, wherever it stood then; see `evaluation`.
    moments
        Which moments of it are kept.
    outcome
        A sentence on why it stopped; empty while it trains, and where a person paused it.
    diverged
        Whether that is because its loss grew beyond all bounds.
    divergence
        What was found out about that, where it is known.
    """

    def __init__(self, run: int = 0) -> None:
        self.run = run
        self.history: History | None = None
        self.snapshot: Snapshot | None = None
        self.state: State | None = None
        self.measured: Evaluation | None = None
        self.moments: Moments | None = None
        self.outcome = ""
        self.diverged = False
        self.divergence: DivergedError | None = None

    @property
    def playing(self) -> bool:
        """Whether the run is training."""
        return self.state is not None and self.state.playing

    @property
    def can_be_seen(self) -> bool:
        """Whether there is a picture of it, and of one that trains the first readings, too."""
        if self.snapshot is None or self.history is None:
            return False
        return len(self.history.readings) > 0 or not self.playing

    @property
    def past_step(self) -> int | None:
        """The step it stands at while that is in its past; None where it stands where training has come to."""
        return self.state.step if self.state is not None and self.state.is_past else None

    @property
    def steps_per_epoch(self) -> int:
        """Steps that make an epoch with the batches of the run; 1 while there is none."""
        return self.state.steps_per_epoch if self.state is not None else 1

    def copy(self) -> RunFeed:
        """Return a feed that takes letters of its own from here on; without pictures."""
        made = RunFeed(self.run)
        made.history = None if self.history is None else self.history.copy()
        made.state, made.measured, made.moments = self.state, self.measured, self.moments
        return made

    def take(self, report: Report) -> None:
        """Take a letter of this run."""
        match report:
            case Loaded():
                names = report.columns, report.metrics, report.outputs
                # A run that was put away and plays again, or comes from a file, has its history.
                if self.history is None or not self.history.take_up(*names):
                    self.history = History(report.columns, report.metrics, outputs=report.outputs)
            case Points() if self.history is not None:
                self.history.add_points(report)
            case Evaluation():
                self._measure((report,))
            case Evaluations():
                self._measure(report.each)
            case State():
                self.state = report
                goes_on = report.playing and not report.is_past
                self.outcome = "" if goes_on else report.reason or self.outcome
                self.diverged = self.diverged and not goes_on
                self.divergence = self.divergence if self.diverged else None
            case Moments():
                self.moments = report
            case Diverged() | Failed():
                self.outcome, self.diverged = report.text, isinstance(report, Diverged)
                self.divergence = report.error if isinstance(report, Diverged) else None
            case _:
                pass

    @property
    def evaluation(self) -> Evaluation | None:
        """What was measured where it stands; until that is known, what was known when it stood there first."""
        past = self.past_step
        if self.history is None or past is None:
            return self.history.last_evaluation if self.history is not None else None
        is_of_here = self.measured is not None and self.measured.step == past
        return self.measured if is_of_here else self.history.evaluation_at(past)

    def _measure(self, found: tuple[Evaluation, ...]) -> None:
        """Take what was measured; the history has what is of the past, beyond which it goes, or said once more."""
        self.measured = found[-1]
        if self.history is not None:
            latest = 0 if self.state is None else self.state.latest
            present = (each for each in found if each.step >= latest)
            self.history.add_evaluations(tuple(self.history.new_ones(present)))
