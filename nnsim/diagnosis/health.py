"""How training goes, in three words, from what has been read so far."""

from __future__ import annotations

import math

from nnsim.base.text import mark, tr
from nnsim.diagnosis import simple_cures as cures
from nnsim.diagnosis.gradients import judge_gradients
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.vitals import Vitals
from nnsim.document.project import Project

READY = mark("Press Play to train, or Step to see a single batch.")
DIVERGED = mark("The loss grew beyond all bounds. Lower the learning rate, then play on or reset.")
CONVERGED = mark("Every training example is right: the rule has nothing left to correct.")
HAS_LEARNED = mark("The network answers rightly, on examples it has not learned from as well.")
ALL_LEARNED = mark("The network answers rightly, on the examples it learns from; there are no others to try.")
OVERFITS = mark(
    "Training loss falls while validation loss rises: it learns the examples by heart. Stop earlier, use more data,"
    " weight decay or dropout."
)
LEARNS = mark("The loss is falling.")
STILL_ABOVE = mark(
    "The loss is falling. To answer every example alike would still cost less: {best}, where the network has {loss}."
)
NO_BETTER = mark(
    "To answer every example alike costs {best}, and the network has {loss}: it has learned nothing that tells"
    " examples apart. Try another learning rate, initialisation, activation or a larger network."
)
HARDLY_LEARNS = mark(
    "After many steps the loss has hardly moved. Try another learning rate, initialisation, activation or a larger"
    " network."
)
JUST_STARTED = mark("Too few steps to judge.")
NO_GOAL = mark("This rule does not make the loss small; the loss is only shown.")
NO_LOSS = mark("This rule has no loss. What it reports of its own is drawn in the panel Loss.")

MANY_STEPS = 2000
"""Steps after which a network that has learned nothing is told so."""
BEATEN = 0.95
"""A training loss below this share of that of the best constant answer is better than it."""
GOOD_ACCURACY = 0.95
WORTH_SAYING = 0.05
"""Validation losses below this share of the loss to be beaten are small whatever they do."""
OVERFIT = 1.5
"""Validation loss over training loss, and over its own best, from which memorising is said."""


def judge(vitals: Vitals, project: Project | None = None) -> Health:
    """Return the verdict on a run; `project` is what a cure would change (None: no cures)."""
    if vitals.diverged:
        return _diverged(vitals, project)
    if vitals.steps == 0:
        return _doubtful(vitals) or Health("neutral", tr("Ready to train"), text=tr(READY))
    if not vitals.has_loss:
        return Health("neutral", tr("Training"), text=tr(NO_LOSS), at_rest=tr("Paused"))
    if not vitals.known.minimises_loss:
        return Health("neutral", tr("Training"), text=tr(NO_GOAL), at_rest=tr("Paused"))
    if vitals.corrections_ended:
        return Health("good", tr("Converged"), text=tr(CONVERGED))
    at_goal = _has_learned(vitals) or _is_nothing(vitals)
    if not at_goal and not (_beats_a_constant(vitals) and _more_right_than_a_constant(vitals)):
        # What stood in the way from the beginning is the cause of whatever is seen now.
        cause = _doubtful(vitals)
        if cause is not None:
            return cause
    if not at_goal and vitals.known.back_propagates:
        found = judge_gradients(vitals, project)
        if found is not None:
            return found
    return _by_losses(vitals)


def _diverged(vitals: Vitals, project: Project | None) -> Health:
    words = tr("Diverged")
    for doubt in vitals.known.doubts:
        if doubt.overflows:
            return Health("bad", words, doubt.words, doubt.text, doubt.repair)
    return Health("bad", words, tr("The steps are too large"), tr(DIVERGED), cures.lower_rate(project))


def _doubtful(vitals: Vitals) -> Health | None:
    """Return the first thing that was doubtful before training began, as a verdict."""
    if not vitals.known.doubts:
        return None
    doubt = vitals.known.doubts[0]
    urgent = vitals.steps > 0
    return Health("warning", doubt.words, doubt.words, doubt.text, doubt.repair, urgent)


