"""Whether a run can be cured: the cures of what was said are tried, and what came out is laid beside the healthy twin."""

from __future__ import annotations

import math
import time

import numpy as np

from nnsim.diagnosis.illness import illnesses
from nnsim.diagnosis.prescribing import Prescriber
from nnsim.diagnosis.trial import treat
from nnsim.diagnosis.tried import Trial
from tests.benchmarks.doctor.cases.curing import treated
from tests.benchmarks.doctor.cases.real_case import RealCase
from tests.benchmarks.doctor.followed import Followed
from tests.benchmarks.doctor.rows import Row

WITHIN = 0.05
"""Share of what the twin comes to by which a cured one may stay behind."""
SECONDS = 60.0
"""How long the cures of one run are tried at most."""


def cure(row: Row, sick: Followed, healthy: Followed, *, by_hand: bool = False) -> None:
    """Try the cures of what is said at the end, and write into `row` whether one that helped comes to what the twin does.

    Nothing is tried where only a person can mend the data: no edit cures them.
    """
    about_data = all(key in illnesses and illnesses[key].about_data for key in row.meant)
    if sick.last is None or by_hand or about_data:
        return
    began = time.perf_counter()
    *_, last = treat(sick.last, sick.said, seconds=SECONDS)
    row.cure_seconds = round(time.perf_counter() - began, 2)
    row.tried = [f"{trial.key}: {trial.end:.3f}{' helped' if trial.helped else ''}" for trial in last.trials]
    best = last.best
    if best is None and not sick.trained.diverged and sick.trained.score >= _nearly(healthy):
        # It does as well as its twin: by new rows there is nothing to be cured.
        return
    row.cured = best is not None and _comes_near(best, sick, healthy)
    row.cure = "" if best is None else best.key


def treat_case(row: Row, case: RealCase) -> None:
    """Treat a real case, and write into `row` whether a cure was found that works; None where only the data can be mended."""
    one = treated(case, SECONDS)
    row.cured = None if one.by_hand and not one.is_cured else one.is_cured
    row.cure, row.cure_seconds = "" if one.best is None else one.best.key, round(one.seconds, 2)


def _comes_near(trial: Trial, sick: Followed, healthy: Followed) -> bool:
    """Whether cured twins come to within 5 % of the healthy one: by accuracy or R², the mean, or by validation loss.

    Losses count only where both are asked the same of the same rows.
    """
    arm, twin = trial.cured[0], healthy.trained
    score = math.fsum(float(one.scores[-1]) for one in trial.cured) / len(trial.cured)
    if score >= _nearly(healthy):
        return True
    assert sick.last is not None
    known = healthy.last
    ground = Prescriber(sick.last).ground(trial.project)
    if known is None or known.data is None or ground is None or not trial.is_judged:
        return False
    same_rows = np.array_equal(ground.data.validation.targets, known.data.validation.targets)
    mine, theirs = (
        [(o.loss, o.weight, o.columns) for o in r.outputs] for r in (ground.resolved, known.resolved)
    )
    return bool(same_rows and mine == theirs and arm.val_loss[-1] <= (1 + WITHIN) * twin.val_loss[-1])


def _nearly(healthy: Followed) -> float:
    return healthy.trained.score - WITHIN * abs(healthy.trained.score)
