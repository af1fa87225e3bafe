"""How the run that is drawn goes, and how each of its twins does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.watch import Watch
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.session import Session

_Watches = Callable[[], Watch]


@dataclass(eq=False)
class _Judged:
    """A run that is watched, and what was said of it last."""

    watch: Watch
    health: Health
    playing: bool = False


class Verdicts:
    """Judges the runs of a comparison again and again while they go, each as often as the window judges its own."""

    def __init__(self, session: Session, watch: _Watches = Watch) -> None:
        self._session = session
        self._watch = watch
        self._known: dict[int, _Judged] = {}

    def of_drawn(self) -> Health:
        """Return the verdict on the run that is drawn."""
        session, workspace = self._session, self._session.workspace
        return self._of(
            session.run, session.feed.shown, workspace.resolved, workspace.prepared, workspace.project
        )

    def of_twin(self, number: int) -> Health:
        """Return the verdict on the twin whose run has this number."""
        twin = next(twin for twin in self._session.twins if twin.number == number)
        entry = self._session.runs[number]
        return self._of(number, entry.feed, twin.resolved, twin.data, entry.project)

    def forget_others(self) -> None:
        """Let go of what is known of runs that are compared no more."""
        kept = {self._session.run, *self._session.twins.numbers}
        self._known = {number: known for number, known in self._known.items() if number in kept}

    def _of(
        self, run: int, feed: RunFeed, resolved: Resolved, data: Prepared | None, project: Project
    ) -> Health:
        if feed.past_step is not None:
            return Health("neutral", tr("Looking back"))
        if feed.history is None and feed.outcome:
            return Health("bad", tr("Cannot be trained"), text=feed.outcome)
        known = self._known.get(run)
        if known is None:
            known = self._known[run] = _Judged(self._watch(), Health("neutral", ""))
        known.watch.learn(resolved, project.training, data)
        if feed.diverged:
            known.watch.diverge()
        turned = known.watch.play(feed.playing)
        due = feed.history is not None and known.watch.look(feed.history.version) == "judge"
        if due or turned or not known.health.words:
            steps = feed.state.step if feed.state is not None else 0
            known.health = known.watch.verdict(
                feed.history, steps, project, ready=resolved.can_train, runs=resolved.can_run
            )
        return known.health
