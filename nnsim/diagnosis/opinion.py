"""What is said of a training in few words: the first thing that is wrong with it, or how well it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.wellbeing import wellbeing

Mood = Literal["neutral", "good", "warning", "bad"]
SURE = 0.9
"""Confidence from which an illness is said as bad, and no longer as a warning."""

READY = mark("Press Play to train, or Step to see a single batch.")
CONVERGED = mark("Every training example is right: the rule has nothing left to correct.")
NO_LOSS = mark("This rule has no loss. What it reports of its own is drawn in the panel Loss.")
NO_GOAL = mark("This rule does not make the loss small; the loss is only shown.")


@dataclass(frozen=True)
class Opinion:
    """What a pill says, and what is behind it.

    Attributes
    ----------
    mood
        How bad it is.
    words
        For the pill: two or three.
    text
        What is behind them.
    verdicts
        What was found, causes first, without what was set aside.
    set_aside
        What was found, and was set aside for this project.
    urgent
        Whether it should be said unasked: training does not go well. Before it, whoever draws is left alone.
    """

    mood: Mood
    words: str
    text: str = ""
    verdicts: tuple[Verdict, ...] = ()
    set_aside: tuple[Verdict, ...] = ()
    urgent: bool = False

    @property
    def first(self) -> Verdict | None:
        """What is said first; None where nothing is wrong."""
        return self.verdicts[0] if self.verdicts else None

    @property
    def key(self) -> str:
        """What it is about: the same as long as the same is wrong."""
        return self.verdicts[0].key if self.verdicts else self.words

    @property
    def told(self) -> str:
        """Words and text, for a tooltip or a line of output."""
        return "\n".join(filter(None, (self.words, self.text)))


NONE = Opinion("neutral", "")
"""While nothing was looked at."""


def mood_of(verdict: Verdict) -> Mood:
    """Return how bad it is to have what was found."""
    return "bad" if verdict.confidence >= SURE else "warning"


def sureness(verdict: Verdict) -> str:
    """Return how sure the doctor is, for people."""
    return tr("{n} % sure").format(n=f"{100 * min(verdict.confidence, 0.995):.0f}")


def opinion_of(
    case: Case, verdicts: tuple[Verdict, ...], set_aside: Iterable[str] = (), *, playing: bool = True
) -> Opinion:
    """Return what is said of a case.

    Parameters
    ----------
    verdicts
        What is found in it, causes first.
    set_aside
        Keys of illnesses that are not to be said of this project.
    playing
        Whether it trains at this moment: else nothing is said to go on.
    """
    hushed = frozenset(set_aside)
    said = tuple(verdict for verdict in verdicts if verdict.key not in hushed)
    aside = tuple(verdict for verdict in verdicts if verdict.key in hushed)
    if not case.resolved.can_train and case.diverged is None:
        words = tr("Runs, cannot train") if case.resolved.can_run else tr("Not ready yet")
        why = next((problem.text for problem in case.resolved.errors), "")
        return Opinion("neutral", words, why, said, aside)
    if said:
        first = said[0]
        mood: Mood = "bad" if case.diverged is not None else mood_of(first)
        return Opinion(mood, tr(first.illness.title), first.text, said, aside, case.step > 0)
    if case.diverged is not None:
        return Opinion("bad", tr("Diverged"), case.diverged.sentence(), said, aside, urgent=not aside)
    return _of_the_well(case, aside, playing)


def _of_the_well(case: Case, aside: tuple[Verdict, ...], playing: bool) -> Opinion:
    """Return what is said where nothing was found."""
    if case.step == 0:
        return Opinion("neutral", tr("Ready to train"), tr(READY), (), aside)
    rule, course = case.training.rule, case.course
    if rule.only_corrects and course is not None and course.train_accuracy[-1:] == 1.0:
        return Opinion("good", tr("Converged"), tr(CONVERGED), (), aside)
    if not rule.minimises_loss or (course is not None and course.history.columns.loss < 0):
        words = tr("Training") if playing else tr("Paused")
        return Opinion("neutral", words, tr(NO_LOSS if rule.minimises_loss else NO_GOAL), (), aside)
    found = wellbeing(case)
    mood: Mood = "good" if found.is_well else "warning"
    if found.is_well and not found.is_good:
        mood = "neutral"
    goes_on = found.key in ("still_learning", "noisy_but_falling", "slow_but_steady")
    words = tr("Was learning") if goes_on and not playing else found.title
    return Opinion(mood, words, found.text, (), aside)
