"""What the doctor says of the cases: before training, and on the way, of the sick and of their repaired twins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.document.project import Project
from tests.benchmarks.doctor.cases.real_case import RealCase

EARLY = 200
"""Steps, or one epoch where that is longer, within which a cause is to be named."""
FIRST = 2
"""Verdicts among which the cause has to be."""


@dataclass(frozen=True)
class Look:
    """What was said at a step."""

    step: int
    verdicts: tuple[Verdict, ...]

    def __str__(self) -> str:
        said = ", ".join(f"{v.key} {v.confidence:.2f}" for v in self.verdicts[:4])
        return f"{self.step}: {said or '–'}"


@dataclass(frozen=True)
class Followed:
    """A case that was followed.

    Attributes
    ----------
    before, early
        Said of the sick network before training, and at the last look within the time.
    named_at
        Step at which a known cause first was among the first verdicts; −1: never.
    false_alarms
        What was said of the repaired twin, when it was said first.
    """

    case: RealCase
    before: Look
    early: Look
    named_at: int
    false_alarms: tuple[tuple[str, int, float], ...]

    @property
    def named(self) -> bool:
        """Whether a known cause was among the first verdicts in time."""
        return self.named_at >= 0


def looks(project: Project, steps: int | None) -> Iterator[Look]:
    """Train a project and yield what is said of it at every look; None: for as long as a cause may take."""
    rounds, seen = Rounds(project), Persisting()
    if steps is None:
        run = rounds.run
        epoch = 0 if run is None else run.batches.steps_per_epoch(run.setup.batch)
        steps = max(EARLY, epoch)
    for case in rounds.walk(steps):
        yield Look(case.step, seen.look(case))


def follow(case: RealCase) -> Followed:
    """Follow the sick network and its twin."""
    sick = list(looks(case.sick, None))
    named = [one.step for one in sick if {v.key for v in one.verdicts[:FIRST]} & set(case.causes)]
    alarms: dict[str, tuple[str, int, float]] = {}
    for one in looks(case.healthy, case.steps):
        for verdict in one.verdicts:
            alarms.setdefault(verdict.key, (verdict.key, one.step, verdict.confidence))
    return Followed(case, sick[0], sick[-1], named[0] if named else -1, tuple(alarms.values()))


def told(followed: Followed) -> Iterator[str]:
    """Yield what is printed of one case."""
    case = followed.case
    named = f"named at {followed.named_at}" if followed.named else "NOT NAMED"
    yield f"{case.key} ({case.source}) {case.title}: {named} [{', '.join(case.causes)}]"
    yield f"    before {followed.before}"
    yield f"    early  {followed.early}"
    if followed.false_alarms:
        said = ", ".join(f"{key} at {step} ({sure:.2f})" for key, step, sure in followed.false_alarms)
        yield f"    REPAIRED TWIN CALLED ILL: {said}"


def summed(all_: list[Followed]) -> Iterator[str]:
    """Yield the figures over all cases, those of the table and our own apart."""
    for own in (False, True):
        some = [f for f in all_ if (f.case.source == "own") is own]
        if not some:
            continue
        missed = [f.case.key for f in some if not f.named]
        called = [f.case.key for f in some if f.false_alarms]
        whose = "own cases" if own else "cases of the table"
        share = (len(some) - len(missed)) / len(some)
        yield f"{whose}: {len(some) - len(missed)} of {len(some)} named ({share:.0%}); not: {', '.join(missed) or '–'}"
        yield f"    repaired twins called ill: {len(called)} of {len(some)}: {', '.join(called) or '–'}"
