"""A tried cure in words: what it came to, and how the work stands."""

from __future__ import annotations

import math

import numpy as np

from nnsim.base.text import ntr, tr
from nnsim.diagnosis.records import beside
from nnsim.diagnosis.trial import Arm, Trial
from nnsim.document.project import Project
from nnsim.figures.ticks import steady


def losses_compare(trial: Trial, sick: Project) -> bool:
    """Return whether losses mean the same with a cure as without it: the same losses, on the same data."""
    cured = trial.project
    objectives = [
        {node.id: node.objective for node in p.graph.nodes if node.objective} for p in (sick, cured)
    ]
    return cured.data == sick.data and objectives[0] == objectives[1]


def came_to(trial: Trial) -> str:
    """Return what the score was without the cure and is with it; empty while it is not known."""
    if not trial.sick or not trial.cured:
        return ""
    before, after = _score(tuple(beside(trial))), _score(trial.cured)
    names = {"accuracy": tr("accuracy"), "balanced_accuracy": tr("Balanced accuracy"), "r2": "R²"}
    what = names[trial.cured[0].what]
    return tr("{what} {before} → {after}").format(what=what, before=before, after=after)


def losses_came_to(trial: Trial) -> str:
    """Return the same of the validation loss, of the training loss where there is none."""
    if not trial.sick or not trial.cured:
        return ""
    before, after = (_loss(arms) for arms in (tuple(beside(trial)), trial.cured))
    return tr("loss {before} → {after}").format(before=before, after=after)


def how_far(trial: Trial) -> str:
    """Return how the work on a trial stands, or what came of it."""
    if trial.why_not:
        return trial.why_not
    if not trial.cured:
        return tr("waiting")
    if trial.share < 1:
        return tr("trying … {n} %").format(n=f"{100 * trial.share:.0f}")
    return "" if trial.helped else tr("did not help")


def effort(trial: Trial) -> str:
    """Return how many steps each twin took, on how many seeds, and the seconds."""
    steps = max((int(arm.steps[-1]) for arm in trial.cured if len(arm.steps)), default=0)
    n = len(trial.cured)
    seeds = ntr("{n} seed", "{n} seeds", n).format(n=n)
    text = tr("{steps} steps, {seeds}, {seconds} s")
    return text.format(steps=f"{steps:,}", seeds=seeds, seconds=f"{trial.seconds:.1f}")


def _score(arms: tuple[Arm, ...]) -> str:
    if any(arm.diverged for arm in arms):
        return tr("diverged")
    ends = [arm.end for arm in arms if math.isfinite(arm.end)]
    if not ends:
        return "–"
    mean = sum(ends) / len(ends)
    return f"{mean:.2f}" if arms[0].what == "r2" else f"{100 * mean:.0f} %"


def _loss(arms: tuple[Arm, ...]) -> str:
    if any(arm.diverged for arm in arms):
        return tr("diverged")
    curves = [loss_curve(arm) for arm in arms]
    ends = [float(curve[-1]) for curve in curves if len(curve)]
    return steady(sum(ends) / len(ends)) if ends else "–"


def loss_curve(arm: Arm) -> np.ndarray:
    """Return the validation loss at every look, (m,); the training loss where there is no validation part."""
    has_validation = len(arm.val_loss) and not all(math.isnan(x) for x in arm.val_loss)
    return arm.val_loss if has_validation else arm.train_loss
