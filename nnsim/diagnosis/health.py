"""How training goes, in three words, from what has been read so far."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from nnsim.base.text import mark, tr

READY = mark("Press Play to train, or Step to see a single batch.")
DIVERGED = mark("The loss grew beyond all bounds. Lower the learning rate, then play on or reset.")
CONVERGED = mark("Every training example is right: the rule has nothing left to correct.")
HAS_LEARNED = mark("The network answers rightly, on examples it has not learned from as well.")
OVERFITS = mark(
    "Training loss falls while validation loss rises: it learns the examples by heart. Stop earlier, use more data,"
    " weight decay or dropout."
)
LEARNS = mark("The loss is falling.")
HARDLY_LEARNS = mark(
    "After many steps the loss has hardly moved. Try another learning rate, initialisation, activation or a larger"
    " network."
)
JUST_STARTED = mark("Too few steps to judge.")

Mood = Literal["neutral", "good", "warning", "bad"]

VANISHED = 1e-3
"""A first layer with less than this share of the last layer's gradient hardly learns."""
EXPLODED = 1e3
"""A first layer with more than this times the last layer's gradient is torn about."""
GOOD_ACCURACY = 0.95
WORTH_SAYING = 0.05
"""Validation losses below this share of the first loss are small whatever they do."""
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
        return Health("bad", tr("Diverged"), text=tr(DIVERGED))
    if vitals.steps == 0:
        return Health("neutral", tr("Ready to train"), text=tr(READY))
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
        return Health("good", tr("Converged"), text=tr(CONVERGED))
    accurate = vitals.val_accuracy is not None and vitals.val_accuracy >= GOOD_ACCURACY
    if _memorises(vitals):
        words = tr("Learned, overfits now") if accurate else tr("Memorises, not learns")
        return Health("warning", words, text=tr(OVERFITS))
    if _has_learned(vitals):
        return Health("good", tr("Has learned"), text=tr(HAS_LEARNED))
    if _fell_to(vitals, 0.97):
        return Health("good", tr("Learning"), text=tr(LEARNS))
    if vitals.steps > 2000:
        return Health("warning", tr("Hardly learns"), text=tr(HARDLY_LEARNS))
    return Health("neutral", tr("Just started"), text=tr(JUST_STARTED))


def _memorises(vitals: Vitals) -> bool:
    if None in (vitals.val_loss, vitals.best_val_loss, vitals.train_loss, vitals.first_loss):
        return False
    assert vitals.val_loss is not None
    assert vitals.best_val_loss is not None
    assert vitals.train_loss is not None
    assert vitals.first_loss is not None
    if vitals.val_loss < WORTH_SAYING * vitals.first_loss:
        return False
    return vitals.val_loss > OVERFIT * max(vitals.best_val_loss, vitals.train_loss) and _fell_to(vitals, 0.5)


def _times(ratio: float) -> str:
    if math.isinf(ratio):
        return "∞"
    digits = max(0, math.floor(math.log10(ratio)) - 1)
    return f"{round(ratio, -digits):,.0f}"
