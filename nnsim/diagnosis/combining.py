"""What is tried when single cures fail or help only partly: what is usual, and several cures together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.length import LEAST
from nnsim.diagnosis.prescribing import Prescriber
from nnsim.diagnosis.tried import Trial

GOOD = 0.98
"""Score from which on nothing more is sought."""
FAIR = 0.9
"""Score from which on what was found for the illness is bettered, and nothing else is tried beside it."""
REMEDIES = (
    "fitting_output",
    "fitting_loss",
    "scale_inputs",
    "scale_targets",
    "all_columns",
    "other_activation",
    "leaky_relu",
    "fitting_weights",
    "adam",
    "range_test",
    "constant_rate",
    "more_epochs",
    "usual_batch",
    "unfreeze",
    "less_dropout",
    "less_regularisation",
    "nonlinear",
    "batch_norm",
    "clip_gradients",
    "more_units",
)
"""Cures that are tried whatever was found, where nothing that was found for it helps."""
MOST_CURES = 3
"""Cures together, at most."""
MOST_TRIALS = 12
"""Trials of a round, at most."""
BASES = 2
"""The most promising trials that others are put together with."""


class Combiner:
    """Works out round after round what else there is to try."""

    def __init__(self, prescriber: Prescriber, verdicts: Sequence[Verdict]) -> None:
        self._prescriber = prescriber
        self._illness = verdicts[0].key if verdicts else ""
        keys = [key for verdict in verdicts for key in verdict.illness.cures]
        self._keys = tuple(dict.fromkeys((*keys, *REMEDIES)))
        self._seen = [prescriber.case.project]
        self._round = 0
        self._before: Trial | None = None
        """The best when the round began."""

    def next_round(
        self, trials: Sequence[Trial], sick: Arm | None
    ) -> tuple[Trial | None, list[Trial]] | None:
        """Return what is tried next, and the trial it has to do better than; None where there is nothing more."""
        for trial in trials:
            if trial.project not in self._seen:
                self._seen.append(trial.project)
        while self._round < MOST_CURES:
            self._round += 1
            base, found = _best(trials), []
            if self._round > 2 and base is not None and not _is_better(base, self._before):
                return None
            self._before = base
            if self._round > 1:
                bases = self._bases(trials, sick, self._round - 1)
                found = [more for one in bases for more in self._with(one, trials, sick)]
            elif (base is None or base.end < FAIR) and not _ends_at_once(sick):
                base, found = None, self._usual()
            if found:
                return base, found[:MOST_TRIALS]
        return None

    def _usual(self) -> list[Trial]:
        """Return the trials of what is usual and was not tried yet, each by itself."""
        found: list[Trial] = []
        for key in REMEDIES:
            found += self._prescriber.alone(self._illness, key, self._seen)
        return found

    def _bases(self, trials: Sequence[Trial], sick: Arm | None, size: int) -> list[Trial]:
        """Return the most promising trials of so many cures: those that came to most."""
        least = -math.inf if sick is None else sick.end
        tried = [t for t in trials if t.cured and t.is_judged and len(t.prescriptions) == size]
        tried = [t for t in tried if math.isfinite(t.cured[0].end)]
        tried.sort(key=lambda t: -t.cured[0].end)
        better = [t for t in tried if t.cured[0].end > least] or tried
        if size == 1 and _ends_at_once(sick):
            # It ends before anything can be learned: whatever else is wrong shows only where it goes on.
            longer = [t for t in tried if t.key == "more_epochs"]
            better = [*sorted(longer, key=lambda t: -t.cured[0].steps[-1])[:1], *better]
        return list(dict.fromkeys(better))[:BASES]

    def _with(self, base: Trial, trials: Sequence[Trial], sick: Arm | None) -> list[Trial]:
        """Return `base` with one cure more: those first that came to most by themselves, then in their own order."""
        case = self._prescriber.case_of(base)
        if case is None:
            return []
        least = -math.inf if sick is None else sick.end + sick.alike
        single = [t for t in trials if t.cured and len(t.prescriptions) == 1]
        alone = {t.key: t.cured[0].end for t in single if t.cured[0].end > least}
        mine = {p.cure for p in base.prescriptions}
        keys = sorted((k for k in self._keys if k not in mine), key=lambda k: -alone.get(k, -math.inf))
        found: list[Trial] = []
        for key in keys:
            if len(found) >= MOST_TRIALS // BASES:
                break
            made = self._prescriber.after(base.illness, base.prescriptions, case, key, self._seen)
            found += islice(made, 1)
        return [trial for trial in found if trial.is_judged]


def _ends_at_once(sick: Arm | None) -> bool:
    """Return whether the network as it is stops before anything can be told."""
    return sick is not None and not sick.diverged and len(sick.steps) > 0 and sick.steps[-1] < LEAST


def _is_better(now: Trial, before: Trial | None) -> bool:
    return before is None or now.end > before.end + before.cured[0].alike


def _best(trials: Sequence[Trial]) -> Trial | None:
    helped = [trial for trial in trials if trial.helped]
    return max(helped, key=lambda trial: trial.end, default=None)