# ---- how far it is --------------------------------------------------------------------------------


def _to_beat(vitals: Vitals) -> float | None:
    """Return the loss of the best constant answer, or of the beginning where that says nothing."""
    best = vitals.known.baseline.loss
    return best if best is not None and best > 0 else vitals.first_loss


def _fell_to(vitals: Vitals, share: float) -> bool:
    """Whether the training loss is at most this share of the loss that is to be beaten."""
    wanted = _to_beat(vitals)
    return vitals.train_loss is not None and wanted is not None and vitals.train_loss <= share * wanted


def _is_nothing(vitals: Vitals) -> bool:
    """Whether the loss is so small that gradients have every right to be 0."""
    return _fell_to(vitals, 1e-6) and _beats_a_constant(vitals)


def _beats_a_constant(vitals: Vitals) -> bool:
    if vitals.known.baseline.loss == 0:
        # As with the perceptron criterion, for which an output of 0 is never wrong.
        return _more_right_than_a_constant(vitals)
    return _fell_to(vitals, BEATEN)


def _more_right_than_a_constant(vitals: Vitals) -> bool:
    """Whether more examples are right than are of the most frequent class; true where that is not known."""
    most = vitals.known.baseline.accuracy
    if vitals.val_accuracy is None or most is None:
        return True
    return vitals.val_accuracy > most + 0.05 * (1 - most)


def _has_learned(vitals: Vitals) -> bool:
    """Whether the run is at its goal, where small gradients are as they should be."""
    if vitals.val_accuracy is not None:
        most = vitals.known.baseline.accuracy or 0.0
        # 95 % right is nothing where 95 % are of one class: half of what that leaves must be right too.
        return vitals.val_accuracy >= max(GOOD_ACCURACY, (1 + most) / 2)
    wanted = _to_beat(vitals)
    if wanted is None or not _fell_to(vitals, 0.05):
        return False
    return vitals.val_loss is None or vitals.val_loss <= 0.1 * wanted


def _by_losses(vitals: Vitals) -> Health:
    learned = _has_learned(vitals)
    if _memorises(vitals):
        words = tr("Learned, overfits now") if learned else tr("Memorises, not learns")
        return Health("warning", words, text=tr(OVERFITS))
    if learned:
        return Health("good", tr("Has learned"), text=tr(HAS_LEARNED if vitals.known.unseen else ALL_LEARNED))
    if _beats_a_constant(vitals):
        return _learning(tr(LEARNS))
    return _not_yet(vitals)


def _learning(text: str) -> Health:
    return Health("good", tr("Learning"), text=text, at_rest=tr("Was learning"))


def _not_yet(vitals: Vitals) -> Health:
    """Return the verdict on a run that is no better than a constant answer."""
    best, loss, first = vitals.known.baseline.loss, vitals.train_loss, vitals.first_loss
    known = best is not None and best > 0 and loss is not None and math.isfinite(loss)
    numbers = {"best": f"{best:.4g}", "loss": f"{loss:.4g}"} if known else {}
    if vitals.steps > MANY_STEPS:
        if known:
            words = tr("No better than a constant")
            return Health("warning", tr("Hardly learns"), words, tr(NO_BETTER).format(**numbers))
        return Health("warning", tr("Hardly learns"), text=tr(HARDLY_LEARNS))
    if loss is not None and first is not None and loss <= 0.97 * first:
        text = tr(STILL_ABOVE).format(**numbers) if known else tr(LEARNS)
        return _learning(text)
    return Health("neutral", tr("Just started"), text=tr(JUST_STARTED))


def _memorises(vitals: Vitals) -> bool:
    wanted = _to_beat(vitals)
    if vitals.val_loss is None or vitals.best_val_loss is None or vitals.train_loss is None or wanted is None:
        return False
    if vitals.val_loss < WORTH_SAYING * wanted:
        return False
    much_worse = vitals.val_loss > OVERFIT * max(vitals.best_val_loss, vitals.train_loss)
    return much_worse and _fell_to(vitals, 0.5)
