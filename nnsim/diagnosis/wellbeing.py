"""How a run goes when nothing is wrong with it: what is said where there is no verdict.

Illnesses are asked by `nnsim.diagnosis.doctor.judge`; this is asked beside it, and knows nothing of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.numerals import percent, short
from nnsim.diagnosis.progress import explained
from nnsim.diagnosis.sign import rising

TITLES = {
    "too_early": mark("Too early to say"),
    "converged": mark("Has learned"),
    "still_learning": mark("Learning"),
    "noisy_but_falling": mark("Learning, noisily"),
    "slow_but_steady": mark("Learning slowly"),
    "nothing_yet": mark("Nothing learned yet"),
    "not_learning": mark("Not learning"),
}
"""How a run can go, marked for translation; the last where none of the others is true."""
EARLY_STEPS, EARLY_EPOCHS = 20, 1.0
"""Before both of these nothing is said about learning, unless it is plain."""
PLAIN = 0.3
"""Share of the constant answer's loss that is gone when learning is plain."""
NOISY = 0.25
"""Spread of the batch losses, as a share of their mean, from which a run is called noisy."""
GOAL = 0.95
"""Share of right answers, or of a constant answer's loss that is gone, from which a network has learned."""
NOTHING, NOTHING_NEW = 0.1, 0.05
"""Shares of what a constant answer gets wrong, of the training part and of what it has not learned from, below which
nothing has been learned beyond that answer."""
FAIR_STEPS, FAIR_EPOCHS, LONG_STEPS = 300, 3.0, 1000
"""Steps and epochs that are a fair chance to learn something, and steps that are one however large the data."""
SLOW = 0.1
"""Share of the loss that goes while the steps double, below which a run is called slow."""


@dataclass(frozen=True)
class Wellbeing:
    """How a run goes.

    Attributes
    ----------
    key
        One of `TITLES`.
    title, text
        In few words and in a sentence or two, translated.
    since_step
        From which step on it is so, as far as that is known: the step of the case.
    """

    key: str
    title: str
    text: str
    since_step: int

    @property
    def is_well(self) -> bool:
        """Whether it goes well, as far as can be told: nothing speaks for an illness."""
        return self.key != "not_learning"

    @property
    def is_good(self) -> bool:
        """Whether there is something good to say: something is being learned, or has been."""
        return self.key not in ("too_early", "nothing_yet", "not_learning")

    def after(self, before: Wellbeing | None) -> Wellbeing:
        """Return this, said since `before` was said where that is the same."""
        if before is None or before.key != self.key:
            return self
        return Wellbeing(self.key, self.title, self.text, before.since_step)


def wellbeing(case: Case) -> Wellbeing:
    """Return how the training of `case` goes. Pure, as `judge` is."""
    key, text = _found(case)
    return Wellbeing(key, tr(TITLES[key]), text, case.step)


def _found(case: Case) -> tuple[str, str]:
    course, progress = case.course, case.progress
    if course is None or progress is None:
        return "too_early", tr("No step has been taken yet.")
    if case.diverged is not None:
        return "not_learning", tr("The loss grew beyond all bounds.")
    if not len(progress.losses):
        return "too_early", tr("The loss has not been measured yet.")
    numbers = {
        "loss": short(progress.now),
        "constant": short(progress.constant),
        "first": short(progress.first),
    }
    early = course.step < EARLY_STEPS or course.epoch < EARLY_EPOCHS
    if early and progress.learned < PLAIN:
        return "too_early", tr("{steps} steps are too few to say how it goes.").format(
            steps=f"{course.step:,}"
        )
    if _has_settled(case) and (
        case.has_learned >= 0.5 or (case.beats_constant >= 1 and not _can_learn(case))
    ):
        return "converged", tr(
            "The training loss is {loss}, where a constant answer has {constant}, and hardly changes any more."
        ).format(**numbers)
    if _is_at_its_goal(case):
        return "converged", tr(
            "The training loss is {loss}, where a constant answer has {constant}; little is left to learn."
        ).format(**numbers)
    falling = max(case.is_learning, rising(progress.gone, 0.02, 0.1, 1.0) if _is_at_best(case) else 0.0)
    if (falling >= 0.5 or case.beats_constant >= 0.5) and _has_nothing_yet(case):
        return "nothing_yet", tr(
            "After {steps} steps hardly anything has been learned beyond a constant answer (training loss {loss}, a constant"
            " answer {constant}), and no cause was found. Some tasks are learned late and all at once."
        ).format(steps=f"{course.step:,}", **numbers)
    if falling < 0.5:
        if case.has_learned >= 0.5:
            return "converged", tr(
                "The training loss is {loss}, where a constant answer has {constant}."
            ).format(**numbers)
        return _standing(case, numbers)
    if course.noise > NOISY and course.trend < 8.0:
        return "noisy_but_falling", tr(
            "The loss jumps by {noise} from batch to batch, and falls beneath that: {first} at first, {loss} now."
        ).format(noise=percent(course.noise), **numbers)
    if course.recent_fall < SLOW and case.has_learned < 1:
        return "slow_but_steady", tr(
            "{share} of the loss went while the last half of the steps was taken: slow, and steady."
        ).format(share=percent(max(0.0, course.recent_fall)))
    return "still_learning", tr("The training loss falls: {first} at first, {loss} now.").format(**numbers)


