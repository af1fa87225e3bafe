"""A run of the benchmark that is followed: what the doctor says at every look, and apart from that how it did."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.persisting import Persisting
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.score import constant_score, score
from nnsim.document.project import Project
from tests.benchmarks.doctor.published import Published


@dataclass(frozen=True)
class Trained:
    """How a run did, without anything that the doctor read or said.

    Attributes
    ----------
    score
        Accuracy or R² on the validation part at the end; −inf where it diverged.
    constant
        What the best constant answer comes to in the same measure.
    best_score
        The highest at any look.
    train_score
        On the training part at the end.
    steps
        Steps at which was measured, (m,).
    train_loss, val_loss
        At those, (m,).
    diverged
        Whether its loss left all bounds.
    ran
        Whether it could be trained at all.
    rounds
        With the run itself, for proofs that look at weights.
    """

    score: float
    constant: float
    best_score: float
    train_score: float
    steps: np.ndarray
    train_loss: np.ndarray
    val_loss: np.ndarray
    diverged: bool
    ran: bool
    rounds: Rounds

    @property
    def comes_to(self) -> float:
        """Share of the way from the best constant to being always right."""
        return (self.score - self.constant) / max(1e-9, 1.0 - self.constant)


@dataclass
class Followed:
    """A run with everything that was said of it.

    Attributes
    ----------
    trained
        How it did.
    looks
        (step, verdicts that are said) at every look.
    judging
        Seconds that judging took, of `seconds` in all.
    last
        What was known at the end.
    published
        What fixed thresholds say.
    """

    trained: Trained
    looks: list[tuple[int, tuple[Verdict, ...]]] = field(default_factory=list)
    judging: float = 0.0
    seconds: float = 0.0
    last: Case | None = None
    published: set[str] = field(default_factory=set)

    @property
    def said(self) -> tuple[Verdict, ...]:
        """What is said at the end."""
        return self.looks[-1][1] if self.looks else ()

    @property
    def ever_said(self) -> set[str]:
        """Keys of all that was said at any look."""
        return {verdict.key for _, said in self.looks for verdict in said}


def follow(project: Project, steps: int, data: Prepared | None = None, *, judged: bool = True) -> Followed:
    """Train a project and, where `judged`, ask the doctor at every look.

    Raises NnsimError when its data cannot be used.
    """
    began, judging = time.perf_counter(), 0.0
    rounds, persisting = Rounds(project, data), Persisting()
    looks: list[tuple[int, tuple[Verdict, ...]]] = []
    best, last, published = -np.inf, None, Published()
    with np.errstate(all="ignore"):
        for case in rounds.walk(steps):
            if judged:
                start = time.perf_counter()
                looks.append((case.step, persisting.look(case)))
                judging += time.perf_counter() - start
                published.look(case)
            last = case
            if rounds.run is not None and rounds.diverged is None:
                best = max(best, score(rounds.run).value)
        trained = _trained(rounds, best)
    seconds = time.perf_counter() - began
    return Followed(trained, looks, judging, seconds, last, published.said)


def _trained(rounds: Rounds, best: float) -> Trained:
    run, history = rounds.run, rounds.history
    if run is None or history is None:
        none = np.zeros(0)
        return Trained(-np.inf, 0.0, -np.inf, -np.inf, none, none, none, False, False, rounds)
    diverged = rounds.diverged is not None
    # A run that has diverged stands at its last good weights again: that is not what it came to.
    ends, learned = (-np.inf, -np.inf) if diverged else (score(run).value, score(run, "train").value)
    course = history.evaluations
    return Trained(
        ends,
        _constant(rounds),
        best,
        learned,
        course.steps.copy(),
        course.mean(0).copy(),
        course.mean(1).copy(),
        diverged,
        True,
        rounds,
    )


def _constant(rounds: Rounds) -> float:
    """Return what the best constant answer comes to, in the measure of the score."""
    data = rounds.data
    part = data.validation if len(data.validation) else data.train
    return constant_score(data.train.targets, part.targets, data.classes)
