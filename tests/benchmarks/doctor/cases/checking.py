"""Whether the sick networks really do not learn, and their repaired twins really do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.score import score
from nnsim.document.project import Project
from nnsim.training.divergence import DivergedError
from tests.benchmarks.doctor.cases.real_case import RealCase

LOOKS = 12
"""How often on the way it is measured: the best counts, for a sick network may have been better before."""


@dataclass(frozen=True)
class Learned:
    """What a network came to.

    Attributes
    ----------
    best, last
        Share of what a constant answer leaves: 0 is no better than it, 1 is perfect.
    score
        The best as accuracy or R².
    seconds
        How long it took.
    """

    best: float
    last: float
    score: float
    seconds: float


def learned(project: Project, steps: int, part: str) -> Learned:
    """Train a project for so many steps, and return what it came to; one that cannot be trained comes to 0."""
    began = time.perf_counter()
    rounds = Rounds(project)
    run = rounds.run
    if run is None:
        return Learned(0.0, 0.0, 0.0, 0.0)
    least = _constant(rounds, part)
    found = []
    every = max(1, steps // LOOKS)
    try:
        while run.step < steps and not run.finished:
            # `advance` stops at the end of an epoch, where a network is measured.
            before = run.step
            target = min(steps, run.step + every)
            while run.step < target and not run.finished:
                run.advance(target - run.step)
                run.take_points()
                if run.evaluation_is_due:
                    run.evaluate()
            found.append(score(run, part).value)
            if run.step == before:
                break
    except DivergedError:
        found.append(least)
    shares = (np.maximum(found, -9.0) - least) / (1 - least)
    return Learned(float(shares.max()), float(shares[-1]), float(max(found)), time.perf_counter() - began)


def _constant(rounds: Rounds, part: str) -> float:
    """Return the score of the best constant answer: the commonest class of the training part, or an R² of 0."""
    assert rounds.data is not None
    if not rounds.data.classes:
        return 0.0
    examples = getattr(rounds.data, part)
    asked = (examples if len(examples) else rounds.data.train).targets.astype(np.int64)
    return float((asked == np.bincount(rounds.data.train.targets.astype(np.int64)).argmax()).mean())


def table(cases: Iterable[RealCase]) -> Iterator[str]:
    """Yield a line of figures for every case."""
    yield f"{'case':14} {'sick best':>9} {'last':>6} {'well best':>9} {'last':>6} {'score':>6} {'s':>5}"
    for case in cases:
        sick = learned(case.sick, case.steps, case.learns)
        well = learned(case.healthy, case.steps, case.learns)
        wrong = "" if well.best >= 0.4 and sick.last < 0.85 * well.best else "  <- does not show it"
        yield (
            f"{case.key:14} {sick.best:9.2f} {sick.last:6.2f} {well.best:9.2f} {well.last:6.2f} {well.score:6.2f}"
            f" {sick.seconds + well.seconds:5.1f}{wrong}"
        )
