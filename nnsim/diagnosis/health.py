"""How training goes, in three words, from what has been read so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from nnsim.base.text import tr

Mood = Literal["neutral", "good", "warning", "bad"]

VANISHED = 1e-3
"""A first layer with less than this share of the last layer's gradient hardly learns."""
EXPLODED = 1e3
"""A first layer with more than this times the last layer's gradient is torn about."""
GOOD_ACCURACY = 0.95
OVERFIT = 1.5
"""Validation loss over training loss, and over its own best, from which memorising is said."""


@dataclass(frozen=True)
class Vitals:
    """What a verdict is made of.

    Attributes
    ----------
    layers
        Name and ‖∂L/∂W‖ of every layer with parameters, first layer first.
    train_loss, val_loss, first_loss, best_val_loss
        Losses now, the training loss at the beginning, and the least validation loss so far;
        None while unknown.
    val_accuracy
        None for a regression.
    corrections_ended
        Whether a rule that corrects mistakes finds none any more.
    """

    steps: int = 0
    diverged: bool = False
    layers: tuple[tuple[str, float], ...] = ()
    train_loss: float | None = None
    val_loss: float | None = None
    first_loss: float | None = None
    best_val_loss: float | None = None
    val_accuracy: float | None = None
    corrections_ended: bool = False


@dataclass(frozen=True)
class Health:
    """A verdict: a mood, the words for the pill, and what is behind them."""

    mood: Mood
    words: str
    title: str = ""
    text: str = ""


def judge(vitals: Vitals) -> Health:
    """Return the verdict on a run."""
    if vitals.diverged:
        return Health("bad", tr("Diverged"))
    if vitals.steps == 0:
        return Health("neutral", tr("Ready to train"))
    return _by_gradients(vitals) or _by_losses(vitals)


def _by_gradients(vitals: Vitals) -> Health | None:
    if len(vitals.layers) < 2 or _has_learned(vitals):
        return None
    (first, low), (last, high) = vitals.layers[0], vitals.layers[-1]
    if not (math.isfinite(low) and math.isfinite(high)) or high <= 0:
        return None
    share = low / high
    if share < VANISHED:
        return Health(
            "warning",
            tr("Gradients vanish"),
            tr("{first} learns {times}× slower than {last}").format(
                first=first, last=last, times=_times(1 / share if share > 0 else math.inf)
            ),
            tr(
                "On its way back every layer passes on only part of the gradient; sigmoid passes at most ¼."
                " The first layers hardly move."
            ),
        )
    if share > EXPLODED:
        return Health(
            "warning",
            tr("Gradients explode"),
            tr("The gradient of {first} is {times}× that of {last}").format(
                first=first, last=last, times=_times(share)
            ),
            tr("On its way back every layer makes the gradient larger: the first layers are torn about."),
        )
    return None


def _has_learned(vitals: Vitals) -> bool:
    """Whether the run is at its goal, where small gradients are as they should be."""
    if vitals.val_accuracy is not None and vitals.val_accuracy >= GOOD_ACCURACY:
        return True
    return _fell_to(vitals, 0.05)


def _fell_to(vitals: Vitals, share: float) -> bool:
    return (
        vitals.train_loss is not None
        and vitals.first_loss is not None
        and vitals.train_loss <= share * vitals.first_loss
    )


def _by_losses(vitals: Vitals) -> Health:
    if vitals.corrections_ended:
        return Health("good", tr("Converged"))
    if vitals.val_accuracy is not None and vitals.val_accuracy >= GOOD_ACCURACY:
        return Health("good", tr("Has learned"))
    if _memorises(vitals):
        return Health("warning", tr("Memorises, not learns"))
    if _has_learned(vitals):
        return Health("good", tr("Has learned"))
    if _fell_to(vitals, 0.97):
        return Health("good", tr("Learning"))
    if vitals.steps > 2000:
        return Health("warning", tr("Hardly learns"))
    return Health("neutral", tr("Just started"))


def _memorises(vitals: Vitals) -> bool:
    if vitals.val_loss is None or vitals.best_val_loss is None or vitals.train_loss is None:
        return False
    return vitals.val_loss > OVERFIT * max(vitals.best_val_loss, vitals.train_loss) and _fell_to(vitals, 0.5)


def _times(ratio: float) -> str:
    if math.isinf(ratio):
        return "∞"
    digits = max(0, math.floor(math.log10(ratio)) - 1)
    return f"{round(ratio, -digits):,.0f}"
