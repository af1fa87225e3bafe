"""Whether a run can be cured: the cures of what was said are tried, and what came out is laid beside the healthy twin."""

from __future__ import annotations

import math
import time

from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.trial import treat
from nnsim.diagnosis.tried import Trial
from tests.benchmarks.doctor.followed import Followed
from tests.benchmarks.doctor.rows import Row

WITHIN = 0.05
"""Share of what the twin comes to by which a cured one may stay behind."""
SECONDS = 60.0
"""How long the cures of one run are tried at most."""


def cure(row: Row, sick: Followed, healthy: Followed) -> None:
    """Try the cures of what is said at the end, and write into `row` whether one that helped comes to what the twin does.

    Nothing is tried for illnesses of the data: no edit cures them.
    """
    if sick.last is None or all(key in illnesses and illnesses[key].about_data for key in row.meant):
        return
    began = time.perf_counter()
    *_, last = treat(sick.last, sick.said, seconds=SECONDS)
    row.cure_seconds = round(time.perf_counter() - began, 2)
    row.tried = [f"{trial.key}: {trial.end:.3f}{' helped' if trial.helped else ''}" for trial in last.trials]
    best = last.best
    row.cured = best is not None and _comes_near(best, healthy)
    row.cure = "" if best is None else best.key


def _comes_near(trial: Trial, healthy: Followed) -> bool:
    """Whether the first cured twin comes to within 5 % of the healthy one, by accuracy or R²."""
    arm, twin = trial.cured[0], healthy.trained
    score = float(arm.scores[-1]) if len(arm.scores) else -math.inf
    return score >= twin.score - WITHIN * abs(twin.score)
