"""A diagnosis in words: for the terminal and the report alike."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nnsim.base.text import ntr, tr
from nnsim.diagnosis.cure import cures
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.records import beside, best_score, measure_of, was_tried
from nnsim.diagnosis.trial import Arm, Trial

if TYPE_CHECKING:
    from nnsim.diagnosis.diagnosis import Diagnosis


MOST_TOGETHER = 3
"""Combinations of cures that are shown."""


def headline(found: Diagnosis) -> str:
    """Return in a sentence how the project is."""
    steps = ntr("{n} step", "{n} steps", found.steps).format(n=f"{found.steps:,}")
    if found.interrupted and not found.verdicts:
        return tr("Stopped after {steps}. Until then nothing wrong was found.").format(steps=steps)
    if not (found.verdicts or found.problems or found.wellbeing.is_well):
        return tr("It is not learning, and no illness was found that says why. {text}").format(
            text=found.wellbeing.text
        )
    if found.healthy and found.wellbeing.key == "nothing_yet":
        return tr("No illness was found in {steps}. {title}: {text}").format(
            steps=steps, title=found.wellbeing.title, text=found.wellbeing.text
        )
    if found.healthy:
        return tr("Nothing wrong was found in {steps}. {title}: {text}").format(
            steps=steps, title=found.wellbeing.title, text=found.wellbeing.text
        )
    if not found.verdicts:
        # The problems that are told below say why.
        return tr("It cannot be trained.") if not found.steps else tr("It could not be trained to the end.")
    titles = " · ".join(tr(verdict.illness.title) for verdict in found.verdicts)
    return tr("Sick: {titles}").format(titles=titles)


def verdict_title(verdict: Verdict) -> str:
    """Return the name of what was found, how sure that is, and since when."""
    return tr("{title} ({percent} % sure, {since})").format(
        title=tr(verdict.illness.title),
        percent=f"{min(99, round(100 * verdict.confidence))}",
        since=since(verdict),
    )


def since(verdict: Verdict) -> str:
    """Return since when it has been seen."""
    if verdict.since_step == 0:
        return tr("before the first step")
    return tr("since step {n}").format(n=f"{verdict.since_step:,}")


def what_to_do(verdict: Verdict) -> Iterator[str]:
    """Yield what to do about it: the advice, and the cures that may help."""
    illness = verdict.illness
    if illness.advice:
        yield tr(illness.advice)
    names = cure_names(type(illness))
    if names:
        yield tr("What may help: {cures}").format(cures=" · ".join(names))


def cure_names(illness: type[Illness]) -> list[str]:
    """Return the cures of an illness that there are, the likeliest first, in words."""
    return [tr(cures[key].title) for key in illness.cures if key in cures]


def illnesses_of(cure: str) -> list[str]:
    """Return the illnesses that a cure may help with, in words."""
    return [tr(kind.title) for kind in illnesses if cure in kind.cures]


def measure_heads(trials: Sequence[Trial]) -> tuple[str, str]:
    """Return the heads of the columns of before and after: what was measured."""
    what = next((found for trial in trials if (found := measure_of(trial)) is not None), "accuracy")
    names = {"accuracy": tr("Accuracy"), "balanced_accuracy": tr("Balanced accuracy"), "r2": tr("R²")}
    return tr("{measure} before").format(measure=names[what]), tr("after")


def cures_table(trials: Sequence[Trial]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return heads and rows of the cures that are shown; the last two columns are numbers.

    What each is for is told where there are several illnesses.
    """
    shown = shown_trials(trials)
    several = len({trial.illness for trial in shown}) > 1
    heads = (tr("Cure"), *([tr("For")] if several else []), tr("Outcome"), tr("Seeds"))
    rows = []
    for trial in shown:
        seeds = ", ".join(str(seed) for seed in sorted({arm.seed for arm in trial.cured})) or "–"
        illness = [tr(illnesses[trial.illness].title)] if several else []
        numbers = scored(trial, beside(trial)), scored(trial, trial.cured)
        rows.append((trial.label or trial.key, *illness, outcome(trial), seeds, *numbers))
    return (*heads, *measure_heads(trials)), rows


def shown_trials(trials: Sequence[Trial]) -> list[Trial]:
    """Return every single cure that was tried, and of several together those that helped most."""
    helped = [t for t in trials if len(t.prescriptions) > 1 and t.helped]
    best = sorted(helped, key=lambda t: -best_score(t.cured))[:MOST_TOGETHER]
    return [t for t in trials if was_tried(t) and (len(t.prescriptions) < 2 or t in best)]


def trials_left_out(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield what there is to say below the table: what is not in it and why, and what to know of what is."""
    shown = shown_trials(trials)
    more = sum(was_tried(t) for t in trials) - len(shown)
    if more:
        text = ntr(
            "{n} combination more was tried and came to no more.",
            "{n} combinations more were tried and came to no more.",
            more,
        )
        yield text.format(n=more)
    waiting = [t for t in trials if not was_tried(t)]
    if waiting:
        yield tr("Not tried: {cures}.").format(cures=" · ".join(t.label or t.key for t in waiting))
        yield from dict.fromkeys(t.why_not for t in waiting if t.why_not)
    yield from dict.fromkeys(t.note for t in shown if t.note)


def outcome(trial: Trial) -> str:
    """Return what came of a cure in a few words."""
    if trial.helped:
        return tr("✓ helped")
    if any(arm.diverged for arm in trial.cured):
        return tr("✗ diverged")
    if trial.share < 1:
        return tr("not finished")
    if not trial.is_judged:
        return tr("cannot be compared")
    return tr("✗ did not help")


def scored(trial: Trial, arms: Sequence[Arm]) -> str:
    """Return the mean of the best that twins came to, in words."""
    value = best_score(arms)
    if not was_tried(trial) or not math.isfinite(value):
        return "–"
    return f"{value:.3f}" if measure_of(trial) == "r2" else tr("{value} %").format(value=f"{100 * value:.1f}")


def no_cure_sentence(found: Diagnosis) -> str:
    """Return the honest word where no cure was found, or what the best one did; empty before any was asked for."""
    if found.treatment is None:
        return ""
    if (best := found.proven) is not None:
        return tr("Proven on {n} seeds: {label}. {before} before, {after} after.").format(
            n=len({arm.seed for arm in best.cured}),
            label=best.label,
            before=scored(best, beside(best)),
            after=scored(best, best.cured),
        )
    if found.interrupted:
        return tr("Stopped before a cure was proven.")
    if found.verdicts and all(verdict.illness.about_data for verdict in found.verdicts):
        return tr("No change of network or training cures this. The data have to be mended.")
    tried = sum(map(was_tried, found.treatment.trials))
    if not tried:
        return tr("No cure could be tried.")
    return ntr(
        "No cure was found: the one that was tried did not help.",
        "No cure was found: none of the {n} that were tried helped.",
        tried,
    ).format(n=tried)
