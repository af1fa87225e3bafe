"""Whether a sick run is sick and a healthy one learns: from scores and losses alone, never from what the doctor reads."""

from __future__ import annotations

from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made, Well

DEARER = 1.3
"""How many times the validation loss of its twin that of a sick one is at least, where losses are compared."""

DOUBLED, BY = 2.0, 0.1
"""A validation loss that has at least doubled from its least, and risen by so much, is of a run that learns by heart."""
WORSENED, BETTER_BEFORE = 1.2, 0.02
"""A validation loss that has risen by so much from its least, with a score that is by so much below its best, is not well."""


def why_not_sick(made: Made, sick: Trained, healthy: Trained) -> str:
    """Return why a pair does not show its illness; empty where it does."""
    if made.shown != "built" and not healthy.comes_to >= made.least:
        return "the twin does not learn"
    if made.shown != "built" and _by_heart(healthy):
        return "the twin learns by heart"
    if made.shown == "score" and not sick.comes_to <= made.worse * healthy.comes_to:
        return "not clearly worse"
    if made.shown == "loss" and not (sick.diverged or sick.val_loss[-1] >= DEARER * healthy.val_loss[-1]):
        return "loss not clearly higher"
    return "" if made.proof(sick, healthy) else "not proven"


def why_not_well(well: Well, trained: Trained) -> str:
    """Return why a run is no healthy one; empty where it is."""
    return not_well(trained, well.least)


def not_well(trained: Trained, least: float) -> str:
    """Return why a run does not do well: too little is learned, or it was better on new rows before."""
    if not trained.comes_to >= least:
        return "does not learn"
    if _by_heart(trained):
        return "learns by heart"
    loss = trained.val_loss
    if len(loss) and loss[-1] > WORSENED * loss.min() and trained.score < trained.best_score - BETTER_BEFORE:
        return "was better before"
    return ""


def _by_heart(trained: Trained) -> bool:
    loss = trained.val_loss
    return bool(len(loss) and loss[-1] > DOUBLED * loss.min() and loss[-1] > loss.min() + BY)