def _standing(case: Case, numbers: dict[str, str]) -> tuple[str, str]:
    """Return what to say of a loss that neither falls nor has come down."""
    if case.beats_constant >= 0.5:
        text = tr("The training loss stays at {loss}, below the {constant} of a constant answer.")
        return "converged", text.format(**numbers)
    course = case.course
    assert course is not None
    if course.step < 10 * EARLY_STEPS and not course.stopped:
        return "too_early", tr("The loss does not fall yet; many networks pause at first.")
    text = tr("The training loss is {loss}; it was {first} at first, and a constant answer has {constant}.")
    return "not_learning", text.format(**numbers)


def _has_nothing_yet(case: Case) -> bool:
    """Return whether after a fair chance it comes to no more than a constant answer, and hardly comes nearer."""
    course, progress = case.course, case.progress
    assert course is not None
    assert progress is not None
    fair = (course.step >= FAIR_STEPS and course.epoch >= FAIR_EPOCHS) or course.step >= LONG_STEPS
    if not fair or progress.learned >= NOTHING or explained(case) >= NOTHING_NEW:
        return False
    return not (case.is_learning >= 0.5 and course.recent_fall >= SLOW)


def _has_settled(case: Case) -> bool:
    """Return whether the loss hardly changes any more, beside that of the constant answer."""
    course, progress = case.course, case.progress
    assert course is not None
    assert progress is not None
    older, newer = course.halves
    if not newer.size or not older.size:
        return False
    return abs(float(older.mean() - newer.mean())) < 0.02 * progress.constant


def _is_at_its_goal(case: Case) -> bool:
    """Return whether so much is right that what the loss still does is no matter: `GOAL` of the validation part (of
    the training part without one), or half of what the most frequent class leaves of it where that is more; of numbers
    `GOAL` of the loss of a constant answer is gone. At the last two measurements, so that one lucky one is none.
    """
    course, progress = case.course, case.progress
    assert course is not None
    assert progress is not None
    if course.step < 5 * EARLY_STEPS or course.epoch < EARLY_EPOCHS:
        return False
    right = course.val_accuracy if np.isfinite(course.val_accuracy[-1:]).any() else course.train_accuracy
    if len(right):
        most = case.baseline.accuracy or 0.0
        return bool(len(right) > 1 and right[-2:].min() >= max(GOAL, (1.0 + most) / 2))
    losses = course.val_loss if np.isfinite(course.val_loss[-1:]).any() else course.train_loss
    return len(losses) > 1 and float(losses[-2:].max()) <= (1.0 - GOAL) * progress.constant


def _can_learn(case: Case) -> bool:
    return case.is_learning > 0.5


def _is_at_best(case: Case) -> bool:
    """Return whether the loss now is about the least so far."""
    progress = case.progress
    assert progress is not None
    losses = progress.losses
    return bool(progress.now <= progress.best + 0.1 * float(np.ptp(losses)))
