"""News of the runs, for those who wait for something to happen."""

from __future__ import annotations

from nnsim.base.event import Event
from nnsim.training.messages import (
    Diverged,
    Evaluation,
    Evaluations,
    Failed,
    Loaded,
    Moments,
    Noticed,
    Report,
    Retired,
    State,
    Tested,
)


class News:
    """What letters tell, one event for each kind.

    Events
    ------
    loaded(), changed(), kept(), evaluated(Evaluation), diverged(Diverged), noticed(Noticed), failed(Failed),
    tested(Tested)
        Of the run on the screen: it began; whether or how fast it runs, or where it stands, changed; other
        moments of it are kept; it was measured, once or more often, of which the last is told; it came to
        grief; its numbers are not quite what one would expect; it failed; it was measured on the test part.
    retired(Retired)
        A run plays no more, whether it is on the screen or not.
    """

    def __init__(self) -> None:
        self.loaded: Event[[]] = Event()
        self.changed: Event[[]] = Event()
        self.kept: Event[[]] = Event()
        self.evaluated: Event[[Evaluation]] = Event()
        self.diverged: Event[[Diverged]] = Event()
        self.noticed: Event[[Noticed]] = Event()
        self.failed: Event[[Failed]] = Event()
        self.tested: Event[[Tested]] = Event()
        self.retired: Event[[Retired]] = Event()

    def tell_of_shown(self, report: Report) -> None:
        """Let others know of a letter of the run on the screen."""
        match report:
            case Loaded():
                self.loaded.fire()
            case Evaluation():
                self.evaluated.fire(report)
            case Evaluations():
                self.evaluated.fire(report.each[-1])
            case State():
                self.changed.fire()
            case Moments():
                self.kept.fire()
            case Diverged():
                self.diverged.fire(report)
            case Noticed():
                self.noticed.fire(report)
            case Tested():
                self.tested.fire(report)
            case Failed():
                self.failed.fire(report)
            case _:
                pass
